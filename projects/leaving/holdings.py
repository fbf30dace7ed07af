"""What somebody looked after, by kind. Each app registers its own kinds; this one knows none of theirs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from projects.models import Offer, TeamMember


@dataclass(frozen=True)
class Thing:
    """A role or a row that a person who left still holds."""

    leaver: TeamMember
    name: str  # 'Champion', or what the row is called
    subject_id: UUID | None = None  # none of a role
    hint: str = ""  # what it asks of whoever takes it


@dataclass(frozen=True)
class Kind:
    """One kind of thing to take over.

    Attributes:
        find: what these people, who have left, still hold: a number of queries that does not grow with theirs.
        hand: give it to a place on the team, or to nobody; its own audit row inside.
    """

    what: str  # a member of Offer.What
    find: Callable[[Sequence[TeamMember]], Iterable[Thing]]
    hand: Callable[[Thing, TeamMember | None, Any], None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; registering it again replaces it."""
    _kinds[kind.what] = kind


def kind_of(what: str) -> Kind:
    return _kinds[what]


def all_kinds() -> list[Kind]:
    """In the order in which they are offered: roles first."""
    return sorted(_kinds.values(), key=lambda kind: list(Offer.What).index(Offer.What(kind.what)))


def by_person(leavers: Sequence[TeamMember]) -> dict[tuple[UUID, UUID], TeamMember]:
    """The leavers with an account by project and person; of somebody who left twice the last place."""
    ordered = sorted(leavers, key=lambda place: place.starts_on)
    return {(place.project_id, place.user_id): place for place in ordered if place.user_id}
