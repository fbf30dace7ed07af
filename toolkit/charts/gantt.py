"""Who does what, from when to when: one bar for each action over a line of weeks, with today marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import text_width, wrap
from .numbers import short_date

SHAPES = {"wide": (752, 14.0), "phone": (326, 13.0)}
NAMES = 270.0  # room for the names beside the bars
DOWN = 800.0  # pixels of one sheet of A4 below its title, as wide as the sheet
LINE = 1.25
BAR = 14.0
LEAST = timedelta(days=13)
PAD = timedelta(days=2)


@dataclass(frozen=True)
class Bar:
    """One action. Without ``start`` it is a mark on its last day. ``state``: 'open', 'late' or 'done'."""

    label: str
    start: date | None
    end: date
    state: str = "open"


def gantt(
    bars: Sequence[Bar],
    today: date,
    *,
    title: str,
    desc: str,
    size: str = "wide",
    fmt: str = "svg",
    over: Sequence[Bar] = (),
) -> bytes:
    """Sizes are 'wide' and 'phone'; ValueError for another. ``over``: all bars, where only some of them are drawn."""
    return measure_gantt(bars, today, title=title, desc=desc, size=size, fmt=fmt, over=over).finish()


def split_bars(bars: Sequence[Bar]) -> list[list[Bar]]:
    """As many on each sheet of A4 as there is room for; one sheet at least."""
    sheets: list[list[Bar]] = [[]]
    down = 0.0
    for bar in bars:
        high = _heights([bar], "wide")[1][0]
        if sheets[-1] and down + high > DOWN:
            sheets.append([])
            down = 0.0
        sheets[-1].append(bar)
        down += high
    return sheets


def _heights(bars: Sequence[Bar], size: str) -> tuple[list[list[str]], list[float]]:
    """The rows of words of each bar, and how high each stands."""
    width, text = SHAPES[size]
    side = size == "wide"
    room = NAMES if side else width - 4.0
    names = [wrap(bar.label or " ", room / SLACK, text, False, 4, split=True) for bar in bars]
    return names, [len(rows) * text * LINE + (10 if side else BAR + 16) for rows in names]


def measure_gantt(
    bars: Sequence[Bar],
    today: date,
    *,
    title: str,
    desc: str,
    size: str = "wide",
    fmt: str = "svg",
    over: Sequence[Bar] = (),
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    width, text = SHAPES[size]
    side = size == "wide"
    names, heights = _heights(bars, size)
    x0, x1 = (NAMES + 16 if side else 4.0), width - 6.0
    first, last = _span(over or bars, today)
    top = text * 3.2
    ident = "g" + digest("gantt", tuple(bars), tuple(over), today, title, desc, size, fmt)[:8]
    canvas = Canvas(width, top + sum(heights) + 8, fmt, title=title, desc=desc, ident=ident)

    def x(day: date) -> float:
        return x0 + (day - first).days / (last - first).days * (x1 - x0)

    bottom = canvas.height - 4
    _weeks(canvas, first, last, x, x0, x1, text, top, bottom)
    canvas.line([(x(today), top - 4), (x(today), bottom)], t.WORSE_EDGE, 2, [4, 3])
    half = text_width("Today", text, True) * SLACK / 2
    canvas.text(min(max(x(today), half), width - half), text, "Today", text, t.WORSE_EDGE, bold=True, anchor="middle")
    y = top
    for bar, rows, high in zip(bars, names, heights, strict=True):
        down = (y + (high - len(rows) * text * LINE) / 2 if side else y + 4) + text * 0.9
        if not side:  # the lines of the weeks stop where words stand
            canvas.rect(0, y + 1, width, len(rows) * text * LINE + 4, t.WHITE)
        for k, row in enumerate(rows):
            canvas.text(0, down + k * text * LINE, row, text, t.GREY_1 if bar.state == "done" else t.INK)
        middle = y + high / 2 if side else y + high - BAR / 2 - 8
        _bar(canvas, bar, x, middle)
        y += high
        canvas.line([(0, y), (width, y)], t.GREY_4, 0.8)
    return canvas


def _span(bars: Sequence[Bar], today: date) -> tuple[date, date]:
    days = [today, *(bar.end for bar in bars), *(bar.start for bar in bars if bar.start)]
    first, last = min(days) - PAD, max(days) + PAD
    return first, max(last, first + LEAST)


def _weeks(
    canvas: Canvas,
    first: date,
    last: date,
    x: Callable[[date], float],
    x0: float,
    x1: float,
    text: float,
    top: float,
    bottom: float,
) -> None:
    """Lines at Mondays, or at the first of each month where there are many weeks; words where they fit."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    long = len(days) > 120
    marks = [day for day in days if (day.day == 1 if long else day.weekday() == 0)]
    free = x0
    for day in marks:
        place = x(day)
        canvas.line([(place, top - 4), (place, bottom)], t.GREY_4, 1)
        words = short_date(day, "month year" if long else "day")
        wide = text_width(words, text) * SLACK
        left = min(max(place - wide / 2, x0), x1 - wide)
        if left >= free:
            canvas.text(left, text * 2.5, words, text, t.GREY_1)
            free = left + wide + 8


def _bar(canvas: Canvas, bar: Bar, x: Callable[[date], float], middle: float) -> None:
    fill = {"open": t.BLUE, "late": t.WORSE, "done": t.GREY_2}[bar.state]
    edge = {"open": t.BETTER_EDGE, "late": t.WORSE_EDGE, "done": t.GREY_1}[bar.state]
    end = x(bar.end)
    if bar.start is None:
        canvas.marks("diamond", [(end, middle)], BAR / 2, fill, edge, 1.2)
        if bar.state == "late":  # not by colour alone
            canvas.marks("cross", [(end + BAR / 2 + 8, middle)], 4, None, edge, 2)
        return
    start = x(bar.start)
    left, right = start, max(end, start + 4)
    corners = [
        (left, middle - BAR / 2),
        (right, middle - BAR / 2),
        (right, middle + BAR / 2),
        (left, middle + BAR / 2),
    ]
    canvas.polygon(corners, t.GREY_4 if bar.state == "done" else fill, edge, 1.2)
    if bar.state == "late":
        canvas.marks("cross", [(right + 8, middle)], 4, None, edge, 2)
