"""Services for what stands on the time axis: changes the team made, and new middle lines it decided on."""

from datetime import date as Date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cmsportal.audit.services import record
from projects.models import Project
from toolkit.models import ChartMark, Cycle, Measure, Phase


@transaction.atomic
def mark_change(
    *, project: Project, date: Date, label: str, by: Any, cycle: Cycle | None = None, measure: Measure | None = None
) -> ChartMark:
    """Mark a change on the charts of a project, or of one measure.

    A cycle has one mark: marking it again moves and renames that one. The same mark sent twice is one mark.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if cycle is not None:
        mark = ChartMark.objects.filter(cycle=cycle).first() or ChartMark(project=project, cycle=cycle)
    else:
        mark = ChartMark.objects.filter(
            project=project, cycle=None, date=date, label=label, measure=measure
        ).first() or ChartMark(project=project)
    return _save(mark, date=date, label=label, measure=measure, by=by, action="change.marked")


@transaction.atomic
def change_mark(*, mark: ChartMark, date: Date, label: str, measure: Measure | None, by: Any) -> ChartMark:
    return _save(mark, date=date, label=label, measure=measure, by=by, action="change.renamed")


def _save(mark: ChartMark, *, date: Date, label: str, measure: Measure | None, by: Any, action: str) -> ChartMark:
    if measure is not None and measure.project_id != mark.project_id:
        raise ValidationError({"measure": "Choose a chart of this project."})
    mark.date, mark.label, mark.measure = date, label[: ChartMark._meta.get_field("label").max_length], measure
    mark._history_user = by
    mark.full_clean()
    mark.save()
    record(action, mark, by=by, project=mark.project)
    return mark


@transaction.atomic
def remove_mark(*, mark: ChartMark, by: Any) -> None:
    mark._history_user = by
    record("change.unmarked", mark, by=by, project=mark.project)
    mark.delete()


@transaction.atomic
def start_phase(*, measure: Measure, starts_on: Date, label: str, reason: str, by: Any) -> Phase:
    """A new middle line from a date on: somebody decided it, and says why. A second click finds the first one's."""
    Project.objects.select_for_update().get(pk=measure.project_id)
    standing = measure.phases.filter(starts_on=starts_on).first()
    if standing is not None:
        return standing
    phase = Phase(measure=measure, starts_on=starts_on, label=label, reason=reason, by=by)
    phase._history_user = by
    phase.full_clean()
    phase.save()
    record("phase.started", phase, by=by, project=measure.project)
    return phase


@transaction.atomic
def remove_phase(*, phase: Phase, by: Any) -> None:
    """Go back to one middle line."""
    phase._history_user = by
    record("phase.removed", phase, by=by, project=phase.measure.project)
    phase.delete()
