"""When the next huddle is, and how to say the schedule. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cmsportal.nhsuk.formats import WEEKDAYS, clock, day, place_within
from projects.models import HuddleSchedule
from projects.presenters import listed
from projects.series import UK, is_paused_on, next_occurrence


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
    sentence: str  # 'Every weekday at 8:50am, by the reception desk'
    next_sentence: str  # 'Next: today at 8:50am'; empty while they are paused without an end
    paused_sentence: str  # 'The huddles are paused until Monday 9 March.'; empty while they are not


def huddle_view(schedule: HuddleSchedule, now: datetime, closed: Collection[date], time_zone: str = UK) -> HuddleView:
    """``closed`` as for ``projects.series.next_occurrence``."""
    at = next_occurrence(schedule, now, closed, time_zone)
    place = f", {place_within(schedule.place)}" if schedule.place else ""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    when = ""
    if at:
        on = at.date()
        named = {today: "today", today + timedelta(days=1): "tomorrow"}.get(on, f"on {day(on, today)}")
        when = f"Next: {named} at {clock(schedule.time)}"
    paused = ""
    if is_paused_on(schedule, today):
        until = f" until {day(schedule.paused_until, today)}" if schedule.paused_until else ""
        paused = f"The huddles are paused{until}."
    return HuddleView(
        sentence=f"{days_words(schedule.weekdays)} at {clock(schedule.time)}{place}",
        next_sentence=when,
        paused_sentence=paused,
    )
