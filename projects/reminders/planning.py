"""Finds what is due and writes it down, once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from projects.models import Reminder, ReminderPreference, ReminderSettings

from . import digest
from .kinds import Due, Kind, all_kinds
from .settings import Channel, at_own_time, is_paused, wants_digest, wishes_of

Found = tuple[Kind, Due]


def plan_reminders(now: datetime) -> int:
    """Write a row for every reminder that is due at ``now`` and still of use; returns how many are new.

    Rows are made when they are due, not before: a huddle that is moved meanwhile is then read as it stands. What goes
    into a digest is written with it. Running it twice, or in two places at once, makes each row once: the database
    holds their keys unique.
    """
    found = [(kind, due) for kind in all_kinds() for due in kind.find(now)]
    wishes = wishes_of({due.user_id for _, due in found}, and_digests=True)
    singles: dict[str, Found] = {}
    bundled: dict[UUID, dict[str, Found]] = defaultdict(dict)
    for kind, due in found:
        own = wishes.get(due.user_id)
        if not kind.alone and is_paused(own, now.astimezone(due.zone).date()):
            continue
        moved = at_own_time(kind, due, own)
        if wants_digest(own) and not kind.alone:
            bundled[due.user_id][reminder_key(kind, moved)] = kind, moved
        elif moved.due_at <= now < moved.expires_at:
            singles[reminder_key(kind, moved)] = kind, moved
    rows = [_row(key, kind, due, wishes, now) for key, (kind, due) in _fresh(singles).items()]
    with transaction.atomic():
        bundles = digest.due_bundles(bundled, wishes, now)
        parts = _fresh({key: pair for bundle in bundles for key, pair in bundle.parts.items()})
        for bundle in bundles:
            rows += bundle.rows({key: pair for key, pair in parts.items() if key in bundle.parts})
        Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def reminder_key(kind: Kind, due: Due) -> str:
    return f"{kind.name}:{due.subject_id}:{due.day:%Y-%m-%d}:{due.user_id}"


def _fresh(found: dict[str, Found]) -> dict[str, Found]:
    """Without those that were written before, and those that the person has turned off."""
    if not found:
        return {}
    known = set(Reminder.objects.filter(key__in=found).values_list("key", flat=True))
    fresh = {key: pair for key, pair in found.items() if key not in known}
    off = turned_off(due.user_id for _, due in fresh.values())
    return {key: (kind, due) for key, (kind, due) in fresh.items() if (due.user_id, kind.name) not in off}


def turned_off(user_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """Who has turned off which kind."""
    rows = ReminderPreference.objects.filter(is_on=False, user__in=set(user_ids))
    return set(rows.values_list("user_id", "kind"))


def _row(key: str, kind: Kind, due: Due, wishes: dict[UUID, ReminderSettings], now: datetime) -> Reminder:
    """What goes to the Today page only is there with its row: nobody has to send it."""
    own = wishes.get(due.user_id)
    row = digest.row_of(key, kind, due)
    if own is not None and own.channel == Channel.PORTAL and not kind.alone:
        row.channel, row.state, row.sent_at = Channel.PORTAL, Reminder.State.SENT, now
    return row
