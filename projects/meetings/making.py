"""Meetings are made as they come near, with their roles and their agenda. Made twice, they stay one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from projects.models import Meeting, MeetingSeries, Project
from projects.series import closed_ahead, closed_days, meets_on, next_occurrence, occurrences

from .agenda import build_agenda
from .roles import share_out_roles

NEAR = timedelta(days=14)


def make_near(now: datetime) -> int:
    """Make what comes near in all projects under way, and bring the agendas up to date; how many meetings there are.

    Each series in a transaction of its own: one that cannot be made does not hold up the others.
    """
    series = MeetingSeries.objects.filter(project__status=Project.Status.ACTIVE).select_related("project__practice")
    return sum(len(make_meetings(series=row, now=now)) for row in series)


@transaction.atomic
def make_meetings(*, series: MeetingSeries, now: datetime) -> list[Meeting]:
    """The meetings of a series in the next two weeks, or at least the next one, however far it is.

    A meeting keeps the day of its series: one that was moved or called off is not made again. What is planned gets
    what has become open since.
    """
    Project.objects.select_for_update().get(pk=series.project_id)  # first, as everywhere: nobody waits in a circle
    row = MeetingSeries.objects.select_for_update(of=("self",)).select_related("project__practice").get(pk=series.pk)
    made = [_made(row, at) for at in _coming(row, now)]
    planned = Meeting.objects.filter(series=row, state=Meeting.State.PLANNED, starts_at__gte=now - timedelta(days=1))
    rows = planned.select_for_update(of=("self",)).select_related("project__practice", "series")
    for meeting in rows.order_by("starts_at"):
        share_out_roles(meeting)
        build_agenda(meeting)
    return made


def _coming(series: MeetingSeries, now: datetime) -> list[datetime]:
    practice = series.project.practice
    today = now.astimezone(ZoneInfo(practice.time_zone)).date()
    last = (now + NEAR).astimezone(ZoneInfo(practice.time_zone)).date()
    closed = closed_days([practice], today, last)[practice.pk]
    near = [at for at in occurrences(series, today, last, closed, practice.time_zone) if at >= now]
    if near:
        return near
    following = next_occurrence(series, now, closed_ahead(series, practice, today), practice.time_zone)
    return [following] if following else []


def _made(series: MeetingSeries, at: datetime) -> Meeting:
    day = at.astimezone(ZoneInfo(series.project.practice.time_zone)).date()
    meeting, _ = Meeting.objects.get_or_create(
        series=series,
        day=day,
        defaults={
            "project": series.project,
            "kind": series.kind,
            "starts_at": at,
            "minutes": series.minutes,
            "place": series.place,
        },
    )
    return meeting


def drop_what_no_longer_comes(series: MeetingSeries, now: datetime) -> None:
    """Take away planned meetings to come that the series would not make any more, unless a person has touched them.

    Those that fit the rhythm still, and were not moved, get the new time, length and place.
    """
    planned = Meeting.objects.filter(series=series, state=Meeting.State.PLANNED, starts_at__gt=now, version=0)
    zone = series.project.practice.time_zone
    for meeting in planned.select_for_update(of=("self",)):
        if meeting.roles.filter(is_chosen=True).exists() or meeting.agenda.filter(source="typed").exists():
            continue
        times = occurrences(series, meeting.day, meeting.day, frozenset(), zone)
        if not times or times[0] < now or not meets_on(series, meeting.day):
            meeting.delete()
            continue
        meeting.starts_at, meeting.minutes, meeting.place = times[0], series.minutes, series.place
        meeting.save(update_fields=["starts_at", "minutes", "place"])
