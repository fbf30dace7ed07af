"""Meetings of the demo's first team: set, one over with its minutes, the next ones made with what is open."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.meetings.defaults import DEFAULTS
from projects.meetings.making import make_meetings
from projects.models import Action, AgendaItem, Meeting, MeetingKind, MeetingNote, MeetingRole, MeetingSeries, Project

NOTES = (
    "",
    "Sam rang the phone company: hourly counts come on Mondays from now on.",
    "81% of calls within five minutes, the best week so far. Mondays are still the worst day.",
    "The text reminder works when it names the surgery. Two carers asked for the link for their parents.",
)


def hold_meetings(project: Project, today: date) -> None:
    """A lead team that meets each week and a practice that meets each month."""
    team = list(project.team.filter(user__isnull=False).order_by("name")[:4])
    if not team:
        return
    weekly = _series(project, MeetingKind.LEAD_TEAM, (today.weekday() + 1) % 5, time(13), "Meeting room", today)
    _series(project, MeetingKind.ALL_TEAM, 2, time(12, 30), "Waiting room", today)
    _past(weekly, today, team)
    for series in project.meeting_series.all():
        make_meetings(series=series, now=timezone.now())


def _series(project: Project, kind: str, weekday: int, at: time, place: str, today: date) -> MeetingSeries:
    defaults = DEFAULTS[kind]
    series = MeetingSeries.objects.create(
        project=project,
        kind=kind,
        rhythm=defaults.rhythm,
        week=defaults.week,
        weekday=weekday,
        time=at,
        minutes=defaults.minutes,
        place=place,
        starts_on=today - timedelta(days=120),
        version=1,
    )
    for position, point in enumerate(defaults.points):
        series.template.create(title=point.title, minutes=point.minutes, position=position)
    return series


def _past(series: MeetingSeries, today: date, team: list[Any]) -> None:
    day = today - timedelta(days=(today.weekday() - series.weekday) % 7 or 7)
    begun = datetime.combine(day, series.time, tzinfo=ZoneInfo(series.project.practice.time_zone))
    first, recorder = team[0].user, team[-1].user
    meeting = Meeting.objects.create(
        project=series.project,
        series=series,
        kind=series.kind,
        day=day,
        starts_at=begun,
        place=series.place,
        state=Meeting.State.CLOSED,
        begun_at=begun,
        begun_by=first,
        closed_at=begun + timedelta(minutes=56),
        closed_by=recorder,
        score=8,
    )
    meeting.present.set(team)
    for role, member in zip(MeetingRole.Role.values, team, strict=False):
        MeetingRole.objects.create(meeting=meeting, role=role, member=member)
    items = []
    for position, point in enumerate(series.template.all()):
        items.append(
            AgendaItem.objects.create(
                meeting=meeting,
                title=point.title,
                minutes=point.minutes,
                position=position,
                source="template",
                notes=NOTES[position] if position < len(NOTES) else "",
                seconds_spent=point.minutes * 60 + 40,
                done_at=begun + timedelta(minutes=56),
            )
        )
    MeetingNote.objects.create(
        meeting=meeting,
        item=items[3],
        kind="decision",
        text="The text names the surgery from now on.",
        written_by=recorder,
    )
    MeetingNote.objects.create(
        meeting=meeting,
        item=items[3],
        kind="parked",
        text="A second phone line for the pharmacy",
        written_by=recorder,
    )
    Action.objects.create(
        project=series.project,
        text="Put the wording for carers on the web page",
        owner=first,
        due_on=today + timedelta(days=1),
        source="meeting",
        source_id=meeting.pk,
    )
