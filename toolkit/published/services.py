"""Writing published figures into the workbook's answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Answer
from .proposals import Figure

FIELDS = ("number", "certainty", "source", "origin", "as_of", "answered_by")


@transaction.atomic
def fill_in(
    *, project: Project, figures: Sequence[Figure], versions: Mapping[str, int | None], by: Any
) -> tuple[list[Answer], list[Figure]]:
    """Write these figures; returns the answers written, and the figures whose answer somebody changed meanwhile.

    ``versions``: by question, that of the answer the person saw, None where there was none. What was changed since is
    left as it is. A figure that stands there already, from the same day, is not written again.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    keys = [figure.key for figure in figures]
    standing = {row.key: row for row in Answer.objects.select_for_update().filter(project=project, key__in=keys)}
    written: list[Answer] = []
    left: list[Figure] = []
    for figure in figures:
        row = standing.get(figure.key)
        if row is not None and _says(row, figure):
            continue
        if (None if row is None else row.version) != versions.get(figure.key):
            left.append(figure)
            continue
        written.append(_write(project, row, figure, by))
    if written:
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
        record("workbook.filled_in", None, by=by, project=project, answers=len(written))
    return written, left


def _says(row: Answer, figure: Figure) -> bool:
    return (row.number, row.origin, row.as_of) == (figure.number, Answer.Origin.OPEN_DATA, figure.day)


def _write(project: Project, row: Answer | None, figure: Figure, by: Any) -> Answer:
    new = row is None
    row = Answer(project=project, key=figure.key) if row is None else row
    row.number, row.certainty, row.source = figure.number, Answer.Certainty.KNOWN, figure.source
    row.origin, row.as_of, row.answered_by = Answer.Origin.OPEN_DATA, figure.day, by
    row.full_clean(exclude=["project", "answered_by"], validate_unique=False)
    if new:
        row.save(force_insert=True)
    else:
        save_versioned(row, row.version, FIELDS)
    return row
