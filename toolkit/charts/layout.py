"""Where things go: the time axis, the value scale and places for labels that touch nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .canvas import SLACK, Box, Stroke
from .metrics import text_width
from .numbers import nice_scale, short_date


@dataclass
class Plot:
    """The data area in pixels and its two scales."""

    x0: float
    y0: float
    x1: float
    y1: float
    low: float
    high: float
    xs: list[float] = field(default_factory=list)
    pad: float = 0
    step: float = 0

    def y(self, value: float) -> float:
        return self.y1 - (value - self.low) / (self.high - self.low) * (self.y1 - self.y0)


def value_ticks(values: Sequence[float], *, percent: bool, steps: int, whole: bool = False) -> list[float]:
    """4 to 6 round values covering ``values``; from zero where that costs little; percent within 0 to 100."""
    if not values:
        return nice_scale(0, 100 if percent else 10, steps, whole=True)
    low, high = min(values), max(values)
    if high == low:
        pad = abs(high) * 0.1 or 1
        low, high = low - (0 if low == 0 else pad), high + pad
    if low >= 0 and low <= 0.5 * high:
        low = 0
    natural = min(values) >= 0
    room = (high - low) * 0.06
    bottom = low if low == 0 and natural else low - room
    top = high + room
    if natural:
        bottom = max(0.0, bottom)
    if percent and max(values) <= 100:
        top = min(100.0, top)
        bottom = min(bottom, 99.0)
    return nice_scale(bottom, top, steps, whole=whole)


def time_positions(days: Sequence[date], x0: float, x1: float, *, even: bool) -> list[float]:
    """x of each date: true to time, or evenly spaced for events."""
    n = len(days)
    if n == 0:
        return []
    if n == 1:
        return [(x0 + x1) / 2]
    span = (days[-1] - days[0]).days
    if even or span == 0:
        return [x0 + (x1 - x0) * k / (n - 1) for k in range(n)]
    return [x0 + (x1 - x0) * (d - days[0]).days / span for d in days]


def x_of_date(day: date, days: Sequence[date], xs: Sequence[float]) -> float:
    """x of any date between the first and the last point (the nearest end outside them)."""
    if day <= days[0]:
        return xs[0]
    for k in range(1, len(days)):
        if day <= days[k]:
            gap = (days[k] - days[k - 1]).days
            share = (day - days[k - 1]).days / gap if gap else 1.0
            return xs[k - 1] + (xs[k] - xs[k - 1]) * share
    return xs[-1]


def date_ticks(
    days: Sequence[date],
    xs: Sequence[float],
    size: float,
    *,
    cadence: str,
    room: tuple[float, float],
) -> list[tuple[float, str, bool, float]]:
    """(x, text, bold, x of the date) for dates that fit side by side; the last is always there and bold.

    ``room`` is the leftmost and rightmost x any label may take.
    """
    if not days:
        return []
    long = (days[-1] - days[0]).days > 330
    style = "month" if cadence == "month" else "day"
    if long:
        style += " year"
    texts = [short_date(d, style) for d in days]
    last = len(days) - 1
    wide = text_width(texts[last], size, True) * SLACK
    centre = min(max(xs[last], room[0] + wide / 2), room[1] - wide / 2)
    ticks = [(centre, texts[last], True, xs[last])]
    limit = centre - wide / 2
    typical = max(text_width(t, size) for t in texts[:: max(1, last // 12)]) * SLACK + size * 1.6
    reach = limit - size * 0.8
    for k in _tick_steps(days, xs, typical, cadence):  # from the newest back, so that all steps are alike
        half = text_width(texts[k], size) * SLACK / 2
        x = max(xs[k], room[0] + half)
        if x + half < reach:
            ticks.append((x, texts[k], False, xs[k]))
            reach = x - half - size * 0.7
    return sorted(ticks)


EVERY = (1, 2, 3, 4, 6, 8, 12, 13, 16, 24, 26, 52, 104, 208, 520, 1040, 5200)
DAYS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 1456, 3640, 7280, 36400)


def _tick_steps(days: Sequence[date], xs: Sequence[float], typical: float, cadence: str) -> list[int]:
    """Positions that may be named, newest first, ``typical`` pixels apart.

    Daily figures skip weekends and holidays, so their steps are days (whole weeks where that fits); all others
    have one figure a step.
    """
    last = len(days) - 1
    if last == 0:
        return []
    span = xs[last] - xs[0]
    if cadence != "day":
        every = next((e for e in EVERY if span * e / last >= typical), EVERY[-1])
        return list(range(last - every, -1, -every))
    whole = (days[last] - days[0]).days or 1
    step = next((d for d in DAYS if span * d / whole >= typical), DAYS[-1])
    found: list[int] = []
    for back in range(step, whole + 1, step):
        k = bisect_left(days, days[last] - timedelta(days=back))
        if k < (found[-1] if found else last) and (days[last] - days[k]).days > back - max(1, step // 3):
            found.append(k)
    return found


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to ``wanted`` (ascending) as blocks of these heights allow between low and high."""
    places = list(wanted)
    edge = low
    for k, h in enumerate(heights):
        places[k] = max(places[k], edge + h / 2)
        edge = places[k] + h / 2
    edge = high
    for k in range(len(places) - 1, -1, -1):
        places[k] = min(places[k], edge - heights[k] / 2)
        edge = places[k] - heights[k] / 2
    return places


