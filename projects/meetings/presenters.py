"""Meetings as pages show them. No queries: rows come fetched, with project and practice."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cmsportal.nhsuk.formats import WEEKDAYS, clock, day, place_within
from projects.models import Action, AgendaItem, Meeting, MeetingNote, MeetingRole, MeetingSeries
from projects.series import is_paused_on

from .clock import left_words, seconds_left, seconds_spent
from .days import falls_out, local, local_day, when_words
from .defaults import DEFAULTS
from .sources import link_of

State = Meeting.State
STATE_COLOURS = {State.PLANNED: "white", State.RUNNING: "blue", State.CLOSED: "green", State.CANCELLED: "grey"}


def series_words(series: MeetingSeries) -> str:
    """'Every Thursday at 1pm for 60 minutes, Meeting room'."""
    name = WEEKDAYS[series.weekday]
    if series.rhythm == MeetingSeries.Rhythm.WEEKLY:
        on = f"Every {name}"
    else:
        on = f"{MeetingSeries.Week(series.week).label} {name} of the month"
    place = f", {place_within(series.place)}" if series.place else ""
    return f"{on} at {clock(series.time)} for {series.minutes} minutes{place}"


def pause_words(series: MeetingSeries, today: date) -> str:
    if not is_paused_on(series, today):
        return ""
    if series.paused_until:
        return f"Paused. They start again on {day(series.paused_until, today)}."
    return "Paused until somebody starts them again."


@dataclass(frozen=True)
class MeetingRow:
    id: UUID
    when: str
    text: str
    link: str
    state: str
    colour: str


def meeting_row(meeting: Meeting, today: date, closed: Collection[date] = frozenset()) -> MeetingRow:
    missed = meeting.state == State.PLANNED and local_day(meeting) < today
    shut = falls_out(meeting, closed) and not missed
    moved = "Moved. " if meeting.state == State.PLANNED and meeting.day != local_day(meeting) else ""
    text = {
        State.PLANNED: _planned_words(meeting, missed, shut),
        State.RUNNING: "Under way",
        State.CLOSED: f"Score {meeting.score} out of 10" if meeting.score else "",
        State.CANCELLED: "Called off",
    }[State(meeting.state)]
    link = {
        State.PLANNED: "Open the agenda",
        State.RUNNING: "Join in",
        State.CLOSED: "Read the minutes",
        State.CANCELLED: "Open",
    }[State(meeting.state)]
    return MeetingRow(
        meeting.pk,
        when_words(meeting, today),
        moved + text,
        link,
        meeting.get_state_display(),
        STATE_COLOURS[State(meeting.state)],
    )


def _planned_words(meeting: Meeting, missed: bool, shut: bool) -> str:
    if missed:
        return "Nobody has started it. Hold it late, move it or call it off."
    return "The practice is closed that day. Move it or call it off." if shut else meeting.place


@dataclass(frozen=True)
class KindView:
    kind: str
    label: str
    why: str
    words: str  # when it comes round; empty while it is not set
    pause: str
    coming: list[MeetingRow]
    past: list[MeetingRow]

    @property
    def next(self) -> MeetingRow | None:
        return self.coming[0] if self.coming else None


def kind_view(
    kind: str,
    label: str,
    series: MeetingSeries | None,
    meetings: Iterable[Meeting],
    today: date,
    closed: Collection[date] = frozenset(),
) -> KindView:
    """``meetings`` of the kind, whatever their order; ``closed``: the practice's days off."""
    rows = sorted(meetings, key=lambda meeting: meeting.starts_at)
    coming = [row for row in rows if _is_coming(row, today)]
    past = [row for row in reversed(rows) if not _is_coming(row, today)]
    return KindView(
        kind=kind,
        label=label,
        why=DEFAULTS[kind].why,
        words=series_words(series) if series else "",
        pause=pause_words(series, today) if series else "",
        coming=[meeting_row(row, today, closed) for row in coming],
        past=[meeting_row(row, today) for row in past],
    )


def _is_coming(meeting: Meeting, today: date) -> bool:
    if meeting.state == State.RUNNING:
        return True
    return meeting.state in {State.PLANNED, State.CANCELLED} and local_day(meeting) >= today


