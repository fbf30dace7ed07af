"""A meeting by the clock of its practice. The meeting comes with its project and practice."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cmsportal.nhsuk.formats import clock, day
from projects.models import Meeting


def local(meeting: Meeting) -> datetime:
    return meeting.starts_at.astimezone(ZoneInfo(meeting.project.practice.time_zone))


def local_day(meeting: Meeting) -> date:
    return local(meeting).date()


def today_of(meeting: Meeting) -> date:
    """The day that it is now at the practice."""
    return timezone.localdate(timezone=ZoneInfo(meeting.project.practice.time_zone))


def falls_out(meeting: Meeting, closed: Collection[date]) -> bool:
    """Whether a planned meeting does not take place, as the practice is closed on that day.

    Worked out each time (decision 0043), so a closure that is entered late, or taken back, needs nobody to mend
    meetings. One that was moved away from such a day takes place.
    """
    return meeting.state == Meeting.State.PLANNED and local_day(meeting) in closed


def when_words(meeting: Meeting, today: date) -> str:
    """'Today at 1pm', 'Thursday 5 March at 1pm'."""
    at = local(meeting)
    named = {today: "Today", today + timedelta(days=1): "Tomorrow"}.get(at.date()) or day(at.date(), today)
    return f"{named} at {clock(at.time())}"
