"""Reads dates as people in Britain type them, and times of day."""

import datetime as dt
import re

from cmsportal.nhsuk.formats import MONTHS, WEEKDAYS

_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(r"(?:([a-z]+)\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+([a-z]+)\.?,?(?:\s+(\d{4}|\d{2}))?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?")


class NotADate(ValueError):
    """The words say no date; ``str()`` is a sentence for the person who typed them."""


def _named(word: str, names: tuple[str, ...]) -> int | None:
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(names) if name.lower().startswith(word)), None)


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _build(day: int, month: int, year: int | None, today: dt.date) -> dt.date:
    """Without a year: the year that brings the date nearest to today."""
    years = [year] if year is not None else [today.year - 1, today.year, today.year + 1]
    found = []
    for candidate in years:
        try:
            found.append(dt.date(candidate, month, day))
        except ValueError:
            continue
    if not found:
        raise NotADate("There is no such day. Check the day and the month.")
    return min(found, key=lambda date: abs(date - today))


def read_date(text: str, today: dt.date) -> dt.date:
    """'3/3/2026', '3.3.26', '3 March', 'Monday 3 March 2026', '2026-03-03', 'today', 'yesterday' -> the date.

    Raises NotADate, also when the weekday named is not the weekday of that date.
    """
    words = " ".join(text.lower().split())
    relative = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if words in relative:
        return today + dt.timedelta(days=relative[words])
    if match := _ISO.fullmatch(words):
        return _build(int(match[3]), int(match[2]), int(match[1]), today)
    if match := _NUMERIC.fullmatch(words):
        return _build(int(match[1]), int(match[2]), _full_year(match[3]) if match[3] else None, today)
    match = _WORDS.fullmatch(words)
    month = _named(match[3], MONTHS) if match else None
    if not match or month is None:
        raise NotADate("Write the date like 3 March 2026 or 3/3/2026.")
    date = _build(int(match[2]), month + 1, _full_year(match[4]) if match[4] else None, today)
    if match[1]:
        weekday = _named(match[1], WEEKDAYS)
        if weekday is None:
            raise NotADate("Write the date like 3 March 2026 or 3/3/2026.")
        if weekday != date.weekday():
            said = f"{date.day} {MONTHS[date.month - 1]} {date.year}"
            raise NotADate(
                f"{said} is a {WEEKDAYS[date.weekday()]}, not a {WEEKDAYS[weekday]}. Check which you mean."
            )
    return date


def read_time(text: str) -> dt.time:
    """'8:50', '8.50am', '1pm', '13:00', 'midday' -> the time. Raises NotADate."""
    words = " ".join(text.lower().split())
    named = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}
    if words in named:
        return named[words]
    match = _TIME.fullmatch(words)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        half = (match[3] or "").replace(".", "")
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 99
        if hour < 24 and minute < 60 and (half or match[2]):
            return dt.time(hour, minute)
    raise NotADate("Write the time like 8:50am or 13:30.")
