"""Conversations as the pages show them, from rows already fetched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from projects.models import Comment
from projects.presenters import listed

from .addresses import address_of
from .places import Place

TAKEN_BACK = "Taken back."


@dataclass(frozen=True)
class Line:
    """One thing that was said."""

    row: Comment
    text: str
    is_gone: bool
    told: str  # 'Told Sam Whitlock and Rachel Osei'
    may_take_back: bool


@dataclass
class Thread:
    row: Comment
    lines: list[Line] = field(default_factory=list)
    place: Place | None = None

    @property
    def is_settled(self) -> bool:
        return self.row.settled_at is not None

    @property
    def is_empty(self) -> bool:
        return all(line.is_gone for line in self.lines)

    @property
    def url(self) -> str:
        return address_of(self.row)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def replies(self) -> int:
        return sum(not line.is_gone for line in self.lines[1:])

    @property
    def people(self) -> set[UUID]:
        return {line.row.author_id for line in self.lines if not line.is_gone}


def threads_of(rows: Iterable[Comment], *, user: Any, can_write: bool) -> list[Thread]:
    """Open ones first, each with its replies in the order in which they came. What was all taken back is left out.

    Args:
        rows: fetched with their author and those they mention, oldest first.
    """
    threads: dict[UUID, Thread] = {}
    for row in sorted(rows, key=lambda row: (row.reply_to_id is not None, row.created_at)):
        line = _line(row, user, can_write)
        if row.reply_to_id is None:
            threads[row.pk] = Thread(row, [line])
        elif row.reply_to_id in threads:
            threads[row.reply_to_id].lines.append(line)
    found = [thread for thread in threads.values() if not thread.is_empty]
    return sorted(found, key=lambda thread: (thread.is_settled, thread.row.created_at))


def _line(row: Comment, user: Any, can_write: bool) -> Line:
    gone = row.taken_back_at is not None
    names = sorted(person.name for person in row.mentioned.all())
    told = f"Told {listed(names)}" if names and not gone else ""
    return Line(
        row, TAKEN_BACK if gone else row.text, gone, told, can_write and not gone and row.author_id == user.pk
    )


def with_places(threads: Iterable[Thread], places: Mapping[tuple[UUID, str], Place]) -> list[Thread]:
    threads = list(threads)
    for thread in threads:
        thread.place = places.get((thread.row.project_id, thread.row.place))
    return threads
