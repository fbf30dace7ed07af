"""A log that comes after its writer's last day with the team, of a visit on a day when they still coached it.

A phone without a line kept it meanwhile. It is taken once and within a bounded time, and nothing is shown, changed or
planned by it (decision 0062).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmsportal.nhsuk.formats import day
from practices.models import ProgrammeMembership
from projects.locks import lock_project
from projects.models import CoachAssignment, Project
from projects.refusal import Refusal

from ..models import Visit
from .services import log_visit, new_visit, with_habits

GRACE = timedelta(days=14)  # after the last day
MOST = 10  # logs of one coach about one team after the last day: more than a phone holds of a last week
LOGGED = "This visit is logged already. You do not coach this team any more, so it stays as it is."
HANDED_OVER = "This visit went to the coach who follows you."
TOO_MANY = "So many logs are not taken after the last day. Tell the programme’s manager."


def place_left(user: Any, project_id: UUID) -> CoachAssignment | None:
    """Of somebody who does not coach a team today: the place that they left last, with its project.

    None once the grace is over, and for who is out of the programme's pool: that ends it at once.
    """
    rows = _places_left(user, project_id).select_related("project__practice", "project__programme")
    place = rows.order_by("-ends_on").first()
    if place is None:
        return None
    pool = ProgrammeMembership.objects.current().filter(role=ProgrammeMembership.Role.COACH, user=user)
    return place if pool.filter(programme=place.project.programme_id).exists() else None


def _places_left(user: Any, project_id: UUID) -> Any:
    today = timezone.localdate()
    rows = CoachAssignment.objects.filter(project=project_id, user=user, starts_on__lt=F("ends_on"))
    return rows.filter(ends_on__gt=today - GRACE, ends_on__lte=today)


def visit_to_log(project: Project, visit_id: UUID, by: Any) -> Visit:
    """The visit with what can be filled in: the coach's own planned one, or a new one. Raises Refusal."""
    found = Visit.objects.filter(project=project, pk=visit_id).first()
    _check_open(found, by)
    if found is None:
        return new_visit(project, by, draft=visit_id)
    found.project = project
    return with_habits(found)


def _check_open(present: Visit | None, by: Any) -> None:
    if present is not None and present.coach_id != by.pk:
        raise Refusal(HANDED_OVER)
    if present is not None and present.logged_at:
        raise Refusal(LOGGED)


@transaction.atomic
def log_late(
    *,
    visit: Visit,
    values: Mapping[str, Any],
    note: str | None,
    next_steps: Sequence[str],
    version: int,
    by: Any,
    sent: str,
    said_on: date,
) -> Visit:
    """Write down what ``log_visit`` writes of a coach's visit, for one who has left since. No next visit is planned.

    Args: as ``log_visit``.

    Raises:
        cmsportal.versions.Stale: somebody changed the plan of the visit since.
        Refusal: the person did not coach the team on the visit's day, or left longer ago than the grace; the visit is
            logged, or another coach's by now; too many have come.
    """
    project = lock_project(visit.project_id)
    left = place_left(by, project.pk)
    if left is None or left.ends_on is None:
        raise Refusal("You do not coach this team any more.")
    on = values["at"].astimezone(ZoneInfo(project.practice.time_zone)).date()
    place = _places_left(by, project.pk).on(on).first()
    if place is None:
        last = day(left.ends_on - timedelta(days=1))
        raise Refusal(f"You did not coach this team on {day(on)}. Your last day was {last}.")
    _check_open(Visit.objects.filter(pk=visit.pk).first(), by)
    logged = Visit.objects.logged().filter(project=project, coach=by)
    if logged.filter(logged_at__date__gte=left.ends_on).count() >= MOST:
        raise Refusal(TOO_MANY)
    return log_visit(
        visit=visit,
        values=values,
        note=note,
        next_steps=next_steps,
        next_at=None,
        version=version,
        by=by,
        sent=sent,
        said_on=said_on,
        left_on=place.ends_on,
    )
