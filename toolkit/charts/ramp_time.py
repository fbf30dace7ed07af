"""A ramp by size and time: tests as circles that rise as they grow, above the measure's chart on the same dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from toolkit import spc

from . import tokens as t
from .canvas import SLACK, Box, Canvas, digest
from .layout import Taken, spread
from .metrics import text_width
from .model import Chart, study
from .numbers import short_date
from .picture import Picture
from .ramp import RampTest, describe, place_words, words_of_test
from .words import words

# Of the body with the chart; the ramp stands above it.
SHAPES = {"wide": t.Size(1152, 300, 15, 4.2, False, 16), "phone": t.Size(358, 230, 13, 3.2, False, 14)}
AXIS_ROOM = 46.0  # pixels left of the first test, for the arrow that says what is up


class TimePicture(Picture):
    """A chart body whose time axis runs over given days, true to time also where its figures are not."""

    days: tuple[date, date]
    marked: Sequence[date] = ()

    def over(self, first: date, last: date, marked: Sequence[date]) -> TimePicture:
        """The first and the last day, and those that get a dotted line."""
        self.days, self.marked = (first, max(last, first + timedelta(days=1))), marked
        return self

    def _draw_bands(self) -> None:
        super()._draw_bands()
        for x in map(self.x_of, self.marked):
            self.canvas.line([(x, self.plot.y0 - 2), (x, self.base)], t.INK, 1.25, (1.5, 3.5), kind="change")

    def _lay_out(self) -> None:
        super()._lay_out()
        plot, days = self.plot, self.analysis.series.dates
        plot.xs = [self.x_of(day) for day in days]
        gaps = sorted(b - a for a, b in zip(plot.xs, plot.xs[1:], strict=False))
        plot.step = gaps[len(gaps) // 2] if gaps else plot.x1 - plot.x0
        self.radius = max(1.4, min(self.size.point, plot.step * 0.42)) if len(days) > 1 else self.size.point

    def x_of(self, day: date) -> float:
        first, last = self.days
        share = min(1.0, max(0.0, (day - first).days / (last - first).days))
        x0, x1 = self.plot.x0 + self.plot.pad, self.plot.x1 - self.plot.pad
        return x0 + (x1 - x0) * share


class SpanPicture(Picture):
    """A chart body with a bracket over the days of one test."""

    span: tuple[date, date]
    name: str = ""

    def _draw_bands(self) -> None:
        super()._draw_bands()
        half = 4.0
        left = max(self.plot.x0, self.x_of(self.span[0]) - half)
        right = min(self.plot.x1, self.x_of(self.span[1]) + half)
        top = self.plot.y0 - 7
        for x in (left, right):
            self.canvas.line([(x, top), (x, self.base)], t.INK, 1.25, (1.5, 3.5), kind="change")
        self.canvas.line([(left, top), (right, top)], t.INK, 4, kind="change")
        wide = text_width(self.name, self.text, True) * SLACK
        middle = min(max((left + right) / 2, self.plot.x0 + wide / 2), self.left + self.size.width - wide / 2)
        self.canvas.text(middle, top - 8, self.name, self.text, bold=True, anchor="middle")


def chart_with_test(
    chart: Chart, span: tuple[date, date], name: str, *, size: str = "half", analysis: spc.Analysis | None = None
) -> bytes:
    """The measure's chart with one test marked over its dates, as SVG. Sizes: half and phone of ``tokens.SIZES``."""
    return measure_chart_with_test(chart, span, name, size=size, analysis=analysis).finish()


