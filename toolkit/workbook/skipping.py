"""How much of the workbook is asked: the short way or everything, and what is left out for a reason."""

from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Workbook, WorkbookSkip
from .asking import SHORT, Path, keys_of
from .questions import find_part
from .usage import note_answers


@transaction.atomic
def skip_questions(
    *, project: Project, part: str, group: str = "", reason: str, note: str = "", version: int | None = None, by: Any
) -> WorkbookSkip:
    """Leave out a group of questions, or with an empty ``group`` the whole part, for a reason.

    Raises KeyError for a part or group that is none, Stale when somebody else gave another reason meanwhile.
    """
    _check_place(part, group)
    Project.objects.select_for_update().get(pk=project.pk)
    row = WorkbookSkip.objects.select_for_update().filter(project=project, part=part, group=group).first()
    if row is not None and (row.reason, row.note) == (reason, note):
        return row
    if row is None:
        row = WorkbookSkip(project=project, part=part, group=group, reason=reason, note=note, by=by)
        row.full_clean(exclude=["project", "by"])
        row.save()
    else:
        if version != row.version:
            raise Stale(row)
        row.reason, row.note, row.by = reason, note, by
        row.full_clean(exclude=["project", "by"])
        save_versioned(row, version, ["reason", "note", "by"])
    record("workbook.skipped", row, by=by, project=project, part=part, group=group, reason=reason)
    touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
    note_answers(project=project)
    return row


@transaction.atomic
def undo_skip(*, project: Project, part: str, group: str = "", by: Any) -> None:
    """Do the questions after all. Answers given before are still there. Doing it twice does no harm.

    A group that the short way does not ask would stay out of sight: then everything is asked.
    """
    _check_place(part, group)
    row = WorkbookSkip.objects.select_for_update().filter(project=project, part=part, group=group).first()
    if row is None:
        return
    record("workbook.taken_up_again", row, by=by, project=project, part=part, group=group)
    row.delete()
    if group and not SHORT.intersection(keys_of(part, group)):
        choose_path(project=project, path=Path.FULL, by=by)
    note_answers(project=project)


@transaction.atomic
def choose_path(*, project: Project, path: str, by: Any) -> Workbook:
    """The short way or everything. Answers stay whichever way is chosen; choosing the same again changes nothing.

    Raises ValidationError for a way that is none.
    """
    row, _ = Workbook.objects.select_for_update().get_or_create(project=project)
    if row.path != path:
        row.path = path
        row.full_clean(exclude=["project", "begun_from"])
        save_versioned(row, row.version, ["path"])
        record("workbook.path_chosen", row, by=by, project=project, path=path)
        note_answers(project=project)
    return row


def _check_place(part: str, group: str) -> None:
    found = find_part(part)
    if found is None or (group and found.group(group) is None):
        raise KeyError(f"{part} {group}")
