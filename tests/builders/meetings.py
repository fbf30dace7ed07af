"""Meetings in each of their states: the smallest valid rows."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.models import AgendaItem, Meeting, MeetingNote, MeetingRole, MeetingSeries, TeamMember

from . import make

HOSTILE = "<script>alert('x')</script> & ‘=1+1’"


def series(project: Any, **extra: Any) -> MeetingSeries:
    """Every Thursday at one, from long ago."""
    details = {
        "project": project,
        "kind": "lead_team",
        "rhythm": "weekly",
        "weekday": 3,
        "time": time(13),
        "place": "Meeting room",
        "starts_on": make.today() - make.LONG_AGO,
        "version": 1,
    }
    return MeetingSeries.objects.create(**{**details, **extra})


def weekly(project: Any, weekday: int = 1, **extra: Any) -> MeetingSeries:
    """On Tuesdays at half past twelve, since last week."""
    starts_on = make.today() - timedelta(days=7)
    details = {"weekday": weekday, "time": time(12, 30), "place": "Library", "starts_on": starts_on}
    return series(project, **{**details, **extra})


def meeting(project: Any, **extra: Any) -> Meeting:
    """Of today, planned."""
    starts_at = extra.get("starts_at", timezone.now())
    details = {
        "project": project,
        "kind": "lead_team",
        "day": timezone.localdate(starts_at),
        "starts_at": starts_at,
        "place": "Meeting room",
    }
    return Meeting.objects.create(**{**details, **extra})


def meeting_of(series: MeetingSeries, day: date, by: Any = None, **extra: Any) -> Meeting:
    """One of its meetings, at its time; called off where ``by`` says by whom."""
    off = {"state": "cancelled", "cancelled_at": make.now(), "cancelled_by": by} if by else {}
    zone = ZoneInfo(series.project.practice.time_zone)
    details = {"kind": series.kind, "place": series.place, "minutes": series.minutes, **off}
    starts_at = datetime.combine(day, series.time, tzinfo=zone)
    return Meeting.objects.create(
        **{"project": series.project, "series": series, "day": day, "starts_at": starts_at, **details, **extra}
    )


def coming(project: Any, starts_at: datetime, *titles: str, **extra: Any) -> Meeting:
    """Planned for a time, with points of these titles."""
    row = meeting(project, starts_at=starts_at, **extra)
    for title in titles:
        point(row, title=title)
    return row


def role(meeting: Meeting, member: TeamMember, name: str = "timekeeper") -> MeetingRole:
    return MeetingRole.objects.create(meeting=meeting, member=member, role=name)


def running(project: Any, by: Any, **extra: Any) -> Meeting:
    return meeting(project, **{"state": "running", "begun_at": timezone.now(), "begun_by": by, **extra})


def closed(project: Any, by: Any, **extra: Any) -> Meeting:
    begun = extra.pop("begun_at", timezone.now() - timedelta(hours=1))
    details = {"begun_at": begun, "begun_by": by, "closed_at": begun + timedelta(minutes=52), "closed_by": by}
    return meeting(project, **{"state": "closed", "starts_at": begun, **details, **extra})


def cancelled(project: Any, by: Any, **extra: Any) -> Meeting:
    return meeting(project, **{"state": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": by, **extra})


def point(meeting: Meeting, **extra: Any) -> AgendaItem:
    details = {"meeting": meeting, "title": "What do our numbers say?", "minutes": 10}
    return AgendaItem.objects.create(**{**details, "position": meeting.agenda.count(), **extra})


def note(meeting: Meeting, by: Any, **extra: Any) -> MeetingNote:
    details = {"meeting": meeting, "kind": "decision", "text": "Two people answer the phones at 8", "written_by": by}
    return MeetingNote.objects.create(**{**details, **extra})


def full(world: Any) -> Meeting:
    """Over, with something of everything in its minutes, in words that try to be more than words."""
    meeting = closed(world.project, world.lead, score=8, guests=HOSTILE, place=HOSTILE[:80])
    meeting.present.set(world.project.team.all())
    item = point(meeting, title=HOSTILE, notes=f"{HOSTILE}\nSecond line", seconds_spent=500)
    point(meeting, title="Never reached")
    note(meeting, world.lead, item=item, text=f"Decided {HOSTILE}")
    note(meeting, world.lead, kind="parked", text=f"Parked {HOSTILE}")
    make.action(world.project, source="meeting", source_id=meeting.pk, text=HOSTILE, owner_name="Colin & Co")
    return meeting
