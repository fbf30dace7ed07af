"""What each diagram is made of: its kinds of row, which fields people set, and what belongs to what."""

from dataclasses import dataclass, field
from typing import Any

from projects.tools import Tool

from ..models import Category, Cause, Diagram, Edge, Fishbone, Lane, Node

MOST_CATEGORIES = 12
MOST_CAUSES = 80
MOST_LANES = 10
MOST_NODES = 80
MOST_EDGES = 160

MAP_KINDS = (Node.Kind.END, Node.Kind.STEP, Node.Kind.DECISION, Node.Kind.DELAY, Node.Kind.UNCLEAR)
DRIVER_KINDS = (Node.Kind.PRIMARY, Node.Kind.SECONDARY, Node.Kind.IDEA)

# The eight wastes, in words of a practice.
WASTES = {
    "again": "Done again or put right",
    "waiting": "Waiting",
    "too_much": "More than is needed",
    "skills": "Skills not used",
    "handing_on": "Handed on or carried",
    "piling_up": "Piling up",
    "searching": "Walking or searching",
    "twice": "Checked or typed twice",
}


@dataclass(frozen=True)
class RowKind:
    """A kind of row of a board.

    ``texts``: fields of words. ``values``: other fields that a person sets. ``refs``: fields that name another row of
    the same board, and its kind. ``order``: neighbours agree in these fields; None for rows without an order.
    ``words``: what a person calls it.
    """

    name: str
    model: Any
    words: str
    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    refs: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] | None = ()

    @property
    def moves(self) -> tuple[str, ...]:
        """The refs that a move may change. An edge leads where it leads: it is removed and drawn anew."""
        return () if self.order is None else tuple(self.refs)


@dataclass(frozen=True)
class BoardKind:
    """A kind of diagram. ``owner``: how rows and operations name it. ``head``: the field of its own words."""

    name: str
    tool: Tool
    owner: str
    head: str
    rows: dict[str, RowKind]


def _kinds(*rows: RowKind) -> dict[str, RowKind]:
    return {row.name: row for row in rows}


EDGE = RowKind("edge", Edge, "line", values=("label",), refs={"source": "node", "target": "node"}, order=None)

FISHBONE = BoardKind(
    "fishbone",
    Tool.FISHBONE,
    "fishbone",
    "effect",
    _kinds(
        RowKind("category", Category, "group", texts=("name",)),
        RowKind(
            "cause",
            Cause,
            "cause",
            texts=("text",),
            values=("votes",),
            refs={"category": "category", "parent": "cause"},
            order=("category", "parent"),
        ),
    ),
)
MAP = BoardKind(
    "map",
    Tool.MAPS,
    "diagram",
    "title",
    _kinds(
        RowKind("lane", Lane, "lane", texts=("name",)),
        RowKind(
            "node",
            Node,
            "step",
            texts=("text",),
            values=("kind", "minutes", "wait_minutes", "wastes"),
            refs={"lane": "lane"},
        ),
        EDGE,
    ),
)
DRIVERS = BoardKind(
    "drivers",
    Tool.DRIVERS,
    "diagram",
    "title",
    _kinds(RowKind("node", Node, "entry", texts=("text",), values=("kind", "measure")), EDGE),
)


def kind_of(thing: Fishbone | Diagram) -> BoardKind:
    if isinstance(thing, Fishbone):
        return FISHBONE
    return MAP if thing.kind == Diagram.Kind.MAP else DRIVERS
