"""What came of a meeting, in the order in which it is read. No queries: the rows are handed in.

The page, the mail and the Word file are made of the same ``Minutes``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmsportal.nhsuk.formats import clock, day, first_upper
from projects.models import Action, AgendaItem, Meeting, MeetingNote, MeetingRole

from .days import local


@dataclass(frozen=True)
class PointMinutes:
    title: str
    time: str  # '14 minutes, 10 planned'
    notes: str
    decisions: tuple[str, ...]
    parked: tuple[str, ...]
    was_reached: bool  # somebody talked, wrote or decided


@dataclass(frozen=True)
class Promise:
    who: str
    what: str
    when: str


@dataclass(frozen=True)
class Minutes:
    title: str  # 'Lead team meeting, Thursday 5 March'
    project: str
    practice: str
    when: str
    place: str
    present: str
    guests: str
    roles: tuple[tuple[str, str], ...]
    points: tuple[PointMinutes, ...]
    decisions: tuple[str, ...]  # under no point
    parked: tuple[str, ...]
    actions: tuple[Promise, ...]
    score: str

    @property
    def decided(self) -> tuple[str, ...]:
        """Every decision of the meeting."""
        return tuple(words for point in self.points for words in point.decisions) + self.decisions

    @property
    def put_aside(self) -> tuple[str, ...]:
        return tuple(words for point in self.points for words in point.parked) + self.parked

    @property
    def talked_about(self) -> tuple[PointMinutes, ...]:
        return tuple(point for point in self.points if point.was_reached)

    @property
    def not_reached(self) -> tuple[str, ...]:
        return tuple(point.title for point in self.points if not point.was_reached)


def minutes_of(
    meeting: Meeting,
    *,
    items: Iterable[AgendaItem],
    outcomes: Iterable[MeetingNote],
    actions: Iterable[Action],
    roles: Iterable[MeetingRole],
    present: Iterable[Any],
    today: date,
) -> Minutes:
    """The rows come in their order; outcomes with who settled them, actions with their owners, roles with members."""
    outcomes = list(outcomes)
    held = local(meeting)
    return Minutes(
        title=f"{meeting.get_kind_display()} meeting, {day(held.date(), today)}",
        project=meeting.project.title,
        practice=str(meeting.project.practice),
        when=_when(meeting),
        place=meeting.place,
        present=", ".join(sorted(member.name for member in present)),
        guests=meeting.guests,
        roles=tuple((row.get_role_display(), row.member.name) for row in in_order(roles)),
        points=tuple(_point(item, outcomes) for item in items),
        decisions=_words(outcomes, "decision", None),
        parked=_words(outcomes, "parked", None),
        actions=tuple(_promise(action, today) for action in actions),
        score=f"{meeting.score} out of 10" if meeting.score else "",
    )


def in_order(roles: Iterable[MeetingRole]) -> list[MeetingRole]:
    order = MeetingRole.Role.values
    return sorted(roles, key=lambda row: order.index(row.role))


def _when(meeting: Meeting) -> str:
    """When it was held, or is to be held: 'Thursday 5 March, 1pm to 1:52pm'."""
    zone = local(meeting).tzinfo
    if not meeting.begun_at:
        return f"{day(local(meeting).date())}, {clock(local(meeting).time())}"
    begun = meeting.begun_at.astimezone(zone)
    words = f"{day(begun.date())}, {clock(begun.time())}"
    if not meeting.closed_at or meeting.closed_at.astimezone(zone).date() != begun.date():
        return words
    return f"{words} to {clock(meeting.closed_at.astimezone(zone).time())}"


def _point(item: AgendaItem, outcomes: list[MeetingNote]) -> PointMinutes:
    decisions, parked = _words(outcomes, "decision", item.pk), _words(outcomes, "parked", item.pk)
    return PointMinutes(
        title=item.title,
        time=_time(item),
        notes=item.notes.strip(),
        decisions=decisions,
        parked=parked,
        was_reached=bool(item.notes.strip() or decisions or parked or item.seconds_spent or item.done_at),
    )


def _time(item: AgendaItem) -> str:
    if not item.seconds_spent:
        return ""
    spent = max(1, round(item.seconds_spent / 60))
    return f"{spent} minute{'' if spent == 1 else 's'}, {item.minutes} planned"


def _words(outcomes: list[MeetingNote], kind: str, item_id: Any) -> tuple[str, ...]:
    return tuple(_noted(note) for note in outcomes if note.kind == kind and note.item_id == item_id)


def _noted(note: MeetingNote) -> str:
    """'Chairs for the hall', and once somebody settled it '(settled by Sam Whitlock on Monday 9 March)'."""
    if note.settled_by is None:
        return note.text
    return f"{note.text} (settled by {note.settled_by.name} on {day(note.settled_at)})"


def _promise(action: Action, today: date) -> Promise:
    who = action.owner.name if action.owner else action.owner_name
    return Promise(who, first_upper(action.text), day(action.due_on, today) if action.due_on else "")
