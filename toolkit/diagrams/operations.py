"""Operations on diagrams: each has a number, undoes what it did, and is done once however often it is sent.

One service for the fishbone, process maps and the driver diagram. Pages without scripts call it, too, so that
everybody who looks sees every change (docs/decisions/0054-operations-on-diagrams.md).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from cmsportal.audit.services import record
from projects.refusal import Refusal
from projects.steps.services import touch_progress

from ..models import Cause, CauseVote, Diagram, Fishbone, Operation
from .changes import Board, Change, votes_each
from .kinds import BoardKind, kind_of

Thing = Fishbone | Diagram
REMEMBERED = 200  # own operations that a person can go back through
# What is recorded: (what it was done to, what was done). A cause is edited, a group renamed.
ACTS = {
    **{("add", row): (row, "added") for row in ("category", "cause", "lane", "node", "edge")},
    **{("set", row): (row, "edited") for row in ("cause", "node", "edge")},
    **{("set", row): (row, "renamed") for row in ("category", "lane")},
    **{("move", row): (row, "moved") for row in ("category", "cause", "lane", "node")},
    **{("remove", row): (row, "removed") for row in ("category", "cause", "lane", "node", "edge")},
    ("vote", "cause"): ("cause", "voted"),
}


@transaction.atomic
def perform(
    *, thing: Thing, change: Change, by: Any, ident: UUID | None = None, quietly: bool = False
) -> Operation | None:
    """Do one change under the lock of its diagram, and keep it with its number; None where nothing was to be done.

    Sent again with the same ``ident`` it is not done again. ``quietly``: the caller records what was done. Raises
    Refusal, and Clash where somebody changed the same fields meanwhile; then nothing was done.
    """
    locked = lock(thing)
    kind = kind_of(locked)
    known = _done_before(kind, locked, ident, by)
    return known or _do(kind, locked, change, by=by, ident=ident, quietly=quietly)


@transaction.atomic
def undo(*, thing: Thing, operation: UUID, by: Any, ident: UUID | None = None) -> Operation:
    """Put back what an operation changed. Undoing the undoing does it again.

    Raises Refusal when it was undone already, or when somebody went on from it.
    """
    locked = lock(thing)
    kind = kind_of(locked)
    known = _done_before(kind, locked, ident, by)
    if known is not None:
        return known
    of = Operation.objects.filter(**{kind.owner: locked}, pk=operation).first()
    if of is None:
        raise Refusal("There is no such change on this diagram. Load the page again.")
    if of.reversals.exists():
        raise Refusal("This was put back already.")
    if is_vote(of.does) and of.by_id != by.pk:
        raise Refusal("Only who gave this vote can take it back.")
    done = _do(kind, locked, of.undoes, by=by, ident=ident, of=of)
    if done is None:
        raise Refusal("Somebody put this back already.")
    return done


def _do(kind: BoardKind, thing: Thing, change: Change, *, by: Any, **how: Any) -> Operation | None:
    board = Board(kind, thing, by)
    undoes = board.do(change)
    if undoes is None:
        return None
    row = Operation(
        pk=how.get("ident") or uuid4(),
        **{kind.owner: thing},
        number=last_number(kind, thing) + 1,
        does=_kept(change),
        undoes=undoes,
        of=how.get("of"),
        by=by,
    )
    row.save(force_insert=True)
    if not how.get("quietly"):
        _record(kind, thing, board.acts, by)
    touch_progress(project=thing.project, tool=kind.tool, by=by)
    return row


def _kept(change: Change) -> Change:
    """A change without what the person had seen: it served its purpose, and may hold anything."""
    if change["op"] == "all":
        return {**change, "parts": [_kept(part) for part in change["parts"]]}
    return {key: value for key, value in change.items() if key != "was"}


def _record(kind: BoardKind, thing: Thing, acts: Iterable[tuple[str, str, Any]], by: Any) -> None:
    for op, name, row in acts:
        if name == "head":
            is_bone = isinstance(thing, Fishbone)
            record("fishbone.named" if is_bone else "diagram.renamed", thing, by=by, project=thing.project)
        else:
            noun, verb = ACTS[op, name]
            record(f"{noun}.{verb}", row, by=by, project=thing.project)


def lock(thing: Thing) -> Any:
    """The diagram as it stands, locked for this transaction. Raises Refusal when it is gone."""
    found = type(thing).objects.select_for_update(of=("self",)).select_related("project").filter(pk=thing.pk).first()
    if found is None:
        raise Refusal("Somebody removed this diagram meanwhile.")
    return found


def _done_before(kind: BoardKind, thing: Thing, ident: UUID | None, by: Any) -> Operation | None:
    known = Operation.objects.filter(pk=ident).first() if ident is not None else None
    if known is not None and (getattr(known, f"{kind.owner}_id") != thing.pk or known.by_id != by.pk):
        raise Refusal("This change was not kept. Try it again.")
    return known


def last_number(kind: BoardKind, thing: Thing) -> int:
    """The number of the last operation, 0 before the first."""
    numbers = Operation.objects.filter(**{kind.owner: thing}).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def with_reversals(rows: Any) -> Any:
    """Operations with ``is_undone``."""
    return rows.annotate(is_undone=Exists(Operation.objects.filter(of=OuterRef("pk"))))


def own_votes(fishbone: Fishbone, user: Any) -> tuple[set[UUID], int]:
    """The causes that this person voted for, and how many votes everybody has."""
    mine = CauseVote.objects.filter(cause__fishbone=fishbone, user=user).values_list("cause_id", flat=True)
    return set(mine), votes_each(Cause.objects.filter(fishbone=fishbone).count())


def is_vote(change: Change) -> bool:
    return change["op"] == "vote"


def own_way_back(own: Iterable[Operation]) -> tuple[UUID | None, UUID | None]:
    """The operations that 'undo' and 'redo' of a person would put back, from their own in ascending order."""
    back: list[UUID] = []
    forth: list[UUID] = []
    for operation in own:
        if operation.of_id is None:
            back.append(operation.pk)
            forth.clear()
        elif operation.of_id in forth:
            forth.remove(operation.of_id)
            back.append(operation.pk)
        else:
            if operation.of_id in back:
                back.remove(operation.of_id)
            forth.append(operation.pk)
    return (back[-1] if back else None), (forth[-1] if forth else None)
