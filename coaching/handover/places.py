"""The places in teams that a coach leaves: they get their last day at once, and what had been said before is kept."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.locks import lock_project
from projects.models import CoachAssignment
from projects.signals import coaching_ended

from ..models import Departure, LeftPlace


def bring_forward(departure: Departure, assignment: CoachAssignment) -> LeftPlace | None:
    """Under the project's lock: the place ends with the departure; a last day that comes sooner stays as it is."""
    last = max(departure.from_on, timezone.localdate(), assignment.starts_on)
    before = assignment.ends_on
    if before is not None and before <= last:
        return None
    place = LeftPlace(departure=departure, assignment=assignment, ends_on=last, ends_on_before=before)
    place.full_clean()
    place.save()
    _set_last_day(assignment, last)
    return place


def put_back(departure: Departure, assignment: CoachAssignment) -> bool:
    """Under the project's lock: the last day is what it was. Not where somebody has changed it since."""
    place = LeftPlace.objects.filter(departure=departure, assignment=assignment).first()
    if place is None or assignment.ends_on != place.ends_on:
        return False
    if _goes_on(assignment):
        return False
    _set_last_day(assignment, place.ends_on_before)
    place.delete()
    return True


def keep_last_day(departure: Departure, assignment: CoachAssignment) -> None:
    """A team goes back to the coach: the last day that had been said before holds again."""
    place = LeftPlace.objects.filter(
        departure=departure,
        assignment__project=assignment.project_id,
        assignment__is_lead=True,
        ends_on_before__gt=assignment.starts_on,
    ).first()
    if place is not None:
        _set_last_day(assignment, place.ends_on_before)


def _goes_on(assignment: CoachAssignment) -> bool:
    """Whether a second coach leads the team from the last day on."""
    rows = CoachAssignment.objects.not_over(assignment.ends_on).exclude(pk=assignment.pk)
    return rows.filter(project=assignment.project_id, user=assignment.user_id).exists()


def _set_last_day(assignment: CoachAssignment, last: date | None) -> None:
    assignment.ends_on = last
    assignment.full_clean(exclude=["assigned_by"])  # unknown for coaches who came before the portal
    assignment.save(update_fields=["ends_on"])


def leave_second_places(departure: Departure, by: Any) -> None:
    """Where the coach is the second one nobody needs to follow. What they have planned stays until the day comes."""
    rows = CoachAssignment.objects.not_over().filter(
        user=departure.membership.user_id, is_lead=False, project__programme=departure.membership.programme_id
    )
    for pk, project_id in rows.order_by("project").values_list("pk", "project_id"):
        project = lock_project(project_id)
        row = CoachAssignment.objects.select_for_update(of=("self",)).get(pk=pk)
        row.project = project
        place = bring_forward(departure, row)
        if place is None:
            continue
        record("coach.leaves", row, by=by, project=project, ends_on=place.ends_on.isoformat())
        if place.ends_on <= timezone.localdate():
            _end(place, row, by)


def stay_in_second_places(departure: Departure, by: Any) -> None:
    """The departure is called off."""
    rows = departure.left_places.of_second_coaches().order_by("assignment__project")
    for pk, project_id in rows.values_list("assignment", "assignment__project"):
        project = lock_project(project_id)
        row = CoachAssignment.objects.select_for_update(of=("self",)).get(pk=pk)
        if put_back(departure, row):
            record("coach.stays", row, by=by, project=project)


def sweep_places(today: date) -> int:
    """Second coaches whose last day is past: what they had planned leaves the calendar. Safe to run twice."""
    due = LeftPlace.objects.of_second_coaches().filter(swept_at__isnull=True, ends_on__lte=today)
    return sum(_sweep_one(*row) for row in due.order_by("pk").values_list("pk", "assignment__project"))


@transaction.atomic
def _sweep_one(pk: Any, project_id: Any) -> bool:
    project = lock_project(project_id)
    place = LeftPlace.objects.select_for_update(of=("self",)).select_related("assignment").filter(pk=pk).first()
    if place is None or place.swept_at:
        return False
    place.assignment.project = project
    _end(place, place.assignment, None)
    return True


def _end(place: LeftPlace, assignment: CoachAssignment, by: Any) -> None:
    """Unless the manager ended it sooner, and all of this was done then; or the coach leads the team now."""
    if assignment.ends_on == place.ends_on and not _goes_on(assignment):
        record("coach.ended", assignment, by=by, project=assignment.project, ends_on=assignment.ends_on.isoformat())
        coaching_ended.send(CoachAssignment, assignment=assignment, successor=None, by=by)
    place.swept_at = timezone.now()
    place.save(update_fields=["swept_at"])
