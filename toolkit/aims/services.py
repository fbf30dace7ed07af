"""Saving the two aims of a project."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import GlobalAim, SpecificAim

GLOBAL_PARTS = ("improve", "where", "begins_with", "ends_with", "expect", "why_now")
SPECIFIC_PARTS = ("direction", "what", "measure", "baseline", "goal", "unit", "by_date", "population")
Aim = TypeVar("Aim", GlobalAim, SpecificAim)


@transaction.atomic
def save_global_aim(*, project: Project, values: Mapping[str, Any], version: int, by: Any) -> GlobalAim:
    """Write the global aim. Raises Stale when somebody else saved it meanwhile."""
    return _save(GlobalAim, GLOBAL_PARTS, project, values, version, by)


@transaction.atomic
def save_specific_aim(*, project: Project, values: Mapping[str, Any], version: int, by: Any) -> SpecificAim:
    """Write the specific aim.

    Raises Stale when somebody else saved it meanwhile, ValidationError for a goal on the wrong side of the baseline,
    ValueError for a measure of another project.
    """
    measure = values.get("measure")
    if measure is not None and measure.project_id != project.pk:
        raise ValueError("The measure belongs to another project.")
    return _save(SpecificAim, SPECIFIC_PARTS, project, values, version, by)


def _save(model: type[Aim], parts: tuple[str, ...], project: Project, values: Any, version: int, by: Any) -> Aim:
    row = model.objects.filter(project=project).first()
    if row is not None and all(getattr(row, name) == values[name] for name in parts):
        return row
    is_new = row is None
    row = model(project=project) if row is None else row
    for name in parts:
        setattr(row, name, values[name])
    row.full_clean(exclude=["project"], validate_unique=False)
    if is_new:
        _create(model, row, project)
    else:
        save_versioned(row, version, parts)
    record(f"{model._meta.model_name}.saved", row, by=by, project=project)
    touch_progress(project=project, tool=Tool.AIMS, by=by)
    return row


def _create(model: type[Aim], row: Aim, project: Project) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        other = model.objects.filter(project=project).first()
        if other is None:
            raise
        raise Stale(other) from problem
