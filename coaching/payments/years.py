"""Financial years: from 1 April to 31 March. A year is known by the number of the one in which its April lies."""

from datetime import date


def year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def first_day(year: int) -> date:
    return date(year, 4, 1)


def last_day(year: int) -> date:
    return date(year + 1, 3, 31)


def words(year: int) -> str:
    """'2026/27'."""
    return f"{year}/{(year + 1) % 100:02d}"
