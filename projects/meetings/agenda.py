"""The agenda of one meeting: from its series' template, from what is open, and from what the team adds."""

from typing import Any
from uuid import UUID

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import AgendaItem, Meeting, Project
from projects.refusal import Refusal

from .days import local_day
from .sources import OpenThing, open_things

Source = AgendaItem.Source
GONE = "No longer open"  # why the portal took a point off: it may come back, what a person took off may not
LAST_POINTS = 2  # of the template that stay at the end: who does what, and how good the meeting was
MOST = 40


def build_agenda(meeting: Meeting) -> None:
    """Bring a planned meeting's agenda up to date: what is open comes on, what is settled goes.

    The template comes on once. Called again it adds nothing twice; what the team took off stays off, and what it has
    changed or written on stays on.
    """
    items = list(meeting.agenda.all())
    if not items and not meeting.agenda.model.history.filter(meeting_id=meeting.pk).exists():
        items = _from_template(meeting)
    things = open_things(meeting.project, meeting.kind, local_day(meeting))
    wanted = {(source, thing.source_id): thing for source, thing in things}
    for item in items:
        if item.source_id and (item.source, item.source_id) not in wanted and _is_untouched(item):
            item._change_reason = GONE
            item.delete()
    there = {(item.source, item.source_id) for item in items}
    off = _taken_off(meeting)
    fresh = [_point_about(meeting, *key, thing) for key, thing in wanted.items() if key not in there | off]
    if fresh:
        _bring_in(meeting, fresh)


def _from_template(meeting: Meeting) -> list[AgendaItem]:
    rows = meeting.series.template.all() if meeting.series else []
    return [
        AgendaItem.objects.create(
            meeting=meeting,
            title=row.title,
            minutes=row.minutes,
            position=number,
            source=Source.TEMPLATE,
        )
        for number, row in enumerate(rows)
    ]


def _is_untouched(item: AgendaItem) -> bool:
    untouched = item.version == 0 and not item.notes and not item.seconds_spent
    return untouched and not item.running_since and not item.done_at and not item.outcomes.exists()


def _taken_off(meeting: Meeting) -> set[tuple[str, UUID]]:
    """What a person took off this agenda."""
    removed = AgendaItem.history.filter(meeting_id=meeting.pk, history_type="-", source_id__isnull=False)
    return set(removed.exclude(history_change_reason=GONE).values_list("source", "source_id"))


def _point_about(meeting: Meeting, source: str, source_id: UUID, thing: OpenThing) -> AgendaItem:
    return AgendaItem(meeting=meeting, source=source, source_id=source_id, title=thing.title, minutes=thing.minutes)


def _bring_in(meeting: Meeting, new: list[AgendaItem]) -> None:
    """Before the last points of the template, so that sharing out the work and the score stay at the end."""
    items = list(meeting.agenda.order_by("position", "created_at"))
    closing = [item for item in items if item.source == Source.TEMPLATE][-LAST_POINTS:]
    place = items.index(closing[0]) if closing else len(items)
    for item in new:
        item.save(force_insert=True)
    _number([*items[:place], *new, *items[place:]])


def _number(items: list[AgendaItem]) -> None:
    for position, item in enumerate(items):
        if item.position != position:
            AgendaItem.objects.filter(pk=item.pk).update(position=position)


def lock_open(meeting: Meeting) -> Meeting:
    """The meeting's row, locked, while something can still be changed in it.

    Raises Refusal once it is over or called off."""
    Project.objects.select_for_update().get(pk=meeting.project_id)  # first, as everywhere: nobody waits in a circle
    row = Meeting.objects.select_for_update(of=("self",)).select_related("project__practice").get(pk=meeting.pk)
    if row.state not in {Meeting.State.PLANNED, Meeting.State.RUNNING}:
        words = row.get_state_display().lower()
        raise Refusal(f"This meeting is {words}, so nothing is changed in it. Look at what stands there now.")
    return row


@transaction.atomic
def add_point(*, meeting: Meeting, title: str, minutes: int, key: UUID | None, by: Any) -> AgendaItem:
    """Put a point on, before those that close the meeting.

    ``key``, drawn with the form, makes a form sent twice one point."""
    row = lock_open(meeting)
    values = {"meeting": row, "title": title.strip(), "minutes": minutes}
    ident, present = sent_once(AgendaItem, key, **values)
    if present:
        return present
    if row.agenda.count() >= MOST:
        raise Refusal(f"There are {MOST} points on this agenda, and that is the most. Take one off first.")
    item = AgendaItem(pk=ident, **values)
    item.full_clean()
    _bring_in(row, [item])
    record("meeting.agenda_changed", row, by=by, project=row.project)
    return item


@transaction.atomic
def change_point(*, item: AgendaItem, title: str, minutes: int, expected_version: int, by: Any) -> AgendaItem:
    """Reword a point or give it another time. Raises Stale, Refusal or ValidationError."""
    row = lock_open(item.meeting)
    item.title, item.minutes = title.strip(), minutes
    item.full_clean()
    save_versioned(item, expected_version, ["title", "minutes"])
    record("meeting.agenda_changed", row, by=by, project=row.project)
    return item


@transaction.atomic
def take_off(*, item: AgendaItem, by: Any) -> None:
    """Take a point off before the meeting; twice is once. Once it runs somebody may be writing under it: it stays."""
    row = lock_open(item.meeting)
    if row.state == Meeting.State.RUNNING:
        raise Refusal("The meeting is under way. Tick this point off instead of taking it off.")
    present = AgendaItem.objects.select_for_update().filter(pk=item.pk).first()
    if present is None:
        return
    if present.notes or present.outcomes.exists():
        raise Refusal("Something is written under this point, so it stays on the agenda.")
    present.delete()
    record("meeting.agenda_changed", row, by=by, project=row.project)


@transaction.atomic
def shift_point(*, item: AgendaItem, up: bool, at: int | None, by: Any) -> None:
    """One place up or down. ``at``: the place at which the page showed it; elsewhere by now, it has been moved."""
    row = lock_open(item.meeting)
    items = list(row.agenda.order_by("position", "created_at"))
    place = next((number for number, other in enumerate(items) if other.pk == item.pk), None)
    if place is None or (at is not None and at != place):
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        _number(items)
        record("meeting.agenda_changed", row, by=by, project=row.project)