def measure_chart_with_test(
    chart: Chart, span: tuple[date, date], name: str, *, size: str = "half", analysis: spc.Analysis | None = None
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    analysis = analysis or study(chart)
    shape = replace(t.SIZES[size], height=t.SIZES[size].height + 20, top=30)
    bare = replace(chart, changes=())
    desc = f"{words(chart, analysis).alt} {name}: {short_date(span[0])} to {short_date(span[1])}."
    ident = "s" + digest("span", bare, span, name, size)[:8]
    canvas = Canvas(shape.width, shape.height, "svg", title=chart.title, desc=desc, ident=ident)
    picture = SpanPicture(canvas, bare, analysis, replace(shape, height=shape.height - 16), 0, 16)
    picture.span, picture.name = span, name
    picture.draw()
    return canvas


def ramp_over_time(
    tests: Sequence[RampTest], chart: Chart | None = None, *, title: str, size: str = "wide", fmt: str = "svg"
) -> bytes:
    """The tests by size and time, and the measure's chart below on the same dates. Sizes: wide, phone.

    Args:
        tests: in order, each with the day on which it ``began``; the standard it led to is the last, ``final``.
        chart: as this reader may see it; None, or one without figures, leaves the dates alone below the tests.

    Raises:
        ValueError: another size, or a test without a day.
    """
    return measure_ramp_over_time(tests, chart, title=title, size=size, fmt=fmt).finish()


def measure_ramp_over_time(
    tests: Sequence[RampTest], chart: Chart | None = None, *, title: str, size: str = "wide", fmt: str = "svg"
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    days = [test.began for test in tests if test.began is not None]
    if len(days) != len(tests) or not days:
        raise ValueError("a test without a day")
    body, wide = SHAPES[size], size == "wide"
    if chart is not None:
        chart = replace(chart, changes=()) if chart.points else None
    radius = body.text * (1.2 if wide else 0.95)
    rows = _rows_of(tests, body.text, wide)
    levels = sorted({test.level or 0 for test in tests})
    step = 48.0 if wide else 30.0
    words_high = max(map(len, rows)) * body.text * 1.2
    high = radius * 2 + step * (len(levels) - 1) + words_high + body.text * 1.4
    below = body.height if chart is not None else body.text * 2.6
    desc = describe(tests)
    if chart is not None:
        desc += f" Below, on the same dates: {words(chart, study(chart)).alt}"
    ident = "t" + digest("time", tuple(tests), chart, title, size, fmt)[:8]
    canvas = Canvas(body.width, high + below, fmt, title=title, desc=desc, ident=ident)
    picture = _body(canvas, chart, body, high, days)
    foot = high - words_high - body.text * 0.9 - radius
    heights = [foot - step * levels.index(test.level or 0) for test in tests]
    _draw_tests(canvas, picture, tests, heights, rows, radius)
    _draw_arrow(canvas, foot, foot - step * max(1, len(levels) - 1), body.text, wide)
    return canvas


class _Dates:
    """The dates below the tests where there is no chart."""

    def __init__(self, canvas: Canvas, size: t.Size, top: float, first: date, last: date) -> None:
        self.left, self.right = AXIS_ROOM + size.text, size.width - size.text * 4
        self.first, self.days = first, max(1, (last - first).days)
        self.top, self.base = top, top + 8
        canvas.line([(AXIS_ROOM, self.base), (size.width, self.base)], t.GREY_2, 1, kind="axis")

    def x_of(self, day: date) -> float:
        return self.left + (self.right - self.left) * (day - self.first).days / self.days


def _body(
    canvas: Canvas, chart: Chart | None, size: t.Size, top: float, days: Sequence[date]
) -> TimePicture | _Dates:
    if chart is None:
        return _Dates(canvas, size, top, min(days), max(days))
    left = AXIS_ROOM if size.width > 600 else 0
    shape = replace(size, width=round(size.width - left))
    picture = TimePicture(canvas, chart, study(chart), shape, left, top)
    shown = [point.date for point in chart.points]
    picture.over(min(*days, *shown), max(*days, *shown), days).draw()
    return picture


def _rows_of(tests: Sequence[RampTest], text: float, wide: bool) -> list[list[tuple[str, bool, str]]]:
    room = text * (13 if wide else 6.5)
    return [words_of_test(test, room, text, wide) for test in tests]


def _draw_tests(
    canvas: Canvas,
    picture: TimePicture | _Dates,
    tests: Sequence[RampTest],
    heights: Sequence[float],
    rows: Sequence[list[tuple[str, bool, str]]],
    radius: float,
) -> None:
    text = SHAPES["wide" if canvas.width > 600 else "phone"].text
    wanted = [picture.x_of(test.began) for test in tests if test.began is not None]
    room = radius * 2 + 6
    across = spread(wanted, [room] * len(tests), AXIS_ROOM if canvas.width > 600 else 0, canvas.width - 2)
    spots = list(zip(across, heights, strict=True))
    top = picture.top if isinstance(picture, _Dates) else picture.plot.y0
    for (x, y), true, test in zip(spots, wanted, tests, strict=True):
        end = picture.base if isinstance(picture, _Dates) else top - 2
        down = [(x, y + radius), (x, top - 14), (true, top - 2), (true, end)]
        if abs(x - true) < 0.5:
            down = [down[0], down[-1]]
        canvas.line(down, t.INK, 1.25, (1.5, 3.5), kind="change")
        if isinstance(picture, _Dates) and test.began is not None:
            _name_day(canvas, true, picture.base + text * 1.4, short_date(test.began), text)
    canvas.line(spots, t.GREY_2, 1.6, kind="data")
    for spot, test in zip(spots, tests, strict=True):
        _draw_spot(canvas, spot, test, radius, text)
    for spot, words_of in zip(spots, rows, strict=True):
        place_words(canvas, spot, words_of, radius, text)


def _name_day(canvas: Canvas, x: float, y: float, name: str, text: float) -> None:
    """The day below the axis, unless the one before takes the room: the table says them all."""
    half = text_width(name, text) * SLACK / 2
    x = min(max(x, half), canvas.width - half)
    box = Box(name, x - half, y - text, x + half, y + 3)
    if Taken(canvas.boxes, []).free(box, gap=4):
        canvas.text(x, y, name, text, t.GREY_1, anchor="middle")


def _draw_spot(canvas: Canvas, spot: tuple[float, float], test: RampTest, radius: float, text: float) -> None:
    """A numbered circle, hollow while the test is open; the standard is a square with a tick."""
    x, y = spot
    fill = t.WHITE if test.open else t.AIM if test.final else t.INK
    edge = t.AIM if test.final else t.INK
    canvas.marks("square" if test.final else "circle", [spot], radius, fill, edge, 2)
    canvas.boxes.append(Box("", x - radius, y - radius, x + radius, y + radius))
    if test.final:
        third = radius * 0.42
        canvas.line([(x - third, y), (x - third * 0.2, y + third * 0.8), (x + third, y - third * 0.8)], t.WHITE, 2.5)
        return
    number = str(test.number)
    digits = text * (1.0 if len(number) < 3 else 0.75)
    canvas.text(x, y + digits * 0.36, number, digits, t.INK if test.open else t.WHITE, bold=True, anchor="middle")
    canvas.boxes.pop()


def _draw_arrow(canvas: Canvas, foot: float, top: float, text: float, wide: bool) -> None:
    if not wide:
        return
    x = AXIS_ROOM * 0.62
    top = max(top - text, text)
    canvas.line([(x, foot + text), (x, top)], t.GREY_1, 1.4, kind="axis")
    canvas.line([(x - 5, top + 7), (x, top), (x + 5, top + 7)], t.GREY_1, 1.4)
    if foot + text - top > text_width("Bigger test", text):
        canvas.text(x - 9, (foot + text + top) / 2, "Bigger test", text - 1, t.GREY_1, anchor="middle", angle=90)
