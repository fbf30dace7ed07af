"""Writes down how far a step or a tool has come. Nothing is ever locked."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Progress, Project
from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.tools import TOOLS, Step, Tool

from .usage import note_use, used_today

State = Progress.State


@dataclass(frozen=True)
class Part:
    """A step as a whole, or one tool of it."""

    step: Step
    tool: Tool | None = None

    @classmethod
    def named(cls, name: str) -> "Part":
        """'step-3' or a tool's name. Raises ValueError for anything else."""
        if name.startswith("step-"):
            return cls(Step(int(name.removeprefix("step-"))))
        tool = Tool(name)
        if tool not in TOOLS:
            raise ValueError(name)
        return cls(TOOLS[tool].step, tool)

    @property
    def label(self) -> str:
        return self.tool.label if self.tool else self.step.label

    @property
    def name(self) -> str:
        return self.tool.value if self.tool else f"step-{self.step.value}"


def touch_progress(*, project: Project, tool: Tool, by: Any) -> None:
    """Somebody wrote in a tool: it is under way now, and so is its step.

    Cheap and safe to call at every save: one query once all is noted. What is done stays done; what was skipped is
    taken up again. The day goes into the record of use.
    """
    step = TOOLS[tool].step
    rows = Progress.objects.filter(project=project, step=step, tool__in=["", tool])
    noted = {row.tool: row for row in rows.annotate(is_used_today=used_today(project, tool))}
    if not any(row.is_used_today for row in noted.values()):
        note_use(project=project, tool=tool)
    for name in ("", tool.value):
        row = noted.get(name)
        if row is None:
            _begin(project, step, name)
        elif row.state == State.SKIPPED:
            mark_doing(project=project, part=Part(step, Tool(name) if name else None), by=by)


def _begin(project: Project, step: Step, tool: str) -> None:
    Progress.objects.get_or_create(project=project, step=step, tool=tool, defaults={"state": State.DOING})


def mark_done(*, project: Project, part: Part, by: Any) -> Progress:
    return _mark(project, part, by, State.DONE)


def mark_doing(*, project: Project, part: Part, by: Any) -> Progress:
    """Undoes 'done', and takes up again what was skipped."""
    return _mark(project, part, by, State.DOING)


def mark_skipped(*, project: Project, part: Part, reason: str, note: str = "", by: Any) -> Progress:
    return _mark(project, part, by, State.SKIPPED, reason, note.strip())


@transaction.atomic
def _mark(project: Project, part: Part, by: Any, state: str, reason: str = "", note: str = "") -> Progress:
    """Raises Refusal for somebody outside the team, or when the project is not open."""
    if not can_edit_project(by, project):
        raise Refusal("Only the lead team can change this, while the project is open.")
    tool = part.tool.value if part.tool else ""
    row, is_new = Progress.objects.select_for_update().get_or_create(
        project=project, step=part.step, tool=tool, defaults={"state": State.DOING}
    )
    if not is_new and (row.state, row.skip_reason, row.note) == (state, reason, note):
        return row
    if is_new or row.state != state:
        row.since = timezone.localdate()
    row.state, row.skip_reason, row.note = state, reason, note
    row.full_clean(validate_unique=False)
    row.save()
    record(f"progress.{state}", row, by=by, project=project, part=part.name, reason=reason)
    return row
