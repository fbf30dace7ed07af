"""Figures side by side as bars, each with its label before it and its words behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import text_width, wrap

SIZES = {"page": (752.0, 230.0), "column": (352.0, 112.0)}  # the whole width, and the room for labels
GAP = 14.0
TEXT = 15.0
BAR = 22.0
LINE = 1.25


@dataclass(frozen=True, slots=True)
class Bar:
    """``share``: of the longest bar, 0 to 1; None where there is no figure, and then no bar."""

    label: str
    words: str
    share: float | None


def describe(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.label}: {bar.words}" for bar in bars) + "."


def bars_picture(title: str, bars: Sequence[Bar], *, size: str = "page", fmt: str = "svg") -> bytes:
    """The bars as bytes, as wide as ``SIZES`` says; the height follows. Raises ValueError on another format."""
    return painted(title, bars, size, fmt).finish()


def painted(title: str, bars: Sequence[Bar], size: str, fmt: str) -> Canvas:
    """As ``bars_picture``, before it is written: tests measure where its texts are."""
    width, labels = SIZES[size]
    rows = [wrap(bar.label, labels / SLACK, TEXT, False, 6, split=True) or [""] for bar in bars]
    heights = [max(BAR, len(row) * TEXT * LINE) + 12 for row in rows]
    behind = max((text_width(bar.words, TEXT, True) * SLACK for bar in bars), default=0.0)
    room = max(width - labels - 2 * GAP - behind, 60.0)
    canvas = Canvas(
        width,
        sum(heights) + 4,
        fmt,
        title=title,
        desc=describe(bars),
        ident=f"b{digest(title, size, tuple(bars))}",
    )
    top = 4.0
    for bar, row, height in zip(bars, rows, heights, strict=True):
        middle = top + (height - 12) / 2
        for n, line in enumerate(row):
            down = middle + TEXT * 0.36 + (n - (len(row) - 1) / 2) * TEXT * LINE
            canvas.text(labels, down, line, TEXT, t.INK, anchor="end")
        left = labels + GAP
        long = room * bar.share if bar.share else 0.0
        if long:
            canvas.rect(left, middle - BAR / 2, long, BAR, t.BLUE)
        else:
            canvas.line([(left, middle - BAR / 2), (left, middle + BAR / 2)], t.GREY_2, 1.5)
        known = bar.share is not None
        canvas.text(left + long + 8, middle + TEXT * 0.36, bar.words, TEXT, t.INK if known else t.GREY_1, bold=known)
        top += height
    return canvas
