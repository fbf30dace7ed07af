"""What count sheets give to the workbook: calls by weekday and time of day, and what comes unplanned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from cmsportal.nhsuk.formats import WEEKDAYS, count_words, day_full, number
from toolkit.counting.sums import Summed
from toolkit.models import Answer, CountSheet

from .finding import Finding, Kind, Origin

# From which hour to before which.
BANDS = (("08", 8, 9), ("09", 9, 11), ("11", 11, 14), ("14", 14, 16), ("16", 16, 24))
MOST_LINES = 5


def from_sheet(sheet: CountSheet, counted: Iterable[Summed]) -> list[Finding]:
    """Of days and hours in which nothing was counted nothing is said: nobody may have been there to count."""
    rows = [row for row in counted if row.line < len(sheet.lines) and row.amount > 0]
    if not rows:
        return []
    days = sorted({row.day for row in rows})
    spoken = "one day" if len(days) == 1 else f"{count_words(len(days))} days"
    if sheet.kind == CountSheet.Kind.UNPLANNED:
        return [_unplanned(sheet, rows, days[-1], spoken)]
    source = f"Calls counted on {spoken}: ‘{sheet.title}’"
    return [_calls(sheet, key, calls, days[-1], source) for key, calls in _usual(rows)]


def _calls(sheet: CountSheet, key: str, calls: Decimal, as_of: date, source: str) -> Finding:
    return Finding(
        key, Kind.SHEET, sheet.pk, Origin.COUNTED, as_of, source, number=calls, certainty=Answer.Certainty.KNOWN
    )


def _usual(rows: list[Summed]) -> Iterator[tuple[str, Decimal]]:
    """By question: the mean over the days counted, in whole calls."""
    of_day: dict[date, int] = defaultdict(int)
    of_hour: dict[int, int] = defaultdict(int)
    for row in rows:
        of_day[row.day] += row.amount
        if row.hour is not None:
            of_hour[row.hour] += row.amount
    for weekday, name in enumerate(WEEKDAYS[:5]):
        sums = [amount for day, amount in of_day.items() if day.weekday() == weekday]
        if sums:
            yield f"patterns.demand_{name[:3].lower()}", round(Decimal(sum(sums)) / len(sums))
    hourly = len({row.day for row in rows if row.hour is not None})
    for key, first, end in BANDS:
        calls = sum(of_hour[hour] for hour in range(first, end))
        if calls:
            yield f"patterns.hour_{key}", round(Decimal(calls) / hourly)


def _unplanned(sheet: CountSheet, rows: list[Summed], as_of: date, spoken: str) -> Finding:
    totals = [0] * len(sheet.lines)
    for row in rows:
        totals[row.line] += row.amount
    order = sorted(range(len(totals)), key=lambda place: (-totals[place], place))
    lines = [f"{sheet.lines[place]}: {number(totals[place])}" for place in order[:MOST_LINES] if totals[place]]
    text = "\n".join([f"Counted on {spoken}, up to {day_full(as_of)}:", *lines])
    source = f"Counted on {spoken}: ‘{sheet.title}’"
    return Finding("patterns.unplanned", Kind.SHEET, sheet.pk, Origin.COUNTED, as_of, source, text=text)
