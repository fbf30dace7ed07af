"""What has changed since the earlier project, from answers already fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk import formats

from ..models import Answer
from ..workbook.presenters import answer_words
from ..workbook.questions import QUESTIONS, Question, part_of
from .services import CONTENT

SHOWN = ("number", "text", "rating", "working_on_it", "patients_complain")


def before_of(answer: Answer) -> Answer | None:
    """The earlier project's answer, unsaved; None where there was none."""
    if not answer.earlier:
        return None
    content: dict[str, Any] = {name: answer.earlier[name] for name in CONTENT if name in answer.earlier}
    if content.get("number") is not None:
        content["number"] = Decimal(content["number"])
    return Answer(key=answer.key, **content)


def has_changed(answer: Answer) -> bool:
    before = before_of(answer)
    return before is not None and any(
        getattr(before, name) != getattr(answer, name) for name in (*SHOWN, "certainty")
    )


def was_words(question: Question, answer: Answer | None) -> str:
    """'Changed since our earlier project (3 March 2024): 9,500 people'; '' where nothing has changed."""
    if answer is None or not has_changed(answer):
        return ""
    said = answer_words(question, before_of(answer)) or "nothing"
    return f"Changed. In our earlier project ({_on(answer)}): {said}"


def _on(answer: Answer) -> str:
    return formats.day_full(date.fromisoformat((answer.earlier or {})["on"]))


@dataclass(frozen=True)
class Line:
    key: str
    label: str
    part: str
    url: str
    before: str
    now: str
    on: str
    version: int


@dataclass(frozen=True)
class Changes:
    """Answers by what became of them since they were taken over."""

    changed: list[Line]
    waiting: list[Line]
    confirmed: list[Line]


def changes_of(project: Any, answers: Mapping[str, Answer]) -> Changes:
    found = Changes([], [], [])
    for key, question in QUESTIONS.items():
        answer = answers.get(key)
        if answer is None or not answer.earlier:
            continue
        line = _line(project, question, answer)
        if has_changed(answer):
            found.changed.append(line)
        elif answer.origin == Answer.Origin.EARLIER:
            found.waiting.append(line)
        else:
            found.confirmed.append(line)
    return found


def _line(project: Any, question: Question, answer: Answer) -> Line:
    part = part_of(question.key)
    url = reverse("workbook-part", kwargs={"project_id": project.pk, "part": part.slug})
    return Line(
        key=question.key,
        label=question.label,
        part=part.name,
        url=f"{url}#{question.slug}",
        before=answer_words(question, before_of(answer)) or "Nothing",
        now=answer_words(question, answer) or "Nothing",
        on=_on(answer),
        version=answer.version,
    )
