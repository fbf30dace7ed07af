"""A meeting as it runs: the time of its points, the notes on them, decisions, parked ideas and actions."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.actions.services import add_action
from projects.models import Action, AgendaItem, Meeting, MeetingNote
from projects.refusal import Refusal

from .agenda import lock_open
from .clock import stop_running
from .merging import merge
from .workflow import STANDS, State

WAYS = ("go", "stop", "done", "undone")


def lock_running(meeting: Meeting) -> Meeting:
    """The meeting's row, locked, while it is under way; Refusal otherwise."""
    row = lock_open(meeting)
    if row.state != Meeting.State.RUNNING:
        raise Refusal(f"{STANDS[State(row.state)]} Start it first.")
    return row


@transaction.atomic
def turn_point(*, item: AgendaItem, way: str, by: Any) -> AgendaItem:
    """Let the time of a point run, stop it, tick the point off, or take it up again. Twice is once.

    Starting one stops whichever runs: a meeting talks about one thing at a time.

    Raises:
        Refusal: the meeting is not under way, or there is no such thing to do with a point.
    """
    lock_running(item.meeting)
    now = timezone.now()
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if way not in WAYS:
        raise Refusal("That cannot be done with a point of the agenda.")
    if way == "go":
        for other in AgendaItem.objects.select_for_update().filter(meeting=row.meeting_id).exclude(pk=row.pk):
            if other.running_since:
                stop_running(other, now)
        if not row.running_since:
            row.running_since, row.done_at = now, None
            row.save(update_fields=["running_since", "done_at"])
    elif way == "undone":
        row.done_at = None
        row.save(update_fields=["done_at"])
    elif row.running_since:
        stop_running(row, now)
    if way == "done" and not row.done_at:
        row.done_at = now
        row.save(update_fields=["done_at"])
    return row


@transaction.atomic
def go_on(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Tick a point off and start the time of the next one that is not done; the point to look at then.

    Pressed twice, it does not skip one: the point is ticked off already."""
    lock_running(item.meeting)
    points = list(AgendaItem.objects.filter(meeting=item.meeting_id))
    place = next(number for number, point in enumerate(points) if point.pk == item.pk)
    following = next((point for point in points[place + 1 :] if not point.done_at), None)
    if not points[place].done_at:
        turn_point(item=item, way="done", by=by)
        if following:
            turn_point(item=following, way="go", by=by)
    return following or points[place]


@transaction.atomic
def write_notes(*, item: AgendaItem, base: str, text: str, by: Any) -> AgendaItem:
    """Bring what somebody wrote under a point into what stands there by now.

    Args:
        base: the notes from which the writer began.
        text: the same as they have them now.

    Raises:
        Refusal: the meeting is over, or both texts together are too long.
    """
    meeting = lock_running(item.meeting)
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    merged = merge(base, row.notes, text)
    if merged == row.notes:
        return row
    limit = AgendaItem._meta.get_field("notes").max_length
    if len(merged) > limit:
        raise Refusal(f"With what others wrote, these notes have {len(merged):,} characters. The most is {limit:,}.")
    first = not row.notes
    row.notes, row.notes_version = merged, row.notes_version + 1
    row.save(update_fields=["notes", "notes_version"])
    if first:
        record("meeting.noted", meeting, by=by, project=meeting.project)
    return row


@transaction.atomic
def write_down(
    *, meeting: Meeting, kind: str, text: str, item: AgendaItem | None, key: UUID | None, by: Any
) -> MeetingNote:
    """A decision or a parked idea: a row of its own, so that two who type at once add two.

    ``key``, drawn with the form, makes a form sent twice one row."""
    row = lock_running(meeting)
    values = {"meeting": row, "kind": kind, "text": text.strip(), "item": item}
    ident, present = sent_once(MeetingNote, key, **values)
    if present:
        return present
    note = MeetingNote(pk=ident, written_by=by, **values)
    note.full_clean()
    note.save(force_insert=True)
    if kind == MeetingNote.Kind.DECISION:
        record("meeting.decided", note, by=by, project=row.project)
    else:
        record("meeting.parked", note, by=by, project=row.project)
    return note


@transaction.atomic
def reword(*, note: MeetingNote, text: str, expected_version: int, by: Any) -> MeetingNote:
    """Raises Stale when somebody reworded it in between, Refusal once the meeting is over."""
    row = lock_running(note.meeting)
    note.text = text.strip()
    note.full_clean()
    save_versioned(note, expected_version, ["text"])
    record("meeting.reworded", note, by=by, project=row.project)
    return note


@transaction.atomic
def take_back(*, note: MeetingNote, by: Any) -> None:
    """Take out what was written down by mistake; twice is once."""
    row = lock_running(note.meeting)
    present = MeetingNote.objects.select_for_update().filter(pk=note.pk).first()
    if present:
        record("meeting.taken_back", present, by=by, project=row.project)
        present.delete()


@transaction.atomic
def settle(*, note: MeetingNote, settled: bool, by: Any) -> MeetingNote:
    """A parked idea needs no more talk, or does after all; also when its meeting is over. Twice is once."""
    row = MeetingNote.objects.select_for_update(of=("self",)).select_related("meeting__project").get(pk=note.pk)
    if row.kind != MeetingNote.Kind.PARKED:
        raise Refusal("A decision is not parked, so there is nothing to settle.")
    if bool(row.settled_at) == settled:
        return row
    row.settled_at, row.settled_by = (timezone.now(), by) if settled else (None, None)
    row.version += 1
    row.save(update_fields=["settled_at", "settled_by", "version"])
    record("meeting.settled" if settled else "meeting.unsettled", row, by=by, project=row.meeting.project)
    return row


@transaction.atomic
def promise(*, meeting: Meeting, by: Any, key: UUID | None, **details: Any) -> Action:
    """An action that somebody took on in the meeting. ``details`` as ``add_action`` takes them."""
    row = lock_running(meeting)
    return add_action(project=row.project, source="meeting", source_id=row.pk, key=key, by=by, **details)
