"""One press of a button on the screen of a running meeting: notes, what came of it and the clock, all or nothing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from projects.actions.parsing import read_action
from projects.actions.services import people_for
from projects.models import AgendaItem, Meeting, MeetingNote
from projects.refusal import Refusal

from .running import WAYS, go_on, lock_running, promise, settle, turn_point, write_down, write_notes

ACTION, NEXT, SAVE, SETTLE = "action", "next", "save", "settle"
SAYS = frozenset({"decision", "parked", ACTION})
ACTS = SAYS | {NEXT, SAVE, SETTLE, *WAYS}


@transaction.atomic
def take_part(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    base: str,
    notes: str,
    act: str,
    text: str,
    key: UUID,
    today: date,
    by: Any,
) -> AgendaItem | None:
    """Keep the notes, then do what the button says.

    Args:
        item: the point that the screen shows; None in a meeting without points.
        act: 'decision', 'action' or 'parked' writes ``text`` down; 'go', 'stop', 'done', 'undone' and 'next' are for
            the point's time; 'settle' says that the parked idea it is about needs no more talk; 'save' is
            for the notes alone.
        key: drawn with the form: sent twice, it makes one row.

    Returns:
        The point to look at next.

    Raises:
        Refusal: the meeting is not under way, or there is no such button.
    """
    if act not in ACTS or (item is None and act in {NEXT, SETTLE, *WAYS}):
        raise Refusal("That cannot be done here. Open the meeting again.")
    row = lock_running(meeting)
    if item is not None:
        write_notes(item=item, base=base, text=notes, by=by)
    if act == ACTION:
        spoken = read_action(text, people_for(row.project), today)
        promise(
            meeting=row,
            text=spoken.what,
            owner=spoken.owner,
            owner_name=spoken.owner_name,
            due_on=spoken.due_on,
            key=key,
            by=by,
        )
    elif act in SAYS:
        write_down(meeting=row, kind=act, text=text, item=item, key=key, by=by)
    elif item is not None and act == SETTLE:
        _settle(item, by)
    elif item is not None and act == NEXT:
        return go_on(item=item, by=by)
    elif item is not None and act in WAYS:
        turn_point(item=item, way=act, by=by)
    return item


def _settle(item: AgendaItem, by: Any) -> None:
    note = MeetingNote.objects.filter(meeting__project=item.meeting.project_id, pk=item.source_id).first()
    if item.source != AgendaItem.Source.PARKED or note is None:
        raise Refusal("This point is about no parked idea, so there is nothing to settle.")
    settle(note=note, settled=True, by=by)
