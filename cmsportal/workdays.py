"""Working days in the four nations: weekends and bank holidays are none."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
ENGLAND = "ENG"


@lru_cache(maxsize=128)
def bank_holidays(year: int, nation: str = ENGLAND) -> frozenset[date]:
    """The bank holidays of a year. ``nation`` is an ISO 3166-2 code: ENG, WLS, SCT or NIR."""
    return frozenset(holidays.country_holidays("GB", subdiv=nation, years=year))


def is_bank_holiday(day: date, nation: str = ENGLAND) -> bool:
    return day in bank_holidays(day.year, nation)


def is_working_day(day: date, nation: str = ENGLAND) -> bool:
    return day.weekday() < 5 and not is_bank_holiday(day, nation)


def next_working_day(after: date, nation: str = ENGLAND) -> date:
    """The first working day later than ``after``."""
    day = after + DAY
    while not is_working_day(day, nation):
        day += DAY
    return day
