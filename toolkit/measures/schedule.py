"""When a measure's figures are due, and when its chart has gone stale. Days only: no clocks, no queries."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from cmsportal.nhsuk.formats import MONTHS
from cmsportal.nhsuk.formats import day as day_words
from cmsportal.workdays import is_working_day
from toolkit.models import Measure

STALE_PERIODS = 2  # more than this many periods without an entry
DAY = timedelta(days=1)
# An entry this long before its due date is that date's figure.
NEAR = {"daily": timedelta(0), "weekly": timedelta(days=3), "monthly": timedelta(days=10)}


def is_due_on(measure: Measure, day: date) -> bool:
    """Daily: every working day. Weekly: its weekday. Monthly: the first such weekday of the month."""
    if measure.schedule == Measure.Schedule.DAILY:
        return is_working_day(day)
    if day.weekday() != measure.due_weekday:
        return False
    return measure.schedule == Measure.Schedule.WEEKLY or day.day <= 7


def due_dates_back(measure: Measure, day: date) -> Iterator[date]:
    """Due dates from ``day`` (included) backwards, without end."""
    while True:
        if is_due_on(measure, day):
            yield day
        day -= DAY


def is_entered(measure: Measure, due_on: date, entries: Iterable[date]) -> bool:
    """Whether the figure of a due date is in, from the days of the measure's entries.

    An entry a little early is that date's, and a late one too until the next is due; so is one that says 'we were
    closed'.
    """
    first, following = due_on - NEAR[measure.schedule], next_due(measure, due_on)
    return any(first <= day < following for day in entries)


def last_due(measure: Measure, today: date) -> date:
    return next(due_dates_back(measure, today))


def next_due(measure: Measure, after: date) -> date:
    """The first due date later than ``after``."""
    day = after + DAY
    while not is_due_on(measure, day):
        day += DAY
    return day


def between(measure: Measure, first: date, second: date, most: int = 60) -> list[date]:
    """Dates between two entries on which a figure was due and none came; at most ``most``.

    A weekly figure may come a day or two early or late without leaving a gap behind.
    """
    if measure.schedule == Measure.Schedule.WEEKLY:
        weeks = round((second - first).days / 7) - 1
        return [first + timedelta(weeks=k) for k in range(1, min(weeks, most) + 1)]
    if measure.schedule == Measure.Schedule.DAILY:
        days = (first + timedelta(days=k) for k in range(1, (second - first).days))
        return [day for day in days if is_working_day(day)][:most]
    months = (second.year - first.year) * 12 + second.month - first.month - 1
    return [_months_later(first, k) for k in range(1, min(months, most) + 1)]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def is_stale(measure: Measure, last_entry: date | None, today: date) -> bool:
    """Whether more than two periods have gone by since the last entry; never before the first one."""
    if last_entry is None:
        return False
    due = last_entry
    for _ in range(STALE_PERIODS):
        due = next_due(measure, due)
    return today > max(due, last_entry + timedelta(days=14)) if _is_weekly(measure) else today > due


def _is_weekly(measure: Measure) -> bool:
    return measure.schedule == Measure.Schedule.WEEKLY


def period_word(measure: Measure) -> str:
    return {"daily": "day", "weekly": "week", "monthly": "month"}[measure.schedule]


def this_period(measure: Measure) -> str:
    return {"daily": "Today", "weekly": "This week", "monthly": "This month"}[measure.schedule]


def period_of(measure: Measure, day: date, today: date) -> str:
    """What a figure of a day stands for: 'This week', and of another one 'Week of Monday 2 March'."""
    if measure.schedule == Measure.Schedule.MONTHLY:
        name, is_present = f"{MONTHS[day.month - 1]} {day.year}", (day.year, day.month) == (today.year, today.month)
    elif measure.schedule == Measure.Schedule.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        name, is_present = f"Week of {day_words(monday, today)}", monday == today - timedelta(days=today.weekday())
    else:
        name, is_present = day_words(day, today), day == today
    return this_period(measure) if is_present else name
