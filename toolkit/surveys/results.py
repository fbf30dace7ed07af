"""What a survey's answers say, in such a way that two looks never differ by fewer than five people.

Pure: it gets the answers of whole batches and nothing else. A question that people may leave open is held back until
five more of them have answered it, so that nobody is found by what changed between two batches either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from toolkit.models.surveys import LEAST

from .questions import Question

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One choice: how many chose it, and their share of those who answered, in whole percent."""

    words: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    """One question. ``answered`` is 0 while fewer than five people's answers can be told together."""

    question: Question
    answered: int
    lines: tuple[Line, ...] = ()
    texts: tuple[str, ...] = ()


def results_of(questions: Iterable[Question], batches: Sequence[Sequence[Answers]]) -> list[Result]:
    """``batches``: the answers of each whole batch, in the order of the batches."""
    return [_result(question, batches) for question in questions]


def _result(question: Question, batches: Sequence[Sequence[Answers]]) -> Result:
    given = released([[answers[question.key] for answers in batch if question.key in answers] for batch in batches])
    if not given:
        return Result(question, 0)
    if question.kind == "text":
        return Result(question, len(given), texts=tuple(shuffled(given)))
    counts = Counter(given)
    lines = tuple(
        Line(words, counts[place], round(100 * counts[place] / len(given)))
        for place, words in enumerate(question.choices)
    )
    return Result(question, len(given), lines)


def released(batches: Sequence[Sequence[Any]]) -> list[Any]:
    """The answers to one question that may be told: each step to more of them is of five people at least."""
    told: list[Any] = []
    waiting: list[Any] = []
    for batch in batches:
        waiting.extend(batch)
        if len(waiting) >= LEAST:
            told.extend(waiting)
            waiting = []
    return told


def shuffled(texts: Iterable[str]) -> list[str]:
    """In an order that says nothing of who wrote when, or of which texts are one person's."""
    return sorted(texts, key=lambda text: sha256(text.encode()).digest())
