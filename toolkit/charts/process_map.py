"""A process map: lanes, five kinds of step, times and waste, drawn from ``map_layout``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .map_layout import (
    BOX,
    EDGE,
    LANE,
    LINE,
    NAME,
    SMALL,
    Arrow,
    MapLayout,
    Placed,
    Route,
    Step,
    lay_out_map,
    minutes_in_words,
)
from .metrics import text_width, wrap
from .numbers import plural

KINDS = {
    "end": "Start or end",
    "step": "Step",
    "decision": "Decision",
    "delay": "Wait",
    "unclear": "Not clear",
}
TONES = {"ink": t.INK, "wait": t.GREY_1, "waste": t.WORSE_EDGE}
KEY = 30.0  # height of the key


def process_map(
    lanes: Sequence[str], steps: Sequence[Step], arrows: Sequence[Arrow], *, title: str, fmt: str = "svg"
) -> bytes:
    """The map as bytes; as wide and high as its steps need, 640 pixels at least."""
    return paint_map(lanes, steps, arrows, title=title, fmt=fmt)[0].finish()


def paint_map(
    lanes: Sequence[str], steps: Sequence[Step], arrows: Sequence[Arrow], *, title: str = "", fmt: str = "svg"
) -> tuple[Canvas, MapLayout]:
    """The canvas and the places of everything, for tests of the layout and for who draws over it.

    ``Canvas.places`` has steps and lines by their ids. A lane is named by its number, ``"0"`` for the first, with the
    place of its name; ``rooms`` has the ground of each, and of the row of steps without a lane as ``""``.
    """
    layout = lay_out_map(lanes, steps, arrows)
    ident = "m" + digest("map", tuple(lanes), tuple(steps), tuple(arrows), title, fmt)[:8]
    width = max(640.0, layout.width)
    desc = describe_map(lanes, steps, arrows)
    canvas = Canvas(width, layout.height + KEY, fmt, title=title, desc=desc, ident=ident)
    draw_lanes(canvas, layout.lanes, len(lanes), layout.height)
    canvas.places |= {**layout.areas(), **layout.starts()}
    for route in layout.routes:
        draw_route(canvas, route, [route.points])
    for placed in layout.placed.values():
        draw_step(canvas, placed)
    if not steps:
        canvas.text(EDGE + (LANE if lanes else 0) + 24, 40, "No steps yet", NAME, t.GREY_1)
    draw_key(canvas, steps, layout.height + 16)
    return canvas, layout


def draw_lanes(canvas: Canvas, lanes: Sequence[tuple[str, float, float]], named: int, height: float) -> None:
    """A line above each lane and its name; ``named`` of them are lanes, the row of steps without one follows."""
    width = canvas.width
    for place, (name, top, bottom) in enumerate(lanes):
        canvas.line([(EDGE, top), (width - EDGE, top)], t.GREY_4, 1, kind="lane")
        rows = wrap(name, (LANE - 18) / SLACK, NAME, True, 6, split=True) if name else []
        for k, row in enumerate(rows):
            canvas.text(EDGE + 2, top + 10 + NAME + k * NAME * LINE, row, NAME, t.INK, bold=True)
        lane = str(place) if place < named else ""
        if lane:
            canvas.places[lane] = (EDGE, top + 7, EDGE + LANE - 12, top + 14 + len(rows) * NAME * LINE)
        canvas.rooms[lane] = (EDGE + (LANE - 8 if named else 0), top, width - EDGE, bottom)
    canvas.line([(EDGE, height - EDGE), (width - EDGE, height - EDGE)], t.GREY_4, 1, kind="lane")


def describe_map(lanes: Sequence[str], steps: Sequence[Step], arrows: Sequence[Arrow]) -> str:
    """The map in words, step by step."""
    named = {step.ident: step.text for step in steps}
    told = [f"{plural(len(steps), 'step')} in {plural(len(lanes), 'lane')}."]
    leaving: dict[str, list[Arrow]] = {}
    for arrow in arrows:
        leaving.setdefault(arrow.source, []).append(arrow)
    for step in steps:
        who = f"{lanes[step.lane]}: " if step.lane is not None else ""
        extra = [] if step.kind == "step" else [KINDS[step.kind].lower()]
        extra += [f"takes {minutes_in_words(step.minutes)}"] if step.minutes is not None else []
        extra += [f"waits {minutes_in_words(step.wait)} before"] if step.wait is not None else []
        extra += [f"waste: {', '.join(step.wastes).lower()}"] if step.wastes else []
        nexts = [
            f"{arrow.label}: {named[arrow.target]}" if arrow.label else named[arrow.target]
            for arrow in leaving.get(step.ident, ())
            if arrow.target in named
        ]
        noted = f" ({'; '.join(extra)})" if extra else ""
        told.append(f"{who}{step.text}{noted}{', then ' if nexts else ''}{'; '.join(nexts)}.")
    return " ".join(told)


def draw_route(canvas: Canvas, route: Route, pieces: Sequence[Sequence[tuple[float, float]]]) -> None:
    """The line as far as ``pieces`` show it: with its head and its words where they are on the picture."""
    for piece in pieces:
        canvas.line(piece, t.GREY_1, 1.5, kind="edge")
    if any(piece[-1] == route.points[-1] for piece in pieces):
        x, y = route.points[-1]
        canvas.polygon([(x, y), (x - 8, y - 4), (x - 8, y + 4)], t.GREY_1)
    if not any(piece[0] == route.points[0] for piece in pieces):
        return
    left, down = route.label_at
    for k, row in enumerate(route.rows):
        canvas.text(left, down + k * SMALL * LINE, row, SMALL, t.INK)


def _outline(kind: str, x: float, y: float, w: float, h: float) -> list[tuple[float, float]]:
    r = min(h / 2, 22.0)
    if kind == "decision":
        cut = 14.0
        return [
            (x, y + h / 2),
            (x + cut, y),
            (x + w - cut, y),
            (x + w, y + h / 2),
            (x + w - cut, y + h),
            (x + cut, y + h),
        ]
    if kind == "end":
        right = [*_quarter(x + w - r, y + r, r, -90), *_quarter(x + w - r, y + h - r, r, 0)]
        return [*right, *_quarter(x + r, y + h - r, r, 90), *_quarter(x + r, y + r, r, 180)]
    if kind == "delay":
        return [(x, y + h), (x, y), *_quarter(x + w - r, y + r, r, -90), *_quarter(x + w - r, y + h - r, r, 0)]
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


# Quarters of a circle by the angle at which they begin, as corners of a polygon.
_QUARTERS = {
    begin: [(math.cos(math.radians(begin + 15 * k)), math.sin(math.radians(begin + 15 * k))) for k in range(7)]
    for begin in (-90, 0, 90, 180)
}


def _quarter(cx: float, cy: float, r: float, begin: int) -> list[tuple[float, float]]:
    return [(cx + r * a, cy + r * b) for a, b in _QUARTERS[begin]]


def _shape(canvas: Canvas, kind: str, x: float, y: float, w: float, h: float) -> None:
    points = _outline(kind, x, y, w, h)
    if kind == "unclear":
        canvas.polygon(points, t.WHITE)
        canvas.line([*points, points[0]], t.INK, 1.5, (4, 4))
        return
    fill = {"end": t.INK, "decision": t.BETTER_TINT, "delay": t.WORSE_TINT}.get(kind, t.WHITE)
    canvas.polygon(points, fill, t.INK, 1.5)


def draw_step(canvas: Canvas, placed: Placed) -> None:
    step = placed.step
    _shape(canvas, step.kind, placed.x, placed.y, BOX, placed.height)
    high = sum(size * LINE for _text, size, _bold, _tone in placed.rows)
    y = placed.y + (placed.height - high) / 2
    for text, size, bold, tone in placed.rows:
        colour = t.WHITE if step.kind == "end" else TONES[tone]
        canvas.text(placed.x + BOX / 2, y + size * 0.98, text, size, colour, bold=bold, anchor="middle")
        y += size * LINE


def draw_key(canvas: Canvas, steps: Sequence[Step], y: float) -> float:
    """What the shapes mean, as far as they are used; where it ends on the right."""
    x = EDGE + 2
    used = [kind for kind in KINDS if any(step.kind == kind for step in steps)]
    for kind in used:
        _shape(canvas, kind, x, y - 8, 28, 14)
        canvas.text(x + 36, y + 4, KINDS[kind], SMALL, t.GREY_1)
        x += 36 + text_width(KINDS[kind], SMALL) * SLACK + 22
    return x
