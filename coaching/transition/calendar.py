"""Contacts after the coaching, in the calendars of the team and of whoever coaches it then."""

from collections.abc import Iterator

from coaching.models import Contact
from projects.calendar.events import Event, Reading, page_of, uid


def contacts(reading: Reading) -> Iterator[Event]:
    """Those that have not happened yet, as whole days; also once the project is completed."""
    team = {project.pk: project for project in reading.team}
    coached = {project.pk: project for project in reading.coached}
    rows = Contact.objects.to_come().filter(project__in=[*team, *coached])
    for row in rows.filter(due_on__range=(reading.first, reading.last)).order_by("due_on", "pk"):
        project = team.get(row.project_id) or coached[row.project_id]
        name = project.title if row.project_id in team else project.practice.name
        page = page_of("transition-detail", project_id=project.pk)
        yield Event(uid("contact", row.pk), f"Contact {str(row).lower()}: {name}", row.due_on, page)
