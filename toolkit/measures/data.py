"""A chart for programs: plain values of a card, and so of its reader's copy (docs/chart-data.md)."""

from typing import Any

from toolkit import spc

from .cards import Card

FORM = 1  # raised when a name goes or changes its meaning


def chart_data(card: Card) -> dict[str, Any]:
    """Values that ``json`` takes as they are; dates as ISO text. No query."""
    chart, analysis, said = card.chart, card.analysis, card.words
    return {
        "form": FORM,
        "title": chart.title,
        "unit": chart.unit,
        "direction": chart.direction,
        "aim": chart.aim,
        "chart": analysis.chart,
        "rules": analysis.rules,
        "rule_set": said.rule_set,
        "signal": said.signal,
        "state": said.state,
        "sentence": said.sentence,
        "last_figure": said.last_figure,
        "stale": chart.stale,
        "hidden_means": chart.hidden_label if chart.n_hidden else "",
        "points": _points(card),
        "phases": [_part(analysis, part) for part in analysis.parts],
        "changes": [
            {"number": change.number, "date": change.date.isoformat(), "label": change.label}
            for change in chart.changes
        ],
        "signals": [_signal(analysis, signal) for signal in analysis.signals],
    }


def _points(card: Card) -> list[dict[str, Any]]:
    rows = zip(card.chart.points, card.analysis.points, strict=True)
    return [
        {
            "date": drawn.date.isoformat(),
            "status": drawn.status,
            "value": studied.value,
            "signal": studied.cls,
            "middle": studied.centre,
            "lower": studied.lower,
            "upper": studied.upper,
        }
        for drawn, studied in rows
    ]


def _part(analysis: spc.Analysis, part: spc.Part) -> dict[str, Any]:
    dates = analysis.series.dates
    return {
        "label": part.label,
        "from": dates[part.first].isoformat() if dates else None,
        "to": dates[part.last].isoformat() if dates else None,
        "middle": part.cl,
        "lower": part.lcl,
        "upper": part.ucl,
        "figures": part.n_values,
        "useful": part.n_useful,
        "longest_run": part.longest_run,
        "longest_run_allowed": part.longest_run_max,
        "crossings": part.n_crossings,
        "crossings_needed": part.n_crossings_min,
        "early": part.early,
        "trial": part.trial,
    }


def _signal(analysis: spc.Analysis, signal: spc.Signal) -> dict[str, Any]:
    dates = analysis.series.dates
    return {
        "rule": signal.rule,
        "from": dates[signal.first].isoformat(),
        "to": dates[signal.last].isoformat(),
        "figures": signal.length,
        "meaning": signal.direction,
    }
