"""Meetings: the team runs them, the coach reads."""

from typing import Any

from tests.builders import meetings

from .table import COACHES, TEAM, Row, of_project

READERS = TEAM | COACHES


def of_planned(world: Any) -> dict[str, Any]:
    return {**of_project(world), "meeting_id": meetings.meeting(world.project).pk}


def of_running(world: Any) -> dict[str, Any]:
    return {**of_project(world), "meeting_id": meetings.running(world.project, world.lead).pk}


def of_closed(world: Any) -> dict[str, Any]:
    return {**of_project(world), "meeting_id": meetings.closed(world.project, world.lead).pk}


def of_series(world: Any) -> dict[str, Any]:
    return {**of_project(world), "kind": "lead_team"}


def of_move(world: Any) -> dict[str, Any]:
    return {**of_planned(world), "move": "start"}


def of_point(world: Any) -> dict[str, Any]:
    item = meetings.point(meetings.meeting(world.project))
    return {**of_project(world), "meeting_id": item.meeting_id, "item_id": item.pk}


def of_running_point(world: Any) -> dict[str, Any]:
    item = meetings.point(meetings.running(world.project, world.lead))
    return {**of_project(world), "meeting_id": item.meeting_id, "item_id": item.pk}


def of_note(world: Any) -> dict[str, Any]:
    note = meetings.note(meetings.running(world.project, world.lead), world.lead, kind="parked")
    return {**of_project(world), "meeting_id": note.meeting_id, "note_id": note.pk}


ROWS = {
    "meeting-list": Row(read=READERS),
    "meeting-create": Row(read=TEAM, write=TEAM),
    "meetingseries-update": Row(of_series, read=TEAM, write=TEAM),
    "meeting-detail": Row(of_planned, read=READERS),
    "meeting-move": Row(of_planned, read=TEAM, write=TEAM),
    "meeting-people": Row(of_planned, read=TEAM, write=TEAM),
    "meeting-close": Row(of_running, read=TEAM, write=TEAM),
    "meeting-step": Row(of_move, write=TEAM),
    "meeting-live": Row(of_running, read=TEAM, write=TEAM),
    "meetingaction-create": Row(of_running, read=TEAM, write=TEAM),
    "minutes-mail": Row(of_closed, write=TEAM),
    "minutes-word": Row(of_closed, read=READERS),
    "agenda-update": Row(of_planned, read=TEAM),
    "agendaitem-create": Row(of_planned, read=TEAM, write=TEAM),
    "agendaitem-update": Row(of_point, read=TEAM, write=TEAM),
    "agendaitem-shift": Row(of_point, write=TEAM),
    "agendaitem-delete": Row(of_point, write=TEAM),
    "agendaitem-notes": Row(of_running_point, write=TEAM),
    "meetingnote-update": Row(of_note, read=TEAM, write=TEAM),
    "meetingnote-delete": Row(of_note, write=TEAM),
    "meetingnote-settle": Row(of_note, write=TEAM),
}
