"""What stands on the bones of a fishbone: causes broken into rows, with their votes, twigs and places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from . import tokens as t
from .canvas import SLACK, Canvas
from .metrics import text_width, wrap

Area = tuple[float, float, float, float]  # left, top, right, bottom
TEXT = 14.5
NAME = 17.0
LINE = 1.26  # line height in text sizes


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause with its votes and sub-causes; ``tested``: a change idea came of it.

    ``ident`` and ``sub_idents`` name them where somebody asks for their places.
    """

    text: str
    votes: int | None = None
    subs: tuple[str, ...] = ()
    tested: bool = False
    ident: str = ""
    sub_idents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    causes: tuple[Cause, ...] = ()
    ident: str = ""


@dataclass(slots=True)
class Block:
    """A cause broken into rows: (text, indent, bold, colour); ``subs``: the first row of each sub-cause."""

    cause: Cause
    rows: list[tuple[str, float, bool, str]]
    main: int
    height: float
    subs: list[int]


def strong_votes(categories: Sequence[Category]) -> int | None:
    """Votes from which a cause stands dark: three fifths of the most, at least two; None without votes."""
    votes = [c.votes for category in categories for c in category.causes if c.votes]
    return max(2, -(-max(votes) * 3 // 5)) if votes else None


def make_block(cause: Cause, room: float) -> Block:
    """Break a cause and its sub-causes into rows no wider than ``room``."""
    pill = _pill_width(cause.votes)
    indent = pill + 7 if pill else 0.0
    rows = [
        (row, indent, cause.tested, t.INK)
        for row in wrap(cause.text.strip() or "\u2013", (room - indent) / SLACK, TEXT, cause.tested, 40, split=True)
    ]
    main = len(rows)
    begins = []
    for sub in cause.subs:
        begins.append(len(rows))
        for k, row in enumerate(wrap(sub, (room - 34) / SLACK, TEXT, lines=40, split=True)):
            rows.append((f"\u2013 {row}" if k == 0 else row, 20.0 if k == 0 else 32.0, False, t.GREY_1))
    return Block(cause, rows, main, len(rows) * TEXT * LINE + 20 + (4 if cause.subs else 0), begins)


def _pill_width(votes: int | None) -> float:
    return 0.0 if votes is None else max(24.0, text_width(str(votes), TEXT - 1, True) + 14)


def draw_block(canvas: Canvas, block: Block, x: float, top: float, bone_x: float, strong: int | None) -> None:
    """Rows from ``top``; the twig runs from ``x`` to the bone under the cause's own rows."""
    cause = block.cause
    y = top + TEXT
    votes = cause.votes
    if votes is not None:
        wide, high = _pill_width(votes), TEXT * 1.3
        dark = strong is not None and votes >= strong
        _pill(canvas, x, y - TEXT * 0.99, wide, high, t.INK if dark else t.WHITE)
        ink = t.WHITE if dark else t.INK
        canvas.text(x + wide / 2, y - 0.5, str(votes), TEXT - 1, ink, bold=True, anchor="middle")
    for k, (row, indent, bold, colour) in enumerate(block.rows):
        down = y + k * TEXT * LINE + (8 if k >= block.main else 0)
        canvas.text(x + indent, down, row, TEXT, colour, bold=bold)
    for ident, box in _places(block, x, top, bone_x):
        canvas.places[ident] = box
    twig = y + (block.main - 1) * TEXT * LINE + TEXT * 0.42
    colour, thick = (t.INK, 2.0) if cause.tested else (t.GREY_2, 1.2)
    canvas.line([(x, twig), (bone_x, twig)], colour, thick, kind="twig")


def _places(block: Block, x: float, top: float, right: float) -> list[tuple[str, Area]]:
    """The room of a cause's own rows, and that of each of its sub-causes."""
    cause, row = block.cause, TEXT * LINE
    found = [(cause.ident, (x, top, right, top + block.main * row + 6))] if cause.ident else []
    ends = [*block.subs[1:], len(block.rows)]
    for ident, first, end in zip(cause.sub_idents, block.subs, ends, strict=False):
        found.append((ident, (x + 16, top + first * row + 9, right, top + end * row + 9)))
    return found


def _pill(canvas: Canvas, x: float, y: float, wide: float, high: float, fill: str) -> None:
    """A rounded box: straight above and below, half circles at the ends."""
    r = high / 2
    arc = [(math.sin(math.pi * k / 6), -math.cos(math.pi * k / 6)) for k in range(7)]
    right = [(x + wide - r + r * a, y + r + r * b) for a, b in arc]
    left = [(x + r - r * a, y + r - r * b) for a, b in arc]
    canvas.polygon([*right, *left], fill, t.GREY_1, 1.2)
