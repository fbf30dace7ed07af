"""What a browser sends as an operation: only what a person may ask for is let through, and nothing else is kept."""

import json
from typing import Any
from uuid import UUID

from projects.refusal import Refusal

from .changes import Change
from .values import ident_of

MOST_BYTES = 20_000
MOST_PARTS = 40
NOT_WHOLE = "This change did not arrive whole. Try it again."


class NotWhole(Exception):
    """The text is no operation. ``str()`` is a sentence."""


def read_operation(body: bytes) -> tuple[UUID, int | None, Change | None, UUID | None]:
    """The id, the last number known, and the change or the operation to put back. Raises NotWhole."""
    if len(body) > MOST_BYTES:
        raise NotWhole("This change is too large. Make it in smaller steps.")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise NotWhole(NOT_WHOLE) from None
    if not isinstance(sent, dict) or ("does" in sent) == ("undo" in sent):
        raise NotWhole(NOT_WHOLE)
    try:
        ident = ident_of(sent.get("id"))
        back = ident_of(sent["undo"]) if "undo" in sent else None
        change = None if back else _change(sent["does"])
    except Refusal:
        raise NotWhole(NOT_WHOLE) from None
    return ident, _number(sent.get("after")), change, back


def _change(sent: Any, depth: int = 0) -> Change:
    if not isinstance(sent, dict):
        raise NotWhole(NOT_WHOLE)
    op = sent.get("op")
    if not isinstance(op, str):
        raise NotWhole(NOT_WHOLE)
    if op == "all" and depth == 0:
        parts = sent.get("parts")
        if not isinstance(parts, list) or not 0 < len(parts) <= MOST_PARTS:
            raise NotWhole(NOT_WHOLE)
        return {"op": "all", "parts": [_change(part, 1) for part in parts]}
    if op == "vote" and depth == 0 and isinstance(sent.get("on"), bool):
        return {"op": "vote", "id": str(ident_of(sent.get("id"))), "on": sent["on"]}
    if op not in {"add", "set", "move", "remove"} or not isinstance(sent.get("row"), str):
        raise NotWhole(NOT_WHOLE)
    change: Change = {"op": op, "row": sent["row"]}
    if sent["row"] != "head":
        change["id"] = str(ident_of(sent.get("id")))
    elif op != "set":
        raise NotWhole(NOT_WHOLE)
    if op in {"add", "move"}:
        change["before"] = str(ident_of(sent["before"])) if sent.get("before") is not None else None
    if op != "remove":
        change["values"] = _fields(sent.get("values", {}))
    if op in {"set", "move"} and "was" in sent:
        change["was"] = _fields(sent["was"])
    if op == "remove" and sent.get("seen") is not None:
        change["seen"] = _number(sent["seen"])
    return change


def _fields(sent: Any) -> dict[str, Any]:
    if not isinstance(sent, dict) or len(sent) > 12:
        raise NotWhole(NOT_WHOLE)
    return sent


def _number(sent: Any) -> int | None:
    if sent is None:
        return None
    if type(sent) is not int or not 0 <= sent < 2**31:
        raise NotWhole(NOT_WHOLE)
    return sent
