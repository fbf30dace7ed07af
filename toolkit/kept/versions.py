"""Versions of a row from its kept history, as lines of a list. What each says is the caller's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 100  # shown; older ones stay in the history


@dataclass(frozen=True)
class Line:
    number: int
    at: datetime
    who: str
    words: str
    note: str
    is_now: bool
    can_come_back: bool


def lines_of(row: Any, say: Callable[[Any], tuple[str, str]]) -> list[Line]:
    """Newest first, in one query; versions that say the same as the one before are one line.

    ``say`` gives words and note of a version, or ('', '') for one that holds nothing to bring back.
    """
    kept = row.history.select_related("history_user").order_by("-version", "-history_date")[: 10 * MOST]
    found: list[Line] = []
    said: tuple[str, str] | None = None
    for old in kept:
        if say(old) == said:
            found.pop()  # the first that said so is the one, with who wrote it
        said = say(old)
        found.append(_line(old, *said, is_now=not found))
    return found[:MOST]


def _line(old: Any, words: str, note: str, is_now: bool) -> Line:
    who = str(old.history_user) if old.history_user else "Someone"
    return Line(old.version, old.history_date, who, words, note, is_now, bool(words) and not is_now)
