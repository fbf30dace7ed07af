"""From stored figures to a ``Chart`` for one reader: the only way of figures into a picture, a table or a file.

A reader outside the practice gets a chart made from ``toolkit.suppression``'s copy of each figure. Middle lines,
signals and sentences are worked out from that copy, so they hold nothing that the copy does not. Of rare events,
where each figure is one event, such a reader gets no figure, no date and no count of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from cmsportal.nhsuk.formats import first_upper
from toolkit import spc
from toolkit.charts import Change, Chart, PhaseMark, Point
from toolkit.models import ChartMark, Figure, Measure
from toolkit.querysets import MeasureQuerySet
from toolkit.suppression import HIDDEN, Basis, Shown, suppress

from . import schedule, siblings

CADENCE = {"daily": "day", "weekly": "week", "monthly": "month", "cycle": "cycle", "event": "event"}
PERCENT_UNITS = {"%", "per cent", "percent", "percentage"}
WITHHELD = "Each figure is one rare event, so the practice and its coach keep this chart to themselves."
KEPT_FIGURE_FIELDS = ("measure", "date", "status", "value", "numerator", "denominator")


@dataclass(frozen=True)
class Reader:
    """How much somebody sees: the figures themselves, or with small numbers hidden up to ``threshold``."""

    raw: bool
    threshold: int
    today: date


def for_charts(measures: MeasureQuerySet) -> MeasureQuerySet:
    """The measures with all that their charts need: three further queries, however many measures there are."""
    return measures.with_test_ends().select_related("collector").prefetch_related(_figures(), "phases")


def with_figures(measures: Sequence[Measure]) -> None:
    """Fetch for measures that were fetched bare what ``for_charts`` does: two queries, a third for some schedules."""
    prefetch_related_objects(measures, _figures(), "phases")
    asking = {Measure.Schedule.CYCLE, Measure.Schedule.DAILY}
    ids = [measure.pk for measure in measures if measure.schedule in asking]
    known = Measure.objects.with_test_ends().in_bulk(ids) if ids else {}
    for measure in measures:
        row = known.get(measure.pk)
        measure.test_ends, measure.practice_nation = (row.test_ends, row.practice_nation) if row else ([], "")


def _figures() -> Prefetch:
    return Prefetch("figures", Figure.objects.only(*KEPT_FIGURE_FIELDS).order_by("date"))


def basis_of(measure: Measure) -> Basis:
    """What the small-number rule takes the figures for. A value typed in per cent is a percentage."""
    if measure.value_kind == Measure.ValueKind.VALUE and is_percent(measure):
        return "percentage"
    return measure.value_kind  # type: ignore[return-value]


def is_percent(measure: Measure) -> bool:
    return measure.value_kind == Measure.ValueKind.PERCENTAGE or measure.unit.strip().lower() in PERCENT_UNITS


def is_withheld(measure: Measure, reader: Reader) -> bool:
    """Whether this reader sees nothing of the chart but its name: not even whether it has a figure."""
    return measure.is_between and not reader.raw


def copies_of(measure: Measure, reader: Reader) -> list[tuple[date, Shown]]:
    """Each figure's date with what this reader may see of it, in order; of a chart that is withheld none."""
    if is_withheld(measure, reader):
        return []
    told = frozenset() if reader.raw else siblings.hidden_days(measure, reader.threshold)
    rows = [
        (figure.date, HIDDEN if figure.date in told else shown(figure, measure, reader))
        for figure in measure.figures.all()
    ]
    if reader.raw or not by_counts(measure, rows):
        return rows
    return [(day, _as_counted(measure, copy)) for day, copy in rows]


def by_counts(measure: Measure, rows: Iterable[tuple[date, Shown]]) -> bool:
    """Whether the chart has limits that follow the counts (P, U and the like) and can be drawn: all have both."""
    if measure.chart not in spc.RATIO_CHARTS or not measure.is_ratio:
        return False
    with_value = [copy for _day, copy in rows if copy.value is not None or copy.denominator is not None]
    return bool(with_value) and all(copy.denominator is not None for copy in with_value)


def _as_counted(measure: Measure, copy: Shown) -> Shown:
    """The copy with its figure worked out from its rounded counts, so that chart, table and file say the same."""
    if copy.numerator is None or copy.denominator is None:
        return copy
    return replace(copy, value=ratio(measure, copy.numerator, copy.denominator))


def shown(figure: Figure, measure: Measure, reader: Reader) -> Shown:
    """The figure as this reader may see it; counts come back as a percentage or rate in full precision."""
    value = exact_value(measure, figure)
    if reader.raw:
        return Shown(figure.status, value, figure.numerator, figure.denominator)
    return suppress(
        basis=basis_of(measure),
        status=figure.status,
        value=value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        threshold=reader.threshold,
        places=measure.decimals,
    )


def exact_value(measure: Measure, figure: Figure) -> Decimal | None:
    if figure.denominator is None or figure.numerator is None:
        return figure.value
    return ratio(measure, figure.numerator, figure.denominator)


