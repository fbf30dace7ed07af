"""What may stand where on a diagram. Each rule raises Refusal with a sentence; ``is_new``: the row is being added."""

from typing import Any

from projects.refusal import Refusal

from ..models import Category, Cause, Edge, Lane, Node
from .kinds import (
    DRIVER_KINDS,
    DRIVERS,
    MAP_KINDS,
    MOST_CATEGORIES,
    MOST_CAUSES,
    MOST_EDGES,
    MOST_LANES,
    MOST_NODES,
    BoardKind,
)

GONE = "That place is no longer there. Choose another one."
LEVEL = {kind: level for level, kind in enumerate(DRIVER_KINDS)}


def check(board: BoardKind, name: str, row: Any, *, is_new: bool) -> None:
    """Whether this row may stand as it is. Refs were found on the same board already."""
    match name:
        case "category":
            _check_name(row, Category.objects.filter(fishbone=row.fishbone_id), "group")
            if is_new and Category.objects.filter(fishbone=row.fishbone_id).count() >= MOST_CATEGORIES:
                raise Refusal(f"There are {MOST_CATEGORIES} groups already. Join two before you add another.")
        case "cause":
            _check_cause(row, is_new)
        case "lane":
            _check_name(row, Lane.objects.filter(diagram=row.diagram_id), "lane")
            if is_new and Lane.objects.filter(diagram=row.diagram_id).count() >= MOST_LANES:
                raise Refusal(f"There are {MOST_LANES} lanes already. Join two before you add another.")
        case "node":
            _check_node(board, row, is_new)
        case "edge":
            _check_edge(board, row, is_new)


def _check_name(row: Any, others: Any, words: str) -> None:
    if others.filter(name__iexact=row.name).exclude(pk=row.pk).exists():
        raise Refusal(f"There is a {words} with this name already.")


def _check_cause(row: Cause, is_new: bool) -> None:
    if row.parent_id is not None:
        if row.parent_id == row.pk or row.parent.parent_id is not None:
            raise Refusal(GONE)
        if not is_new and row.sub_causes.exists():
            raise Refusal("This cause has causes of its own, so it cannot hang under another.")
        row.category = row.parent.category
    elif row.category_id is None:
        raise Refusal(GONE)
    if is_new and Cause.objects.filter(fishbone=row.fishbone_id).count() >= MOST_CAUSES:
        raise Refusal(f"There are {MOST_CAUSES} causes already. Remove or join some before you add another.")


def _check_node(board: BoardKind, row: Node, is_new: bool) -> None:
    kinds = DRIVER_KINDS if board is DRIVERS else MAP_KINDS
    if row.kind not in kinds:
        raise Refusal("This kind of entry has no place on this diagram.")
    if not is_new and board is DRIVERS and row.kind != Node.objects.values_list("kind", flat=True).get(pk=row.pk):
        raise Refusal("What hangs on it would lose its place. Add a new entry instead.")
    if is_new and Node.objects.filter(diagram=row.diagram_id).count() >= MOST_NODES:
        raise Refusal(f"There are {MOST_NODES} entries already. Remove or join some before you add another.")


def _check_edge(board: BoardKind, row: Edge, is_new: bool) -> None:
    if row.source_id is None or row.target_id is None:
        raise Refusal(GONE)
    if row.source_id == row.target_id:
        raise Refusal("A line leads to something else. Choose another end for it.")
    if board is DRIVERS and LEVEL[row.source.kind] >= LEVEL[row.target.kind]:
        raise Refusal("A driver hangs on one before it, and an idea on a driver.")
    if not is_new:
        return
    if Edge.objects.filter(source=row.source_id, target=row.target_id).exists():
        raise Refusal("These two are joined already.")
    if Edge.objects.filter(diagram=row.diagram_id).count() >= MOST_EDGES:
        raise Refusal(f"There are {MOST_EDGES} lines already. Remove some before you add another.")