@dataclass(frozen=True)
class PointView:
    id: UUID
    number: int
    place: int  # from 0, as the page showed it
    title: str
    minutes: int
    why: str  # where it came from; empty for what stands there every time or was typed
    url: str  # of what it is about
    state: str  # running, done, begun, ''
    line: str  # '4 min left', '8 of 10 min', '10 min'
    seconds_left: int
    seconds: int  # all it has
    is_first: bool
    is_last: bool

    @property
    def is_over(self) -> bool:
        return self.state == "running" and self.seconds_left <= 0

    @property
    def spent(self) -> int:
        return min(self.seconds, self.seconds - self.seconds_left)


def points(items: Sequence[AgendaItem], project_id: UUID, now: datetime, *, edits: bool) -> list[PointView]:
    """``edits``: whether they are for somebody who writes in the project."""
    return [
        _point(item, number, len(items), link_of(item, project_id, edits=edits), now)
        for number, item in enumerate(items)
    ]


def _point(item: AgendaItem, number: int, of: int, url: str, now: datetime) -> PointView:
    left = seconds_left(item, now)
    spent = seconds_spent(item, now)
    minutes = max(1, round(spent / 60))
    if item.running_since:
        state, line = "running", left_words(left)
    elif item.done_at:
        state, line = "done", f"Done, {minutes} of {item.minutes} min" if spent else "Done"
    elif spent:
        state, line = "begun", left_words(left)
    else:
        state, line = "", f"{item.minutes} min"
    plain = item.source in {AgendaItem.Source.TEMPLATE, AgendaItem.Source.TYPED}
    return PointView(
        id=item.pk,
        number=number + 1,
        place=number,
        title=item.title,
        minutes=item.minutes,
        why="" if plain else item.get_source_display(),
        url=url,
        state=state,
        line=line,
        seconds_left=left,
        seconds=item.minutes * 60,
        is_first=number == 0,
        is_last=number == of - 1,
    )


def length_words(items: Iterable[AgendaItem], minutes: int) -> str:
    """Whether the points fit into the meeting."""
    total = sum(item.minutes for item in items)
    if total > minutes:
        return f"The points take {total} minutes: {total - minutes} more than the meeting has."
    if total == minutes:
        return f"The points fill the {minutes} minutes."
    return f"The points take {total} of {minutes} minutes."


def present_point(items: Sequence[AgendaItem], asked: UUID | None) -> AgendaItem | None:
    """The point to write under: the one asked for, else the one whose time runs, else the first not done."""
    if asked:
        return next((item for item in items if item.pk == asked), None)
    running = next((item for item in items if item.running_since), None)
    waiting = next((item for item in items if not item.done_at), None)
    return running or waiting or (items[-1] if items else None)


def role_rows(roles: Iterable[MeetingRole]) -> list[tuple[str, str]]:
    order = MeetingRole.Role.values
    return [(row.get_role_display(), row.member.name) for row in sorted(roles, key=lambda row: order.index(row.role))]


def meeting_left_words(meeting: Meeting, now: datetime) -> str:
    """'Started at 1:02pm. 34 min left.'"""
    if not meeting.begun_at:
        return ""
    begun = meeting.begun_at.astimezone(local(meeting).tzinfo)
    left = meeting.minutes * 60 - int((now - meeting.begun_at).total_seconds())
    return f"Started at {clock(begun.time())}. {left_words(left)}."


def is_looked_at(meeting: Meeting, now: datetime) -> bool:
    """Whether screens go on asking for news: until half an hour past the meeting's time.

    A screen that nobody looks at any more is then signed out like any other."""
    return meeting.begun_at is not None and now < meeting.begun_at + timedelta(minutes=meeting.minutes + 30)


def stamp(
    meeting: Meeting, items: Iterable[AgendaItem], outcomes: Iterable[MeetingNote], actions: Iterable[Action]
) -> str:
    """Changes whenever somebody changed something that the live screen shows."""
    seen: list[Any] = [meeting.state, meeting.version]
    for item in items:
        seen += [item.pk, item.version, item.position, item.notes_version, item.running_since, item.seconds_spent]
        seen += [item.done_at]
    seen += [(note.pk, note.version) for note in outcomes]
    seen += [(action.pk, action.version) for action in actions]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
