"""When most happens: hours by weekday, the darker the more, with the number in each box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import text_width

SHAPES = {"wide": (752, 14.0), "phone": (326, 12.5)}
# From nothing to most. Numbers on the first three are dark, on the last two white: at least 4.5:1 on each.
SHADES = ("#ffffff", "#dce9f5", "#a9cbe9", "#2f79c1", "#003087")
DARK_FROM = 3
GAP = 2.0


def heat_picture(
    days: Sequence[str],
    hours: Sequence[int],
    values: Mapping[tuple[int, int], float],
    *,
    title: str,
    desc: str,
    size: str = "wide",
    fmt: str = "svg",
) -> bytes:
    """``values`` by the place of the day and the hour; a missing one is drawn as a dash (nobody counted then).

    On a phone hours go down and days across. ValueError for a size that is not 'wide' or 'phone'.
    """
    return measure_heat(days, hours, values, title=title, desc=desc, size=size, fmt=fmt).finish()


def measure_heat(
    days: Sequence[str],
    hours: Sequence[int],
    values: Mapping[tuple[int, int], float],
    *,
    title: str,
    desc: str,
    size: str = "wide",
    fmt: str = "svg",
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    width, text = SHAPES[size]
    key = (tuple(days), tuple(hours), tuple(sorted(values.items())), title, desc, size, fmt)
    phone = size == "phone"
    shown = [day[:3] for day in days] if phone else list(days)
    across, down = (shown, [f"{hour}:00" for hour in hours]) if phone else ([str(hour) for hour in hours], shown)
    left = max((text_width(words, text) for words in down), default=0) * SLACK + 10
    wide = (width - left) / max(len(across), 1)
    high = 30.0 if phone else min(max(wide * 0.75, 30.0), 44.0)
    top = text * 1.7
    canvas = Canvas(
        width, top + high * len(down) + 2, fmt, title=title, desc=desc, ident="h" + digest("heat", key)[:8]
    )
    most = max(values.values(), default=0)
    for place, words in enumerate(across):
        canvas.text(left + (place + 0.5) * wide, text, words, text, t.GREY_1, anchor="middle")
    for row, words in enumerate(down):
        y = top + row * high
        canvas.text(0, y + high / 2 + text * 0.36, words, text)
        for column in range(len(across)):
            day, hour = (column, hours[row]) if phone else (row, hours[column])
            _box(canvas, left + column * wide, y, wide, high, values.get((day, hour)), most, text)
    return canvas


def shade_of(value: float, most: float) -> int:
    """0 for nothing, else 1 to 4 by quarters of the most."""
    return 0 if value <= 0 or most <= 0 else min(4, int(value / most * 4 - 1e-9) + 1)


def _box(
    canvas: Canvas, x: float, y: float, wide: float, high: float, value: float | None, most: float, text: float
) -> None:
    middle, base = x + wide / 2, y + high / 2 + text * 0.36
    if value is None:
        canvas.text(middle, base, "–", text, t.GREY_1, anchor="middle")
        return
    shade = shade_of(value, most)
    corners = [
        (x + GAP / 2, y + GAP / 2),
        (x + wide - GAP / 2, y + GAP / 2),
        (x + wide - GAP / 2, y + high - GAP / 2),
        (x + GAP / 2, y + high - GAP / 2),
    ]
    canvas.polygon(corners, SHADES[shade], t.GREY_4 if shade < 2 else None, 1)
    words = f"{round(value):,}" if value >= 100 else f"{round(value, 1):g}"
    size = min(text, (wide - 4) / max(text_width(words, 1.0) * SLACK, 0.1))
    canvas.text(middle, base, words, size, t.WHITE if shade >= DARK_FROM else t.INK, anchor="middle")
