"""When a measure's figures are due, and when its chart has gone stale. Days only: no clocks, no queries.

- Daily, weekly and monthly figures are due by the calendar. Daily ones are not on bank holidays of the
  practice's nation.
- A figure 'with every small test' is due on the day on which a test ends, once it has been started. A measure on this
  schedule must come from ``MeasureQuerySet.with_test_ends``.
- Rare events come when they come: nothing is ever due, missing or stale. A long time without one is no neglect.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from cmsportal.nhsuk.formats import MONTHS
from cmsportal.nhsuk.formats import day as day_words
from cmsportal.workdays import ENGLAND, is_working_day
from toolkit.models import Measure

STALE_PERIODS = 2  # more than this many periods without an entry
DAY = timedelta(days=1)
Schedule = Measure.Schedule
# An entry this long before its due date is that date's figure.
NEAR = {
    Schedule.DAILY: timedelta(0),
    Schedule.WEEKLY: timedelta(days=3),
    Schedule.MONTHLY: timedelta(days=10),
    Schedule.CYCLE: timedelta(days=3),
}


def ends_of_tests(measure: Measure) -> list[date]:
    """The days on which the project's small tests end, in order."""
    return sorted(set(measure.test_ends))


def nation_of(measure: Measure) -> str:
    """Of its practice: brought along by ``with_test_ends``, else looked up. Of no project yet: England."""
    found: str | None = getattr(measure, "practice_nation", None)
    return found or (measure.project.practice.nation if measure.project_id else ENGLAND)


def is_due_on(measure: Measure, day: date) -> bool:
    """Daily: every working day. Weekly: its weekday. Monthly: the first such weekday. Otherwise see above."""
    if measure.schedule == Schedule.EVENT:
        return False
    if measure.schedule == Schedule.CYCLE:
        return day in ends_of_tests(measure)
    if measure.schedule == Schedule.DAILY:
        return is_working_day(day, nation_of(measure))
    if day.weekday() != measure.due_weekday:
        return False
    return measure.schedule == Schedule.WEEKLY or day.day <= 7


def due_dates_back(measure: Measure, day: date) -> Iterator[date]:
    """Due dates from ``day`` (included) backwards; without end for those by the calendar."""
    if measure.schedule == Schedule.EVENT:
        return
    if measure.schedule == Schedule.CYCLE:
        yield from (end for end in reversed(ends_of_tests(measure)) if end <= day)
        return
    while True:
        if is_due_on(measure, day):
            yield day
        day -= DAY


def is_entered(measure: Measure, due_on: date, entries: Iterable[date]) -> bool:
    """Whether the figure of a due date is in, from the days of the measure's entries.

    An entry a little early is that date's, and a late one too until the next is due; so is one that says 'we were
    closed'.
    """
    if measure.schedule == Schedule.EVENT:
        return due_on in entries
    if measure.schedule == Schedule.CYCLE:
        return any(_test_of(measure, day) == due_on for day in entries)
    first, following = due_on - NEAR[measure.schedule], next_due(measure, due_on)
    return any(first <= day and (following is None or day < following) for day in entries)


def _test_of(measure: Measure, entry: date) -> date | None:
    """The end of the small test that an entry stands for: the last one, or the next one where that is nearer."""
    ends = ends_of_tests(measure)
    before = max((end for end in ends if end <= entry), default=None)
    after = min((end for end in ends if end > entry), default=None)
    if after is None or after - entry > NEAR[Schedule.CYCLE]:
        return before
    return after if before is None or after - entry < entry - before else before


def last_due(measure: Measure, today: date) -> date | None:
    """None where nothing was due so far."""
    return next(due_dates_back(measure, today), None)


def next_due(measure: Measure, after: date) -> date | None:
    """The first due date later than ``after``; None where none is known."""
    if measure.schedule == Schedule.EVENT:
        return None
    if measure.schedule == Schedule.CYCLE:
        return next((end for end in ends_of_tests(measure) if end > after), None)
    day = after + DAY
    while not is_due_on(measure, day):
        day += DAY
    return day


def between(measure: Measure, first: date, second: date, most: int = 60) -> list[date]:
    """Dates between two entries on which a figure was due and none came; at most ``most``.

    A weekly figure may come a day or two early or late without leaving a gap behind.
    """
    if measure.schedule == Schedule.EVENT:
        return []
    if measure.schedule == Schedule.CYCLE:
        return _tests_between(measure, first, second)[:most]
    if measure.schedule == Schedule.WEEKLY:
        weeks = round((second - first).days / 7) - 1
        return [first + timedelta(weeks=k) for k in range(1, min(weeks, most) + 1)]
    if measure.schedule == Schedule.DAILY:
        nation = nation_of(measure)
        days = (first + timedelta(days=k) for k in range(1, (second - first).days))
        return list(islice((day for day in days if is_working_day(day, nation)), most))
    months = (second.year - first.year) * 12 + second.month - first.month - 1
    return [_months_later(first, k) for k in range(1, min(months, most) + 1)]


def _tests_between(measure: Measure, first: date, second: date) -> list[date]:
    theirs = {_test_of(measure, first), _test_of(measure, second)}
    return [end for end in ends_of_tests(measure) if first < end < second and end not in theirs]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def is_stale(measure: Measure, last_entry: date | None, today: date) -> bool:
    """Whether more than two periods, or two tests, have gone by since the last entry; never before the first."""
    if last_entry is None or measure.schedule == Schedule.EVENT:
        return False
    due: date | None = last_entry
    if measure.schedule == Schedule.CYCLE:
        due = _test_of(measure, last_entry) or last_entry
    for _ in range(STALE_PERIODS):
        due = next_due(measure, due) if due else None
    if due is None:
        return False
    return today > max(due, last_entry + timedelta(days=14)) if measure.schedule == Schedule.WEEKLY else today > due


def period_word(measure: Measure) -> str:
    return {"daily": "day", "weekly": "week", "monthly": "month", "cycle": "small test", "event": "event"}[
        measure.schedule
    ]


def period_of(measure: Measure, day: date, today: date) -> str:
    """What a figure of a day stands for: 'This week', and of another one 'Week of Monday 2 March'."""
    if measure.schedule == Schedule.MONTHLY:
        is_present = (day.year, day.month) == (today.year, today.month)
        return "This month" if is_present else f"{MONTHS[day.month - 1]} {day.year}"
    if measure.schedule == Schedule.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        is_present = monday == today - timedelta(days=today.weekday())
        return "This week" if is_present else f"Week of {day_words(monday, today)}"
    if measure.schedule == Schedule.CYCLE:
        return f"Small test up to {_spoken(day, today)}"
    return "Today" if day == today else day_words(day, today)


def figure_name(measure: Measure, day: date, today: date) -> str:
    """The figure of a due date in words: 'This week's figure', 'Figure for the week of Monday 2 March'."""
    if measure.schedule == Schedule.CYCLE:
        return f"Figure for the small test that ended {_spoken(day, today, on='on ')}"
    period = period_of(measure, day, today)
    if period.startswith(("This", "Today")):
        return f"{period}'s figure"
    return f"Figure for {period.replace('Week', 'the week')}"


def _spoken(day: date, today: date, on: str = "") -> str:
    return "today" if day == today else f"{on}{day_words(day, today)}"
