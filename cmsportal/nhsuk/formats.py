"""Dates and numbers as people say them: 'Monday 3 March', '1,250'."""

import calendar
import datetime as dt
from decimal import Decimal, InvalidOperation

from django.utils import timezone

WEEKDAYS = tuple(calendar.day_name)
MONTHS = tuple(calendar.month_name)[1:]
NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def _as_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """'Monday 3 March', with the year when it is not this one; '' for nothing."""
    if not value:
        return ""
    date = _as_date(value)
    year = f" {date.year}" if date.year != (today or timezone.localdate()).year else ""
    return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}{year}"


def day_full(value: dt.date | dt.datetime | None) -> str:
    """'Monday 3 March 2026', for boxes that are read back by the machine."""
    if not value:
        return ""
    date = _as_date(value)
    return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]} {date.year}"


def day_short(value: dt.date | dt.datetime | None) -> str:
    """'3 Mar', for axes and narrow columns only."""
    if not value:
        return ""
    date = _as_date(value)
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def clock(value: dt.time | dt.datetime | None) -> str:
    """'8:50am', '1pm', 'midday', 'midnight'."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def number(value: object, places: int | None = None) -> str:
    """1250 -> '1,250', 3.50 -> '3.5', None -> ''. ``places`` fixes the digits after the point."""
    if value is None or value == "":
        return ""
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not figure.is_finite():
        return str(value)
    if places is not None:
        return f"{figure:,.{places}f}"
    text = f"{figure:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_words(count: int) -> str:
    """'no', 'three', 'twelve'; in figures from 13 on."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else number(count)


def first_upper(text: str) -> str:
    """'Calls answered', with the rest as it stands."""
    return text[:1].upper() + text[1:]


def first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


INSIDE = {"at", "behind", "beside", "by", "downstairs", "in", "inside", "near", "next", "on"} | {
    *("opposite", "our", "outside", "the", "under", "upstairs")
}


def place_within(place: str) -> str:
    """A place as it reads inside a sentence: 'by the reception desk'. Names keep their capital: 'Meeting room'."""
    return first_lower(place) if place.split(" ", 1)[0].lower() in INSIDE else place
