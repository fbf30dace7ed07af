"""The habit of huddles: which were kept, which were missed, and when nobody was meant to meet. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cmsportal.nhsuk.formats import WEEKDAYS, count_words, day_short, first_upper
from projects.models import HuddleSchedule
from projects.series import days, is_paused_on, local_time

DAY = timedelta(days=1)


class Kept(StrEnum):
    KEPT = "kept"
    MISSED = "missed"
    OFF = "off"  # nobody was meant to meet
    DUE = "due"  # today's, still to come or under way
    AHEAD = "ahead"


@dataclass(frozen=True)
class Edition:
    """The schedule as it stood from a moment on."""

    since: datetime
    schedule: HuddleSchedule


@dataclass(frozen=True)
class HabitDay:
    day: date
    kept: Kept
    words: str  # 'kept', 'missed', 'closed', 'paused', 'today'; empty where no huddle was planned


def edition_on(editions: Sequence[Edition], day: date, zone: ZoneInfo) -> HuddleSchedule | None:
    """The schedule that held when its time came on a day: what was changed later that day counts from the next on."""
    for edition in sorted(editions, key=lambda each: each.since, reverse=True):
        if edition.since <= local_time(day, edition.schedule.time, zone):
            return edition.schedule
    return None


def habit_days(
    first: date,
    last: date,
    *,
    editions: Sequence[Edition],
    held: Collection[date],
    closed: Collection[date],
    today: date,
    time_zone: str = "Europe/London",
) -> list[HabitDay]:
    """Each day from ``first`` to ``last``.

    Args:
        editions: every schedule there was, with the moment it was set.
        held: days with a finished huddle; one that nobody had planned is kept all the same.
        closed: bank holidays and closures.
    """
    zone = ZoneInfo(time_zone)
    return [_judge(day, edition_on(editions, day, zone), held, closed, today) for day in days(first, last)]


def _judge(
    day: date, schedule: HuddleSchedule | None, held: Collection[date], closed: Collection[date], today: date
) -> HabitDay:
    if day in held:
        return HabitDay(day, Kept.KEPT, "kept")
    if schedule is None or day.weekday() not in schedule.weekdays:
        return HabitDay(day, Kept.OFF, "")
    if day in closed:
        return HabitDay(day, Kept.OFF, "closed")
    if is_paused_on(schedule, day):
        return HabitDay(day, Kept.OFF, "paused")
    if day >= today:
        return HabitDay(day, Kept.DUE, "today") if day == today else HabitDay(day, Kept.AHEAD, "")
    return HabitDay(day, Kept.MISSED, "missed")


def streak(found: Iterable[HabitDay]) -> int:
    """How many huddles were kept in a row up to the last one. Days off and today's do not break it."""
    count = 0
    for each in sorted(found, key=lambda each: each.day, reverse=True):
        if each.kept is Kept.MISSED:
            break
        count += each.kept is Kept.KEPT
    return count


def longest(found: Iterable[HabitDay]) -> int:
    best = count = 0
    for each in sorted(found, key=lambda each: each.day):
        count = 0 if each.kept is Kept.MISSED else count + (each.kept is Kept.KEPT)
        best = max(best, count)
    return best


@dataclass(frozen=True)
class HabitWeek:
    monday: date
    label: str  # '2 Mar'
    cells: list[HabitDay]

    @property
    def kept(self) -> int:
        return sum(cell.kept is Kept.KEPT for cell in self.cells)

    @property
    def meant(self) -> int:
        return sum(cell.kept in {Kept.KEPT, Kept.MISSED} for cell in self.cells)

    @property
    def words(self) -> str:
        """'4 of 5'; why, where nobody was meant to meet; empty where nothing was planned yet."""
        if self.meant:
            return f"{self.kept} of {self.meant}"
        return next((cell.words for cell in self.cells if cell.kept is Kept.OFF and cell.words), "")


@dataclass(frozen=True)
class Habit:
    """The calendar of the last weeks, the newest week first, and the streak of a year."""

    weekdays: list[str]
    weeks: list[HabitWeek]
    streak: int
    longest: int

    @property
    def any(self) -> bool:
        return any(week.meant for week in self.weeks)

    @property
    def sentence(self) -> str:
        """'Seven huddles in a row': a heading, so without a full stop."""
        if self.streak == 0:
            return "A new row begins with the next huddle" if self.any else ""
        return f"{_huddles(self.streak)} in a row"

    @property
    def best_words(self) -> str:
        return f"The longest row of the last year: {self.longest}." if self.longest > self.streak else ""


def _huddles(number: int) -> str:
    return "One huddle" if number == 1 else f"{first_upper(count_words(number))} huddles"


def habit_of(found: Sequence[HabitDay], weeks: int) -> Habit:
    """The calendar from days that begin on a Monday and end on a Sunday.

    Saturdays and Sundays stand in it only where somebody met or was meant to.
    """
    by_week = [list(found[start : start + 7]) for start in range(0, len(found), 7)]
    shown = by_week[-weeks:][::-1]
    columns = [
        number
        for number in range(7)
        if number < 5 or any(week[number].kept is not Kept.OFF or week[number].words for week in shown)
    ]
    return Habit(
        weekdays=[WEEKDAYS[number] for number in columns],
        weeks=[
            HabitWeek(week[0].day, day_short(week[0].day), [week[number] for number in columns]) for week in shown
        ],
        streak=streak(found),
        longest=longest(found),
    )


def monday_of(day: date) -> date:
    return day - DAY * day.weekday()
