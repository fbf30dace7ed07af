"""Which published figure answers which question of the workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmsportal.nhsuk import formats
from practices.opendata.figures import Patients, Published

from ..models import Answer
from ..workbook.questions import QUESTIONS, Question

PATIENTS_SOURCE = "Patients registered at a GP practice, NHS England"
WORKFORCE_SOURCE = "General Practice Workforce, NHS England"
BANDS = (("0_17", 0, 18), ("18_39", 18, 40), ("40_64", 40, 65), ("65_79", 65, 80), ("80_up", 80, 96))


@dataclass(frozen=True)
class Figure:
    """A published figure for one question, with the day it tells of."""

    key: str
    number: Decimal
    source: str
    day: date

    @property
    def question(self) -> Question:
        return QUESTIONS[self.key]


@dataclass(frozen=True)
class Proposal:
    """A figure beside what stands in the workbook. ``fresh``: nothing of the team's own would go, so it is ticked."""

    figure: Figure
    shown: str
    now: str
    version: str
    fresh: bool
    same: bool

    @property
    def label(self) -> str:
        return self.figure.question.label

    @property
    def value(self) -> str:
        """For the box of the form: which question, and the version of the answer it was beside."""
        return f"{self.figure.key}:{self.version}"


def figures_of(published: Published) -> list[Figure]:
    """In the order of the workbook."""
    found = {figure.key: figure for figure in _figures(published)}
    return [found[key] for key in QUESTIONS if key in found]


def _figures(published: Published) -> Iterator[Figure]:
    if published.patients is not None:
        yield Figure("patients.list_size", Decimal(published.patients.total), PATIENTS_SOURCE, published.patients.day)
    if published.ages_of is not None:
        yield from _ages(published.ages_of)
    for role in published.roles:
        for kind, number in (("heads", role.heads), ("wte", role.wte)):
            key = f"professionals.{role.role}_{kind}"
            if number is not None and key in QUESTIONS and published.roles_day is not None:
                yield Figure(key, Decimal(number), WORKFORCE_SOURCE, published.roles_day)


def _ages(patients: Patients) -> Iterator[Figure]:
    ages = patients.by_age or ()
    everybody = sum(ages)
    if everybody:
        share = round(Decimal(100) * sum(patients.female or ()) / everybody, 1)
        yield Figure("patients.female", share, PATIENTS_SOURCE, patients.day)
    for band, first, end in BANDS:
        yield Figure(f"patients.age_{band}", Decimal(sum(ages[first:end])), PATIENTS_SOURCE, patients.day)


def proposals_of(figures: list[Figure], answers: Mapping[str, Answer]) -> list[Proposal]:
    return [_proposal(figure, answers.get(figure.key)) for figure in figures]


def _proposal(figure: Figure, answer: Answer | None) -> Proposal:
    version = "" if answer is None else str(answer.version)
    shown = figure.question.figure_words(figure.number)
    if answer is None or (answer.number is None and not answer.certainty):
        return Proposal(figure, shown, "", version, fresh=True, same=False)
    if answer.number is None:
        return Proposal(figure, shown, answer.get_certainty_display(), version, fresh=True, same=False)
    same = answer.number == figure.number
    now = figure.question.figure_words(answer.number)
    ours = answer.origin != Answer.Origin.OPEN_DATA
    if not ours and answer.as_of is not None:
        now += f", published for {formats.day_full(answer.as_of)}"
    same = same and (ours or answer.as_of == figure.day)
    return Proposal(figure, shown, now, version, fresh=not ours and not same, same=same)
