"""Which of the lines on a person's Today page still hold: what was done or called off since stands there no more."""

from collections.abc import Iterable
from datetime import datetime

from projects.models import Reminder

from .kinds import kind_named
from .planning import turned_off
from .preparing import prepare


def still_wanted(reminders: Iterable[Reminder], now: datetime) -> list[Reminder]:
    """In their order. Come with user, project and practice; a number of queries that does not grow with them."""
    reminders = list(reminders)
    prepare(reminders)
    off = turned_off({reminder.user_id for reminder in reminders})
    return [row for row in reminders if (row.user_id, row.kind) not in off and _is_wanted(row, now)]


def _is_wanted(reminder: Reminder, now: datetime) -> bool:
    kind = kind_named(reminder.kind)
    if kind is None or reminder.project.status not in kind.statuses:
        return False
    return kind.holds(reminder, now) if kind.holds else kind.compose(reminder, now) is not None
