"""Writing published figures into the workbook's answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Answer
from ..workbook.merging import content_of
from ..workbook.services import fill_answer, lock_answers
from ..workbook.usage import note_answers
from .proposals import Figure


@transaction.atomic
def fill_in(
    *, project: Project, figures: Sequence[Figure], versions: Mapping[str, int | None], by: Any
) -> tuple[list[Answer], list[Figure]]:
    """Write these figures; returns the answers written, and the figures whose answer somebody changed meanwhile.

    ``versions``: by question, that of the answer the person saw, None where there was none. What was changed since is
    left as it is. A figure that stands there already, from the same day, is not written again.
    """
    standing = lock_answers(project=project, keys=[figure.key for figure in figures])
    written: list[Answer] = []
    left: list[Figure] = []
    for figure in figures:
        row = standing.get(figure.key)
        if row is not None and _says(row, figure):
            continue
        if (None if row is None else row.version) != versions.get(figure.key):
            left.append(figure)
            continue
        content = {**content_of(row), **_content(figure)}
        about = {"origin": Answer.Origin.OPEN_DATA, "as_of": figure.day}
        written.append(fill_answer(project=project, key=figure.key, row=row, content=content, about=about, by=by))
    if written:
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
        note_answers(project=project, keys={answer.key for answer in written})
        record("workbook.filled_in", None, by=by, project=project, answers=len(written))
    return written, left


def _says(row: Answer, figure: Figure) -> bool:
    return (row.number, row.origin, row.as_of) == (figure.number, Answer.Origin.OPEN_DATA, figure.day)


def _content(figure: Figure) -> dict[str, Any]:
    return {"number": figure.number, "certainty": Answer.Certainty.KNOWN, "source": figure.source}
