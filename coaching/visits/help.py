"""'I need help with this team': a letter at once to the coach's mentor and the programme's managers."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from coaching.models import Visit
from practices.models import ProgrammeMembership
from projects.models import CoachAssignment, Project, Reminder
from projects.reminders.kinds import Due, Kind, Letter, zone_of

from ..statuses import OPEN

LASTS = timedelta(days=2)
SHOWN = timedelta(days=7)  # on the mentor's Today page


def asking() -> QuerySet[Visit]:
    """Visits whose coach asks for help, with ``asked_at``: when the log first said so. Without the private note."""
    first = Visit.history.filter(id=OuterRef("pk"), needs_help=True).order_by("history_date").values("history_date")
    rows = Visit.objects.logged().filter(needs_help=True).defer("private_note_sealed")
    return rows.annotate(asked_at=Subquery(first[:1])).select_related("coach", "project__practice")


def asked_of_mentor(user: Any) -> list[Visit]:
    """What the coaches whom somebody mentors have asked for in the last week, the newest first."""
    rows = asking().filter(asked_at__gte=timezone.now() - SHOWN, project__status__in=OPEN)
    visits = list(rows.filter(project__in=Project.objects.mentored_by(user)).order_by("-asked_at"))
    mentors = mentors_of(visits)
    return [visit for visit in visits if user.pk in mentors[visit.pk]]


def find_help(now: datetime) -> Iterator[Due]:
    visits = list(asking().filter(asked_at__range=(now - LASTS, now), project__status__in=OPEN))
    helpers = helpers_of(visits)
    for visit in visits:
        zone, at = zone_of(visit.project), visit.asked_at
        for user_id in helpers[visit.pk]:
            yield Due(user_id, visit.project_id, visit.pk, at.astimezone(zone).date(), at, at + LASTS, zone)


def helpers_of(visits: Collection[Visit]) -> dict[UUID, set[UUID]]:
    """By visit: the mentor of its coach and the programme's managers, with accounts that are open. Two queries."""
    mentors = mentors_of(visits)
    managers = ProgrammeMembership.objects.current().filter(
        role=ProgrammeMembership.Role.MANAGER,
        programme__in={visit.project.programme_id for visit in visits},
        user__is_active=True,
    )
    by_programme = list(managers.values_list("programme_id", "user_id"))
    return {
        visit.pk: mentors[visit.pk]
        | {user_id for programme_id, user_id in by_programme if programme_id == visit.project.programme_id}
        for visit in visits
    }


def mentors_of(visits: Collection[Visit]) -> dict[UUID, set[UUID]]:
    """By visit: who mentors its coach in that programme today, with an open account. One query."""
    today = timezone.localdate()
    places = ProgrammeMembership.objects.current().filter(
        user__in={visit.coach_id for visit in visits}, mentor__user__is_active=True
    )
    rows = [place for place in places.select_related("mentor") if place.mentor.covers(today)]
    return {
        visit.pk: {
            place.mentor.user_id
            for place in rows
            if (place.user_id, place.programme_id) == (visit.coach_id, visit.project.programme_id)
        }
        for visit in visits
    }


def places_of_gone(visits: Collection[Visit]) -> dict[UUID, ProgrammeMembership]:
    """By visit: the place in the pool of its coach, where they coach the team no more. Two queries."""
    here = set(
        CoachAssignment.objects.current()
        .filter(project__in={visit.project_id for visit in visits})
        .values_list("project_id", "user_id")
    )
    gone = [visit for visit in visits if (visit.project_id, visit.coach_id) not in here]
    rows = ProgrammeMembership.objects.current().filter(
        role=ProgrammeMembership.Role.COACH, user__in={visit.coach_id for visit in gone}
    )
    places = {(row.user_id, row.programme_id): row for row in rows}
    keys = {visit.pk: (visit.coach_id, visit.project.programme_id) for visit in gone}
    return {ident: places[key] for ident, key in keys.items() if key in places}


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Visit]:
    """Visits, each with who helps, who of them mentors, and the ``place`` in the pool of a coach who has left."""
    found = asking().in_bulk(ids)
    visits = list(found.values())
    helpers, mentors, gone = helpers_of(visits), mentors_of(visits), places_of_gone(visits)
    for visit in visits:
        visit.helpers, visit.mentors, visit.place = helpers[visit.pk], mentors[visit.pk], gone.get(visit.pk)
    return found


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once the coach has taken it back, nor for somebody who mentors or manages no more."""
    visit = reminder.about
    if visit is None or reminder.user_id not in visit.helpers:
        return None
    reads = "nothing"
    if reminder.user_id in visit.mentors:
        reads = "log" if visit.place is None else "note"
    values = {"visit": visit, "visit_on": visit.at.astimezone(zone_of(visit.project)).date(), "reads": reads}
    return Letter("coaching/emails/visit_help", {**values, "link": settings.SITE_URL + _page(visit, reads)})


def _page(visit: Visit, reads: str) -> str:
    """The mentor of a coach who has left finds no page of the project, and the coach's notes alone."""
    project = {"project_id": visit.project_id}
    if reads == "log":
        return reverse("visit-detail", kwargs={**project, "visit_id": visit.pk})
    if reads == "note":
        place = visit.place
        return reverse("coach-notes", kwargs={"programme_id": place.programme_id, "membership_id": place.pk})
    return reverse("project-detail", kwargs=project)


HELP = Kind(
    name="visit-help",
    label="A coach needs help with a team",
    hint="At once, to the coach’s mentor and the programme’s managers.",
    for_team=False,
    for_coaches=True,
    for_managers=True,
    find=find_help,
    compose=compose,
    fetch=fetch,
    statuses=OPEN,
    alone=True,
)
