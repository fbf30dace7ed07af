"""Builders for leaving, arriving, calendars and checks."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cmsportal.signed_ids import signed_id
from projects.calendar.feeds import SIGNER
from projects.models import CalendarFeed, FollowUpCheck, Meeting, MeetingSeries, Offer, TeamMember

from . import make


def leaver(project: Any, name: str = "Lucy Grant", **extra: Any) -> TeamMember:
    """Somebody who left yesterday."""
    user = make.user(name)
    return make.member(project, user, ends_on=make.today() - timedelta(days=1), **extra)


def offer(project: Any, place: TeamMember | None = None, **extra: Any) -> Offer:
    """An action of somebody who has left, unless it says otherwise."""
    place = place or leaver(project)
    if "what" not in extra:
        extra |= {"what": "action", "subject_id": make.action(project, owner=place.user).pk}
    return Offer.objects.create(project=project, leaver=place, **extra)


def calendar_token(user: Any) -> str:
    """The secret part of the address of a person's calendar."""
    row = CalendarFeed.objects.open().filter(user=user).first() or CalendarFeed.objects.create(user=user)
    return signed_id(SIGNER, row.pk)


def check(project: Any, months: int = 3, **extra: Any) -> FollowUpCheck:
    """Due today, unless it says otherwise."""
    return FollowUpCheck.objects.create(**{"project": project, "months": months, "due_on": make.today(), **extra})


def weekly(project: Any, weekday: int = 1, **extra: Any) -> MeetingSeries:
    """The lead team's meetings, on Tuesdays at half past twelve."""
    details = {"kind": "lead_team", "rhythm": "weekly", "weekday": weekday, "time": time(12, 30), "place": "Library"}
    starts_on = make.today() - timedelta(days=7)
    return MeetingSeries.objects.create(project=project, **{**details, "starts_on": starts_on, **extra})


def meeting_of(series: MeetingSeries, day: date, by: Any = None, **extra: Any) -> Meeting:
    """One of its meetings, at its time; called off where ``by`` says by whom."""
    off = {"state": "cancelled", "cancelled_at": make.now(), "cancelled_by": by} if by else {}
    zone = ZoneInfo(series.project.practice.time_zone)
    details = {"kind": series.kind, "place": series.place, "minutes": series.minutes, **off}
    starts_at = datetime.combine(day, series.time, tzinfo=zone)
    return Meeting.objects.create(
        **{"project": series.project, "series": series, "day": day, "starts_at": starts_at, **details, **extra}
    )
