"""Planned visits in people's own calendars."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from coaching.models import Visit
from projects.calendar.events import Event, Reading, page_of, uid

MINUTES = 60  # of a planned visit that says no length


def visits(reading: Reading) -> Iterator[Event]:
    """The team's, and a coach's own. Nothing of what was written about them."""
    team = {project.pk: project for project in reading.team if project.is_open}
    coached = {project.pk: project for project in reading.coached if project.is_open}
    rows = (
        Visit.objects.planned()
        .filter(project__in=[*team, *coached])
        .only("at", "coach_id", "minutes", "mode", "project_id")
    )
    for visit in rows.order_by("at"):
        project = team.get(visit.project_id) or coached[visit.project_id]
        at = visit.at.astimezone(ZoneInfo(project.practice.time_zone))
        if not reading.first <= at.date() <= reading.last:
            continue
        if project.pk not in team and visit.coach_id != reading.user.pk:
            continue
        page = page_of("visit-list", project_id=project.pk)
        name = project.practice.name if project.pk not in team else project.title
        place = visit.get_mode_display() if visit.mode != Visit.Mode.IN_PERSON else project.practice.name
        yield Event(uid("visit", visit.pk), f"Coach’s visit: {name}", at, page, visit.minutes or MINUTES, place)
