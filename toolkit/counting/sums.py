"""What counts add up to: by line, and by weekday and hour. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

USUAL_HOURS = range(8, 19)
MONDAY_TO_FRIDAY = range(5)


@dataclass(frozen=True)
class Summed:
    """The sum of one line in one hour of one day; ``hour`` is None for a sum of the whole day."""

    day: date
    hour: int | None
    line: int
    amount: int


@dataclass(frozen=True)
class Sums:
    """``lines``: totals in the sheet's order. ``usual``: by weekday (0 is Monday) and hour, on an average such day.

    A weekday is averaged over the days on which something was counted, so that a day nobody counted is not taken for
    a quiet one.
    """

    lines: tuple[int, ...]
    days: int
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    usual: Mapping[tuple[int, int], float]

    @property
    def total(self) -> int:
        return sum(self.lines)

    @property
    def busiest(self) -> tuple[int, int] | None:
        """Weekday and hour with most, the earliest of equals; None without any."""
        if not any(self.usual.values()):
            return None
        return min(self.usual, key=lambda key: (-self.usual[key], key))


def sums_of(lines: Sequence[str], counted: Iterable[Summed]) -> Sums:
    """No sum is below zero: what was taken away twice counts as none."""
    rows = [row for row in counted if row.line < len(lines)]
    totals = [0] * len(lines)
    cells: dict[tuple[int, int], int] = defaultdict(int)
    days: dict[int, set[date]] = defaultdict(set)
    hourly = set()
    for row in rows:
        amount = max(row.amount, 0)
        totals[row.line] += amount
        if row.hour is None:
            continue
        hourly.add(row.hour)
        days[row.day.weekday()].add(row.day)
        cells[row.day.weekday(), row.hour] += amount
    hours = tuple(range(min(*hourly, *USUAL_HOURS), max(*hourly, *USUAL_HOURS) + 1)) if hourly else ()
    weekdays = tuple(sorted({*MONDAY_TO_FRIDAY, *days})) if hourly else ()
    usual = {(day, hour): cells[day, hour] / len(days[day]) for day in weekdays if days[day] for hour in hours}
    return Sums(tuple(totals), len({row.day for row in rows}), weekdays, hours, usual)
