"""Financial years: from 1 April to 31 March. A year is known by the number of the one in which its April lies."""

from datetime import date


def year_of(day: date) -> int:
    """The financial year in which a day lies."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(year: int) -> date:
    """Its 1 April."""
    return date(year, 4, 1)


def last_day(year: int) -> date:
    """Its 31 March, in the calendar year after."""
    return date(year + 1, 3, 31)


def words(year: int) -> str:
    """'2026/27'."""
    return f"{year}/{(year + 1) % 100:02d}"
