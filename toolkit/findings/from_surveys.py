"""Shares that a short survey gives to the workbook: from results as the survey's page shows them, never answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from toolkit.models import Answer, Survey
from toolkit.models.surveys import LEAST
from toolkit.surveys.questions import BANK
from toolkit.surveys.results import Result

from .finding import Finding, Kind, Origin


@dataclass(frozen=True)
class Share:
    """``good``: the places of the choices that count; ``none``: of those that say nothing either way."""

    key: str
    good: tuple[int, ...]
    none: tuple[int, ...] = ()


SHARES = {
    (Survey.Kind.PATIENTS, "phone"): Share("patients.easy_phone", (3, 4), none=(5,)),
    (Survey.Kind.PATIENTS, "whom"): Share("patients.saw_wanted", (2,), none=(3,)),
    (Survey.Kind.PATIENTS, "time"): Share("patients.enough_time", (3, 4)),
    (Survey.Kind.PATIENTS, "overall"): Share("patients.overall", (3, 4)),
    (Survey.Kind.STAFF, "recommend"): Share("professionals.satisfied", (3, 4)),
}


def from_survey(survey: Survey, results: Iterable[Result], today: date) -> list[Finding]:
    """``today``: an open survey tells of the day on which it is read; answers themselves have no day."""
    found = (_finding(survey, result, today) for result in results)
    return [finding for finding in found if finding is not None]


def _finding(survey: Survey, result: Result, today: date) -> Finding | None:
    share = SHARES.get((Survey.Kind(survey.kind), result.question.key))
    if share is None or not _asked_as_now(survey.kind, result):
        return None
    counts = [line.count for line in result.lines]
    told = sum(count for place, count in enumerate(counts) if place not in share.none)
    if told < LEAST:
        return None
    good = sum(counts[place] for place in share.good)
    as_of = timezone.localdate(survey.closed_at) if survey.closed_at else today
    return Finding(
        key=share.key,
        kind=Kind.SURVEY,
        pk=survey.pk,
        origin=Origin.SURVEY,
        as_of=as_of,
        source=f"Short survey ‘{survey.title}’, {told} answers",
        number=round(Decimal(100) * good / told),
        certainty=Answer.Certainty.ESTIMATE,
    )


def _asked_as_now(kind: str, result: Result) -> bool:
    """Places mean something only while the choices are those they were chosen for."""
    asked = next((question for question in BANK.get(kind, ()) if question.key == result.question.key), None)
    return bool(result.lines) and asked is not None and asked.choices == result.question.choices
