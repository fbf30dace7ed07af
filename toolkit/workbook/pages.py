"""Puts a page of the workbook together: questions, forms, answers and skips, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..earlier.presenters import was_words
from ..models import Answer, WorkbookSkip
from .companions import Companion
from .forms import AnswerForm
from .presenters import (
    Answers,
    Bar,
    Skips,
    answer_words,
    bars_of,
    clash_lines,
    note_words,
    origin_words,
)
from .questions import PARTS, Group, Kind, Part, Question
from .services import Clash


@dataclass
class Row:
    """One question on the page. ``clash``: somebody else has changed the same field meanwhile."""

    question: Question
    answer: Answer | None
    form: AnswerForm | None
    clash: Clash | None = None
    offer: Any = None  # what the team found out by itself, for those who may take it over

    @property
    def theirs(self) -> Answer | None:
        return self.clash.current if self.clash else None

    @property
    def clash_lines(self) -> list[tuple[str, str]]:
        """The fields that wait for somebody to choose, each with what the other one wrote."""
        return clash_lines(self.question, self.clash.current, self.clash.fields) if self.clash else []

    @property
    def kind(self) -> str:
        return {Kind.TEXT: "text", Kind.RATING: "rating"}.get(self.question.kind, "figure")

    @property
    def has_history(self) -> bool:
        return self.answer is not None and self.answer.version > 0

    @property
    def origin(self) -> str:
        return origin_words(self.answer)

    @property
    def was(self) -> str:
        """What stood in the earlier project, where it has changed since."""
        return was_words(self.question, self.answer)


@dataclass
class RoleRow:
    label: str
    heads: Row
    wte: Row


@dataclass
class Section:
    """A group of questions on the page, or the reason why it is left out."""

    group: Group
    rows: list[Row] = field(default_factory=list)
    skip: WorkbookSkip | None = None
    bars: list[Bar] = field(default_factory=list)
    companion: Companion | None = None

    @property
    def has_problem(self) -> bool:
        return any(row.theirs is not None or (row.form is not None and row.form.errors) for row in self.rows)

    @property
    def lines(self) -> list[tuple[Question, str, str]]:
        """For those who only read: question, answer in words, certainty and source."""
        return [(row.question, answer_words(row.question, row.answer), note_words(row.answer)) for row in self.rows]

    @property
    def is_open(self) -> bool:
        """Whether the fields behind a picture stand open."""
        return self.has_problem or not self.bars or any(row.offer for row in self.rows)

    @property
    def roles(self) -> list[RoleRow]:
        rows = {row.question.key: row for row in self.rows}
        return [RoleRow(role.label, rows[role.heads.key], rows[role.wte.key]) for role in self.group.roles]


def sections_of(
    part: Part,
    answers: Answers,
    skips: Skips,
    forms: Mapping[str, AnswerForm] | None = None,
    stale: Mapping[str, Clash] | None = None,
    offers: Mapping[str, Any] | None = None,
    companions: Mapping[str, Companion] | None = None,
) -> list[Section]:
    """The part's groups in order. With ``forms``, fields can be filled in; without, answers are only read."""
    stale, offers, companions = stale or {}, offers or {}, companions or {}
    sections = []
    for group in part.groups:
        rows = [
            Row(
                question,
                answers.get(question.key),
                forms.get(question.key) if forms else None,
                stale.get(question.key),
                offers.get(question.key),
            )
            for question in group.questions
        ]
        skip = skips.get((part.slug, group.slug))
        sections.append(Section(group, rows, skip, _bars(group, answers), companions.get(group.slug)))
    return sections


def _bars(group: Group, answers: Answers) -> list[Bar]:
    return bars_of(group, answers) if group.shape == "bars" else []


def forms_for(part: Part, answers: Answers, skips: Skips, data: Any = None) -> dict[str, AnswerForm]:
    """A form for each question that is not left out; with ``data`` only those that the sent page held are bound."""
    found = {}
    for group in part.groups:
        if (part.slug, group.slug) in skips:
            continue
        for question in group.questions:
            answer = answers.get(question.key)
            form = AnswerForm(question, answer, data)
            if data is not None and not form.is_here:
                form = AnswerForm(question, answer)
            found[question.key] = form
    return found


def next_part(part: Part) -> Part | None:
    following = [one.slug for one in PARTS].index(part.slug) + 1
    return PARTS[following] if following < len(PARTS) else None


def newest(answers: Answers, part: Part | None = None) -> Answer | None:
    """The answer saved last, of a part or of all."""
    wanted = [answer for key, answer in answers.items() if part is None or key.startswith(f"{part.slug}.")]
    return max(wanted, key=lambda answer: answer.answered_at, default=None)
