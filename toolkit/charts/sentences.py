"""The sentences beside a chart: what the figures say, how often chance would, and what must be known besides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit import spc

from .icons import ASSURANCE_WORDS
from .model import Chart
from .numbers import (
    MONTHS,
    centre_text,
    count_word,
    enough_decimals,
    long_date,
    plural,
    sentence_case,
    show,
)

RECENT = 12  # gaps further back than this many points are left to the picture and the table
NOUNS = {"day": "day", "week": "week", "month": "month", "event": "event", "cycle": "test"}
RULES_SAID = {"anhoej": "the Anh\u00f8j rules", "ihi": "the IHI rules", "mdc": "Making Data Count"}


def figure_decimals(chart: Chart, analysis: spc.Analysis) -> int:
    """Decimals of a figure: those set on the chart, else as few as tell the figures apart."""
    if chart.decimals is not None:
        return chart.decimals
    values = [v for v in analysis.values if v is not None]
    if analysis.series.denominators is not None:
        if chart.value_format == "percent":
            return 0 if all(v >= 10 for v in values if v) else 1
        largest = max(map(abs, values), default=0)  # a ratio has no last decimal of its own: three digits tell enough
        return 0 if largest >= 100 else 1 if largest >= 10 else 2
    return enough_decimals(values, 2)


def show_value(chart: Chart, value: float, decimals: int) -> str:
    return show(value, chart.value_format, decimals)


def show_centre(chart: Chart, value: float, decimals: int) -> str:
    return centre_text(value, chart.value_format, decimals)


def middle_name(analysis: spc.Analysis) -> str:
    """'middle line' for a median, 'mean' for a mean."""
    return "middle line" if analysis.chart in ("run", "g") else "mean"


def say_date(chart: Chart, day: date) -> str:
    """'Monday 3 March'; with the year where the chart spans more than one, 'March 2025' for monthly figures."""
    if chart.cadence == "month":
        return f"{MONTHS[day.month - 1]} {day.year}"
    many = bool(chart.points) and (chart.points[-1].date - chart.points[0].date).days > 330
    return long_date(day, year=many)


def story(chart: Chart, analysis: spc.Analysis) -> tuple[str, list[str], str, list[str]]:
    """State, what the figures say, the share of chance, and what else must be known (gaps, hidden, aim)."""
    if chart.withheld:
        return "hidden", [chart.withheld], "", []
    if chart.n_hidden and chart.too_much_hidden:
        return "hidden", [_hidden_sentence(chart)], "", []
    if not analysis.n_figures:
        if chart.cadence == "event" and chart.points:
            return "empty", ["The first one is noted. The chart begins with the next."], "", []
        return "empty", ["No figure has been entered yet."], "", []
    state = analysis.state
    assured = ASSURANCE_WORDS.get(analysis.assurance)
    extra = _gap_sentences(chart, analysis)
    if assured:
        extra.insert(0, f"As things are, the figures {assured[:1].lower()}{assured[1:]}.")
    if chart.n_hidden:
        extra.append(_hidden_count(chart))
    if state in ("early", "trial"):
        return state, _waiting(chart, analysis, state), "", extra
    if analysis.rules == "none":
        return "none", [f"{_around(chart, analysis)}. No rules are applied to this chart."], "", extra
    current = [s for s in analysis.signals if s.part == len(analysis.parts) - 1]
    if analysis.rules == "mdc":
        current = [s for s in current if s.last == _last_position(analysis)]
    if state == "none" and not current:
        return "none", _quiet(chart, analysis), "", extra
    return state, _loud(chart, analysis, state, current), chance_sentence(analysis), extra


def _last_position(analysis: spc.Analysis) -> int:
    return max((i for i, v in enumerate(analysis.values) if v is not None), default=-1)


def _hidden_sentence(chart: Chart) -> str:
    total = chart.n_hidden + sum(p.value is not None for p in chart.points)
    noun = _noun(chart, total)
    return (
        f"{sentence_case(count_word(chart.n_hidden))} of {count_word(total)} {noun} had a small number. "
        f"We hide those figures, so there is no middle line and no signal here."
    )


def _hidden_count(chart: Chart) -> str:
    if chart.n_hidden == 1:
        return "One small figure is hidden and not counted."
    return f"{sentence_case(count_word(chart.n_hidden))} small figures are hidden and not counted."


def _noun(chart: Chart, n: int) -> str:
    word = "event" if chart.kind in ("g", "t") else NOUNS[chart.cadence]
    return word if n == 1 else word + "s"


def _middle(chart: Chart, analysis: spc.Analysis) -> str:
    centre = next((c for c in reversed(analysis.centre) if c is not None), None)
    return "" if centre is None else show_centre(chart, centre, figure_decimals(chart, analysis))


def _with_word(chart: Chart, text: str) -> str:
    word = chart.value_word
    if text in ("1", "-1") and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return f"{text} {word}" if word and text else text


def _around(chart: Chart, analysis: spc.Analysis) -> str:
    part = analysis.parts[-1]
    known = [v for v in analysis.values[part.first : part.last + 1] if v is not None]
    middle = _with_word(chart, _middle(chart, analysis))
    if len(set(known)) == 1:
        return f"Every figure is {_with_word(chart, show_value(chart, known[0], figure_decimals(chart, analysis)))}"
    return f"Up and down around {middle}"


def _waiting(chart: Chart, analysis: spc.Analysis, state: str) -> list[str]:
    part = analysis.parts[-1]
    n = part.n_values
    counted = sentence_case(f"{count_word(n)} {_noun(chart, n)}")
    since = ""
    if len(analysis.parts) > 1:
        since = f" since {say_date(chart, analysis.series.dates[part.first])}"
    if state == "early":
        start = f"{counted}{since}" if since else f"{counted} so far"
        return [f"{start}. From ten {_noun(chart, 10)} on the chart can tell us something."]
    if analysis.rules == "mdc":
        return [f"{counted}{since}. Limits are drawn from thirteen {_noun(chart, 13)} on."]
    return [f"{counted}{since}. The limits will still move, so no signal is called yet."]


def _quiet(chart: Chart, analysis: spc.Analysis) -> list[str]:
    part = analysis.parts[-1]
    around = _around(chart, analysis)
    if around.startswith("Every"):
        return [f"{around}. Nothing varies, so there is nothing to judge."]
    name = middle_name(analysis)
    if analysis.rules == "anhoej" and part.n_useful < spc.MIN_JUDGED:
        return [f"{around}. Too many figures lie on the {name} to judge a change."]
    told = [f"{around}, as chance would do. No sign of a change so far."]
    if len(analysis.parts) > 1:
        since = say_date(chart, analysis.series.dates[part.first])
        decimals = figure_decimals(chart, analysis)
        old, new = analysis.parts[-2].cl, part.cl
        moved = ""
        if old is not None and new is not None:
            moved = f" from {show_centre(chart, old, decimals)} to {show_centre(chart, new, decimals)}"
        reason = next((p.reason for p in reversed(chart.phases) if p.reason), "")
        why = f" The reason given: {reason.rstrip('.')}." if reason else ""
        told = [f"The {name} moved{moved} on {since}.{why} No sign of a further change so far."]
    if analysis.rules == "mdc" and analysis.signals:
        told.append("Earlier figures did signal; the latest one does not.")
    return told


def _loud(
    chart: Chart,
    analysis: spc.Analysis,
    state: str,
    current: Sequence[spc.Signal],
) -> list[str]:
    """One sentence per broken rule (the one that leads first), the meaning with the first."""
    lead = analysis.lead if analysis.lead is not None and analysis.lead in current else current[-1]
    others = [s for s in current if s is not lead]
    alike = [s for s in current if s.rule == lead.rule]
    facts = [_fact(chart, analysis, lead)]
    if lead.rule == "outside" and len(alike) > 1:
        last = say_date(chart, analysis.series.dates[lead.last])
        facts = [f"{sentence_case(count_word(len(alike)))} figures lie outside the limits, the last on {last}"]
    seen = {lead.rule}
    for s in others:
        if s.rule not in seen:
            seen.add(s.rule)
            same = [o for o in others if o.rule == s.rule]
            facts.append(_fact(chart, analysis, max(same, key=lambda o: o.length), len(same)))
    meaning = {
        "better": "something has changed for the better",
        "worse": "something has changed for the worse",
        "change": "something has changed",
        "none": "worth a question",
    }[state]
    if state == "worse" and lead.side > 0:
        meaning += ", as lower is better here"
    if state == "change" and lead.rule == "outside":
        meaning = "worth asking what happened"
    if state == "change" and lead.rule in ("run", "shift", "trend") and lead.direction != "neither":
        meaning = "something changed, and the figures have moved back since"
    told = [f"{facts[0]}: {meaning}."]
    told += [f"Also, {fact[:1].lower()}{fact[1:]}." for fact in facts[1:]]
    return told


def _fact(chart: Chart, analysis: spc.Analysis, s: spc.Signal, several: int = 1) -> str:
    name = middle_name(analysis)
    side = "above" if s.side > 0 else "below"
    dates = analysis.series.dates
    n = s.length
    lasting = s.last >= _last_useful(analysis, s)
    until = "" if lasting else f" up to {say_date(chart, dates[s.last])}"
    if s.rule in ("run", "shift"):
        return f"{sentence_case(count_word(n))} {_noun(chart, n)} in a row {side} the {name}{until}"
    if s.rule == "trend":
        way = "rising" if s.side > 0 else "falling"
        return f"{sentence_case(count_word(n))} {_noun(chart, n)} in a row {way}{until}"
    if s.rule == "crossings":
        fewest = analysis.parts[s.part].n_crossings_min or 0
        line = "the line crosses the " + name
        times = "never" if n == 0 else f"only {'once' if n == 1 else count_word(n) + ' times'}"
        return f"{sentence_case(line)} {times}, where chance gives {count_word(fewest)} or more"
    if s.rule in ("few runs", "many runs"):
        how = "fewer" if s.rule == "few runs" else "more"
        return f"{sentence_case(plural(n, 'run'))} about the {name}, {how} than chance gives"
    if s.rule == "two of three":
        return f"Two of three figures far {side} the mean, the last on {say_date(chart, dates[s.last])}"
    edge = "upper" if s.side > 0 else "lower"
    if several > 1:
        return f"{sentence_case(count_word(several))} figures lie outside the limits"
    return f"The figure of {say_date(chart, dates[s.first])} is {side} the {edge} limit"


def _last_useful(analysis: spc.Analysis, s: spc.Signal) -> int:
    end = analysis.parts[s.part].last
    for i in range(end, s.last, -1):
        if analysis.values[i] is not None and analysis.sides[i] != 0:
            return i
    return s.last


def chance_sentence(analysis: spc.Analysis) -> str:
    """How often noise alone signals, for this chart and rule set and as many figures as its runs may span."""
    often, n = _chance_alone(analysis)
    if not often:
        return ""
    verb = "signals" if analysis.rules == "mdc" else "signal"
    return f"By chance alone {RULES_SAID[analysis.rules]} {verb} in {often} of 100 such charts of {n:,} figures."


def chance_in_short(analysis: spc.Analysis) -> str:
    """The same for walls that are read from afar, where rule set and dates stand beside it."""
    often, _n = _chance_alone(analysis)
    return f"Chance does this in {often} of 100 charts." if often else ""


def _chance_alone(analysis: spc.Analysis) -> tuple[str, int]:
    """'about 3' (of 100 charts) and of how many figures; '' where nothing is judged.

    Lines from a frozen baseline rest on fewer figures than the table reckons with, so chance signals more often.
    """
    o = analysis.options
    parts = analysis.parts if analysis.rules == "mdc" and o.cross_phases else analysis.parts[-1:]
    n = sum(part.n_values for part in parts)
    share = spc.chance_of_signal(analysis.rules, n, analysis.chart, o.shift, o.trend, screen=o.screen)
    if share is None:
        return "", n
    frozen = parts[-1].base_last is not None
    percent = max(round(share * 100), int(frozen))
    about = "more than" if frozen else "about"
    often = f"{about} {percent}" if 1 <= percent < 100 else "fewer than 1" if percent < 1 else "nearly all"
    return often, n


def _gap_sentences(chart: Chart, analysis: spc.Analysis) -> list[str]:
    """What else must be known: nothing to count, a frozen baseline, figures missing, estimated or left out."""
    zero = [i for i, note in enumerate(analysis.notes) if note == "zero denominator"]
    dates = analysis.series.dates
    told = []
    if zero:
        day = say_date(chart, dates[zero[-1]])
        more = f" and {plural(len(zero) - 1, 'other date')}" if len(zero) > 1 else ""
        told.append(f"There was nothing to count on {day}{more}, so there is a gap.")
    base = analysis.parts[0].base_last if len(analysis.parts) == 1 else None
    if base is not None:
        told.append(f"The lines come from the baseline, up to {say_date(chart, dates[base])}.")
    excluded = analysis.notes.count("excluded")
    if excluded:
        verb = "is" if excluded == 1 else "are"
        told.append(f"{sentence_case(plural(excluded, 'figure'))} {verb} shown but not counted.")
    last = _last_position(analysis)
    if chart.points[last].status == "estimate":
        told.append("The latest figure is an estimate.")
    if any(p.status == "missing" for p in chart.points[last + 1 :]):
        told.append(f"Nobody has entered a figure since {say_date(chart, dates[last])}.")
    else:
        told += _missing(chart, [p.date for p in chart.points[max(0, last - RECENT) : last] if p.status == "missing"])
    return told


def _missing(chart: Chart, days: Sequence[date]) -> list[str]:
    if len(days) == 1:
        return [f"Nobody entered a figure for {say_date(chart, days[0])}."]
    return [f"Figures are missing for {plural(len(days), NOUNS[chart.cadence])}."] if days else []
