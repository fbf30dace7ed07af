"""Where a process to keep stands, and what can be decided from there. Each decision is a row; others are refused."""

from django.db import models

from projects.refusal import Refusal

from ..models import PlaybookEntry, Standard

Decision = Standard.Decision


class State(models.TextChoices):
    WRITTEN = "written", "Written down, not agreed yet"
    KEPT = "kept", "In the playbook"
    REVISED = "revised", "In the playbook, being revised"
    BACK = "back", "Back in small tests"


# From a state, by a decision, to the next state. Kept again is a review: the same words, with a new day.
MOVES: dict[tuple[State, Decision], State] = {
    (State.WRITTEN, Decision.KEEP): State.KEPT,
    (State.WRITTEN, Decision.BACK): State.BACK,
    (State.KEPT, Decision.KEEP): State.KEPT,
    (State.KEPT, Decision.REVISE): State.REVISED,
    (State.KEPT, Decision.BACK): State.BACK,
    (State.REVISED, Decision.KEEP): State.KEPT,
    (State.REVISED, Decision.REVISE): State.REVISED,
    (State.REVISED, Decision.BACK): State.BACK,
    (State.BACK, Decision.REVISE): State.WRITTEN,
    (State.BACK, Decision.BACK): State.BACK,
}
REFUSED: dict[tuple[State, Decision], str] = {
    (State.WRITTEN, Decision.REVISE): "It is not in the playbook yet. Change its words, then keep it.",
    (State.BACK, Decision.KEEP): "It went back to small tests. Take it up again before you keep it.",
}


def state_of(standard: Standard, in_force: PlaybookEntry | None) -> State:
    """Where a standard stands. Without an edition that holds it is only written down, whatever was ticked once."""
    if standard.decision == Decision.BACK:
        return State.BACK
    if in_force is None:
        return State.WRITTEN
    return State.REVISED if standard.decision == Decision.REVISE else State.KEPT


def decisions_from(state: State) -> list[Decision]:
    """What the page offers: what leads on from there."""
    return [decision for decision in Decision if (state, decision) in MOVES and offers(state, decision)]


def offers(state: State, decision: Decision) -> bool:
    return decision is Decision.KEEP or MOVES[state, decision] is not state


def check(state: State, decision: Decision) -> State:
    """The state that a decision leads to. Raises Refusal with the word that says why, where it leads nowhere."""
    if (state, decision) in MOVES:
        return MOVES[state, decision]
    raise Refusal(REFUSED[state, decision])
