"""Numbers and dates as people read them."""

from __future__ import annotations

import calendar
from datetime import date
from math import floor, log10

WEEKDAYS = tuple(calendar.day_name)
MONTHS = tuple(calendar.month_name)[1:]
WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def long_date(day: date, *, year: bool = False) -> str:
    """'Monday 3 March', with the year where asked."""
    text = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def short_date(day: date, style: str = "day") -> str:
    """'3 Mar'; style 'month': 'Mar'; 'month year': 'Mar 2025'; 'day year': '3 Mar 25'."""
    month = MONTHS[day.month - 1][:3]
    if style == "month":
        return month
    if style == "month year":
        return f"{month} {day.year}"
    return f"{day.day} {month} {day.year % 100:02d}" if style == "day year" else f"{day.day} {month}"


def count_word(n: int) -> str:
    """'nine', and figures from thirteen on."""
    return WORDS[n] if 0 <= n < len(WORDS) else f"{n:,}"


def plural(n: int, word: str) -> str:
    return f"{count_word(n)} {word if n == 1 else word + 's'}"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def enough_decimals(values: list[float], most: int = 3) -> int:
    """As few decimals as tell these values apart, at most ``most``."""
    if values and max(abs(v) for v in values) >= 10_000:
        return 0
    for places in range(most):
        if all(abs(v - round(v, places)) <= 1e-9 * max(1.0, abs(v)) for v in values):
            return places
    return most


def show(value: float, value_format: str, decimals: int) -> str:
    """A value with its sign, thousands commas, and a percent sign where it is one."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return f"{text}%" if value_format == "percent" else text


def centre_text(value: float, value_format: str, decimals: int) -> str:
    """A line's value: one decimal more than the figures at most, without trailing zeros."""
    places = decimals + 1 if decimals < 2 else decimals
    if abs(value) >= 1000:
        places = min(places, decimals, 0 if abs(value) >= 10_000 else 1)
    extra = f"{round(value, places) + 0.0:,.{places}f}"
    if "." in extra:
        extra = extra.rstrip("0").rstrip(".")
    return f"{extra}%" if value_format == "percent" else extra


def nice_scale(low: float, high: float, steps: int = 5, *, whole: bool = False) -> list[float]:
    """Round tick values that cover ``low`` to ``high`` in at most ``steps`` steps; ``whole`` numbers only."""
    if high <= low:
        high = low + 1
    raw = (high - low) / steps
    power = 10 ** floor(log10(raw))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 500, 1000):
        step = factor * power
        if whole and step != int(step):
            continue
        first = floor(low / step + 1e-9)
        last = -floor(-high / step + 1e-9)
        if last - first <= steps:
            return [round(k * step, 12) for k in range(first, last + 1)]
    return [low, high]
