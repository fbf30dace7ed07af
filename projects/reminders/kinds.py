"""The kinds of reminder. Each app registers its own when it is ready; this app knows none of theirs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from projects.models import Project, Reminder

DAY = timedelta(days=1)
UNDER_WAY = frozenset({Project.Status.ACTIVE})


@dataclass(frozen=True)
class Due:
    """One mail that falls due: to whom, about what, and between which times it is of use (aware datetimes)."""

    user_id: UUID
    project_id: UUID
    subject_id: UUID
    day: date
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Letter:
    """What a mail says: the name of its templates, and what they are filled with.

    ``attachments`` are files: (name, content, type). A type may carry parameters: 'text/calendar; method=REQUEST'.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[tuple[str, str | bytes, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of reminder.

    Attributes:
        name: its key in the database, at most 20 characters.
        label, hint: what people read where they turn it on and off.
        for_team, for_coaches: who can get it, and so may turn it off.
        find: what is due around a time, too much rather than too little: the planner looks at the times.
            A number of queries that does not grow with the number of projects.
        compose: the letter, or None when it is no longer needed.
        statuses: of a project that it goes to.
        alone: it is no reminder but a letter: never in a digest, never on Today only, never held by a pause.
    """

    name: str
    label: str
    hint: str
    for_team: bool
    for_coaches: bool
    find: Callable[[datetime], Iterable[Due]]
    compose: Callable[[Reminder, datetime], Letter | None]
    statuses: frozenset[str] = UNDER_WAY
    alone: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; registering it again replaces it."""
    _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def zone_of(project: Project) -> ZoneInfo:
    return ZoneInfo(project.practice.time_zone)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clock on the practice's wall shows a time on a day, in UTC: differences then are real ones."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def days_around(now: datetime, zone: ZoneInfo, back: int = 1, ahead: int = 1) -> Iterator[date]:
    """Days where the practice is, from ``back`` days ago to ``ahead`` days from now."""
    today = now.astimezone(zone).date()
    return (today + DAY * number for number in range(-back, ahead + 1))
