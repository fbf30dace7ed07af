"""A survey's results as a file: what its page shows, and not a line more.

The file has no date and its name no number, so that two of them differ only when the page does.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from toolkit.models import Survey, SurveyAnswer

from .presenters import sentence_of, told_by
from .results import Result

HEAD = ("Question", "Answer", "How many", "Per cent")
Row = tuple[str | int, ...]


@transaction.atomic
def take_results(*, survey: Survey, rows: Iterable[SurveyAnswer], by: Any) -> list[Row]:
    """The rows, for somebody to take away. ``rows``: the answers in whole batches, and no others.

    That somebody took them is written down, not how many answers there were.
    """
    record("survey.downloaded", survey, by=by, project=survey.project)
    return [row for result in told_by(survey, rows) for row in _rows(result)]


def _rows(result: Result) -> Iterable[Row]:
    words = result.question.words
    if not result.answered:
        yield (words, sentence_of(result), "", "")
    for line in result.lines:
        yield (words, line.words, line.count, line.percent)
    for text in result.texts:
        yield (words, text, "", "")
