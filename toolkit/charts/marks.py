"""Changes tested and phases: numbered circles above the plot, lines through it, labels that keep apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tokens as t
from .canvas import SLACK
from .layout import spread
from .metrics import shorten, text_width, wrap_even
from .model import Change
from .numbers import short_date
from .sentences import show_centre

if TYPE_CHECKING:
    from toolkit.spc import Part

    from .picture import Picture

Shown = list[tuple[Change, float, float]]
LABEL_ROOM = 46  # narrower than this a label says nothing


def circle_radius(p: Picture) -> float:
    return p.text * 0.78


def phase_row(p: Picture) -> float:
    """Height of the row of phase names; 0 without phases, and where it would press the plot flat."""
    parts = p.analysis.parts
    if p.size.height < p.text * 9 or not parts or (len(parts) < 2 and parts[0].base_last is None):
        return 0
    return p.text * 1.55


def draw_phases(p: Picture) -> None:
    """A vertical line where each phase begins and its name above it; the end of a frozen baseline likewise."""
    spans = p.part_spans()
    if not spans:
        return
    _draw_baseline(p, spans[0][0])
    if len(spans) < 2:
        return
    text = p.text - 1
    baseline = p.top + text * 1.05
    for k, (part, begin, end) in enumerate(spans):
        if k:
            edge = [(begin, p.plot.y0 - 6), (begin, p.base)]
            p.canvas.line(edge, p.colour(t.INK), 1.25 * p.size.thick, kind="phase")
        if not p.phase_height:
            continue
        room = end - begin - 12 if k < len(spans) - 1 else p.left + p.size.width - begin - 6
        name = _phase_name(p, k)
        wide = text_width(name, text, True) * SLACK
        if wide > room and k == 0 and not part.label:
            name = "Before"
            wide = text_width(name, text, True) * SLACK
        if wide > room and k < len(spans) - 1:
            name = shorten(name, room / SLACK, text, True)
        elif wide > room:
            name = shorten(name, (p.left + p.size.width - begin - 6) / SLACK, text, True)
        if len(name) > 3 or name == _phase_name(p, k):
            p.canvas.text(begin + (6 if k else 0), baseline, name, text, p.words_colour(t.INK), bold=True)


def _draw_baseline(p: Picture, part: Part) -> None:
    if part.base_last is None:
        return
    edge, thick = p.base_edge(part), p.size.thick
    p.canvas.line([(edge, p.plot.y0 - 6), (edge, p.base)], p.colour(t.GREY_1), thick, (7, 3), kind="phase")
    if not p.phase_height or len(p.analysis.parts) > 1:
        return
    text = p.text - 1
    names = (f"Baseline to {short_date(p.analysis.series.dates[part.base_last])}", "Baseline")
    room = edge - p.plot.x0 - 6
    name = next((n for n in names if text_width(n, text, True) * SLACK <= room), "")
    p.canvas.text(p.plot.x0, p.top + text * 1.05, name, text, p.words_colour(t.INK), bold=True)


def _phase_name(p: Picture, k: int) -> str:
    part = p.analysis.parts[k]
    if part.label:
        return part.label
    if part.base_last is not None:
        return f"Baseline to {short_date(p.analysis.series.dates[part.base_last])}"
    if k == 0:
        middle = "" if part.cl is None else f": {_kind(p)} {show_centre(p.chart, part.cl, p.decimals)}"
        return f"Before{middle}"
    return f"Since {short_date(p.analysis.series.dates[part.first])}"


def _kind(p: Picture) -> str:
    return "middle" if p.analysis.chart in ("run", "g") else "mean"


def shown_changes(p: Picture) -> Shown:
    """(change, x of its date, x of its circle), the newest ones where not all circles fit."""
    if not p.chart.changes or not p.plot.xs:
        return []
    wide = 2 * circle_radius(p) + 3
    fit = max(1, int((p.plot.x1 - p.plot.x0) // wide))
    kept = p.chart.changes[-fit:]
    wanted = [p.x_of(c.date) for c in kept]
    low, high = p.plot.x0 - wide / 2, p.plot.x1 + wide / 2
    return list(zip(kept, wanted, spread(wanted, [wide] * len(kept), low, high), strict=True))


def draw_changes(p: Picture) -> None:
    """Dotted lines and circles; labels of two lines where the size has them and there is room."""
    shown = shown_changes(p)
    if not shown:
        return
    r, size = circle_radius(p), p.size
    cy = p.plot.y0 - (size.top - r - max(3, p.text * 0.2) if size.labels else r + 8)
    ink = p.colour(t.INK)
    labels = written_labels(p, shown)
    for k, (change, x, at) in enumerate(shown):
        points = [(at, cy + r), (x, p.plot.y0 - 2), (x, p.base)] if abs(at - x) > 0.5 else [(x, cy + r), (x, p.base)]
        p.canvas.line(points, ink, 1.25 * p.size.thick, (1.5, 3.5), kind="change")
        p.canvas.marks("circle", [(at, cy)], r, ink, ink, 0.5)
        number = str(change.number)
        digits = p.text * (0.87 if len(number) < 3 else 0.62)
        p.canvas.text(at, cy + digits * 0.36, number, digits, t.WHITE, bold=True, anchor="middle")
        if labels:
            _label_change(p, labels[k], at + r + 6, cy)


def written_labels(p: Picture, shown: Shown) -> list[list[str]]:
    """The rows of every label; none at all unless each fits whole, for then the list below names all of them."""
    if not p.size.labels:
        return []
    labels = [label_rows(p, k, shown) for k in range(len(shown))]
    whole = all(
        " ".join(rows) == " ".join(change.label.split())
        for rows, (change, _x, _at) in zip(labels, shown, strict=True)
    )
    return labels if whole else []


def label_rows(p: Picture, k: int, shown: Shown) -> list[str]:
    """The label of the k-th shown change, wrapped into its room; empty where there is too little."""
    change, _x, at = shown[k]
    r, text = circle_radius(p), p.text - 0.5
    edge = shown[k + 1][2] - r - 8 if k + 1 < len(shown) else p.left + p.size.width
    room = min(edge - (at + r + 6), text * 15)
    if room < LABEL_ROOM:
        return []
    rows = wrap_even(change.label, min(room, text * 9) / SLACK, text)
    if rows and rows[-1].endswith("\u2026"):
        rows = wrap_even(change.label, room / SLACK, text)
    return [] if rows and rows[0].endswith("\u2026") and len(rows[0]) < 6 else rows


def _label_change(p: Picture, rows: list[str], x: float, cy: float) -> None:
    text = p.text - 0.5
    top = cy + text * 0.36 - (len(rows) - 1) * text * 0.58
    for n, row in enumerate(rows):
        p.canvas.text(x, top + n * text * 1.17, row, text, p.words_colour(t.INK))