def stroke_touches(s: Stroke, b: Box, gap: float = 1) -> bool:
    """Whether a straight line passes through a box grown by ``gap`` (Liang-Barsky clipping)."""
    _kind, ax, ay, bx, by = s
    x0, y0, x1, y1 = b[1] - gap, b[2] - gap, b[3] + gap, b[4] + gap
    if (ax < x0 and bx < x0) or (ax > x1 and bx > x1) or (ay < y0 and by < y0) or (ay > y1 and by > y1):
        return False
    dx, dy = bx - ax, by - ay
    enter, leave = 0.0, 1.0
    for p, q in ((-dx, ax - x0), (dx, x1 - ax), (-dy, ay - y0), (dy, y1 - ay)):
        if p == 0:
            if q < 0:
                return False
        elif p < 0:
            enter = max(enter, q / p)
        else:
            leave = min(leave, q / p)
    return enter <= leave


@dataclass
class Taken:
    """Everything a label must keep clear of."""

    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def near(self, within: tuple[float, float, float, float]) -> Taken:
        """Only what reaches into the area (left, top, right, bottom)."""
        x0, y0, x1, y1 = within
        return Taken(
            [b for b in self.boxes if b[1] < x1 and b[3] > x0 and b[2] < y1 and b[4] > y0],
            [
                s
                for s in self.strokes
                if not (
                    (s[1] < x0 and s[3] < x0)
                    or (s[1] > x1 and s[3] > x1)
                    or (s[2] < y0 and s[4] < y0)
                    or (s[2] > y1 and s[4] > y1)
                )
            ],
        )

    def free(self, box: Box, gap: float = 1.5) -> bool:
        x0, y0, x1, y1 = box[1] - gap, box[2] - gap, box[3] + gap, box[4] + gap
        for _text, left, top, right, bottom in self.boxes:
            if left < x1 and right > x0 and top < y1 and bottom > y0:
                return False
        for stroke in self.strokes:  # most pass by far off: only the near ones are worth the clipping
            _kind, ax, ay, bx, by = stroke
            if (ax < x0 and bx < x0) or (ax > x1 and bx > x1) or (ay < y0 and by < y0) or (ay > y1 and by > y1):
                continue
            if stroke_touches(stroke, box, gap):
                return False
        return True

    def first_free(
        self,
        places: Iterable[tuple[float, float, str]],
        text: str,
        size: float,
        bold: bool,
        within: tuple[float, float, float, float],
        gap: float = 1.5,
    ) -> tuple[float, float, str] | None:
        """The first (x, y, anchor) whose text lies inside ``within`` and touches nothing."""
        left, top, right, bottom = within
        near = self.near((left - gap, top - gap, right + gap, bottom + gap))
        wide = text_width(text, size, bold) * SLACK
        before = {"start": 0.0, "middle": wide / 2, "end": wide}
        for x, y, anchor in places:
            x0 = x - before[anchor]
            y0, x1, y1 = y - 0.74 * size, x0 + wide, y + 0.22 * size
            if x0 < left or y0 < top or x1 > right or y1 > bottom:
                continue
            if near.free(Box(text, x0, y0, x1, y1), gap):
                return x, y, anchor
        return None
