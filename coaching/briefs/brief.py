"""What a brief holds: plain words, ready for the page and for paper. No query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from coaching.models import Visit
from coaching.momentum.signals import Signal

MOST = 7  # of a list, so that all fits on one page
Row = TypeVar("Row")


def capped(rows: Iterable[Row], most: int = MOST) -> list[Row]:
    return list(rows)[:most]


@dataclass(frozen=True)
class Task:
    """Something somebody said they would do."""

    text: str
    who: str
    when: str
    is_late: bool = False
    is_done: bool = False

    @property
    def words(self) -> str:
        """'Jo Pritchard, was due Friday 6 March', without what nobody knows."""
        return ", ".join(part for part in (self.who or "nobody named", self.when) if part)


@dataclass(frozen=True)
class Brief:
    """One page before a visit. ``since``: the day of the last contact, or a month back before a first one.

    ``team``: who is on it, for a coach who has not met them yet.
    """

    since: date
    last: Visit | None
    team: list[str]
    agreed: list[Task]
    figures: list[str]
    changes: list[str]
    people: list[str]
    tasks: list[Task]
    more_tasks: int
    signals: list[Signal]
    ask: list[str]
    coming: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing since the last contact."""
        return not (self.figures or self.changes or self.people)
