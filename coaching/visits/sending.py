"""A log that a phone kept without a line and sends when it has one: once, however often it is sent.

Each sending has a random name of the phone's making, and names those before it of which the phone does not know
whether they arrived. The name of one that arrived is kept as the reason in the visit's history (decision 0062).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from coaching.models import Visit

NAME = re.compile(r"[0-9a-f]{32}")
MOST_BEFORE = 20
OLDEST = timedelta(days=60)


@dataclass(frozen=True)
class Sending:
    """One sending: its name, those before it, and the moment of the last word typed (aware)."""

    name: str
    before: tuple[str, ...]
    written_at: datetime

    def written_on(self, zone: ZoneInfo) -> date:
        """The day from which 'by Friday' counts. A clock that is far out counts as ours."""
        now = timezone.now()
        at = self.written_at if now - OLDEST <= self.written_at <= now else now
        return at.astimezone(zone).date()


def read_sending(data: Mapping[str, Any]) -> Sending | None:
    """What came with the form; None where it is not what our pages send."""
    name = str(data.get("sent", ""))
    before = tuple(one for one in str(data.get("before", "")).split(",") if one)[:MOST_BEFORE]
    if not all(NAME.fullmatch(one) for one in (name, *before)):
        return None
    try:
        at = parse_datetime(str(data.get("written", "")))
    except ValueError:
        at = None
    return Sending(name, before, at if at and timezone.is_aware(at) else timezone.now())


def is_writer(data: Mapping[str, Any], user: Any) -> bool:
    """Whether it is sent in the name of whoever wrote it: a phone's page may be older than its session."""
    return str(data.get("writer", user.pk)) == str(user.pk)


def has_arrived(visit_id: UUID, sending: Sending) -> bool:
    """Whether this very sending was written before."""
    return Visit.history.filter(id=visit_id, history_change_reason=sending.name).exists()


def is_elsewheres(visit_id: UUID, project_id: UUID) -> bool:
    """Whether an id is that of a visit to another project."""
    return Visit.objects.filter(pk=visit_id).exclude(project=project_id).exists()


def version_seen(visit: Visit, sending: Sending, typed: str) -> str:
    """The version that the sending goes on from: its own predecessor's, where the newest was written by that."""
    known = visit.history.filter(history_change_reason__in=sending.before).order_by("-version")
    last = known.values_list("version", flat=True).first() if sending.before else None
    return str(last) if last is not None else typed
