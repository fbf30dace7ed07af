"""What goes with a removed row, and how all of it is put back as it was."""

from typing import Any

from ..models import Cause, CauseVote, ChangeIdea
from .kinds import BoardKind, RowKind
from .values import row_as_json


def in_order(board: BoardKind, kind: RowKind, row: Any) -> Any:
    """The row and its neighbours."""
    same = {f"{name}_id": getattr(row, f"{name}_id") for name in kind.order or ()}
    return kind.model.objects.filter(**{f"{board.owner}_id": getattr(row, f"{board.owner}_id")}, **same)


def ids_in_order(board: BoardKind, kind: RowKind, row: Any) -> list[Any]:
    return list(in_order(board, kind, row).values_list("pk", flat=True))


def goes_with(board: BoardKind, kind: RowKind, row: Any) -> list[tuple[RowKind, Any]]:
    """What goes with a row, in the order in which it can be put back: the last first, as each goes before one."""
    kinds = board.rows
    match kind.name:
        case "category":
            causes = row.causes.order_by("-position", "-created_at")
            tops = [(kinds["cause"], cause) for cause in causes if cause.parent_id is None]
            return tops + [(kinds["cause"], cause) for cause in causes if cause.parent_id is not None]
        case "cause":
            return [(kind, sub) for sub in row.sub_causes.reverse()]
        case "lane":
            nodes = list(row.nodes.reverse())
            return [(kinds["node"], node) for node in nodes] + _edges_of(kinds["edge"], nodes)
        case "node":
            return _edges_of(kinds["edge"], [row])
    return []


def _edges_of(kind: RowKind, nodes: list[Any]) -> list[tuple[RowKind, Any]]:
    found = {edge.pk: edge for node in nodes for edge in (*node.out.all(), *node.into.all())}
    return [(kind, edge) for edge in found.values()]


def added_again(board: BoardKind, kind: RowKind, row: Any) -> dict[str, Any]:
    """The change that puts a row back as it is, with the ideas that came of it and who voted for it."""
    change: dict[str, Any] = {"op": "add", "row": kind.name, "id": str(row.pk), "values": row_as_json(kind, row)}
    if kind.order is not None:
        order = ids_in_order(board, kind, row)
        behind = order[order.index(row.pk) + 1 :]
        change["before"] = str(behind[0]) if behind else None
    if isinstance(row, Cause):
        change["ideas"] = [str(pk) for pk in row.change_ideas.values_list("pk", flat=True)]
        change["voters"] = [str(pk) for pk in row.votes_of_people.values_list("user_id", flat=True)]
    elif getattr(row, "change_idea_id", None):
        change["ideas"] = [str(row.change_idea_id)]
    return change


def join_again(row: Any, change: dict[str, Any], project_id: Any) -> None:
    """Ideas and voters of a row that is put back. A browser cannot name them: see ``reading``."""
    ideas = ChangeIdea.objects.filter(pk__in=change.get("ideas", ()), project=project_id)
    if isinstance(row, Cause):
        for idea in ideas.filter(cause=None, source__in=[ChangeIdea.Source.CAUSE, ChangeIdea.Source.VOTE]):
            idea.cause = row
            idea.save(update_fields=["cause"])
        CauseVote.objects.bulk_create([CauseVote(cause=row, user_id=user) for user in change.get("voters", ())])
    elif change.get("ideas"):
        row.change_idea = ideas.first()
        row.save(update_fields=["change_idea"])
