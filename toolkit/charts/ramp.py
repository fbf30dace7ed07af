"""A ramp of small tests: numbered circles that rise as the tests grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from . import tokens as t
from .canvas import SLACK, Box, Canvas, digest
from .layout import Taken
from .metrics import text_width, wrap
from .numbers import plural, sentence_case

SHAPES = {"wide": (1152.0, 15.0), "half": (552.0, 14.0), "third": (352.0, 14.0), "phone": (358.0, 13.0)}


@dataclass(frozen=True, slots=True)
class RampTest:
    """One test. ``scale`` in words ('60 patients'); ``level`` puts it higher when larger (None: by order).

    ``outcome``: the decision in a word or two; ``open`` while it is not studied yet; ``result``: what was seen.
    ``began``: its first day, for the picture in time. ``final``: no test but the standard that came of them.
    """

    number: int
    name: str = ""
    scale: str = ""
    outcome: str = ""
    open: bool = False
    level: float | None = None
    result: str = ""
    began: date | None = None
    final: bool = False


def ramp(
    tests: Sequence[RampTest],
    *,
    title: str = "Our tests so far",
    size: str = "third",
    fmt: str = "svg",
) -> bytes:
    """Circles joined by a line, each with its size and decision below. Sizes: wide, half, third, phone.

    The newest tests are drawn where not all fit; the description names all of them. Raises ValueError on
    another size.
    """
    return measure_ramp(tests, title=title, size=size, fmt=fmt).finish()


def measure_ramp(
    tests: Sequence[RampTest],
    *,
    title: str = "Our tests so far",
    size: str = "third",
    fmt: str = "svg",
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    width, text = SHAPES[size]
    wide = size == "wide"
    least = text * (11 if wide else 6.2)
    fit = max(1, int(width // least))
    shown = list(tests)[-fit:]
    room = width * (0.92 if wide else 1) / max(len(shown), 1) - (24 if wide else 8)
    rows = [words_of_test(test, room, text, wide) for test in shown]
    deepest = max((len(r) for r in rows), default=1)
    radius = text * (1.2 if wide else 0.95)
    rise = (48.0 if wide else 24.0) * max(1, min(len(shown), 6) - 1) * (1 if wide else 0.8)
    height = canvas_height(rise, radius, deepest, text, wide)
    if any(a > b for a, b in pairwise(_levels(shown))):
        height += deepest * text * 1.2 + 6  # a peak carries its words above itself
    ident = "r" + digest("ramp", tuple(tests), title, size, fmt)[:8]
    canvas = Canvas(width, height, fmt, title=title, desc=describe(tests), ident=ident)
    if not shown:
        canvas.text(width / 2, height / 2, "No tests yet", text, t.GREY_1, anchor="middle")
        return canvas
    spots = _spots(shown, width * (0.92 if wide else 1), radius, rise)
    headroom = height - canvas_height(rise, radius, deepest, text, wide)
    spots = [(x, y + headroom) for x, y in spots]
    canvas.line(spots, t.GREY_2, 1.6, kind="data")
    for spot, test in zip(spots, shown, strict=True):
        fill = t.WHITE if test.open else t.INK
        canvas.marks("circle", [spot], radius, fill, t.INK, 2)
        canvas.boxes.append(Box("", spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius))
        number = str(test.number)
        digits = text * (1.0 if len(number) < 3 else 0.75)
        ink = t.INK if test.open else t.WHITE
        canvas.text(spot[0], spot[1] + digits * 0.36, number, digits, ink, bold=True, anchor="middle")
        canvas.boxes.pop()
    for spot, words in zip(spots, rows, strict=True):
        place_words(canvas, spot, words, radius, text)
    return canvas


def place_words(
    canvas: Canvas,
    spot: tuple[float, float],
    words: Sequence[tuple[str, bool, str]],
    radius: float,
    text: float,
) -> None:
    """Below the circle, or beside it where the line runs through; fewer rows where even that is taken."""
    taken = Taken(canvas.boxes, canvas.strokes)
    line = text * 1.2
    for count in range(len(words), 0, -1):
        rows = words[:count]
        wide = max(text_width(row, text, bold) for row, bold, _ in rows) * SLACK
        for x, down, anchor in _places(spot, radius, count * line, line, canvas.width > 1000):
            left = {"middle": x - wide / 2, "start": x, "end": x - wide}[anchor]
            box = Box("", left, down, left + wide, down + count * line)
            inside = left >= 0 and left + wide <= canvas.width and down >= 0 and box.y1 <= canvas.height
            if inside and taken.free(box):
                for k, (row, bold, colour) in enumerate(rows):
                    canvas.text(x, down + text * 0.95 + k * line, row, text, colour, bold=bold, anchor=anchor)
                return


def _places(
    spot: tuple[float, float],
    radius: float,
    high: float,
    line: float,
    beside: bool,
) -> list[tuple[float, float, str]]:
    """(x, top, anchor) for the words of a circle, the best first: below, sideways, lower, above."""
    anchors = [(0.0, "middle"), (radius * 0.6, "start"), (-radius * 0.6, "end")]
    if beside:
        anchors = [(radius * 0.6, "start"), (0.0, "middle"), (-radius * 0.6, "end")]
    places = [
        (spot[0] + dx, spot[1] + radius + 4 + extra * line, anchor)
        for extra in (0, 1, 2, 3)
        for dx, anchor in anchors
    ]
    return [*places, *((spot[0] + dx, spot[1] - radius - 4 - high, anchor) for dx, anchor in anchors)]


def describe(tests: Sequence[RampTest]) -> str:
    """All tests in words, in order."""
    if not tests:
        return "No tests yet."
    told = [f"{sentence_case(plural(sum(not test.final for test in tests), 'test'))}."]
    for test in tests:
        bits = [b for b in (test.name, test.scale, test.outcome, test.result) if b]
        name = "The standard" if test.final else f"Test {test.number}"
        told.append(f"{name}: {', '.join(bits)}." if bits else f"{name}.")
    return " ".join(told)


def words_of_test(test: RampTest, room: float, text: float, wide: bool) -> list[tuple[str, bool, str]]:
    rows: list[tuple[str, bool, str]] = []
    if wide and test.name:
        rows += [(row, True, t.INK) for row in wrap(test.name, room / SLACK, text, True)]
    if test.scale:
        rows += [(row, False, t.GREY_1 if wide else t.INK) for row in wrap(test.scale, room / SLACK, text)]
    if test.outcome:
        colour = t.INK if wide or test.open else t.GREY_1
        rows += [(row, test.open, colour) for row in wrap(test.outcome, room / SLACK, text, test.open)]
    if wide and test.result:
        rows += [(row, False, t.GREY_1) for row in wrap(test.result, room / SLACK, text)[:2]]
    return rows


def canvas_height(rise: float, radius: float, deepest: int, text: float, wide: bool) -> float:
    return rise + radius * 2 + deepest * text * 1.2 + text * (2.6 if wide else 1.8)


def _levels(shown: Sequence[RampTest]) -> list[float]:
    return [float(k) if test.level is None else test.level for k, test in enumerate(shown)]


def _spots(shown: Sequence[RampTest], width: float, radius: float, rise: float) -> list[tuple[float, float]]:
    """Circle centres: evenly across, higher with the level; equal levels stay level."""
    n = len(shown)
    levels = _levels(shown)
    order = sorted(set(levels))
    top = max(len(order) - 1, 1)
    column = width / n
    foot = radius + 2 + (rise if len(order) > 1 else 0)
    return [(column * (k + 0.5), foot - rise * order.index(level) / top) for k, level in enumerate(levels)]
