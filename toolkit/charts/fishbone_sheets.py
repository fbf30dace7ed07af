"""A fishbone on paper: some bones to a sheet with the head on each, so that its words can be read on A4.

A group that is too long for one bone goes on along the next, and a cause with many sub-causes likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .fishbone import LEAN, MOST_LEAN, MOST_ROOM, WIDTH, Category, Cause, fishbone, head_of, measure_fishbone
from .fishbone_blocks import NAME, make_block, strong_votes
from .metrics import wrap

ACROSS = WIDTH["full"]
DOWN = 560.0  # pixels of one sheet: A4 on its side, less its title; the smallest letters then have 8 points
PAIRS = 3  # of bones: with more of them, causes break into many short rows
ON = "(goes on)"


def fishbone_sheet(
    effect: str, categories: Sequence[Category], number: int, *, title: str, fmt: str = "svg"
) -> bytes:
    """One sheet of the diagram, counted from 1, with the effect on it. IndexError beyond the last."""
    sheets = split_fishbone(effect, categories)
    named = f"{title}, sheet {number} of {len(sheets)}" if len(sheets) > 1 else title
    return fishbone(effect, sheets[number - 1], title=named, fmt=fmt, strong=strong_votes(categories))


def split_fishbone(effect: str, categories: Sequence[Category]) -> list[tuple[Category, ...]]:
    """The bones of each sheet; one sheet where all of it fits. A group begins on a new one rather than be cut."""
    if _fits(effect, categories):
        return [tuple(categories)]
    sheets: list[tuple[Category, ...]] = []
    sheet: tuple[Category, ...] = ()
    for category in categories:
        bones = tuple(_bones(effect, category))
        if sheet and not _fits(effect, [*sheet, *bones]):
            sheets.append(sheet)
            sheet = ()
        for bone in bones:
            if sheet and not _fits(effect, [*sheet, bone]):
                sheets.append(sheet)
                sheet = ()
            sheet = (*sheet, bone)
    return [*sheets, sheet]


def _fits(effect: str, bones: Sequence[Category]) -> bool:
    if len(bones) > 4 * PAIRS:
        return False
    canvas = measure_fishbone(effect, bones)
    return canvas.width <= ACROSS and canvas.height <= DOWN


def _bones(effect: str, category: Category) -> Iterator[Category]:
    """The group, or as much of it at a time as stands between the spine and the edge of a sheet with three pairs."""
    column = (ACROSS - head_of(effect)[1] - 10 - MOST_LEAN) / PAIRS
    room = min(column - LEAN - 20, MOST_ROOM)
    name = len(wrap(f"{category.name} {ON}", column * 0.64, NAME, True, 9, split=True)) * NAME * 1.2
    most = DOWN / 2 - name - 34
    causes: list[Cause] = []
    height, bone = 0.0, category
    for piece in (piece for cause in category.causes for piece in _pieces(cause, room, most)):
        high = make_block(piece, room).height
        if causes and height + high > most:
            yield replace(bone, causes=tuple(causes))
            causes, height = [], 0.0
            bone = replace(category, name=f"{category.name} {ON}")
        causes.append(piece)
        height += high
    yield replace(bone, causes=tuple(causes))


def _pieces(cause: Cause, room: float, most: float) -> Iterator[Cause]:
    """The cause with as many of its sub-causes at a time as a bone has room for."""
    piece = replace(cause, subs=())
    for sub in cause.subs:
        longer = replace(piece, subs=(*piece.subs, sub))
        if piece.subs and make_block(longer, room).height > most:
            yield piece
            longer = Cause(f"{cause.text} {ON}", subs=(sub,), tested=cause.tested)
        piece = longer
    yield piece
