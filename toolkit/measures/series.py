"""From stored figures to a ``Chart`` for one reader: the only way of figures into a picture, a table or a file.

A reader outside the practice gets a chart made from ``toolkit.suppression``'s copy of each figure. Middle lines,
signals and sentences are worked out from that copy, so they hold nothing that the copy does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from cmsportal.nhsuk.formats import first_upper
from toolkit.charts import Change, Chart, PhaseMark, Point
from toolkit.models import ChartMark, Figure, Measure
from toolkit.suppression import Basis, Shown, suppress

from . import schedule

CADENCE = {"daily": "day", "weekly": "week", "monthly": "month"}
PERCENT_UNITS = {"%", "per cent", "percent", "percentage"}
KEPT_FIGURE_FIELDS = ("measure", "date", "status", "value", "numerator", "denominator")


@dataclass(frozen=True)
class Reader:
    """How much somebody sees: the figures themselves, or with small numbers hidden up to ``threshold``."""

    raw: bool
    threshold: int
    today: date


def for_charts(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """The measures with all that their charts need: three further queries, however many measures there are."""
    figures = Figure.objects.only(*KEPT_FIGURE_FIELDS).order_by("date")
    return measures.select_related("collector").prefetch_related(Prefetch("figures", figures), "phases")


def basis_of(measure: Measure) -> Basis:
    """What the small-number rule takes the figures for. A value typed in per cent is a percentage."""
    if measure.value_kind == Measure.ValueKind.VALUE and is_percent(measure):
        return "percentage"
    return measure.value_kind  # type: ignore[return-value]


def is_percent(measure: Measure) -> bool:
    return measure.value_kind == Measure.ValueKind.PERCENTAGE or measure.unit.strip().lower() in PERCENT_UNITS


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
    """The chart of a measure fetched by ``for_charts``; no query."""
    figures = list(measure.figures.all())
    copies = [shown(figure, measure, reader) for figure in figures]
    days = [figure.date for figure in figures]
    return Chart(
        title=measure.name,
        unit=unit_line(measure, reader),
        points=_points(measure, days, copies),
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
        decimals=_decimals(measure, copies),
        cadence=CADENCE[measure.schedule],
        value_word="" if is_percent(measure) or measure.value_kind == Measure.ValueKind.RATE else measure.unit,
        hidden_label=hidden_label(measure, reader),
        stale=schedule.is_stale(measure, days[-1] if days else None, reader.today),
    )


def _points(measure: Measure, days: Sequence[date], copies: Sequence[Shown]) -> tuple[Point, ...]:
    points: list[Point] = []
    for day, copy in zip(days, copies, strict=True):
        if points:
            points += [Point(gap, status="missing") for gap in schedule.between(measure, points[-1].date, day)]
        points.append(_point(day, copy))
    return tuple(points)


def _point(day: date, copy: Shown) -> Point:
    if copy.status in {"hidden", "closed", "missing"}:
        return Point(day, status=copy.status)  # type: ignore[arg-type]
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
