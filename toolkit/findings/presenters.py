"""Results beside what stands in the workbook, and the offer beside a field. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from toolkit.models import Answer
from toolkit.workbook.presenters import answer_words

from .finding import Finding, Kind, Origin

# Name of the page of each, and what it is called there.
PAGES = {
    Kind.SURVEY: ("survey-detail", "Short survey"),
    Kind.TIMING: ("timing-detail", "Timing"),
    Kind.SHEET: ("sheet-detail", "Count sheet"),
    Kind.ROUND: ("rating-detail", "Round of rating"),
}
SAYS = {
    Origin.SURVEY: "Our short survey says",
    Origin.COUNTED: "We counted",
    Origin.RATED: "Rated together",
}


def page_of(project: Any, finding: Finding) -> str:
    return reverse(PAGES[finding.kind][0], args=[project.pk, finding.pk])


def name_of(kind: Kind, thing: Any) -> str:
    """What a survey, timing, sheet or round is called."""
    return f"{thing.get_kind_display()}, {day(thing.begun_at)}" if kind is Kind.ROUND else str(thing)


def shown(finding: Finding) -> str:
    """'72%', 'Real problem, patients complain about it', or the text."""
    said = Answer(
        number=finding.number,
        text=finding.text,
        rating=finding.rating,
        working_on_it=finding.working_on_it,
        patients_complain=finding.patients_complain,
    )
    return answer_words(finding.question, said)


@dataclass(frozen=True)
class Proposal:
    """``fresh``: nothing of the team's own would go, so it is ticked. ``same``: it stands there already."""

    finding: Finding
    shown: str
    now: str
    version: str
    fresh: bool
    same: bool
    adds: bool

    @property
    def label(self) -> str:
        return self.finding.question.label


def proposals_of(findings: Iterable[Finding], answers: Mapping[str, Answer]) -> list[Proposal]:
    return [_proposal(finding, answers.get(finding.key)) for finding in findings]


def _proposal(finding: Finding, answer: Answer | None) -> Proposal:
    same = finding.stands_in(answer)
    return Proposal(
        finding=finding,
        shown=shown(finding),
        now=answer_words(finding.question, answer),
        version="" if answer is None else str(answer.version),
        fresh=not same and not finding.would_replace(answer),
        same=same,
        adds=bool(finding.text and answer is not None and answer.text),
    )


@dataclass(frozen=True)
class Offer:
    """Beside a field: what was found, where, and the words on the button that takes it over."""

    words: str
    source: str
    url: str
    label: str


def offers_of(project: Any, found: Mapping[str, Finding], answers: Mapping[str, Answer]) -> dict[str, Offer]:
    """By question, for those whose answer does not say the same already."""
    return {
        key: _offer(project, finding, answers.get(key))
        for key, finding in found.items()
        if not finding.stands_in(answers.get(key))
    }


def _offer(project: Any, finding: Finding, answer: Answer | None) -> Offer:
    if finding.text:
        words, label = "We counted what comes in between", "Put it in"
        if answer is not None and answer.text:
            label = "Put it below"
    else:
        words = f"{SAYS[finding.origin]}: {shown(finding)}"
        label = "Use it instead" if finding.would_replace(answer) else "Use it"
    return Offer(words, finding.source, page_of(project, finding), label)


def left_words(labels: list[str]) -> str:
    """What was not filled in: somebody changed it while the page was open, or it has no room."""
    if len(labels) == 1:
        return f"'{labels[0]}' was changed meanwhile, or has no room for more. It is left as it is."
    return f"{len(labels)} answers were changed meanwhile, or have no room for more. They are left as they are."
