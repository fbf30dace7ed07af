"""How a brainstorm goes on. Each move locks its row, so that of two at once one finds it done."""

from dataclasses import dataclass
from typing import Any

from cmsportal.versions import Stale
from projects.refusal import Refusal
from toolkit.models import Brainstorm

State = Brainstorm.State


@dataclass(frozen=True)
class Move:
    source: str
    target: str


MOVES = {
    "sort": Move(State.ADDING, State.SORTING),
    "write-on": Move(State.SORTING, State.ADDING),
    "vote": Move(State.SORTING, State.VOTING),
    "count": Move(State.VOTING, State.DONE),
}


def lock(storm: Brainstorm) -> Brainstorm:
    """The row as it stands, locked. Raises Stale without a row when it is gone."""
    rows = Brainstorm.objects.select_for_update(of=("self",)).select_related(
        "project__practice", "project__programme"
    )
    row = rows.filter(pk=storm.pk).first()
    if row is None:
        raise Stale(None)
    return row


def begin_move(storm: Brainstorm, name: str) -> Brainstorm | None:
    """The locked row, ready to be moved; None where that has been done. Raises Refusal where it goes another way."""
    move, row = MOVES[name], lock(storm)
    if row.state == move.target:
        return None
    if row.state != move.source:
        raise Refusal(f"The brainstorm has moved on meanwhile: {row.get_state_display().lower()}.")
    return row


def must_be(row: Any, *states: str) -> None:
    if row.state not in states:
        raise Refusal(f"The brainstorm has moved on: {row.get_state_display().lower()}.")
