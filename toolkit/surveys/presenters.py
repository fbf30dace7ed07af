"""A survey in words. Only what stands in whole batches is ever counted here, open or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from toolkit.models import Survey, SurveyAnswer
from toolkit.models.surveys import LEAST

from .questions import WHY, asked_by
from .results import Result, results_of

NEW = [(kind.value, kind.label, WHY[kind]) for kind in Survey.Kind]


def state_words(survey: Survey) -> str:
    if survey.opened_at is None:
        return "Not open yet"
    if survey.closed_at is not None:
        return f"Closed on {day(survey.closed_at)}"
    return f"Open since {day(survey.opened_at)}"


def shown_words(survey: Survey) -> str:
    """How many answers the results are of: a multiple of five, whatever has come in besides."""
    if survey.shown:
        return f"{survey.shown} answers are in the results."
    if survey.closed_at is not None:
        return f"Fewer than {LEAST} people answered, so there is nothing to show."
    return f"Results show from {LEAST} answers."


def list_rows(surveys: Iterable[Survey]) -> list[dict[str, Any]]:
    return [
        {
            "title": survey.title,
            "aside": survey.get_kind_display(),
            "text": f"{state_words(survey)}." + (f" {shown_words(survey)}" if survey.opened_at else ""),
            "url": reverse("survey-detail", args=[survey.project_id, survey.pk]),
            "link": "Open" if survey.opened_at else "Look at it",
        }
        for survey in surveys
    ]


@dataclass(frozen=True)
class ResultView:
    """``bars``: words, count, percent, and the bar's width for an SVG."""

    result: Result
    bars: tuple[dict[str, Any], ...]
    sentence: str


def told_by(survey: Survey, rows: Iterable[SurveyAnswer]) -> list[Result]:
    """The result of each question. ``rows``: the answers in whole batches, and no others."""
    batches: dict[int, list[Any]] = {}
    for row in rows:
        batches.setdefault(row.batch or 0, []).append(row.answers)
    if 0 in batches:
        raise ValueError("an answer that waits for others was about to be shown")
    return results_of(asked_by(survey), [batches[number] for number in sorted(batches)])


def result_views(survey: Survey, rows: Iterable[SurveyAnswer]) -> list[ResultView]:
    """``rows``: the answers in whole batches, and no others."""
    return [ResultView(result, _bars(result), sentence_of(result)) for result in told_by(survey, rows)]


def _bars(result: Result) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"words": line.words, "count": line.count, "percent": line.percent, "width": f"{line.percent}%"}
        for line in result.lines
    )


def sentence_of(result: Result) -> str:
    if not result.answered:
        return f"Shown once {LEAST} people have answered this question."
    return f"{result.answered} people answered." if result.question.kind == "choice" else ""
