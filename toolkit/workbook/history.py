"""The versions of an answer, read from its kept history."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..models import Answer
from .merging import CONTENT, blank_content, content_of
from .presenters import FIELD_WORDS, answer_words, field_words, note_words, origin_words
from .questions import Question

MOST = 100  # versions shown; older ones stay in the history
ONE_GO = timedelta(minutes=10)  # somebody who types on is saved every second or two


@dataclass(frozen=True)
class Version:
    """``changes``: the fields that this version changed, each with what stood there before and what came."""

    number: int
    at: datetime
    who: str
    words: str
    note: str
    changes: list[tuple[str, str, str]]
    is_now: bool


def versions_of(question: Question, answer: Answer) -> list[Version]:
    """Newest first, in one query. A text that only grew while somebody typed on is one version."""
    kept = answer.history.select_related("answered_by").order_by("-version", "-history_date")[: 10 * MOST]
    rows = _without_steps(list(kept))[: MOST + 1]
    found = []
    for place, row in enumerate(rows[:MOST]):
        older = rows[place + 1] if place + 1 < len(rows) else None
        found.append(
            Version(
                number=row.version,
                at=row.history_date,
                who=str(row.answered_by) if row.answered_by else "Someone",
                words=answer_words(question, row),
                note=". ".join(filter(None, [note_words(row), origin_words(row)])),
                changes=_changes(question, older, row),
                is_now=row.version == answer.version,
            )
        )
    return found


def latest_of_others(answer: Answer, user: Any) -> Any:
    """The newest version that somebody else wrote; None where nobody did."""
    rows = answer.history.select_related("answered_by").exclude(answered_by=user)
    return rows.order_by("-version").first()


def _without_steps(rows: list[Any]) -> list[Any]:
    """Leaves out what the next version holds in full: the same person's, a moment before, and a piece of its text."""
    found: list[Any] = []
    for row in rows:
        if not found or not _is_step_to(row, found[-1]):
            found.append(row)
    return found


def _is_step_to(older: Any, newer: Any) -> bool:
    before, after = content_of(older), content_of(newer)
    grew = before.pop("text") != "" and after.pop("text").startswith(older.text) and before == after
    return grew and older.answered_by_id == newer.answered_by_id and newer.history_date - older.history_date < ONE_GO


def _changes(question: Question, older: Any, newer: Any) -> list[tuple[str, str, str]]:
    before, after = content_of(older) if older is not None else blank_content(), content_of(newer)
    was = older if older is not None else Answer()
    return [
        (FIELD_WORDS[name], field_words(question, name, was), field_words(question, name, newer))
        for name in CONTENT
        if name != "text" and older is not None and before[name] != after[name]
    ]