def ratio(measure: Measure, numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Per cent, or per so many; None where there was nothing to divide by."""
    if denominator == 0:
        return None
    return numerator * (measure.per if measure.value_kind == Measure.ValueKind.RATE else 100) / denominator


def chart_of(measure: Measure, marks: Iterable[ChartMark], reader: Reader) -> Chart:
    """The chart of a measure fetched by ``for_charts``; no query, but see ``siblings``."""
    if is_withheld(measure, reader):
        return _withheld(measure, reader)
    rows = copies_of(measure, reader)
    days = [day for day, _copy in rows]
    copies = [copy for _day, copy in rows]
    counted = by_counts(measure, rows)
    is_rate = measure.value_kind == Measure.ValueKind.RATE
    return Chart(
        title=measure.name,
        unit=unit_line(measure, reader),
        points=_points(measure, rows, counted),
        changes=_changes(measure, marks, days, reader.today),
        phases=tuple(
            PhaseMark(phase.starts_on, phase.label, phase.reason if reader.raw else "")
            for phase in measure.phases.all()
        ),
        aim=None if measure.goal is None else float(measure.goal),
        direction=measure.direction,
        kind=measure.chart,
        rules=measure.rules,
        value_format="percent" if is_percent(measure) else "number",
        per=float(measure.per) if counted and is_rate else None,
        decimals=_decimals(measure, copies),
        cadence=CADENCE[measure.schedule],
        value_word="" if is_percent(measure) or is_rate else measure.unit,
        freeze=measure.freeze_on,
        hidden_label=hidden_label(measure, reader),
        stale=schedule.is_stale(measure, days[-1] if days else None, reader.today),
        options=options_of(measure),
    )


def options_of(measure: Measure) -> spc.Options:
    return spc.Options(screen=measure.screen_ranges, shift=measure.rule_length, trend=measure.rule_length)


def _withheld(measure: Measure, reader: Reader) -> Chart:
    """The chart's name and kind. Nothing of it may depend on a figure."""
    return Chart(
        title=measure.name,
        unit=unit_line(measure, reader),
        direction=measure.direction,
        kind=measure.chart,
        rules=measure.rules,
        cadence="event",
        withheld=WITHHELD,
        options=options_of(measure),
    )


def _points(measure: Measure, rows: Sequence[tuple[date, Shown]], counted: bool) -> tuple[Point, ...]:
    points: list[Point] = []
    for day, copy in rows:
        if points:
            points += [Point(gap, status="missing") for gap in schedule.between(measure, points[-1].date, day)]
        points.append(_point(day, copy, counted))
    return tuple(points)


def _point(day: date, copy: Shown, counted: bool) -> Point:
    if copy.status in {"hidden", "closed", "missing"}:
        return Point(day, status=copy.status)  # type: ignore[arg-type]
    if counted and copy.numerator is not None and copy.denominator is not None:
        return Point(day, float(copy.numerator), float(copy.denominator), copy.status)  # type: ignore[arg-type]
    if copy.value is None:  # nothing to divide by: the table says so
        return Point(day, status="missing")
    return Point(day, float(copy.value), status=copy.status)  # type: ignore[arg-type]


def _decimals(measure: Measure, copies: Sequence[Shown]) -> int:
    """The measure's own, and more where somebody typed more, so that a figure reads as it was entered."""
    if measure.is_ratio and any(copy.denominator is not None for copy in copies):
        return measure.decimals
    typed = [copy.value for copy in copies if copy.value is not None]
    return max([measure.decimals, *(_places(value) for value in typed)])


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(3, -exponent) if isinstance(exponent, int) and exponent < 0 else 0


def _changes(measure: Measure, marks: Iterable[ChartMark], days: Sequence[date], today: date) -> tuple[Change, ...]:
    if not days:
        return ()
    own = [
        mark
        for mark in marks
        if mark.measure_id in {None, measure.pk} and days[0] <= mark.date <= max(today, days[-1])
    ]
    ordered = sorted(own, key=lambda mark: (mark.date, mark.created_at))
    return tuple(Change(number, mark.date, mark.label) for number, mark in enumerate(ordered, start=1))


def unit_line(measure: Measure, reader: Reader) -> str:
    """The line under a chart's title: what one figure stands for."""
    if measure.is_between:
        return f"{first_upper(measure.unit) or 'Cases'} since the one before"
    each = f"each {schedule.period_word(measure)}"
    if measure.value_kind == Measure.ValueKind.COUNT:
        line = f"Number of {measure.unit or 'times'} {each}"
        return line if reader.raw else f"{line}, rounded to the nearest 5"
    if measure.value_kind == Measure.ValueKind.RATE:
        counted, base = measure.numerator or "How many", measure.denominator or measure.unit
        return f"{first_upper(counted)} for every {measure.per:,} {base}".strip() + f", {each}"
    if is_percent(measure):
        return f"Percentage of {measure.denominator} {each}" if measure.denominator else f"Percentage {each}"
    return f"{first_upper(measure.unit)}, {each}" if measure.unit else first_upper(each)


def hidden_label(measure: Measure, reader: Reader) -> str:
    if measure.value_kind == Measure.ValueKind.COUNT:
        return f"1 to {reader.threshold} hidden"
    return "small number hidden"


def marks_of(project: Any) -> list[ChartMark]:
    return list(project.chart_marks.all())


def figure_history(measure: Measure, most: int = 2000) -> Iterable[Any]:
    """Every state that the measure's figures have been in, those taken out included, oldest first."""
    history = Figure.history.filter(measure=measure).select_related("history_user")
    return reversed(history.order_by("-history_date", "-history_id")[:most])
