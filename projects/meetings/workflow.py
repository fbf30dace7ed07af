"""The states of a meeting and how it moves between them. Every move is a row of the table; all others are refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from projects.models import AgendaItem, Meeting, Project, TeamMember
from projects.permissions import can_edit_project
from projects.refusal import Refusal

from .agenda import build_agenda
from .clock import stop_running
from .days import local_day, today_of
from .roles import set_people, share_out_roles

State = Meeting.State


@dataclass(frozen=True)
class Move:
    name: str
    start: State
    end: State
    label: str


START = Move("start", State.PLANNED, State.RUNNING, "Start the meeting")
CANCEL = Move("cancel", State.PLANNED, State.CANCELLED, "Call it off")
RESTORE = Move("restore", State.CANCELLED, State.PLANNED, "Hold it after all")
CLOSE = Move("close", State.RUNNING, State.CLOSED, "Close the meeting")
REOPEN = Move("reopen", State.CLOSED, State.RUNNING, "Open it again")
MOVES = {move.name: move for move in (START, CANCEL, RESTORE, CLOSE, REOPEN)}

STANDS = {
    State.PLANNED: "This meeting has not begun.",
    State.RUNNING: "This meeting is under way.",
    State.CLOSED: "This meeting is over.",
    State.CANCELLED: "This meeting is called off.",
}


def moves_from(meeting: Meeting) -> list[Move]:
    return [move for move in MOVES.values() if move.start == meeting.state]


@transaction.atomic
def close_meeting(
    *, meeting: Meeting, score: int | None, present: Iterable[TeamMember], guests: str, expected_version: int, by: Any
) -> Meeting:
    """Close the meeting with its score and who was here.

    Raises as ``move_meeting``; Stale when somebody saved first."""
    Project.objects.select_for_update().get(pk=meeting.project_id)
    present = list(present)
    row = Meeting.objects.get(pk=meeting.pk)
    if row.state == State.CLOSED:
        said = (row.score, row.guests, set(row.present.values_list("pk", flat=True)))
        if said == (score, guests.strip(), {member.pk for member in present}):
            return row  # sent twice
        raise Refusal("Somebody has closed this meeting already. Open it again to change what stands there.")
    if row.state == State.RUNNING:
        set_people(meeting=row, roles=None, present=present, guests=guests, expected_version=expected_version, by=by)
    return move_meeting(meeting=meeting, move=CLOSE, score=score, by=by)


@transaction.atomic
def move_meeting(*, meeting: Meeting, move: Move, score: int | None = None, by: Any) -> Meeting:
    """Take the meeting from one state to another. Doing the same twice changes nothing.

    Raises:
        Refusal: the person may not, the meeting is in another state, its day has not come, or another is under way.
    """
    Project.objects.select_for_update().get(pk=meeting.project_id)  # two meetings started at once: the second waits
    row = Meeting.objects.select_for_update(of=("self",)).select_related("project__practice").get(pk=meeting.pk)
    if not can_edit_project(by, row.project):
        raise Refusal("Only the lead team can do this, while the project is open.")
    if row.state == move.end and _came_by(row, move):
        return row  # somebody pressed twice, or two people pressed at once
    if row.state != move.start:
        raise Refusal(f"{STANDS[State(row.state)]} ‘{move.label}’ works while it is {move.start.label.lower()}.")
    if move.end == State.RUNNING:
        _check_start(row, move)
    _apply(row, move, score, by)
    row.version += 1
    row.full_clean()
    row.save()
    record(f"meeting.{move.name}", row, by=by, project=row.project)
    return row


def _came_by(row: Meeting, move: Move) -> bool:
    """Whether the state is the one that this move leads to, and not another way into it."""
    if move is RESTORE:
        return row.history.filter(state=State.CANCELLED).exists()
    if move in {START, REOPEN}:
        return row.history.filter(state=State.CLOSED).exists() is (move is REOPEN)
    return True


def is_due(meeting: Meeting) -> bool:
    """Whether its day has come: before that it cannot be started, and no page offers it."""
    return local_day(meeting) <= today_of(meeting)


def _check_start(row: Meeting, move: Move) -> None:
    other = Meeting.objects.filter(project=row.project_id, state=State.RUNNING).exclude(pk=row.pk).first()
    if other:
        raise Refusal(f"The meeting of {day(other.starts_at)} is still under way. Close it first.")
    if move is START and not is_due(row):
        raise Refusal(f"This meeting is on {day(row.starts_at)}. Move it first if you meet today.")


def _apply(row: Meeting, move: Move, score: int | None, by: Any) -> None:
    now = timezone.now()
    row.state = move.end
    match move.name:
        case "start":
            share_out_roles(row)
            build_agenda(row)
            row.begun_at, row.begun_by = now, by
        case "cancel":
            row.cancelled_at, row.cancelled_by = now, by
        case "restore":
            row.cancelled_at = row.cancelled_by = None
        case "close":
            row.closed_at, row.closed_by, row.score = now, by, score
            for item in AgendaItem.objects.select_for_update().filter(meeting=row, running_since__isnull=False):
                stop_running(item, now)
        case "reopen":
            # What is mailed are the minutes of a meeting that is over: closed again, they are mailed again.
            row.closed_at = row.closed_by = row.minutes_mailed_at = row.minutes_mailed_by = None
