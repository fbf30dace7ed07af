"""What is weighed when a coach is sought: plain data, the same for one practice and for thousands. No Django."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class CoachFacts:
    """A coach of the programme on a day.

    Attributes:
        unsettled: of ``teams``, those asked for that not both sides have said yes to.
        room: teams that could be added; below zero when there are too many already.
        projects: how many were coached so far, here and before the portal.
        types, areas, adopters: what those projects were about; ``commissions``: areas of the role beside coaching.
        postcode: where the coach sets out; ``districts``: beginnings of postcodes to which they go.
        weekdays: 0 is Monday; empty when nobody has said.
        mentor: the mentor's name, empty without one.
        keeps_out_of: ODS codes. ``coached_before``: practices. ``said_no``: projects. ``on_teams``: projects whose
            lead team the person is on.
    """

    user_id: UUID
    membership_id: UUID
    name: str
    teams: int
    capacity: int
    unsettled: int = 0
    projects: int = 0
    types: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    adopters: frozenset[str] = frozenset()
    commissions: frozenset[str] = frozenset()
    postcode: str = ""
    districts: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    mentor: str = ""
    keeps_out_of: frozenset[str] = frozenset()
    coached_before: frozenset[UUID] = frozenset()
    said_no: frozenset[UUID] = frozenset()
    on_teams: frozenset[UUID] = frozenset()

    @property
    def room(self) -> int:
        return self.capacity - self.teams


@dataclass(frozen=True)
class Waiting:
    """A project without a coach, and what its team needs."""

    project_id: UUID
    practice_id: UUID
    code: str
    postcode: str = ""
    types: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    adopter: str = ""
    weekdays: frozenset[int] = frozenset()
    days: int = 0  # it has waited


@dataclass(frozen=True)
class Words:
    """What keys are called on pages."""

    types: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    adopters: dict[str, str] = field(default_factory=dict)
    weekdays: dict[int, str] = field(default_factory=dict)


def district_of(postcode: str) -> str:
    """'EX4 3AB' -> 'EX4'; without a space the last three are taken off. Empty for what is no postcode."""
    bare = "".join(postcode.upper().split())
    return bare[:-3] if len(bare) > 4 else ""


def area_of(district: str) -> str:
    """'EX4' -> 'EX'."""
    return district[: next((place for place, sign in enumerate(district) if sign.isdigit()), len(district))]
