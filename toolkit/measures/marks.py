"""Services for changes that the team made, where they stand on the time axis."""

from datetime import date as Date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import Project
from toolkit.models import ChartMark, Cycle, Measure


@transaction.atomic
def mark_change(
    *, project: Project, date: Date, label: str, by: Any, cycle: Cycle | None = None, measure: Measure | None = None
) -> ChartMark:
    """Mark a change on the charts of a project, or of one measure.

    A cycle has one mark: marking it again moves and renames that one. The same mark sent twice is one mark, and says
    so once.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    label = label[: ChartMark._meta.get_field("label").max_length]
    wanted = ChartMark.objects.filter(project=project, cycle=cycle, date=date, label=label, measure=measure)
    if (standing := wanted.first()) is not None:
        return standing
    of_cycle = ChartMark.objects.filter(cycle=cycle).first() if cycle is not None else None
    mark = of_cycle or ChartMark(project=project, cycle=cycle)
    _fill(mark, date=date, label=label, measure=measure, by=by)
    mark.save()
    record("change.marked", mark, by=by, project=project)
    return mark


@transaction.atomic
def change_mark(
    *, mark: ChartMark, date: Date, label: str, measure: Measure | None, version: int, by: Any
) -> ChartMark:
    """Move or rename a mark that was made by hand. Raises Stale when somebody else changed it since ``version``."""
    _fill(mark, date=date, label=label, measure=measure, by=by)
    save_versioned(mark, version, ["date", "label", "measure"])
    record("change.renamed", mark, by=by, project=mark.project)
    return mark


def _fill(mark: ChartMark, *, date: Date, label: str, measure: Measure | None, by: Any) -> None:
    if measure is not None and measure.project_id != mark.project_id:
        raise ValidationError({"measure": "Choose a chart of this project."})
    mark.date, mark.label, mark.measure = date, label, measure
    mark._history_user = by
    mark.full_clean()


@transaction.atomic
def remove_mark(*, mark: ChartMark, by: Any) -> None:
    mark._history_user = by
    record("change.unmarked", mark, by=by, project=mark.project)
    mark.delete()
