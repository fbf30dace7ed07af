"""Patients as a population pyramid, staff as bars, appointments as columns: pictures of published figures.

None of them is a chart in time with rules; they have no signals and no limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import text_width
from .numbers import long_date, nice_scale, short_date

SHAPES = {"wide": (752.0, 14.0), "phone": (358.0, 13.0)}
BAND = 5  # years of age in a bar
ROW = 20.0


class Staff(NamedTuple):
    """People of one role; either figure may be unpublished."""

    label: str
    heads: int | None
    wte: float | None


def bands_of(by_age: Sequence[int]) -> list[int]:
    """People in bands of five years, the last from 95 on. ``by_age``: ages 0 to 94, then 95 and over."""
    return [sum(by_age[start : start + BAND]) for start in range(0, len(by_age), BAND)]


def band_names(bands: int) -> list[str]:
    return [f"{k * BAND} to {k * BAND + BAND - 1}" for k in range(bands - 1)] + [f"{(bands - 1) * BAND}+"]


def population_pyramid(
    female: Sequence[int], male: Sequence[int], *, day: date, size: str = "wide", fmt: str = "svg"
) -> bytes:
    """Women to the left, men to the right, oldest on top; each side by single years of age as in ``bands_of``."""
    return measure_pyramid(female, male, day=day, size=size, fmt=fmt).finish()


def measure_pyramid(
    female: Sequence[int], male: Sequence[int], *, day: date, size: str = "wide", fmt: str = "svg"
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    width, text = SHAPES[size]
    left, right = bands_of(female), bands_of(male)
    names = band_names(len(left))
    lines = 1 if size == "wide" else 2
    top, foot = text * (1.2 + 1.2 * lines), text * 2.6
    height = top + ROW * len(names) + foot
    women, men = sum(female), sum(male)
    desc = (
        f"{women:,} women and girls, {men:,} men and boys on {long_date(day, year=True)}. "
        f"The largest age group is {_largest(left, right, names)}."
    )
    canvas = _canvas(width, height, fmt, "Patients by age and sex", desc, (left, right, day, size))
    gap = max(text_width(name, text) for name in names) * SLACK / 2 + 8
    middle = width / 2
    side = middle - gap - 6
    most = nice_scale(0, max(*left, *right, 1), 3 if size == "wide" else 2, whole=True)
    scale = side / most[-1]
    bottom = top + ROW * len(names)
    for value in most:
        for sign in (-1, 1):
            x = middle + sign * (gap + value * scale)
            canvas.line([(x, top), (x, bottom)], t.GREY_4, 1)
            at, anchor = (x, "middle") if value < most[-1] else (x + sign * 4, "end" if sign > 0 else "start")
            canvas.text(at, bottom + text * 1.4, f"{value:,.0f}", text - 1, t.GREY_1, anchor=anchor)
    for k, name in enumerate(reversed(names)):
        y = top + ROW * k
        here = len(names) - 1 - k
        canvas.text(middle, y + ROW / 2 + text * 0.35, name, text, t.INK, anchor="middle")
        canvas.rect(middle - gap - left[here] * scale, y + 2, left[here] * scale, ROW - 4, t.BLUE)
        canvas.rect(middle + gap, y + 2, right[here] * scale, ROW - 4, t.GREY_1)
    for x, colour, anchor, who, count in (
        (middle - gap, t.BLUE, "end", "Women and girls", women),
        (middle + gap, t.GREY_1, "start", "Men and boys", men),
    ):
        words = [f"{who}: {count:,}"] if lines == 1 else [who, f"{count:,}"]
        for k, word in enumerate(words):
            canvas.text(x, text * 1.3 * (k + 1), word, text, colour, bold=True, anchor=anchor)
    return canvas


def _largest(left: Sequence[int], right: Sequence[int], names: Sequence[str]) -> str:
    sums = [a + b for a, b in zip(left, right, strict=True)]
    return names[sums.index(max(sums))]


def staff_bars(staff: Sequence[Staff], *, day: date, size: str = "wide", fmt: str = "svg") -> bytes:
    """A bar as long as the full-time equivalents of a role; a ring marks how many people they are."""
    return measure_staff(staff, day=day, size=size, fmt=fmt).finish()


def measure_staff(staff: Sequence[Staff], *, day: date, size: str = "wide", fmt: str = "svg") -> Canvas:
    width, text = SHAPES[size]
    row = 30.0 if size == "wide" else 46.0
    top = text * 2.2
    height = top + row * len(staff) + text
    wte = sum(one.wte or 0 for one in staff)
    heads = sum(one.heads or 0 for one in staff)
    desc = f"{heads} people make up {_short(wte)} full-time posts on {long_date(day, year=True)}."
    canvas = _canvas(width, height, fmt, "Who works here", desc, (tuple(staff), day, size))
    names = max(text_width(one.label, text) for one in staff) * SLACK if size == "wide" else 0
    words = [_said(one) for one in staff]
    told = max(text_width(word, text) for word in words) * SLACK
    x0 = names + 12 if names else 0.0
    most = max([1.0, *(max(one.wte or 0, one.heads or 0) for one in staff)])
    scale = (width - x0 - told - 22) / most
    canvas.text(x0, text * 1.2, "Bar: full-time posts. Ring: people.", text - 1, t.GREY_1)
    for k, (one, word) in enumerate(zip(staff, words, strict=True)):
        y = top + row * k
        bar = y + 6 if size == "wide" else y + text + 6
        base = bar + 9 + text * 0.35
        canvas.text(
            names if names else 0, base if names else y + text, one.label, text, anchor="end" if names else "start"
        )
        canvas.rect(x0, bar, (one.wte or 0) * scale, 18, t.BLUE)
        if one.heads:
            canvas.marks("circle", [(x0 + one.heads * scale, bar + 9)], 5, t.WHITE, t.INK, 2)
        end = x0 + max(one.wte or 0, one.heads or 0) * scale
        canvas.text(end + 12, base, word, text, t.INK)
    return canvas


def _said(one: Staff) -> str:
    parts = [] if one.wte is None else [_short(one.wte)]
    if one.heads is not None:
        parts.append(f"{one.heads} people" if one.heads != 1 else "1 person")
    return ", ".join(parts)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def month_columns(months: Sequence[tuple[date, int]], *, what: str, size: str = "wide", fmt: str = "svg") -> bytes:
    """A column for each month, oldest first; months without a figure leave their place empty."""
    return measure_months(months, what=what, size=size, fmt=fmt).finish()


def measure_months(months: Sequence[tuple[date, int]], *, what: str, size: str = "wide", fmt: str = "svg") -> Canvas:
    width, text = SHAPES[size]
    height = 260.0 if size == "wide" else 230.0
    first, last = months[0][0], months[-1][0]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    low, high = min(n for _, n in months), max(n for _, n in months)
    desc = f"{what}: {low:,} to {high:,} a month, {months[-1][1]:,} in {short_date(last, 'month year')}."
    canvas = _canvas(width, height, fmt, f"{what} by month", desc, (tuple(months), what, size))
    ticks = nice_scale(0, max(high, 1), 4, whole=True)
    x0 = max(text_width(f"{v:,.0f}", text - 1) for v in ticks) * SLACK + 10
    top, bottom = text * 0.9, height - text * 3.2
    scale = (bottom - top) / ticks[-1]
    for value in ticks:
        y = bottom - value * scale
        canvas.line([(x0, y), (width, y)], t.GREY_4, 1)
        canvas.text(x0 - 8, y + text * 0.35, f"{value:,.0f}", text - 1, t.GREY_1, anchor="end")
    step = (width - x0) / count
    wide = min(step * 0.7, 44)
    every = max(1, -(-int(text_width("Sep", text - 1) * SLACK + 6) // max(int(step), 1)))
    year = None
    values = dict(months)
    for k in range(count):
        day = date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1)
        middle = x0 + step * (k + 0.5)
        if day in values:
            canvas.rect(middle - wide / 2, bottom - values[day] * scale, wide, values[day] * scale, t.BLUE)
        half = text_width(short_date(day, "month"), text - 1) * SLACK / 2
        if k % every == 0 and middle + half <= width:
            canvas.text(middle, bottom + text * 1.3, short_date(day, "month"), text - 1, t.GREY_1, anchor="middle")
            room = width - middle > text_width("2000", text - 1)
            if day.year != year and room:
                canvas.text(middle, bottom + text * 2.6, str(day.year), text - 1, t.INK, bold=True, anchor="middle")
                year = day.year
    canvas.line([(x0, bottom), (width, bottom)], t.GREY_2, 1)
    return canvas


def _canvas(width: float, height: float, fmt: str, title: str, desc: str, content: object) -> Canvas:
    ident = "p" + digest("people", title, content, fmt)[:8]
    return Canvas(width, height, fmt, title=title, desc=desc, ident=ident)
