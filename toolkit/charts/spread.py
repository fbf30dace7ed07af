"""Many values of one thing as dots above a line, one line for each thing: how far apart they lie is what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import text_width, wrap

SHAPES = {"wide": (752, 14.0, 5.0), "phone": (326, 13.0, 4.0)}
LINE = 1.25


@dataclass(frozen=True)
class Strip:
    """One thing and its values. ``strong``: drawn in the colour of what needs a look."""

    label: str
    values: tuple[float, ...]
    strong: bool = False


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high``; ``ticks`` are places with their words."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float, x0: float, x1: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return x0 + min(max(share, 0), 1) * (x1 - x0)


def spread_picture(
    strips: Sequence[Strip], scale: Scale, *, title: str, desc: str, size: str = "wide", fmt: str = "svg"
) -> bytes:
    """Equal values are stacked; a bar marks the median. Sizes are 'wide' and 'phone'; ValueError for another."""
    return measure_spread(strips, scale, title=title, desc=desc, size=size, fmt=fmt).finish()


def measure_spread(
    strips: Sequence[Strip], scale: Scale, *, title: str, desc: str, size: str = "wide", fmt: str = "svg"
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    width, text, radius = SHAPES[size]
    ident = "s" + digest("spread", tuple(strips), scale, title, desc, size, fmt)[:8]
    side = size == "wide"
    room = 250.0 if side else width - 4.0
    names = [wrap(strip.label or " ", room / SLACK, text, strip.strong, 6, split=True) for strip in strips]
    ends = [text_width(words, text) * SLACK / 2 for _, words in (scale.ticks[:1] + scale.ticks[-1:])]
    x0 = (room + 14 if side else 4) + max(ends[:1] or [0.0]) * (0.3 if side else 1)
    x1 = width - max(8.0, max(ends[-1:] or [0.0]))
    places = [_places(strip.values, scale, x0, x1, radius) for strip in strips]
    heights = []
    for rows, dots in zip(names, places, strict=True):
        stack = max((level for _, level in dots), default=0) + 1
        high = len(rows) * text * LINE
        heights.append(max(high, stack * radius * 2 + 12) + 10 if side else high + stack * radius * 2 + 20)
    axis = _rows_of_ticks(scale, x0, x1, text)
    canvas = Canvas(
        width,
        sum(heights) + 12 + max(axis.values(), default=1) * text * 1.4 + 8,
        fmt,
        title=title,
        desc=desc,
        ident=ident,
    )
    bottom = sum(heights) + 6
    for place, _ in scale.ticks:
        x = scale.at(place, x0, x1)
        canvas.line([(x, 2), (x, bottom)], t.GREY_4, 1)
    y = 2.0
    for strip, rows, dots, high in zip(strips, names, places, heights, strict=True):
        base = y + high - 9
        top = (y + (high - len(rows) * text * LINE) / 2 if side else y) + text
        if not side:  # the lines of the scale stop where words stand
            canvas.rect(0, y, width, len(rows) * text * LINE + 2, t.WHITE)
        for k, row in enumerate(rows):
            canvas.text(0, top + k * text * LINE, row, text, bold=strip.strong)
        canvas.line([(x0, base), (x1, base)], t.GREY_2, 1, kind="base")
        fill, edge = (t.WORSE, t.WORSE_EDGE) if strip.strong else (t.BLUE, t.BETTER_EDGE)
        canvas.marks(
            "diamond" if strip.strong else "circle",
            [(x, base - radius - 2 - level * radius * 2) for x, level in dots],
            radius,
            fill,
            edge,
            1,
        )
        if strip.values:
            x = scale.at(median(strip.values), x0, x1)
            canvas.line([(x, base - 2), (x, base + 6)], t.INK, 4)
        else:
            canvas.text(x0 + 4, base - 6, "Nothing yet", text, t.GREY_1)
        y += high
    for place, words in scale.ticks:
        half = text_width(words, text) * SLACK / 2
        x = min(max(scale.at(place, x0, x1), half), width - half)
        canvas.text(x, bottom + axis[words] * text * 1.4, words, text, t.GREY_1, anchor="middle")
    return canvas


def _places(values: Sequence[float], scale: Scale, x0: float, x1: float, radius: float) -> list[tuple[float, int]]:
    """x of each value and how high it is stacked: dots in one column of a dot's width stand on one another."""
    wide = radius * 2
    found = []
    at = sorted(scale.at(value, x0, x1) for value in values)
    for _, column in groupby(at, key=lambda x: round(x / wide)):
        members = list(column)
        middle = sum(members) / len(members)
        found += [(middle, level) for level in range(len(members))]
    return found


def _rows_of_ticks(scale: Scale, x0: float, x1: float, text: float) -> dict[str, int]:
    """On which row under the axis the words of each tick stand, so that none touches the one before."""
    ends: list[float] = []
    rows = {}
    for place, words in scale.ticks:
        half = text_width(words, text) * SLACK / 2 + 4
        x = scale.at(place, x0, x1)
        row = next((n for n, end in enumerate(ends) if x - half >= end), len(ends))
        ends[row : row + 1] = [x + half]
        rows[words] = row + 1
    return rows
