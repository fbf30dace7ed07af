"""The figures themselves: the line that breaks at gaps, a shape for each kind of point, marks for gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tokens as t
from .canvas import Box

if TYPE_CHECKING:
    from .picture import Picture


MANY = 400  # more points than this are drawn as a line with only its signals marked


def draw_data(p: Picture) -> None:
    canvas, plot, thick = p.canvas, p.plot, p.size.thick
    values, xs = p.analysis.values, plot.xs
    many = len(values) > MANY
    stretch: list[tuple[float, float]] = []
    lone: list[tuple[float, float]] = []
    for i, value in enumerate((*values, None)):
        if value is not None:
            stretch.append((xs[i], plot.y(value)))
            continue
        width = 1.6 * thick if p.radius > 2 else 1.2
        canvas.line(_thin(stretch), p.colour(t.GREY_2), width, kind="data")
        if len(stretch) == 1:
            lone += stretch
        stretch = []
    if many:
        canvas.marks("circle", _apart(lone), p.radius, p.colour(t.GREY_1), t.WHITE, 0.6)
    _draw_points(p, signals_only=many)
    _draw_gap_marks(p)


def _draw_points(p: Picture, *, signals_only: bool) -> None:
    groups: dict[str, list[tuple[float, float]]] = {}
    analysis, reach = p.analysis, p.radius * 1.3 + 1
    for i, value in enumerate(analysis.values):
        if value is None or (signals_only and not analysis.classes[i]):
            continue
        x, y = p.plot.xs[i], p.plot.y(value)
        groups.setdefault(_kind_of(p, i), []).append((x, y))
        if not signals_only:
            p.canvas.boxes.append(Box("", x - reach, y - reach, x + reach, y + reach))
    if signals_only:
        groups = {kind: _apart(spots) for kind, spots in groups.items()}
    r, thick, canvas = max(p.radius, 2.4) if signals_only else p.radius, p.size.thick, p.canvas
    grey = p.colour(t.GREY_1)
    edge = max(0.6, min(1.0, r / 4))
    hollow = min(1.6, r * 0.45) * thick
    dotted = (2, 1.6)
    canvas.marks("circle", groups.get("plain", []), r, grey, t.WHITE, edge)
    canvas.marks("circle", groups.get("hollow", []), r, t.WHITE, grey, hollow)
    canvas.marks("circle", groups.get("estimate", []), r, t.WHITE, grey, hollow, dotted)
    canvas.marks("circle", groups.get("excluded", []), r * 0.8, t.GREY_4, p.colour(t.GREY_2), 1)
    sharp = min(1.5, r * 0.4) * thick
    for cls, shape, grow in (("better", "diamond", 1.5), ("worse", "square", 1.16)):
        fill, outline = p.colour(t.FILL[cls]), p.colour(t.EDGE[cls])
        canvas.marks(shape, groups.get(cls, []), r * grow, fill, outline, sharp)
        canvas.marks(shape, groups.get(f"{cls} estimate", []), r * grow, t.WHITE, outline, sharp, dotted)
    ink = p.colour(t.INK)
    canvas.marks("triangle", groups.get("neither", []), r * 1.35, ink, t.WHITE, edge)
    canvas.marks("triangle", groups.get("neither estimate", []), r * 1.35, t.WHITE, ink, sharp, dotted)


def _apart(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """One mark a place where thousands would lie on each other."""
    return list({(round(x / 3), round(y / 3)): (x, y) for x, y in spots}.values())


def _kind_of(p: Picture, i: int) -> str:
    analysis = p.analysis
    if analysis.notes[i] == "excluded":
        return "excluded"
    estimate = p.chart.points[i].status == "estimate"
    if analysis.classes[i]:
        return f"{analysis.classes[i]} estimate" if estimate else analysis.classes[i]
    if estimate:
        return "estimate"
    part = next((part for part in analysis.parts if part.first <= i <= part.last), None)
    waiting = part is not None and part.early and analysis.rules != "none"
    on_line = analysis.sides[i] == 0 and analysis.centre[i] is not None
    return "hollow" if waiting or on_line else "plain"


def _draw_gap_marks(p: Picture) -> None:
    """Crosses for closed, dashes for no figure, stars for hidden; all on the axis, not at a value."""
    thick = p.size.thick
    xs, arm = p.plot.xs, min(4.4 * thick, max(2.0, p.plot.step * 0.3))
    closed, missing, hidden = [], [], []
    for i, point in enumerate(p.chart.points):
        if point.status == "closed":
            closed.append((xs[i], p.plot.y1 - 11))
        elif point.status == "hidden":
            hidden.append(xs[i])
        elif p.analysis.values[i] is None and p.analysis.notes[i] != "no range":
            missing.append((xs[i], p.plot.y1 - 8))
    grey = p.colour(t.GREY_1)
    p.canvas.marks("cross", closed, arm, None, grey, 1.6 * thick)
    p.canvas.marks("dash", missing, arm, None, grey, 1.6 * thick)
    for x, y in (*closed, *missing):
        p.canvas.boxes.append(Box("", x - arm, y - arm, x + arm, y + arm))
    middle = p.base - p.strip / 2 + p.text * 0.55
    size = min(p.text * 1.3, max(7.0, p.plot.step * 2.2))
    for x in hidden:
        p.canvas.text(x, middle, "*", size, p.words_colour(t.INK), bold=True, anchor="middle")


def _thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same line on the screen with at most four points a pixel column: first, lowest, highest, last."""
    if len(points) < 800:
        return points
    columns: dict[int, list[tuple[float, float]]] = {}
    for point in points:
        columns.setdefault(int(point[0]), []).append(point)
    kept: list[tuple[float, float]] = []
    for column in columns.values():
        ends = {column[0], column[-1], min(column, key=lambda p: p[1]), max(column, key=lambda p: p[1])}
        kept += sorted(ends)
    return kept
