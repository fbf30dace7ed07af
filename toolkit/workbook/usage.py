"""How fully a team has filled in its workbook, for the record of use."""

from collections.abc import Iterable

from projects.models import Project
from projects.steps.usage import lock_use, note_fullness, note_use
from projects.tools import Tool

from ..models import Answer, Workbook, WorkbookSkip
from .asking import is_answered, parts_asked
from .questions import part_of


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
        groups = [] if (part.slug, "") in skipped else part.groups
        asked = [q for group in groups if (part.slug, group.slug) not in skipped for q in group.questions]
        counts[part.slug] = (len(asked), sum(is_answered(q, answers.get(q.key)) for q in asked))
    whole = (sum(asked for asked, _ in counts.values()), sum(given for _, given in counts.values()))
    note_fullness(project=project, tool=Tool.WORKBOOK, counts={**counts, "": whole})
