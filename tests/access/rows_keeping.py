"""Leaving, arriving, calendars, checks."""

from typing import Any

from tests.builders import keeping

from .table import COACHES, EVERYBODY, TEAM, Row, nothing, of_project


def of_offer(world: Any) -> dict[str, Any]:
    return {**of_project(world), "offer_id": keeping.offer(world.project).pk}


def of_check(world: Any) -> dict[str, Any]:
    return {**of_project(world), "months": keeping.check(world.project).months}


def of_calendar(world: Any) -> dict[str, Any]:
    return {"token": keeping.calendar_token(world.lead)}


ROWS = {
    "check-update": Row(of_check, read=TEAM, write=TEAM),
    "calendar-detail": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "calendar-create": Row(nothing, write=EVERYBODY, known=EVERYBODY),
    "calendar-revoke": Row(nothing, write=EVERYBODY, known=EVERYBODY),
    "calendar-open": Row(of_calendar, read=EVERYBODY, known=EVERYBODY, open=True),
    "story-detail": Row(read=TEAM | COACHES | {"manager"}),
    "story-done": Row(write=TEAM),
    "offer-list": Row(read=TEAM),
    "offer-take": Row(of_offer, write=TEAM),
    "offer-let-go": Row(of_offer, write=TEAM),
}
