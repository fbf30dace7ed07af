"""A process map on paper: cut between its columns, so that its words can be read on A4 however many steps there are.

A line that is cut goes on at the same height on the next sheet. The names of the lanes stand on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .map_layout import BOX, EDGE, LANE, SMALL, Arrow, MapLayout, Placed, Route, Step, lay_out_map
from .metrics import text_width
from .process_map import KEY, describe_map, draw_key, draw_lanes, draw_route, draw_step

ACROSS = 1180.0  # pixels on one sheet: across A4 on its side, the smallest letters then have 7 points
HEAD = 12.0  # a cut lies left of the head of an arrow, where all lines are level
ON = "Lines that reach the edge go on at the same height on the next sheet."
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a map that stands on one sheet, and how far it is moved to the left."""

    left: float
    right: float
    shift: float


def count_sheets(lanes: Sequence[str], steps: Sequence[Step], arrows: Sequence[Arrow]) -> int:
    """On how many sheets the map stands: one where it is not too wide."""
    return len(_windows(lay_out_map(lanes, steps, arrows), bool(lanes)))


def map_sheet(
    lanes: Sequence[str],
    steps: Sequence[Step],
    arrows: Sequence[Arrow],
    number: int,
    *,
    title: str,
    fmt: str = "svg",
) -> bytes:
    """One sheet of the map, counted from 1. All are equally wide and high."""
    return paint_sheet(lanes, steps, arrows, number, title=title, fmt=fmt).finish()


def paint_sheet(
    lanes: Sequence[str],
    steps: Sequence[Step],
    arrows: Sequence[Arrow],
    number: int,
    *,
    title: str = "",
    fmt: str = "svg",
) -> Canvas:
    """The canvas after drawing, for tests of the layout. IndexError beyond the last."""
    layout = lay_out_map(lanes, steps, arrows)
    windows = _windows(layout, bool(lanes))
    window, last = windows[number - 1], number == len(windows)
    width = max(640.0, *(one.right - one.shift + EDGE for one in windows))
    ident = "m" + digest("sheet", tuple(lanes), tuple(steps), tuple(arrows), title, fmt, number)[:8]
    named = f"{title}, sheet {number} of {len(windows)}" if len(windows) > 1 else title
    desc = describe_map(lanes, steps, arrows) if number == 1 else f"The map goes on: {title}"
    canvas = Canvas(width, layout.height + KEY, fmt, title=named, desc=desc, ident=ident)
    draw_lanes(canvas, layout.lanes, len(lanes), layout.height)
    for route in layout.routes:
        _draw_route(canvas, route, window, reach=None if last else width - EDGE)
    for placed in layout.placed.values():
        if window.left <= placed.x < window.right:
            moved = replace(placed, x=placed.x - window.shift)
            canvas.places[placed.step.ident] = (moved.x, moved.y, moved.x + BOX, moved.y + moved.height)
            draw_step(canvas, moved)
    _foot(canvas, steps, layout.height + 16, goes_on=not last)
    return canvas


def _windows(layout: MapLayout, has_lanes: bool) -> list[Window]:
    """As many columns on each sheet as there is room for, one at least."""
    begin = EDGE + (LANE if has_lanes else 0)
    columns: dict[float, Placed] = {placed.x: placed for placed in layout.placed.values()}
    cuts = [x - HEAD for x in sorted(columns)[1:]]
    ends = [*cuts, layout.width - EDGE]
    room = ACROSS - begin - EDGE
    windows, left = [], begin
    for end, following in pairwise([*ends, None]):
        if end is not None and (following is None or following - left > room):
            windows.append(Window(left, end, left - begin))
            left = end
    return windows


def _draw_route(canvas: Canvas, route: Route, window: Window, reach: float | None) -> None:
    """``reach``: where the lines end that go on to the next sheet."""
    pieces = [[(x - window.shift, y) for x, y in piece] for piece in _inside(route.points, window.left, window.right)]
    if reach is not None:
        edge = window.right - window.shift
        pieces = [[(reach if x == edge else x, y) for x, y in piece] for piece in pieces]
    moved = replace(
        route,
        points=[(x - window.shift, y) for x, y in route.points],
        label_at=(route.label_at[0] - window.shift, route.label_at[1]),
    )
    draw_route(canvas, moved, pieces)


def _inside(points: Points, left: float, right: float) -> list[Points]:
    """The pieces of a line of level and upright parts between two upright cuts."""
    pieces: list[Points] = []
    last: tuple[float, float] | None = None
    for (ax, ay), (bx, by) in pairwise(points):
        if max(ax, bx) < left or min(ax, bx) > right:
            last = None
            continue
        begin, end = (min(max(ax, left), right), ay), (min(max(bx, left), right), by)
        if last != begin:
            pieces.append([begin])
        pieces[-1].append(end)
        last = end
    return pieces


def _foot(canvas: Canvas, steps: Sequence[Step], y: float, *, goes_on: bool) -> None:
    """What the shapes mean, and on the right how the lines go on."""
    right = draw_key(canvas, steps, y)
    wide = text_width(ON, SMALL) * SLACK
    if goes_on and right + wide < canvas.width - EDGE:
        canvas.text(canvas.width - EDGE, y + 4, ON, SMALL, t.GREY_1, anchor="end")
