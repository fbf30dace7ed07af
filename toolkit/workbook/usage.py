"""How fully a team has filled in its workbook and what it left out of it, for the record of use."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from projects.models import Project
from projects.steps.parts import PartLeftOut, PartsOf
from projects.steps.usage import lock_use, note_fullness, note_use
from projects.tools import Tool

from ..models import Answer, Workbook, WorkbookSkip
from .asking import is_answered, parts_asked
from .questions import PARTS, find_part, part_of


def note_answers(*, project: Project, keys: Iterable[str] = ()) -> None:
    """Count anew what is asked and answered; ``keys`` are the questions in whose parts somebody has just written.

    Called last in a transaction: from here to its end, others who save in this workbook wait.
    """
    for part in sorted({part_of(key).slug for key in keys}):
        note_use(project=project, tool=Tool.WORKBOOK, part=part)
    lock_use(project=project, tool=Tool.WORKBOOK)  # after what may insert: that asks for the project's row
    shown = ("key", "number", "text", "rating", "certainty")
    answers = {row.key: row for row in Answer.objects.filter(project=project).only(*shown)}
    path = Workbook.objects.filter(project=project).values_list("path", flat=True).first() or Workbook.Path.SHORT
    skipped = set(WorkbookSkip.objects.filter(project=project).values_list("part", "group"))
    counts = {}
    for part in parts_asked(path, answers):
        asked = [q for group in part.groups if (part.slug, group.slug) not in skipped for q in group.questions]
        counts[part.slug] = (len(asked), sum(is_answered(q, answers.get(q.key)) for q in asked))
    # A part left out keeps how far it had come, and is asked no longer.
    kept = [count for part, count in counts.items() if (part, "") not in skipped]
    whole = (sum(asked for asked, _ in kept), sum(given for _, given in kept))
    note_fullness(project=project, tool=Tool.WORKBOOK, counts={**counts, "": whole})


def left_out_of(projects: Collection[UUID]) -> dict[UUID, list[PartLeftOut]]:
    """Parts and groups of questions that stand left out, since when and why. What somebody wrote of it stays out."""
    found = defaultdict(list)
    for row in WorkbookSkip.objects.filter(project__in=projects).order_by("created_at", "pk"):
        part = find_part(row.part)
        group = part.group(row.group) if part and row.group else None
        on, reason = timezone.localdate(row.created_at), row.get_reason_display()
        found[row.project_id].append(PartLeftOut(row.part, on, reason, group.title if group else row.group))
    return found


PARTS_OF_WORKBOOK = PartsOf(Tool.WORKBOOK, {part.slug: part.name for part in PARTS}, left_out_of)
