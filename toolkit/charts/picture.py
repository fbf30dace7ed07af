"""The body of a chart: scale, lines, marks and points. Titles and sentences around it are in ``frame``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from toolkit import spc

from . import tokens as t
from .canvas import SLACK, Canvas
from .labels import draw_band_labels, draw_last_label, draw_line_labels, draw_small_words, end_labels
from .layout import Plot, Taken, date_ticks, time_positions, value_ticks, x_of_date
from .marks import draw_changes, draw_phases, phase_row
from .metrics import text_width
from .model import Chart
from .numbers import enough_decimals, show
from .points import draw_data
from .sentences import figure_decimals

STRIP = 2.3  # height of the strip for hidden figures, in text sizes


class Picture:
    """One chart body on a canvas, its top left corner at (``left``, ``top``)."""

    def __init__(
        self,
        canvas: Canvas,
        chart: Chart,
        analysis: spc.Analysis,
        size: t.Size,
        left: float,
        top: float,
    ) -> None:
        self.canvas, self.chart, self.analysis, self.size = canvas, chart, analysis, size
        self.left, self.top = left, top
        self.text = size.text
        self.decimals = figure_decimals(chart, analysis)
        self.taken = Taken(canvas.boxes, canvas.strokes)
        self.quiet = chart.stale
        self.aim_beyond = 0  # 1 or -1 where the aim lies so far off that its line would flatten the figures
        self.limits_shown = any(
            not part.early and v is not None
            for part in analysis.parts
            for v in analysis.upper[part.first : part.last + 1]
        )

    def colour(self, wanted: str) -> str:
        """``wanted``, or grey on a chart that nobody has fed for long."""
        return t.GREY_2 if self.quiet and wanted not in (t.WHITE, t.GREY_4, t.GREY_5) else wanted

    def words_colour(self, wanted: str) -> str:
        return t.GREY_1 if self.quiet else wanted

    def draw(self) -> None:
        self._lay_out()
        self._draw_grid()
        self._draw_limit_ground()
        self._draw_bands()
        draw_phases(self)
        draw_changes(self)
        self._draw_limits()
        self._draw_centre()
        self._draw_aim()
        draw_data(self)
        draw_line_labels(self)
        draw_last_label(self)
        draw_small_words(self)  # before the bands' words: those can stand in many places, these in few
        draw_band_labels(self)

    # layout -------------------------------------------------------------------------------------------

    def _range(self) -> list[float]:
        analysis = self.analysis
        values = [v for v in analysis.values if v is not None]
        values += [c for c in set(analysis.centre) if c is not None]
        if self.limits_shown:
            for part in analysis.parts:
                if not part.early:
                    span = slice(part.first, part.last + 1)
                    values += [v for v in (*analysis.lower[span], *analysis.upper[span]) if v is not None]
        aim = self.chart.aim
        if aim is not None:
            self.aim_beyond = 0 if self.chart.value_format == "percent" else beyond(values, aim)
            if not self.aim_beyond:
                values.append(aim)
        return values

    def _lay_out(self) -> None:
        chart, size, text = self.chart, self.size, self.text
        percent = chart.value_format == "percent"
        height = size.height - size.top
        steps = 3 if height < 180 else 5
        self.phase_height = phase_row(self)
        changes_room = size.top if chart.changes else text * 0.9 + 4
        y0 = self.top + changes_room + self.phase_height
        y1 = self.top + size.height - text * 2
        self.strip = text * STRIP if chart.n_hidden else 0
        whole, values = self.decimals == 0, self._range()
        self.ticks = value_ticks(values, percent=percent, steps=steps, whole=whole)
        while steps > 1 and (y1 - self.strip - y0) / (len(self.ticks) - 1) < text * 1.2:  # their texts would touch
            steps -= 1
            self.ticks = value_ticks(values, percent=percent, steps=steps, whole=whole)
        places = enough_decimals(self.ticks, 3)
        self.tick_texts = [show(v, chart.value_format, places) for v in self.ticks]
        tick_room = max(text_width(s, text) for s in self.tick_texts) * SLACK
        x0 = self.left + tick_room + 9
        one_line = (y1 - self.strip - y0) < text * 2.3 * max(1, self._lines_to_name())
        self.ends = end_labels(self, one_line=one_line)
        widest = max((w for label in self.ends for w in label.widths), default=0)
        x1 = self.left + size.width - max(widest + 12, text * 1.4)
        self.plot = Plot(x0, y0, x1, y1 - self.strip, self.ticks[0], self.ticks[-1])
        self.base = y1
        n = len(chart.points)
        self.plot.pad = max(9.0, min(18.0, (x1 - x0) / max(2 * n, 2)))
        even = chart.cadence in ("event", "cycle")
        days = self.analysis.series.dates
        self.plot.xs = time_positions(days, x0 + self.plot.pad, x1 - self.plot.pad, even=even)
        gaps = [b - a for a, b in pairwise(self.plot.xs)]
        self.plot.step = sorted(gaps)[len(gaps) // 2] if gaps else x1 - x0
        self.radius = max(1.4, min(size.point, self.plot.step * 0.42)) if n > 1 else size.point

    def _lines_to_name(self) -> int:
        lines = int(self.chart.aim is not None)
        lines += any(c is not None for c in self.analysis.centre)
        return lines + 2 * self.limits_shown + (self.chart.n_hidden > 0)

    def x_of(self, day: date) -> float:
        """x of any date: among the points, or at the nearest end."""
        return x_of_date(day, self.analysis.series.dates, self.plot.xs)

    # ground -------------------------------------------------------------------------------------------

    def _draw_grid(self) -> None:
        canvas, plot, text = self.canvas, self.plot, self.text
        if self.strip:
            canvas.rect(plot.x0, plot.y1, plot.x1 - plot.x0, self.strip, t.GREY_5)
        levels = [plot.y(value) for value in self.ticks]
        canvas.segments([(plot.x0, y, plot.x1, y) for y in levels if y < self.base - 0.5], t.GREY_4, 1)
        for y, shown in zip(levels, self.tick_texts, strict=True):
            canvas.text(plot.x0 - 9, y + text * 0.35, shown, text, t.GREY_1, anchor="end")
        canvas.line([(plot.x0, self.base), (plot.x1, self.base)], t.GREY_2, 1, kind="axis")
        room = (self.left, self.left + self.size.width)
        days = self.analysis.series.dates
        small = text if self.size.spare else text - 1
        ticks = date_ticks(days, plot.xs, small, cadence=self.chart.cadence, room=room)
        canvas.segments([(at, self.base, at, self.base + 5) for _x, _text, _bold, at in ticks], t.GREY_2, 1, "tick")
        for x, shown, bold, _at in ticks:
            colour = self.words_colour(t.INK if bold else t.GREY_1)
            canvas.text(x, self.base + text * 1.45, shown, small, colour, bold=bold, anchor="middle")

    def part_spans(self) -> list[tuple[spc.Part, float, float]]:
        """Each part with the x where it begins and ends; neighbours meet at the first point's date."""
        plot, parts = self.plot, self.analysis.parts
        spans = []
        for k, part in enumerate(parts):
            begin = plot.x0 if k == 0 else self._boundary(part.first)
            end = plot.x1 if k == len(parts) - 1 else self._boundary(parts[k + 1].first)
            spans.append((part, begin, end))
        return spans

    def _boundary(self, first: int) -> float:
        xs = self.plot.xs
        return xs[first] - min(self.plot.step, xs[first] - xs[first - 1]) / 2

    def base_edge(self, part: spc.Part) -> float:
        """x at which a frozen baseline ends, between its last point and the next one."""
        xs, last = self.plot.xs, part.base_last or 0
        return (xs[last] + xs[last + 1]) / 2

    def _limit_steps(
        self,
        row: Sequence[float | None],
        part: spc.Part,
        begin: float,
        end: float,
    ) -> list[tuple[float, float]]:
        """A limit's course through a part: straight, or in steps when it varies from point to point."""
        plot = self.plot
        span = range(part.first, part.last + 1)
        first = next((v for v in row[part.first : part.last + 1] if v is not None), None)
        if first is None:
            return []
        if not part.varying:
            return [(begin, plot.y(first)), (end, plot.y(first))]
        points: list[tuple[float, float]] = []
        for i in span:
            value = row[i]
            if value is None:
                continue
            left = begin if i == part.first else (plot.xs[i - 1] + plot.xs[i]) / 2
            right = end if i == part.last else (plot.xs[i] + plot.xs[i + 1]) / 2
            points += [(left, plot.y(value)), (right, plot.y(value))]
        return points

    def _draw_limit_ground(self) -> None:
        for part, begin, end in self.part_spans():
            if part.early:
                continue
            low = self._limit_steps(self.analysis.lower, part, begin, end)
            high = self._limit_steps(self.analysis.upper, part, begin, end)
            if low and high:
                self.canvas.polygon([*low, *reversed(high)], t.GREY_5)

    def _draw_limits(self) -> None:
        for part, begin, end in self.part_spans():
            if part.early:
                continue
            dash = (2, 4) if part.trial else (6, 4)
            for row in (self.analysis.lower, self.analysis.upper):
                steps = self._limit_steps(row, part, begin, end)
                self.canvas.line(steps, self.colour(t.GREY_1), 1.5 * self.size.thick, dash, kind="limit")

    def _draw_centre(self) -> None:
        for part, begin, end in self.part_spans():
            if part.cl is not None:
                y = self.plot.y(part.cl)
                colour, thick = self.colour(t.GREY_1), 1.6 * self.size.thick
                kept = end if part.base_last is None else self.base_edge(part)
                self.canvas.line([(begin, y), (kept, y)], colour, thick, kind="centre")
                if kept < end:  # beyond a frozen baseline the line is carried on, not worked out
                    self.canvas.line([(kept, y), (end, y)], colour, thick, (12, 3), kind="centre")

    def _draw_aim(self) -> None:
        if self.chart.aim is None or self.aim_beyond:
            return
        y = self.plot.y(self.chart.aim)
        thick = self.size.thick
        self.canvas.line(
            [(self.plot.x0, y), (self.plot.x1, y)],
            self.colour(t.AIM),
            2 * thick,
            (8.4 * thick, 5.6 * thick),
            kind="aim",
        )

    # signals ------------------------------------------------------------------------------------------

    def bands(self) -> list[tuple[spc.Signal, float, float]]:
        """Runs and trends to be shaded, newest part last, as (signal, left, right)."""
        plot = self.plot
        found = []
        for s in self.analysis.signals:
            shown = self.analysis.classes[s.first : s.last + 1]
            if s.rule not in ("run", "shift", "trend") or s.direction not in shown:
                continue
            half = plot.step / 2
            left = max(plot.x0, plot.xs[s.first] - half)
            right = min(plot.x1, plot.xs[s.last] + half)
            found.append((s, left, right))
        return found

    def _draw_bands(self) -> None:
        if self.quiet:
            return
        for s, left, right in self.bands():
            top = self.plot.y0
            self.canvas.rect(left, top, right - left, self.plot.y1 - top, t.TINT[s.direction])


def beyond(values: Sequence[float], aim: float) -> int:
    """1 or -1 for an aim more than four times as high or low as any value, if its line would flatten them."""
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    if high == low or low <= aim <= high or (high - low) > 0.12 * (max(high, aim) - min(low, aim)):
        return 0
    if aim > high:
        return int(high > 0 and aim > 4 * high)
    return -int(low > 0 and aim * 4 < low)
