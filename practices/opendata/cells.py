"""Days and counts as the published files write them."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from cmsportal.nhsuk.formats import MONTHS

_FORMS = ("%d%b%Y", "%b%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%b-%Y")
MOST_DIGITS = 7
MOST_STAFF = 500  # of one role in one practice; no practice in England comes near it
NOT_PUBLISHED = frozenset({"", "NA", "N/A", "NS", "ND", "EST", ".", "*", "-"})
_IN_NAME = re.compile(rf"({'|'.join(MONTHS)})[ _-]*(\d{{4}})", re.IGNORECASE)


@lru_cache(maxsize=512)
def read_day(text: str) -> date:
    """'01JAN2021', 'MAR2019' (its first day), '2025-10-01' or '01/10/2025'. Raises ValueError."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.title(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def read_count(text: str) -> int:
    """A whole number that is not negative. Raises ValueError."""
    if text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS:
        return int(text)
    raise ValueError(text)


def read_amount(text: str) -> Decimal | None:
    """Staff of one role, with decimals; None where nothing is published. Raises ValueError."""
    if text.upper() in NOT_PUBLISHED:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation as problem:
        raise ValueError(text) from problem
    if not amount.is_finite() or not 0 <= amount <= MOST_STAFF:
        raise ValueError(text)
    return amount


def month_in(name: str) -> date | None:
    """The last day of the month that a file's name tells: 'General Practice – March 2025 Practice Level.csv'."""
    found = _IN_NAME.search(name)
    if found is None:
        return None
    month = MONTHS.index(found[1].title()) + 1
    first = date(int(found[2]), month, 1)
    following = date(first.year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
