"""Title, unit and signal above a chart, sentence and source below it, for pictures that travel alone."""

from __future__ import annotations

from collections.abc import Sequence

from . import tokens as t
from .canvas import SLACK, Canvas
from .metrics import text_width, wrap
from .model import Change, Chart
from .words import Words

COLOURS = {"better": t.BETTER_EDGE, "worse": t.WORSE_EDGE}


def _rows(text: str, width: float, size: float, bold: bool = False, lines: int = 3) -> list[str]:
    return wrap(text, width / SLACK, size, bold, lines) if text else []


def _sizes(size: t.Size) -> tuple[float, float, float, float]:
    """Title, unit, sentence and source text size."""
    big = size.text / 15
    return (24 * big if size.width > 400 else 20, max(14, 16 * big), max(16, 19 * big), max(13, 14 * big))


def _title_room(said: Words, size: t.Size) -> float:
    """Width left for the title beside the signal, or all of it where the signal has its own row."""
    return size.width if _signal_alone(said, size) else size.width - _signal_width(said, size) - 40


def _signal_width(said: Words, size: t.Size) -> float:
    return text_width(said.signal, _sizes(size)[2], True) * SLACK + 28


def _signal_alone(said: Words, size: t.Size) -> bool:
    return size.width < 700


def frame_heights(chart: Chart, said: Words, size: t.Size, listed: Sequence[Change]) -> tuple[float, float]:
    """Room needed above and below the chart body."""
    title, unit, sentence, source = _sizes(size)
    above = len(_rows(chart.title, _title_room(said, size), title, True, 2)) * title * 1.2
    above += len(_rows(chart.unit, size.width, unit, lines=2)) * unit * 1.35 + 12
    if _signal_alone(said, size):
        above += sentence * 1.6
    below = 14 + len(_rows(said.sentence, size.width, sentence, lines=8)) * sentence * 1.4 + source * 2
    below += sum(len(_change_rows(c, size, unit)) for c in listed) * unit * 1.35
    return above, below


def _change_rows(change: Change, size: t.Size, text: float) -> list[str]:
    return _rows(change.label, size.width - 34, text, lines=2)


def draw_signal_icon(canvas: Canvas, state: str, x: float, y: float, r: float) -> None:
    """The shape of a state: diamond better, square worse, triangle changed, circle none, dotted waiting."""
    if state == "better":
        canvas.marks("diamond", [(x, y)], r * 1.25, t.BLUE, t.BETTER_EDGE, 1.5)
    elif state == "worse":
        canvas.marks("square", [(x, y)], r, t.WORSE, t.WORSE_EDGE, 1.5)
    elif state == "change":
        canvas.marks("triangle", [(x, y)], r * 1.2, t.INK, t.INK, 1)
    elif state in ("early", "trial", "empty"):
        canvas.marks("circle", [(x, y)], r, t.WHITE, t.GREY_1, 1.5, (2, 2))
    elif state == "hidden":
        canvas.text(x, y + r * 1.1, "*", r * 3, t.INK, bold=True, anchor="middle")
    else:
        canvas.marks("circle", [(x, y)], r, t.GREY_1, t.GREY_1, 1)


def draw_frame(
    canvas: Canvas,
    chart: Chart,
    said: Words,
    size: t.Size,
    listed: Sequence[Change],
    margin: float,
    above: float,
) -> None:
    """Everything around the chart body, which begins ``above`` below the margin."""
    title, unit, sentence, source = _sizes(size)
    colour = COLOURS.get(said.state, t.INK)
    y = margin
    if _signal_alone(said, size):
        draw_signal_icon(canvas, said.state, margin + sentence * 0.5, y + sentence * 0.55, sentence * 0.42)
        canvas.text(margin + sentence * 1.3, y + sentence * 0.9, said.signal, sentence, colour, bold=True)
        y += sentence * 1.6
    else:
        x = margin + size.width - _signal_width(said, size)
        draw_signal_icon(canvas, said.state, x + 6, y + sentence * 0.6, sentence * 0.42)
        canvas.text(margin + size.width, y + sentence * 0.95, said.signal, sentence, colour, bold=True, anchor="end")
    for row in _rows(chart.title, _title_room(said, size), title, True, 2):
        canvas.text(margin, y + title * 0.9, row, title, t.INK, bold=True)
        y += title * 1.2
    for row in _rows(chart.unit, size.width, unit, lines=2):
        canvas.text(margin, y + unit * 0.95, row, unit, t.GREY_1)
        y += unit * 1.35
    y = margin + above + size.height + 14
    for change in listed:
        canvas.text(margin, y + unit, str(change.number), unit, t.INK, bold=True)
        for row in _change_rows(change, size, unit):
            canvas.text(margin + 34, y + unit, row, unit, t.INK)
            y += unit * 1.35
    for row in _rows(said.sentence, size.width, sentence, lines=8):
        canvas.text(margin, y + sentence, row, sentence, t.INK)
        y += sentence * 1.4
    for row in _rows(said.source, size.width, source, lines=1):
        canvas.text(margin, y + source * 1.3, row, source, t.GREY_1)
