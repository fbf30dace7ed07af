"""Which tools the teams of a programme used or left out, when and how fully: a file for the evaluation.

A tool that a team does not share with the programme's managers is not in it, used or not. It counts days and
questions, and says nothing of what was written.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from practices.models import Programme
from projects.models import Project, ToolUse
from projects.permissions import access_to, read_access
from projects.steps.parts import LeftOut, parts_left_out
from projects.steps.used import file_cells, used_by
from projects.tools import Tool

Row = tuple[Any, ...]


def use_rows(programme: Programme, user: Any) -> list[Row]:
    """The columns of ``FILE_HEAD``, practice by practice; the same few queries for two projects or many."""
    projects = list(
        Project.visible_to(user)
        .filter(programme=programme)
        .select_related("practice")
        .prefetch_related("progress")
        .order_by("practice__name", "title", "pk")
    )
    read_access(projects, user)
    uses: dict[UUID, list[ToolUse]] = defaultdict(list)
    for use in ToolUse.visible_to(user).filter(project__in=projects):
        uses[use.project_id].append(use)
    left_out = parts_left_out([project.pk for project in projects])
    return [row for project in projects for row in _rows(project, uses[project.pk], left_out[project.pk], user)]


def _rows(project: Project, uses: list[ToolUse], left_out: LeftOut, user: Any) -> Iterator[Row]:
    access = access_to(project, user)
    if not access.sees(Tool.STEPS):
        return
    about = (
        *(project.practice.name, project.practice.code, project.title),
        *(project.signed_up_on.isoformat(), project.get_status_display()),
    )
    for row in used_by(uses, project.progress.all(), left_out, access.tools):
        yield (*about, *file_cells(row))
