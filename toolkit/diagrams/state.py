"""A diagram and its operations as JSON, for the browser that edits it."""

from collections.abc import Iterable
from typing import Any

from ..models import ChangeIdea, Operation
from .changes import Change
from .kinds import BoardKind
from .operations import is_vote
from .values import row_as_json

MOST_TOLD = 500  # operations in one answer; who is further behind gets the whole diagram


def board_as_json(
    kind: BoardKind, thing: Any, rows: dict[str, Iterable[Any]], marks: dict[str, Any]
) -> dict[str, Any]:
    """Every row with what an operation can name, in order. ``marks``: what is no operation, such as ideas tested."""
    return {
        "kind": kind.name,
        "head": {"id": str(thing.pk), kind.head: getattr(thing, kind.head)},
        "rows": {
            name: [{"id": str(row.pk), **row_as_json(kind.rows[name], row)} for row in found]
            for name, found in rows.items()
        },
        **marks,
    }


def told(change: Change) -> Change:
    """A change without what is for the server alone: the voters and ideas of a cause that was put back."""
    if change["op"] == "all":
        return {**change, "parts": [told(part) for part in change["parts"]]}
    return {key: value for key, value in change.items() if key not in {"ideas", "voters"}}


def operation_as_json(operation: Operation, reader: Any) -> dict[str, Any]:
    """One operation. Who voted for what is told to nobody but the voter."""
    own = operation.by_id == reader.pk
    secret = is_vote(operation.does)
    return {
        "id": str(operation.pk),
        "number": operation.number,
        "does": told(operation.does),
        "of": str(operation.of_id) if operation.of_id else None,
        "by": "" if secret and not own else str(operation.by),
        "mine": own,
        "at": operation.at.isoformat(timespec="seconds"),
    }


def idea_as_json(idea: ChangeIdea, of: Any) -> dict[str, Any]:
    """``of``: the cause or driver that it came from. Its ramps were fetched."""
    return {"id": str(idea.pk), "of": str(of), "text": idea.text, "tested": bool(idea.ramps.all())}
