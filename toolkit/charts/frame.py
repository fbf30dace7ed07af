"""Title, unit and signal above a chart, sentence and source below it, for pictures that travel alone."""

from __future__ import annotations

from collections.abc import Sequence

from . import tokens as t
from .canvas import SLACK, Canvas
from .icons import draw_icon
from .metrics import text_width, wrap
from .model import Change, Chart
from .words import Words

Icons = tuple[str, str]
COLOURS = {"better": t.BETTER_EDGE, "worse": t.WORSE_EDGE}


def _rows(text: str, width: float, size: float, bold: bool = False, lines: int = 3) -> list[str]:
    return wrap(text, width / SLACK, size, bold, lines) if text else []


def _sizes(size: t.Size) -> tuple[float, float, float, float]:
    """Title, unit, sentence and source text size."""
    big = size.text / 15
    return (24 * big if size.width > 400 else 20, max(14, 16 * big), max(16, 19 * big), max(13, 14 * big))


def _title_room(said: Words, size: t.Size) -> float:
    """Width left for the title beside the signal, or all of it where the signal has its own row."""
    if _signal_alone(said, size):
        return size.width
    return size.width - max(_signal_width(said, size), _assurance_width(said, size)) - 40


def _sign(said: Words, text: float) -> float:
    """Side of the square that the shape of the state takes, or an icon of an NHS XmR chart."""
    return text * (1.9 if said.variation else 1.1)


def _signal_width(said: Words, size: t.Size) -> float:
    text = _sizes(size)[2]
    return text_width(said.signal, text, True) * SLACK + _sign(said, text) + text * 0.4


def _assurance_width(said: Words, size: t.Size) -> float:
    text = _sizes(size)[2]
    if not said.assurance:
        return 0
    return text_width(said.assurance, text * 0.85) * SLACK + _sign(said, text) + text * 0.4


def _signal_height(said: Words, text: float) -> float:
    """Height of the rows of signal and assurance."""
    row = _sign(said, text) + text * (0.3 if said.variation else 0.5)
    return row * (2 if said.assurance else 1)


def _draw_signal(
    canvas: Canvas, said: Words, icons: Icons, right: float | None, x: float, y: float, text: float
) -> None:
    """The state in words beside its shape or icon; below it the assurance. ``right`` aligns both to that x."""
    side = _sign(said, text)
    rows = [(icons[0], said.signal, text, COLOURS.get(said.state, t.INK), True)]
    if icons[1]:
        rows.append((icons[1], said.assurance, text * 0.85, t.INK, False))
    for icon, words, size, colour, bold in rows:
        left = x if right is None else right - text_width(words, size, bold) * SLACK - side - text * 0.4
        if icon:
            draw_icon(canvas, icon, left, y, side)
        else:
            draw_signal_icon(canvas, said.state, left + side / 2, y + side / 2, text * 0.42)
        canvas.text(left + side + text * 0.4, y + side / 2 + size * 0.35, words, size, colour, bold=bold)
        y += side + text * 0.3


def _title_lines(size: t.Size) -> int:
    return 5 if size.width < 400 else 3


def _unit_room(said: Words, size: t.Size) -> float:
    return _title_room(said, size) if said.assurance else size.width


def _signal_alone(said: Words, size: t.Size) -> bool:
    return size.width < 700


def frame_heights(chart: Chart, said: Words, size: t.Size, listed: Sequence[Change]) -> tuple[float, float]:
    """Room needed above and below the chart body."""
    title, unit, sentence, source = _sizes(size)
    above = len(_rows(chart.title, _title_room(said, size), title, True, _title_lines(size))) * title * 1.2
    above += len(_rows(chart.unit, _unit_room(said, size), unit)) * unit * 1.35 + 12
    signal = _signal_height(said, sentence)
    above = above + signal if _signal_alone(said, size) else max(above, signal + 6)
    below = 14 + len(_rows(said.sentence, size.width, sentence, lines=8)) * sentence * 1.4 + source * 0.7
    below += len(_rows(said.source, size.width, source, lines=2)) * source * 1.3 + (8 if listed else 0)
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
    icons: Icons,
) -> None:
    """Everything around the chart body, which begins ``above`` below the margin.

    ``icons``: variation and assurance of an NHS XmR chart, drawn in place of the shape of the state.
    """
    title, unit, sentence, source = _sizes(size)
    y = margin
    alone = _signal_alone(said, size)
    _draw_signal(canvas, said, icons, None if alone else margin + size.width, margin, y, sentence)
    if alone:
        y += _signal_height(said, sentence)
    for row in _rows(chart.title, _title_room(said, size), title, True, _title_lines(size)):
        canvas.text(margin, y + title * 0.9, row, title, t.INK, bold=True)
        y += title * 1.2
    for row in _rows(chart.unit, _unit_room(said, size), unit):
        canvas.text(margin, y + unit * 0.95, row, unit, t.GREY_1)
        y += unit * 1.35
    y = margin + above + size.height + 14
    for change in listed:
        canvas.text(margin, y + unit, str(change.number), unit, t.INK, bold=True)
        for row in _change_rows(change, size, unit):
            canvas.text(margin + 34, y + unit, row, unit, t.INK)
            y += unit * 1.35
    y += 8 if listed else 0
    for row in _rows(said.sentence, size.width, sentence, lines=8):
        canvas.text(margin, y + sentence, row, sentence, t.INK)
        y += sentence * 1.4
    for row in _rows(said.source, size.width, source, lines=2):
        canvas.text(margin, y + source * 1.3, row, source, t.GREY_1)
        y += source * 1.3
