"""A coach leaves a team: what they had agreed ends on that day. The next coach begins another edition."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from projects.locks import lock_project
from projects.models import CoachAssignment

from ..models import Agreement
from ..querysets import OPEN_AGREEMENTS
from .workflow import end


@transaction.atomic
def coach_has_left(*, assignment: CoachAssignment, by: Any, **kwargs: Any) -> None:
    """At once where the last day has come; a later one is for ``end_those_of_former_coaches``."""
    if assignment.ends_on <= timezone.localdate():
        _end(Agreement.objects.filter(project=assignment.project_id, coach=assignment.user_id), by)


def end_those_of_former_coaches() -> int:
    """Agreements whose coach coaches the team no more; returns how many ended. Twice does no harm."""
    coaching = CoachAssignment.objects.current().filter(project=OuterRef("project"), user=OuterRef("coach"))
    left = Agreement.objects.filter(~Exists(coaching), state__in=[*OPEN_AGREEMENTS, Agreement.State.IN_FORCE])
    ended = 0
    for project in sorted(set(left.values_list("project", flat=True))):
        with transaction.atomic():
            lock_project(project)
            ended += _end(left.filter(project=project), None)
    return ended


def _end(rows: Any, by: Any) -> int:
    # the change first: an end of what is in force would take it along a second time
    live = rows.filter(state__in=[*OPEN_AGREEMENTS, Agreement.State.IN_FORCE])
    found = list(
        live.select_for_update(of=("self",)).select_related("project__practice", "coach").order_by("-number")
    )
    for row in found:
        if row.state != Agreement.State.ENDED:
            end(row, by=by, reason=Agreement.EndReason.COACH_LEFT)
    return len(found)
