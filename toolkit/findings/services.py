"""Putting results into the workbook's answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Answer
from toolkit.workbook.services import fill_answer, lock_answers
from toolkit.workbook.usage import note_answers

from .finding import LONGEST_TEXT, Finding


@transaction.atomic
def take_over(
    *, project: Project, findings: Sequence[Finding], versions: Mapping[str, int | None], by: Any
) -> tuple[list[Answer], list[Finding]]:
    """Write these results; returns the answers written, and the results that were left out.

    ``versions``: by question, that of the answer the person saw, None where there was none. What was changed since
    is left as it is, and so is a text that has no room for more. What stands there already is not written again.
    """
    standing = lock_answers(project=project, keys=[finding.key for finding in findings])
    written: list[Answer] = []
    left: list[Finding] = []
    for finding in findings:
        row = standing.get(finding.key)
        if finding.stands_in(row) and not _comes_from_elsewhere(row, finding):
            continue
        content = finding.content_with(row)
        if (None if row is None else row.version) != versions.get(finding.key) or len(content["text"]) > LONGEST_TEXT:
            left.append(finding)
            continue
        about = finding.about_with(row)
        written.append(fill_answer(project=project, key=finding.key, row=row, content=content, about=about, by=by))
    if written:
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
        note_answers(project=project, keys={answer.key for answer in written})
        record("workbook.found_taken", None, by=by, project=project, answers=len(written))
    return written, left


def _comes_from_elsewhere(row: Answer | None, finding: Finding) -> bool:
    """The same figure, typed or from an earlier result: taken over, it says where it comes from now."""
    return row is not None and not finding.text and (row.origin, row.source) != (finding.origin, finding.source)
