"""Saving the storyboard."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Measure, Storyboard
from toolkit.models.storyboard import PARTS

FIELDS = ("title", "measure", *PARTS)


@transaction.atomic
def save_storyboard(*, project: Project, values: Mapping[str, Any], version: int, by: Any) -> Storyboard:
    """Write the team's own words. An empty part goes on to say what the record says.

    Raises Stale when somebody else saved it meanwhile, ValidationError for too many words, ValueError for a measure
    of another project.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    measure = values["measure"]
    if measure is not None and measure.project_id != project.pk:
        raise ValueError("The measure belongs to another project.")
    row = Storyboard.objects.filter(project=project).first()
    if row is not None and all(getattr(row, name) == values[name] for name in FIELDS):
        return row
    is_new = row is None
    row = Storyboard(project=project) if row is None else row
    for name in FIELDS:
        setattr(row, name, values[name])
    row.full_clean(exclude=["project"], validate_unique=False)
    if is_new and version > 0:
        raise Stale(None)
    row._history_user = by
    if is_new:
        row.save(force_insert=True)
    else:
        save_versioned(row, version, FIELDS)
    record("storyboard.saved", row, by=by, project=project)
    touch_progress(project=project, tool=Tool.STORYBOARD, by=by)
    return row


@transaction.atomic
def restore_storyboard(*, board: Storyboard, version: int, over: int, by: Any) -> Storyboard:
    """Bring an earlier version back, as the newest. A chart that was deleted since stays away.

    Raises Refusal where there is no such version, Stale when ``over`` is not what stands there now.
    """
    old = board.history.filter(version=version).order_by("-history_date").first()
    if old is None:
        raise Refusal("There is no such version.")
    Project.objects.select_for_update().get(pk=board.project_id)  # as whoever saves does
    if Storyboard.objects.values_list("version", flat=True).get(pk=board.pk) != over:
        raise Stale(board)
    values = {name: getattr(old, name) for name in ("title", *PARTS)}
    measure = Measure.objects.filter(project=board.project_id, pk=old.measure_id).first()
    return save_storyboard(project=board.project, values={**values, "measure": measure}, version=over, by=by)
