"""The hand-over note: written by the coach who goes, filled in from the record where they wrote nothing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.locks import lock_project
from projects.refusal import Refusal

from ..models import HandOver
from ..models.handover import PARTS
from ..permissions import can_write_note
from .record import draft_note

REFUSED = "Only the coach who hands the team over writes this, while they coach it."


def drafted(row: HandOver) -> dict[str, str]:
    """The note as it is read: what is written, and the record's words where nothing is.

    Once a successor is settled, or nobody is to follow, the words stay as they were then, whatever the record says
    later.
    """
    written = row.note()
    if row.kept_at is not None or all(written.values()):
        return written
    draft = draft_note(row)
    return {name: written[name] or draft[name] for name in PARTS}


@transaction.atomic
def save_note(
    *, hand_over: HandOver, values: Mapping[str, str], is_ready: bool, expected_version: int, by: Any
) -> HandOver:
    """Keep what the coach wrote. A part that says what the record says stays the record's, and so up to date.

    Args:
        is_ready: the team may read it from now on; it can be changed all the same.

    Raises Refusal, Stale.
    """
    project = lock_project(hand_over.project_id)
    row = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    row.project = project
    if not can_write_note(by, row):
        raise Refusal(REFUSED)
    draft = draft_note(row) if row.kept_at is None else {}
    for name in PARTS:
        text = values[name].strip()
        setattr(row, name, "" if draft and _same(text, draft[name]) else text)
    names = [*PARTS, "ready_at", "ready_by"]
    first = is_ready and row.ready_at is None
    if first:
        row.ready_at, row.ready_by = timezone.now(), by
    elif not is_ready and row.kept_at is None:
        row.ready_at = row.ready_by = None
    row.full_clean()
    save_versioned(row, expected_version, names)
    record("handover.ready" if first else "handover.written", row, by=by, project=project)
    return row


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
