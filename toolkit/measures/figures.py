"""What a figure may be: the rules that the form, the link, the services and later imports share."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.models import Figure, Measure

from .series import ratio

LARGEST = Decimal(10) ** 10
OLDEST = date(1990, 1, 1)  # a slip of the year: a chart would have centuries of missing days to say


@dataclass(frozen=True)
class Entry:
    """A figure as somebody typed it. Either ``value``, or both counts, or neither ('We were closed')."""

    date: date
    status: str = Figure.Status.FIGURE
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""

    @property
    def has_figure(self) -> bool:
        return self.status in {Figure.Status.FIGURE, Figure.Status.ESTIMATE}

    @property
    def by_counts(self) -> bool:
        return self.numerator is not None or self.denominator is not None


def wants_counts(measure: Measure, last: Figure | None, asked: str) -> bool:
    """Whether a page asks for two counts: of rates always, of percentages as asked for, else as last time."""
    if measure.value_kind == measure.ValueKind.RATE:
        return True
    if measure.value_kind != measure.ValueKind.PERCENTAGE:
        return False
    return asked == "counts" if asked in {"counts", "value"} else bool(last and last.denominator is not None)


def problems_with(measure: Measure, entry: Entry, today: date) -> dict[str, str]:
    """A sentence for each field that does not fit; empty when all is well. The date's uniqueness is not looked at."""
    found: dict[str, str] = {}
    if entry.date > today:
        found["date"] = "That day is still to come. Choose today or an earlier day."
    elif entry.date < OLDEST:
        found["date"] = "That day is long ago. Check the year."
    if measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
        return found  # the day says it all
    if not entry.has_figure:
        return found | ({"value": "Enter the number of cases."} if measure.is_between else {})
    if entry.by_counts:
        return found | _problems_with_counts(measure, entry)
    if entry.value is None:
        words = "Enter the number of cases." if measure.is_between else "Enter the figure, or tick why there is none."
        return found | {"value": words}
    return found | _problems_with_value(measure, entry.value)


def _problems_with_value(measure: Measure, value: Decimal) -> dict[str, str]:
    if measure.value_kind == Measure.ValueKind.RATE:
        return {"value": "A rate needs its two counts."}
    if measure.value_kind == Measure.ValueKind.PERCENTAGE and not 0 <= value <= 100:
        return {"value": "A percentage lies between 0 and 100."}
    if measure.value_kind == Measure.ValueKind.COUNT and value < 0:
        return {"value": "A count is 0 or more."}
    if measure.value_kind == Measure.ValueKind.CASES_BETWEEN and (value < 0 or value != int(value)):
        return {"value": "Cases are whole numbers, 0 or more."}
    if abs(value) >= LARGEST:
        return {"value": "That figure is too large. Check the number of zeros."}
    return {}


def _problems_with_counts(measure: Measure, entry: Entry) -> dict[str, str]:
    found: dict[str, str] = {}
    if not measure.is_ratio:
        return {"numerator": "This measure takes one figure, not two counts."}
    for name in ("numerator", "denominator"):
        count = getattr(entry, name)
        if count is None:
            found[name] = "Enter both counts."
        elif count < 0:
            found[name] = "A count is 0 or more."
        elif count >= LARGEST:
            found[name] = "That count is too large. Check the number of zeros."
    if found or entry.numerator is None or entry.denominator is None:
        return found
    if entry.denominator == 0 and entry.numerator > 0:
        return {"denominator": "This is 0, so the count above it must be 0 too. Check both."}
    if measure.value_kind == Measure.ValueKind.PERCENTAGE and entry.numerator > entry.denominator:
        return {"numerator": "This count is larger than the one it is part of. Check both."}
    if entry.denominator and (ratio(measure, entry.numerator, entry.denominator) or 0) >= LARGEST:
        return {"denominator": "Together the counts make a figure that is too large. Check both."}
    return {}
