"""The small picture of a programme card: line, middle, aim and the last point's shape."""

from __future__ import annotations

from toolkit import spc

from . import tokens as t
from .canvas import Canvas
from .frame import draw_signal_icon
from .model import Chart
from .picture import beyond


def draw_spark(canvas: Canvas, chart: Chart, analysis: spc.Analysis) -> None:
    """Into the whole canvas, without text."""
    w, h, pad = canvas.width, canvas.height, 8.0
    values = list(analysis.values)
    known = [v for v in values if v is not None]
    if not known:
        canvas.line([(0, h / 2), (w, h / 2)], t.GREY_4, 1, (2, 4))
        return
    centres = [p.cl for p in analysis.parts if p.cl is not None]
    aim = chart.aim
    if aim is not None and chart.value_format != "percent" and beyond([*known, *centres], aim):
        aim = None
    everything = [*known, *centres, *([] if aim is None else [aim])]
    low, high = min(everything), max(everything)
    if high == low:
        low, high = low - 1, high + 1

    def y(v: float) -> float:
        return h - pad - (v - low) / (high - low) * (h - 2 * pad)

    n = len(values)
    xs = [5 + (w - 15) * k / max(n - 1, 1) for k in range(n)]
    grey = t.GREY_2 if chart.stale else t.GREY_1
    for k, part in enumerate(analysis.parts):
        if part.cl is not None:
            begin = 0 if k == 0 else xs[part.first] - (xs[part.first] - xs[part.first - 1]) / 2
            end = w if k == len(analysis.parts) - 1 else (xs[part.last] + xs[part.last + 1]) / 2
            canvas.line([(begin, y(part.cl)), (end, y(part.cl))], grey, 1.2)
    if aim is not None:
        canvas.line([(0, y(aim)), (w, y(aim))], t.GREY_2 if chart.stale else t.AIM, 1.6, (5, 3))
    stretch: list[tuple[float, float]] = []
    lone: list[tuple[float, float]] = []
    for i, value in enumerate((*values, None)):
        if value is not None:
            stretch.append((xs[i], y(value)))
            continue
        if len(stretch) == 1:
            lone += stretch
        canvas.line(stretch, t.GREY_2, 1.5)
        stretch = []
    canvas.marks("circle", lone, 1.2, t.GREY_2, t.GREY_2, 0.5)
    last = max(i for i, v in enumerate(values) if v is not None)
    state = "hidden" if chart.too_much_hidden else analysis.state
    draw_signal_icon(canvas, state if state != "hidden" else "none", xs[last], y(values[last]), 3.8)  # type: ignore[arg-type]
