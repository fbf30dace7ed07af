"""Which days huddles and meetings fall on, and when a practice is closed.

``closed_days`` reads; the rest is pure. Decision 0043 says why occurrences are worked out and not stored.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from cmsportal.workdays import bank_holidays
from practices.models import Closure, Practice
from projects.models import HuddleSchedule, MeetingSeries

DAY = timedelta(days=1)
UK = "Europe/London"
AHEAD = 370  # days looked ahead for the next one: past any closure that a practice comes back from
NEVER = date(9000, 1, 1)  # a day so far off is a slip of the pen, and close to where the calendar itself ends


def closed_days(practices: Iterable[Practice], first: date, last: date) -> dict[UUID, frozenset[date]]:
    """The days from ``first`` to ``last``, both included, on which each practice is shut, by the practice's id.

    Bank holidays of its nation and its own closures. Weekends are not among them: a practice may open on Saturdays.
    One query for any number of practices that have been fetched.
    """
    found = {practice.pk: set(_bank_holidays(practice.nation, first, last)) for practice in practices}
    if found and first <= last:
        for closure in Closure.objects.touching(first, last).filter(practice__in=list(found)):
            found[closure.practice_id].update(days(max(closure.first_day, first), min(closure.last_day, last)))
    return {practice: frozenset(shut) for practice, shut in found.items()}


def _bank_holidays(nation: str, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        yield from (day for day in bank_holidays(year, nation) if first <= day <= last)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + DAY * number for number in range((last - first).days + 1))


def occurrences(
    series: HuddleSchedule | MeetingSeries,
    first: date,
    last: date,
    closed: Collection[date] = frozenset(),
    time_zone: str = UK,
) -> list[datetime]:
    """When a series takes place from ``first`` to ``last``, both included, earliest first.

    Args:
        closed: days on which nobody meets, as ``closed_days`` gives them for the series' practice. What would fall on
            one is left out, not moved.
        time_zone: of the practice's clock.

    Returns:
        Aware times on that clock: 8:50 stays 8:50 when the clocks change. A time that the clock leaves out in spring
        is the one an hour later; of a time that it shows twice in autumn it is the first.
    """
    zone = ZoneInfo(time_zone)
    return [local_time(day, series.time, zone) for day in days(first, last) if meets_on(series, day, closed)]


def meets_on(series: HuddleSchedule | MeetingSeries, day: date, closed: Collection[date] = frozenset()) -> bool:
    """Whether the series takes place on a day. Never while it is paused."""
    return _in_rhythm(series, day) and day not in closed and not is_paused_on(series, day)


def is_paused_on(series: HuddleSchedule | MeetingSeries, day: date) -> bool:
    """A pause with an end is over on the day it names, without anybody having to say so."""
    return series.is_paused and (series.paused_until is None or day < series.paused_until)


def next_occurrence(
    series: HuddleSchedule | MeetingSeries,
    now: datetime,
    closed: Collection[date] = frozenset(),
    time_zone: str = UK,
) -> datetime | None:
    """The first one at or after ``now`` (aware), within a year of it or of the end of a pause.

    ``closed`` must reach as far, as ``closed_ahead`` does.
    """
    today = now.astimezone(ZoneInfo(time_zone)).date()
    start = _looked_from(series, today)
    if start >= NEVER:
        return None
    found = occurrences(series, start, start + DAY * AHEAD, closed, time_zone)
    # Two times of one zone would be compared by their clocks alone, and wrongly in the hour that comes twice.
    return next((at for at in found if at.astimezone(UTC) >= now.astimezone(UTC)), None)


def closed_ahead(series: HuddleSchedule | MeetingSeries, practice: Practice, today: date) -> frozenset[date]:
    """The closed days that ``next_occurrence`` needs, from a day on: one query.

    Not those of the years before the series starts again: there may be many, and nothing falls on them.
    """
    start = min(_looked_from(series, today), NEVER)
    return closed_days([practice], start, start + DAY * AHEAD)[practice.pk]


def _looked_from(series: HuddleSchedule | MeetingSeries, today: date) -> date:
    return max(filter(None, [today, series.paused_until, getattr(series, "starts_on", None)]))


def local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The time on a day as the clock of that zone shows it; through UTC, so that it is one the clock does show."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC).astimezone(zone)


class Rhythm(NamedTuple):
    """The rule of a series alone: its weekdays (0 is Monday), and which of them in a month (5: the last) or any."""

    weekdays: tuple[int, ...]
    week: int | None = None

    def has(self, day: date) -> bool:
        if day.weekday() not in self.weekdays:
            return False
        if self.week == MeetingSeries.Week.LAST:
            return (day + DAY * 7).month != day.month
        return self.week is None or (day.day - 1) // 7 + 1 == self.week


def rhythm_of(series: HuddleSchedule | MeetingSeries) -> Rhythm:
    if isinstance(series, HuddleSchedule):
        return Rhythm(tuple(series.weekdays))
    return Rhythm((series.weekday,), series.week if series.rhythm == MeetingSeries.Rhythm.MONTHLY else None)


def rhythm_days(series: HuddleSchedule | MeetingSeries, first: date, last: date) -> Sequence[date]:
    """The days of the rule alone, from ``first`` to ``last``, as if nobody were ever closed or paused."""
    found = _days_of(rhythm_of(series), date(first.year, 1, 1), last)
    return found[bisect_left(found, max(first, _starts_on(series))) :]


@lru_cache(maxsize=512)  # many practices keep the same rhythm
def _days_of(rhythm: Rhythm, first: date, last: date) -> tuple[date, ...]:
    return tuple(filter(rhythm.has, days(first, last)))


def _starts_on(series: HuddleSchedule | MeetingSeries) -> date:
    return series.starts_on if isinstance(series, MeetingSeries) else date.min


def _in_rhythm(series: HuddleSchedule | MeetingSeries, day: date) -> bool:
    return day >= _starts_on(series) and rhythm_of(series).has(day)
