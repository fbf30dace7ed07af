"""Whether the claims and the audit trail add up to the same.

The trail cannot be changed (a trigger refuses it), the table of claims can, by somebody with access to the database.
So the totals are worked out a second time from the trail alone: of each claim its last act says state and amount.
"""

from dataclasses import dataclass
from decimal import Decimal

from cmsportal.audit.models import Event
from practices.models import Programme

from ..models import Claim
from .amounts import NOTHING

State = Claim.State


@dataclass(frozen=True)
class Line:
    """One state: how many claims and how much, by the table and by the trail."""

    state: str
    count: int
    total: Decimal
    trail_count: int
    trail_total: Decimal

    @property
    def words(self) -> str:
        return State(self.state).label

    @property
    def agrees(self) -> bool:
        return (self.count, self.total) == (self.trail_count, self.trail_total)


@dataclass(frozen=True)
class Reconciled:
    """``differing``: the claims of which table and trail say different things, with a sentence for each."""

    lines: tuple[Line, ...]
    differing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differing and all(line.agrees for line in self.lines)


Standing = tuple[str, Decimal]


def by_trail(programme: Programme) -> dict[str, Standing]:
    """By the id of each claim that was not thrown away, its state and amount after the last act in the trail."""
    events = Event.objects.filter(
        programme_id=programme.pk, target_type="coaching.claim", action__startswith="claim."
    )
    found: dict[str, Standing] = {}
    for ident, detail in events.order_by("pk").values_list("target_id", "detail"):
        found[ident] = (detail["state"], Decimal(detail["amount"]))
    return {ident: standing for ident, standing in found.items() if standing[0]}


def reconcile(programme: Programme) -> Reconciled:
    """Three queries."""
    rows = Claim.objects.filter(programme=programme).order_by("number", "pk")
    numbers = {str(pk): number for pk, number in rows.values_list("pk", "number")}
    table = {str(pk): (state, amount) for pk, state, amount in rows.values_list("pk", "state", "amount")}
    trail = by_trail(programme)
    lines = []
    for state in State.values:
        ours = [amount for one, amount in table.values() if one == state]
        theirs = [amount for one, amount in trail.values() if one == state]
        if ours or theirs:
            lines.append(Line(state, len(ours), sum(ours, NOTHING), len(theirs), sum(theirs, NOTHING)))
    idents = [*table, *(ident for ident in trail if ident not in table)]
    differing = [
        _sentence(numbers.get(ident), table.get(ident), trail.get(ident))
        for ident in idents
        if table.get(ident) != trail.get(ident)
    ]
    return Reconciled(tuple(lines), tuple(differing))


def _sentence(number: int | None, table: Standing | None, trail: Standing | None) -> str:
    name = f"Claim {number}" if number else "A claim that was not sent"
    return f"{name}: the list says {_words(table)}, the trail says {_words(trail)}."


def _words(standing: Standing | None) -> str:
    if standing is None:
        return "nothing"
    return f"{State(standing[0]).label.lower()}, £{standing[1]:,.2f}"
