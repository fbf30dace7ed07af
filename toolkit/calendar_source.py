"""Days on which a standard is looked at again, in the calendars of the team."""

from collections.abc import Iterator

from projects.calendar.events import Event, Reading, page_of, uid
from projects.calendar.sources import under_way

from .models import PlaybookEntry, Standard


def reviews(reading: Reading) -> Iterator[Event]:
    """Of the edition that holds; of a standard that has none yet, what is written on it."""
    projects = under_way(reading.team)
    held = PlaybookEntry.objects.in_force().filter(standard__project__in=projects).select_related("standard")
    days = {entry.standard_id: (entry.title, entry.review_on, entry.standard.project_id) for entry in held}
    for row in Standard.objects.filter(project__in=projects, review_on__isnull=False):
        days.setdefault(row.pk, (row.title, row.review_on, row.project_id))
    for pk, (title, day, project_id) in days.items():
        if reading.first <= day <= reading.last:
            page = page_of("standard-detail", project_id=project_id, standard_id=pk)
            yield Event(uid("review", pk), f"Look at it again: {title}", day, page)
