"""What a chart shows, and what it does not, in plain English; written from what the picture may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit import spc

from .icons import ASSURANCE_WORDS, VARIATION_WORDS
from .model import Chart
from .numbers import long_date, plural, sentence_case
from .sentences import chance_in_short, figure_decimals, middle_name, say_date, show_centre, show_value, story

SIGNALS = {
    "better": "Changed for the better",
    "worse": "Changed for the worse",
    "change": "Something has changed",
    "none": "No clear change yet",
    "early": "Too early to judge",
    "trial": "First limits, still on trial",
    "hidden": "Some figures hidden",
    "empty": "No figures yet",
    "withheld": "Not shown here",
}
CHART_NAMES = {
    "run": "Run chart",
    "i": "I chart",
    "mr": "Moving range chart",
    "p": "P chart",
    "pp": "P\u2032 chart",
    "u": "U chart",
    "up": "U\u2032 chart",
    "c": "C chart",
    "g": "G chart, cases between",
    "t": "T chart, days between",
}


@dataclass(frozen=True)
class Words:
    """``state`` adds 'hidden' and 'empty' to the states of an analysis; ``brief`` is one short sentence.

    ``variation`` and ``assurance`` say in words what the two icons of an NHS XmR chart show, or are empty.
    """

    state: str
    signal: str
    sentence: str
    brief: str
    source: str
    last_figure: str
    rule_set: str
    alt: str
    chance: str = ""
    chance_short: str = ""
    variation: str = ""
    assurance: str = ""


def rule_set_name(chart: Chart, analysis: spc.Analysis) -> str:
    """The one rule set of the chart, as legends and exports name it."""
    name = CHART_NAMES[analysis.chart]
    if analysis.rules == "none":
        return f"{name}, no rules applied"
    open_ranges = ", moving ranges not screened" if analysis.options.screen is False else ""
    if analysis.rules == "ihi":
        return f"{name}, IHI rules{open_ranges}"
    if analysis.rules == "mdc":
        o = analysis.options
        screened = ", moving ranges screened" if o.screen else ""
        first = "NHS XmR" if analysis.chart == "i" else name
        return f"{first}, Making Data Count, shift of {o.shift} and trend of {o.trend}{screened}"
    limits = "" if analysis.chart == "run" else " and 3-sigma limits"
    return f"{name}, Anh\u00f8j rules{limits}{open_ranges}"


def words(chart: Chart, analysis: spc.Analysis) -> Words:
    """Signal, sentence, source line and alternative text for one chart."""
    state, sentences, chance, extra = story(chart, analysis)
    signal = SIGNALS["withheld" if chart.withheld else state]
    if state == "change" and analysis.lead is not None and analysis.lead.rule == "outside":
        signal = "Something unusual"
    if state in ("none", "early", "trial") and len(analysis.parts) > 1:
        since = analysis.series.dates[analysis.parts[-1].first]
        day = say_date(chart, since) if chart.cadence == "month" else long_date(since).split(" ", 1)[1]
        signal = f"New {middle_name(analysis)} since {day}"
    last = last_shown(chart)
    last_figure = f"Last figure {say_date(chart, last)}" if last else "" if chart.withheld else "No figure yet"
    rules = rule_set_name(chart, analysis)
    brief = sentences[0]
    sentence = " ".join([*sentences, *([chance] if chance else []), *extra])
    return Words(
        state=state,
        signal=signal,
        sentence=sentence,
        brief=brief,
        source=f"{last_figure}. {rules}." if last_figure else f"{rules}.",
        last_figure=last_figure,
        rule_set=rules,
        alt=_alt(chart, analysis, signal, sentence),
        chance=chance,
        chance_short=chance_in_short(analysis) if chance else "",
        variation=VARIATION_WORDS.get(analysis.variation, ""),
        assurance=ASSURANCE_WORDS.get(analysis.assurance, ""),
    )


def last_shown(chart: Chart) -> date | None:
    """Date of the last figure, hidden ones included; None without one."""
    dated = [p.date for p in chart.points if p.value is not None or p.status == "hidden"]
    return dated[-1] if dated else None


def newest_figure(chart: Chart, analysis: spc.Analysis) -> tuple[date | None, str]:
    """The newest figure that is shown or hidden: its date, and '78%', '8' or '*'; (None, '') without one."""
    for point, value in zip(reversed(chart.points), reversed(analysis.values), strict=True):
        if point.status == "hidden":
            return point.date, "*"
        if value is not None:
            return point.date, show_value(chart, value, figure_decimals(chart, analysis))
    return None, ""


def _alt(chart: Chart, analysis: spc.Analysis, signal: str, sentence: str) -> str:
    decimals = figure_decimals(chart, analysis)
    bits = [f"{chart.title}."]
    if chart.unit:
        bits.append(f"{chart.unit}.")
    known = [(d, v) for d, v in zip(analysis.series.dates, analysis.values, strict=True) if v is not None]
    if known:
        first, last = known[0], known[-1]
        bits.append(
            f"{sentence_case(plural(len(known), 'figure'))} from {long_date(first[0], year=True)} to "
            f"{long_date(last[0], year=True)}; the last one shown is {show_value(chart, last[1], decimals)}."
        )
    if chart.aim is not None:
        bits.append(f"The aim is {show_centre(chart, chart.aim, decimals)}.")
    if chart.changes:
        bits.append("Changes tested: " + "; ".join(f"{c.number} {c.label}" for c in chart.changes) + ".")
    bits += [f"{signal}.", sentence, f"{rule_set_name(chart, analysis)}."]
    return " ".join(bits)
