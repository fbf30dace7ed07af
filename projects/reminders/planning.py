"""Finds what is due and writes it down, once."""

from collections.abc import Iterable
from datetime import datetime

from projects.models import Reminder, ReminderPreference

from .kinds import Due, Kind, all_kinds


def plan_reminders(now: datetime) -> int:
    """Write a row for every reminder that is due at ``now`` and still of use; returns how many are new.

    Rows are made when they are due, not before: a huddle that is moved meanwhile is then read as it stands.
    Running it twice, or in two places at once, makes each row once: the database holds their keys unique.
    """
    found = {reminder_key(kind, due): (kind, due) for kind in all_kinds() for due in _due_now(kind, now)}
    known = set(Reminder.objects.filter(key__in=found).values_list("key", flat=True))
    fresh = {key: pair for key, pair in found.items() if key not in known}
    off = _turned_off(due.user_id for _, due in fresh.values())
    rows = [_row(key, kind, due) for key, (kind, due) in fresh.items() if (due.user_id, kind.name) not in off]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def reminder_key(kind: Kind, due: Due) -> str:
    return f"{kind.name}:{due.subject_id}:{due.day:%Y-%m-%d}:{due.user_id}"


def _due_now(kind: Kind, now: datetime) -> Iterable[Due]:
    return (due for due in kind.find(now) if due.due_at <= now < due.expires_at)


def _turned_off(user_ids: Iterable[object]) -> set[tuple[object, str]]:
    rows = ReminderPreference.objects.filter(is_on=False, user__in=set(user_ids))
    return set(rows.values_list("user_id", "kind"))


def _row(key: str, kind: Kind, due: Due) -> Reminder:
    return Reminder(
        kind=kind.name,
        key=key,
        user_id=due.user_id,
        project_id=due.project_id,
        subject_id=due.subject_id,
        day=due.day,
        due_at=due.due_at,
        try_at=due.due_at,
        expires_at=due.expires_at,
    )
