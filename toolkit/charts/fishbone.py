"""Cause and effect: the effect at the head, one bone a category, causes and sub-causes on twigs.

The picture grows with its content, so that no label is cut or overlaps another: wide with bones above and
below the spine, or for a phone with the spine down the left side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .fishbone_blocks import (
    LINE,
    NAME,
    TEXT,
    Block,
    Category,
    Cause,
    draw_block,
    make_block,
    strong_votes,
)
from .metrics import text_width, wrap
from .numbers import plural, sentence_case

__all__ = ["SIZES", "Category", "Cause", "describe", "fishbone", "measure_fishbone", "strong_votes"]
SIZES = ("full", "phone")
WIDTH = {"full": 1152.0, "phone": 358.0}
LEAN = 30.0  # how far a bone may lean over the height of one cause
MOST_LEAN = 72.0  # and over its whole length
LEAST_COLUMN = 186.0
MOST_ROOM = 300.0


def describe(effect: str, categories: Sequence[Category]) -> str:
    """The whole list in words, category by category."""
    total = sum(len(c.causes) for c in categories)
    told = [f"Effect: {effect.rstrip('.')}.", f"{sentence_case(plural(total, 'cause'))}."]
    for category in categories:
        causes = []
        for cause in category.causes:
            votes = f" ({plural(cause.votes, 'vote')})" if cause.votes else ""
            subs = f", because of {'; '.join(cause.subs)}" if cause.subs else ""
            causes.append(f"{cause.text}{votes}{subs}")
        told.append(f"{category.name}: {'; '.join(causes) or 'no causes yet'}.")
    return " ".join(told)


def fishbone(
    effect: str,
    categories: Sequence[Category],
    *,
    title: str = "What causes it",
    size: str = "full",
    fmt: str = "svg",
    strong: int | None = None,
) -> bytes:
    """The diagram as bytes; ``size`` 'full' (1152 wide) or 'phone' (358 wide); the height follows.

    More than a dozen categories make the full picture wider. ``strong``: from how many votes a cause stands dark,
    where that is not to be told from these categories alone. Raises ValueError on another size.
    """
    return _paint(effect, categories, title, size, fmt, strong).finish()


def measure_fishbone(effect: str, categories: Sequence[Category], size: str = "full") -> Canvas:
    """The canvas after drawing, for tests of the layout and for who draws over it: see ``Canvas.places``."""
    return _paint(effect, categories, "", size, "svg")


def head_of(effect: str) -> tuple[list[str], float]:
    """The rows of the head, and how wide it is."""
    rows = wrap(effect, 170, NAME, True, 16, split=True)
    return rows, max((text_width(row, NAME, True) * SLACK for row in rows), default=60) + 62


def _paint(
    effect: str, categories: Sequence[Category], title: str, size: str, fmt: str, strong: int | None = None
) -> Canvas:
    if size not in SIZES:
        raise ValueError(f"unknown size {size!r}")
    ident = "f" + digest("fishbone", effect, tuple(categories), title, size, fmt)[:8]
    make = {"title": title, "desc": describe(effect, categories), "ident": ident}
    strong = strong_votes(categories) if strong is None else strong
    if size == "phone":
        return _paint_phone(effect, categories, fmt, make, strong)
    return _paint_full(effect, categories, fmt, make, strong)


def _paint_full(effect: str, categories: Sequence[Category], fmt: str, make: Any, strong: int | None) -> Canvas:
    columns = max(1, -(-len(categories) // 2))
    head_text, head = head_of(effect)
    width = max(WIDTH["full"], head + columns * LEAST_COLUMN + MOST_LEAN + 20)
    column = (width - head - 10 - MOST_LEAN) / columns
    room = min(column - LEAN - 20, MOST_ROOM)
    halves = [list(categories[:columns]), list(categories[columns:])]
    blocks, slope, depth = _fit(halves, room)
    # long bones lean less than was kept free: give the rest to the text
    room = min(column - 20 - slope * _tallest(blocks), MOST_ROOM)
    blocks, slope, depth = _fit(halves, room)
    name_wide = column * 0.64  # so that the last one, kept clear of the head, does not touch the one before
    names = [[wrap(category.name, name_wide, NAME, True, 9, split=True) for category in half] for half in halves]
    name_room = [max((len(n) for n in half), default=0) * NAME * 1.2 + 8 if half else 0 for half in names]
    head_half = len(head_text) * NAME * 1.25 / 2 + 20
    above = max(depth[0] + name_room[0], head_half)
    below = max(depth[1] + name_room[1], head_half)
    spine = above + 6
    canvas = Canvas(width, spine + below + 6, fmt, **make)
    _draw_head(canvas, head_text, width - head, spine, head, head_half)
    canvas.places["head"] = (width - head, spine - head_half, width, spine + head_half)
    canvas.line([(6, spine), (width - head + 2, spine)], t.INK, 3, kind="spine")
    clear = width - head - 4
    for side, half in enumerate(halves):
        up = side == 0
        for k in range(len(half)):
            foot = 10 + MOST_LEAN + column * (k + 1) - 8
            reach = depth[side]
            tip = (foot - slope * reach, spine - reach if up else spine + reach)
            canvas.line([(foot, spine), tip], t.INK, 2, kind="bone")
            for n, row in enumerate(names[side][k]):
                if up:
                    y = tip[1] - 8 - (len(names[side][k]) - 1 - n) * NAME * 1.2
                else:
                    y = tip[1] + NAME * 1.1 + n * NAME * 1.2
                half_wide = text_width(row, NAME, True) * SLACK / 2
                middle = min(max(tip[0], half_wide + 2), clear - half_wide)
                canvas.text(middle, y, row, NAME, t.INK, bold=True, anchor="middle")
            _place_group(canvas, half[k].ident, names[side][k], tip, (foot - column, spine, foot), up)
            y = spine - reach + 6 if up else spine + 12
            for block in blocks[side][k]:
                _place_block(canvas, block, y, foot, spine, slope, room, up, strong)
                y += block.height
    if not categories:
        canvas.text(30, spine - 12, "No causes yet", TEXT, t.GREY_1)
    return canvas


def _place_group(
    canvas: Canvas,
    ident: str,
    name: Sequence[str],
    tip: tuple[float, float],
    under: tuple[float, float, float],
    up: bool,
) -> None:
    """The room of a group's name, and all of the group's room down to the spine. ``under``: left, spine, right."""
    if not ident:
        return
    left, spine, right = under
    high, boxes = len(name) * NAME * 1.2, canvas.boxes[-len(name) :] if name else []
    top = tip[1] - 6 - high if up else tip[1] + 4
    sides = (min(box.x0 for box in boxes), max(box.x1 for box in boxes)) if boxes else (tip[0] - 20, tip[0] + 20)
    canvas.places[ident] = (sides[0] - 4, top - 2, sides[1] + 4, top + high + 2)
    canvas.rooms[ident] = (left, top, right, spine - 4) if up else (left, spine + 4, right, top + high)


Blocks = list[list[list[Block]]]


def _tallest(blocks: Blocks) -> float:
    return max((b.height for half in blocks for col in half for b in col), default=40)


def _fit(halves: Sequence[Sequence[Category]], room: float) -> tuple[Blocks, float, list[float]]:
    """Causes broken into ``room``, the slope of the bones and the depth of the upper and lower half."""
    blocks = [[[make_block(c, room) for c in category.causes] for category in half] for half in halves]
    depth = [max((sum(b.height for b in col) for col in half), default=0) for half in blocks]
    depth = [max(d + 14, 70.0) if half else 0.0 for d, half in zip(depth, blocks, strict=True)]
    slope = min(0.3, LEAN / _tallest(blocks), MOST_LEAN / max(depth)) if max(depth) else 0.3
    return blocks, slope, depth


def _place_block(
    canvas: Canvas,
    block: Block,
    top: float,
    foot: float,
    spine: float,
    slope: float,
    room: float,
    up: bool,
    strong: int | None,
) -> None:
    """Left of its bone at every height the block takes, and right of the bone before."""
    bottom = top + block.height - 12
    nearest = min(foot - slope * abs(spine - y) for y in (top, bottom))
    twig_y = top + TEXT + (block.main - 1) * TEXT * LINE + TEXT * 0.42
    at_twig = foot - slope * abs(spine - twig_y)
    draw_block(canvas, block, nearest - 8 - room, top, at_twig, strong)


def _draw_head(canvas: Canvas, rows: Sequence[str], x: float, y: float, wide: float, half: float) -> None:
    canvas.polygon(
        [(x, y), (x + 24, y - half), (x + wide, y - half), (x + wide, y + half), (x + 24, y + half)],
        t.INK,
    )
    for k, row in enumerate(rows):
        down = y + NAME * 0.36 + (k - (len(rows) - 1) / 2) * NAME * 1.25
        canvas.text(x + 38, down, row, NAME, t.WHITE, bold=True)


def _paint_phone(effect: str, categories: Sequence[Category], fmt: str, make: Any, strong: int | None) -> Canvas:
    width, bone = WIDTH["phone"], 34.0
    head_text = wrap(effect, (width - 28) / SLACK, NAME, True, 12, split=True)
    head = len(head_text) * NAME * 1.25 + 24
    room = width - bone - 6
    laid = [
        (
            wrap(c.name, (width - bone - 10) / SLACK, NAME, True, 9, split=True),
            [make_block(x, room) for x in c.causes],
        )
        for c in categories
    ]
    heights = [24 + len(name) * NAME * 1.2 + sum(b.height for b in blocks) for name, blocks in laid]
    height = head + 22 + sum(heights) + (40 if not laid else 0)
    canvas = Canvas(width, height, fmt, **make)
    canvas.rect(0, 0, width, head, t.INK)
    canvas.polygon([(0, head), (40, head), (10, head + 14)], t.INK)
    for k, row in enumerate(head_text):
        canvas.text(14, 14 + NAME * 0.9 + k * NAME * 1.25, row, NAME, t.WHITE, bold=True)
    y = head + 22
    last = y
    for (name, blocks), block_height in zip(laid, heights, strict=True):
        y_name = y + 18
        canvas.line([(10, y), (bone - 4, y_name + NAME * 0.4)], t.INK, 2, kind="bone")
        last = y
        for k, row in enumerate(name):
            canvas.text(bone, y_name + NAME * 0.7 + k * NAME * 1.2, row, NAME, t.INK, bold=True)
        down = y_name + len(name) * NAME * 1.2 + 4
        for block in blocks:
            draw_block(canvas, block, bone, down, width, strong)
            down += block.height
        y += block_height
    if not laid:
        canvas.text(bone, y + 20, "No causes yet", TEXT, t.GREY_1)
        last = y + 30
    canvas.line([(10, head + 8), (10, last)], t.INK, 3, kind="spine")
    return canvas
