"""Huddles, meetings, actions with a day, and looks back."""

from collections.abc import Iterable, Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from projects.meetings.days import falls_out
from projects.models import Action, FollowUpCheck, HuddleSchedule, Meeting, MeetingSeries, Project
from projects.permissions import access_to
from projects.series import closed_days, occurrences

from .events import Event, Reading, page_of, titled, uid

HUDDLE_MINUTES = 10


def under_way(projects: Iterable[Project]) -> dict[UUID, Project]:
    return {project.pk: project for project in projects if project.status == Project.Status.ACTIVE}


def huddles(reading: Reading) -> Iterator[Event]:
    projects = under_way(reading.team)
    closed = closed_days([project.practice for project in projects.values()], reading.first, reading.last)
    for schedule in HuddleSchedule.objects.filter(project__in=projects):
        project = projects[schedule.project_id]
        zone = project.practice.time_zone
        first = max(reading.first, schedule.created_at.astimezone(ZoneInfo(zone)).date())
        page = page_of("huddle-detail", project_id=project.pk)
        for at in occurrences(schedule, first, reading.last, closed[project.practice_id], zone):
            name = uid("huddle", f"{schedule.pk}-{at:%Y%m%d}")
            yield Event(name, titled("Huddle", project), at, page, HUDDLE_MINUTES, schedule.place)


def meetings(reading: Reading) -> Iterator[Event]:
    """Of a series each day; what was moved or called off as its own row says."""
    projects = under_way(reading.team)
    closed = closed_days([project.practice for project in projects.values()], reading.first, reading.last)
    rows = list(Meeting.objects.filter(project__in=projects).exclude(state=Meeting.State.CANCELLED, series=None))
    for row in rows:
        row.project = projects[row.project_id]
    own = {(row.series_id, row.day): row for row in rows if row.series_id}
    for series in MeetingSeries.objects.filter(project__in=projects):
        project = projects[series.project_id]
        zone = project.practice.time_zone
        for at in occurrences(series, reading.first, reading.last, closed[project.practice_id], zone):
            if (series.pk, at.date()) not in own:
                name = uid("meeting", f"{series.pk}-{at:%Y%m%d}")
                yield Event(name, _called(series, project), at, _page(project), series.minutes, series.place)
    for row in rows:
        project = projects[row.project_id]
        at = row.starts_at.astimezone(ZoneInfo(project.practice.time_zone))
        if row.state == Meeting.State.CANCELLED or falls_out(row, closed[project.practice_id]):
            continue
        if not reading.first <= at.date() <= reading.last:
            continue
        ident = f"{row.series_id}-{row.day:%Y%m%d}" if row.series_id else row.pk
        yield Event(uid("meeting", ident), _called(row, project), at, _page(project), row.minutes, row.place)


def _called(row: MeetingSeries | Meeting, project: Project) -> str:
    return titled(f"{row.get_kind_display()} meeting", project)


def _page(project: Project) -> str:
    return page_of("project-detail", project_id=project.pk)


def actions(reading: Reading) -> Iterator[Event]:
    """One's own, on the day by which they are to be done."""
    coached = [row for row in reading.coached if access_to(row, reading.user).ticks_own]
    projects = {row.pk: row for row in (*reading.team, *coached) if row.is_open}
    rows = Action.objects.filter(project__in=projects, owner=reading.user, done_at=None)
    for action in rows.filter(due_on__range=(reading.first, reading.last)):
        page = page_of("action-list", project_id=action.project_id)
        yield Event(uid("action", action.pk), f"Action: {action.text}", action.due_on, page)


def checks(reading: Reading) -> Iterator[Event]:
    projects = {row.pk: row for row in reading.team if row.status == Project.Status.COMPLETED}
    rows = FollowUpCheck.objects.filter(project__in=projects, done_at=None)
    for check in rows.filter(due_on__range=(reading.first, reading.last)):
        page = page_of("check-update", project_id=check.project_id, months=check.months)
        title = f"Does it still hold? {projects[check.project_id].title}"
        yield Event(uid("check", check.pk), title, check.due_on, page)


SOURCES = {"huddles": huddles, "meetings": meetings, "actions": actions, "checks": checks}
