"""What becomes of planned visits when a coach leaves."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import CoachAssignment

from ..models import Visit
from .services import cancel_visit


@transaction.atomic
def hand_over_visits(*, assignment: CoachAssignment, successor: Any, by: Any, **kwargs: Any) -> None:
    """The visits that a coach had planned for the time after the last day with a team.

    They go to the successor: the team keeps its dates, and the successor moves or cancels what does not fit. Without
    a successor they leave the calendar, for nobody would come. What lies before the coach's last day stays theirs,
    and so does everything that was logged, with its private note.
    """
    project = assignment.project
    leaves_at = datetime.combine(assignment.ends_on, time.min, tzinfo=ZoneInfo(project.practice.time_zone))
    coming = (
        Visit.objects.planned()
        .select_for_update(of=("self",))
        .filter(project=project, coach=assignment.user_id, at__gte=max(leaves_at, timezone.now()))
        .order_by("at")
    )
    for visit in coming:
        own = Visit.objects.planned().filter(project=project, coach=successor, at=visit.at)
        if successor is None or own.exists():
            cancel_visit(visit=visit, by=by)
        else:
            _hand_over(visit, successor, by)


def _hand_over(visit: Visit, successor: Any, by: Any) -> None:
    before, visit.coach = visit.coach_id, successor
    save_versioned(visit, visit.version, ["coach"])
    record("visit.handed_over", visit, by=by, project=visit.project, before=str(before))
