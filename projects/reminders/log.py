"""The delivery log: a row for each try, written in the transaction that says what became of the reminder."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from projects.models import Delivery


def note(reminder_ids: Iterable[UUID], outcome: str, at: datetime, code: int | None = None) -> None:
    """Write down one try for each. ``code`` is the mail server's reply (RFC 5321, section 4.2), if any."""
    Delivery.objects.bulk_create([Delivery(reminder_id=pk, at=at, outcome=outcome, code=code) for pk in reminder_ids])
