"""How a chart is read: which chart, which rule set, and from which figures its limits come. Words and checks."""

from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError

from cmsportal.nhsuk.formats import count_words, day, first_upper
from toolkit import spc
from toolkit.models import Measure

from .series import basis_of

Kind, Chart, Rules = Measure.ValueKind, Measure.Chart, Measure.Rules
READING = ("chart", "rules", "rule_length", "screen_ranges", "freeze_on")
FEWEST_FROZEN = spc.MIN_JUDGED

FITTING = {
    Kind.VALUE: (Chart.RUN, Chart.I, Chart.MR),
    Kind.COUNT: (Chart.RUN, Chart.I, Chart.C, Chart.MR),
    Kind.PERCENTAGE: (Chart.RUN, Chart.I, Chart.P, Chart.PP, Chart.MR),
    Kind.RATE: (Chart.RUN, Chart.I, Chart.U, Chart.UP, Chart.MR),
    Kind.DAYS_BETWEEN: (Chart.RUN, Chart.T, Chart.I),
    Kind.CASES_BETWEEN: (Chart.RUN, Chart.G, Chart.I),
}
# What each chart and rule set does, in plain words with its name after them; and a sentence more.
CHART_WORDS = {
    Chart.RUN: ("A middle line, no limits (run chart)", "It suits any figure, and the first weeks above all."),
    Chart.I: (
        "A mean with limits (I chart, XmR)",
        "The limits come from how much one figure differs from the next.",
    ),
    Chart.MR: (
        "How much each figure differs from the one before (moving range chart)",
        "Use it beside a chart of the figures themselves.",
    ),
    Chart.P: ("Limits that follow how many there were (P chart)", "It needs both counts each time."),
    Chart.PP: (
        "Limits for large totals (P′ chart)",
        "For totals of a thousand or more, where the limits of a P chart are too narrow.",
    ),
    Chart.U: ("Limits that follow how many there were (U chart)", "It needs both counts each time."),
    Chart.UP: (
        "Limits for large totals (U′ chart)",
        "For totals of a thousand or more, where the limits of a U chart are too narrow.",
    ),
    Chart.C: (
        "Limits for counts of events (C chart)",
        "Where there is about as much room for events each time.",
    ),
    Chart.G: ("Limits for cases between rare events (G chart)", "How many cases pass from one to the next."),
    Chart.T: (
        "Limits for days between rare events (T chart)",
        "How many days pass from one to the next. Two on one day leave a gap.",
    ),
}
RULE_WORDS = {
    Rules.ANHOEJ: (
        "Few false alarms (Anhøj rules)",
        "An unusually long run, or too few crossings of the middle line.",
    ),
    Rules.IHI: (
        "Sooner, and more often by chance (IHI rules)",
        "Six on one side, five rising or falling, too few or too many runs.",
    ),
    Rules.MDC: (
        "The NHS rules, with two icons (Making Data Count)",
        "For a mean with limits: shifts, trends and points near or outside the limits.",
    ),
    Rules.NONE: ("None at all (no rules)", "The chart is drawn, and nobody is told that something changed."),
}
NOT_FITTING = {
    Rules.MDC: "Making Data Count belongs to the I chart (XmR). Choose that chart, or other rules.",
    Rules.IHI: "On a moving range chart runs and trends say nothing. Choose the Anhøj rules or none.",
}


def fitting_charts(measure: Measure) -> tuple[Measure.Chart, ...]:
    return FITTING[Kind(measure.value_kind)]


def rules_fit(chart: str, rules: str) -> bool:
    if rules == Rules.MDC:
        return chart == Chart.I
    return not (rules == Rules.IHI and chart == Chart.MR)


def suggestion(measure: Measure) -> spc.Suggestion:
    """The chart that fits the figures of a measure fetched by ``series.for_charts``, with the reason."""
    figures = [row for row in measure.figures.all() if row.value is not None or row.denominator is not None]
    counts = [float(row.denominator) for row in figures if row.denominator]
    known = median(counts) if counts and len(counts) == len(figures) else None
    return spc.suggest_chart(basis_of(measure), len(figures), known)


def without_counts(measure: Measure) -> str:
    """Why a chart that follows the counts is drawn as a run chart; '' where it is not."""
    if measure.chart not in spc.RATIO_CHARTS:
        return ""
    bare = sum(row.value is not None and row.denominator is None for row in measure.figures.all())
    if not bare:
        return ""
    which = (
        "One figure has no counts behind it"
        if bare == 1
        else f"{first_upper(count_words(bare))} figures have no counts behind them"
    )
    return f"{which}, which a {measure.get_chart_display()} needs. Until then this is a run chart."


def reading_words(measure: Measure, *, with_dates: bool) -> str:
    """'I chart (XmR), Making Data Count, limits from the figures up to Monday 3 March'."""
    bits = [measure.get_chart_display(), measure.get_rules_display()]
    if measure.rules == Rules.MDC:
        bits.append(f"shifts and trends of {count_words(measure.rule_length)}")
        if measure.screen_ranges:
            bits.append("large moving ranges left out")
    if measure.freeze_on and with_dates:
        bits.append(f"line from the figures up to {day(measure.freeze_on)}")
    return ", ".join(bits)


def check_reading(measure: Measure, values: Mapping[str, Any]) -> None:
    """Raises ValidationError with a sentence for each choice that does not fit the measure and its figures."""
    found: dict[str, str] = {}
    if values["chart"] not in fitting_charts(measure):
        found["chart"] = "This chart does not fit the kind of figure. Choose one of those listed."
    elif not rules_fit(values["chart"], values["rules"]):
        found["rules"] = NOT_FITTING[values["rules"]]
    if values.get("freeze_on") and (problem := _problem_with_freeze(measure, values["freeze_on"])):
        found["freeze_on"] = problem
    if found:
        raise ValidationError(found)


def _problem_with_freeze(measure: Measure, until: date) -> str:
    days = [row.date for row in measure.figures.all() if row.value is not None or row.denominator]
    if not days:
        return "There are no figures yet to work out limits from. Leave this empty."
    if not days[0] <= until <= days[-1]:
        return f"The figures run from {day(days[0])} to {day(days[-1])}. Choose a day between them."
    new_line = next((phase.starts_on for phase in measure.phases.all() if phase.starts_on > days[0]), None)
    if new_line is not None and until >= new_line:
        return f"A new middle line starts on {day(new_line)}. Choose a day before it."
    there = sum(row <= until for row in days)
    if there < FEWEST_FROZEN:
        return f"By then there are {count_words(there)} figures. Fixed limits need {count_words(FEWEST_FROZEN)}."
    return ""
