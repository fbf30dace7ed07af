"""Days on which a practice is closed, in words. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cmsportal.nhsuk.formats import day, first_upper
from cmsportal.workdays import bank_holidays
from practices.models import Closure

HOLIDAYS_SHOWN = 8


@dataclass(frozen=True)
class ClosureView:
    id: UUID
    words: str  # 'Monday 2 March', 'Monday 2 March to Friday 6 March'
    note: str  # 'Training (added by Jo Pritchard)', 'Added by Jo Pritchard'


def present_closure(closure: Closure, today: date) -> ClosureView:
    words = day(closure.first_day, today)
    if closure.last_day != closure.first_day:
        words += f" to {day(closure.last_day, today)}"
    added = f"added by {closure.added_by.name}"
    note = f"{closure.reason} ({added})" if closure.reason else first_upper(added)
    return ClosureView(closure.pk, words, note)


def closures_ahead(closures: Iterable[Closure], today: date) -> tuple[list[ClosureView], list[ClosureView]]:
    """Those that are not over, the next one first; and those that are, the latest first."""
    rows = sorted(closures, key=lambda row: row.first_day)
    ahead = [present_closure(row, today) for row in rows if row.last_day >= today]
    over = [present_closure(row, today) for row in reversed(rows) if row.last_day < today]
    return ahead, over


def holidays_ahead(nation: str, today: date) -> list[str]:
    """The next bank holidays of a nation, leaving out weekends: 'Friday 25 December'."""
    found = sorted(bank_holidays(today.year, nation) | bank_holidays(today.year + 1, nation))
    return [day(each, today) for each in found if each >= today and each.weekday() < 5][:HOLIDAYS_SHOWN]
