"""A second project begins from the first one's workbook, and remembers what stood there."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Answer, Workbook
from ..workbook.questions import QUESTIONS
from ..workbook.services import lock_answers
from ..workbook.usage import note_answers

CONTENT = ("number", "text", "rating", "working_on_it", "patients_complain", "certainty", "source")


def kept(answer: Answer) -> dict[str, Any]:
    """What is kept of an answer of the earlier project, with the day it tells of."""
    content = {name: getattr(answer, name) for name in CONTENT}
    content["number"] = None if answer.number is None else str(answer.number.normalize())
    return {**content, "on": _day(answer).isoformat()}


def _day(answer: Answer) -> Any:
    return answer.as_of or timezone.localdate(answer.answered_at)


@transaction.atomic
def begin_from(*, project: Project, earlier: Project, by: Any) -> int:
    """Take over the answers of an earlier project of the same practice; returns how many.

    What the team has answered already stays. Raises Refusal when it was begun before, or the practices differ.
    """
    here = lock_answers(project=project, keys=QUESTIONS)
    if earlier.practice_id != project.practice_id or earlier.pk == project.pk:
        raise Refusal("Choose an earlier project of the same practice.")
    workbook, _ = Workbook.objects.get_or_create(project=project)
    if workbook.begun_from_id is not None:
        raise Refusal("This workbook was begun from an earlier project already.")
    taken = [row for row in Answer.objects.filter(project=earlier) if row.key in QUESTIONS and row.key not in here]
    if not taken:
        raise Refusal("There is nothing in that workbook that is not here already.")
    for row in taken:
        content = {name: getattr(row, name) for name in CONTENT}
        answer = Answer(
            project=project, key=row.key, origin=Answer.Origin.EARLIER, as_of=_day(row), earlier=kept(row),
            answered_by=by, **content,
        )  # fmt: skip
        answer.full_clean(exclude=["project", "answered_by"], validate_unique=False)
        answer.save(force_insert=True)
    workbook.begun_from = earlier
    save_versioned(workbook, workbook.version, ["begun_from"])
    touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
    note_answers(project=project, keys={row.key for row in taken})
    record("workbook.begun_from_earlier", workbook, by=by, project=project, answers=len(taken))
    return len(taken)


@transaction.atomic
def confirm(*, project: Project, key: str, version: int, by: Any) -> bool:
    """The team looked at an answer taken over and it still holds: it is theirs now. False where it has changed."""
    row = Answer.objects.select_for_update().filter(project=project, key=key).first()
    if row is None or row.version != version or row.origin != Answer.Origin.EARLIER:
        return False
    row.origin, row.as_of, row.answered_by = Answer.Origin.TYPED, None, by
    try:
        save_versioned(row, version, ["origin", "as_of", "answered_by"])
    except Stale:
        return False
    touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
    return True
