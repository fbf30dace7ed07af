"""When the next huddle is, and how to say the schedule. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cmsportal.nhsuk.formats import WEEKDAYS, clock, day
from cmsportal.workdays import is_bank_holiday
from projects.models import HuddleSchedule
from projects.presenters import listed


def next_huddle(schedule: HuddleSchedule, now: datetime, time_zone: str = "Europe/London") -> datetime | None:
    """The first huddle at or after ``now`` (an aware time), in the practice's own time; None while paused.

    Bank holidays of England are left out.

    The schedule's time is the one on the practice's clock: 8:50 stays 8:50 when the clocks change.
    """
    if schedule.is_paused or not schedule.weekdays:
        return None
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    for ahead in range(22):  # three weeks: past Christmas for a team that meets once a week
        on = local.date() + timedelta(days=ahead)
        at = datetime.combine(on, schedule.time, tzinfo=zone)
        if on.weekday() in schedule.weekdays and at >= local and not is_bank_holiday(on):
            return at
    return None


def days_words(weekdays: list[int]) -> str:
    """'Every weekday', 'Mondays and Thursdays'."""
    days = sorted(set(weekdays))
    if days == [0, 1, 2, 3, 4]:
        return "Every weekday"
    if days == list(range(7)):
        return "Every day"
    return listed([f"{WEEKDAYS[number]}s" for number in days])


@dataclass(frozen=True)
class HuddleView:
    sentence: str  # 'Every weekday at 8:50am, Reception desk'
    next_sentence: str  # 'Next: today at 8:50am'; empty while paused
    is_paused: bool


def huddle_view(schedule: HuddleSchedule, now: datetime, time_zone: str = "Europe/London") -> HuddleView:
    at = next_huddle(schedule, now, time_zone)
    place = f", {schedule.place}" if schedule.place else ""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    when = ""
    if at:
        on = at.date()
        named = {today: "today", today + timedelta(days=1): "tomorrow"}.get(on, f"on {day(on, today)}")
        when = f"Next: {named} at {clock(schedule.time)}"
    return HuddleView(
        sentence=f"{days_words(schedule.weekdays)} at {clock(schedule.time)}{place}",
        next_sentence=when,
        is_paused=schedule.is_paused,
    )
