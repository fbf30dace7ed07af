"""On the working day before a meeting: to the lead team, with its agenda."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from projects.meetings.days import falls_out, local_day
from projects.models import Meeting, MeetingRole, Project, Reminder
from projects.series import closed_days

from .kinds import AHEAD, DAY, MORNING, Due, Kind, Letter, moment, page_of, working_day_before, zone_of
from .people import team_today


def find(now: datetime) -> Iterator[Due]:
    meetings = list(
        Meeting.objects.filter(
            state=Meeting.State.PLANNED,
            starts_at__range=(now, now + AHEAD),
            project__status=Project.Status.ACTIVE,
        )
        .select_related("project__practice")
        .prefetch_related(team_today())
    )
    closed = closed_days({one.project.practice for one in meetings}, now.date() - DAY, now.date() + AHEAD + DAY)
    for meeting in meetings:
        if falls_out(meeting, closed[meeting.project.practice_id]):
            continue
        zone = zone_of(meeting.project)
        day = meeting.starts_at.astimezone(zone).date()
        told_on = working_day_before(day, closed[meeting.project.practice_id], meeting.project.practice.nation)
        for place in meeting.project.reachable:
            due_at = moment(told_on, MORNING, zone)
            yield Due(place.user_id, meeting.project_id, meeting.pk, day, due_at, meeting.starts_at, zone)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Meeting]:
    roles = Prefetch("roles", MeetingRole.objects.select_related("member"))
    rows = Meeting.objects.filter(state=Meeting.State.PLANNED).select_related("project__practice")
    meetings = rows.prefetch_related("agenda", roles).in_bulk(ids)
    days = [local_day(meeting) for meeting in meetings.values()] or [timezone.localdate()]
    closed = closed_days({row.project.practice for row in meetings.values()}, min(days), max(days))
    return {pk: row for pk, row in meetings.items() if not falls_out(row, closed[row.project.practice_id])}


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when it was called off, falls on a closed day, was moved to another day, or has begun."""
    meeting = reminder.about
    if meeting is None or not reminder.on_team or meeting.starts_at <= now:
        return None
    zone = zone_of(reminder.project)
    starts = meeting.starts_at.astimezone(zone)
    if starts.date() != reminder.day:
        return None
    return Letter(
        "projects/emails/meeting_coming",
        {
            "meeting": meeting,
            "starts": starts.replace(tzinfo=None),
            "agenda": list(meeting.agenda.all()),
            "own_roles": [
                role.get_role_display().lower()
                for role in meeting.roles.all()
                if role.member.user_id == reminder.user_id
            ],
            "link": settings.SITE_URL + page(reminder),
        },
    )


def page(reminder: Reminder) -> str:
    return page_of("meeting-detail", project_id=reminder.project_id, meeting_id=reminder.subject_id)


KIND = Kind(
    name="meeting",
    label="A meeting and its agenda",
    hint="On the working day before.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    by_day=True,
    ahead=True,
    page=page,
)
