"""Services for new middle lines: those that the team decided on, and those of another way to count."""

from datetime import date as Date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from projects.models import Project
from toolkit.models import Measure, Phase

from .entering import local_today

MOST_WORDS = Phase._meta.get_field("reason").max_length


@transaction.atomic
def start_phase(
    *,
    measure: Measure,
    starts_on: Date,
    label: str,
    reason: str,
    by: Any,
    kind: str = Phase.Kind.SHIFT,
    field: str = "starts_on",
) -> Phase:
    """A new middle line from a date on: somebody decided it, and says why. A second click finds the first one's.

    ``field`` is where the page asks for the date. Raises ValidationError for a day to come, or before the figures.
    """
    Project.objects.select_for_update().get(pk=measure.project_id)
    standing = measure.phases.filter(starts_on=starts_on).first()
    if standing is not None:
        return standing
    check_start(measure, starts_on, field)
    phase = Phase(measure=measure, starts_on=starts_on, label=label, reason=reason, kind=kind, by=by)
    phase._history_user = by
    phase.full_clean()
    phase.save()
    record("phase.started", phase, by=by, project=measure.project)
    return phase


def check_start(measure: Measure, starts_on: Date, field: str) -> None:
    """A line can begin with the first figure at the earliest, and today at the latest."""
    if starts_on > local_today(measure.project):
        raise ValidationError({field: "That day is still to come. Choose today or an earlier day."})
    first = measure.figures.order_by("date").values_list("date", flat=True).first()
    if first and starts_on < first:
        raise ValidationError({field: f"The first figure is of {day(first)}. Choose that day or a later one."})


@transaction.atomic
def count_in_another_way(*, measure: Measure, starts_on: Date, what: str, by: Any) -> Phase:
    """What is counted has changed: a new middle line from that day, or one more reason for the one that is there.

    ``what`` says in words what changed.
    """
    phase = measure.phases.filter(starts_on=starts_on).first()
    if phase is None:
        return start_phase(
            measure=measure, starts_on=starts_on, label=Phase.Kind.DEFINITION.label, reason=what[:MOST_WORDS], by=by,
            kind=Phase.Kind.DEFINITION, field="counted_from",
        )  # fmt: skip
    phase.reason = f"{phase.reason} {what}".strip()[:MOST_WORDS]
    phase._history_user = by
    phase.save()
    record("phase.explained", phase, by=by, project=measure.project)
    return phase


@transaction.atomic
def remove_phase(*, phase: Phase, by: Any) -> None:
    """Go back to one middle line."""
    phase._history_user = by
    record("phase.removed", phase, by=by, project=phase.measure.project)
    phase.delete()
