"""Mails that remind: which ones one gets, the link that stops them, and what could not be sent."""

from typing import Any

from projects.reminders.emails import off_link
from tests.builders import make

from .table import ADMIN, EVERYBODY, Row, nothing


def of_reminder(world: Any) -> dict[str, Any]:
    return {"reminder_id": make.reminder(world.project, world.member, state="failed", problem="Refused.").pk}


def of_notice(world: Any) -> dict[str, Any]:
    now = make.now()
    return {"reminder_id": make.reminder(world.project, world.member, channel="portal", state="sent", sent_at=now).pk}


def of_off_token(world: Any) -> dict[str, Any]:
    return {"token": off_link(world.member.pk, "huddle").rstrip("/").rsplit("/", 1)[1]}


ROWS = {
    "reminder-preferences": Row(nothing, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY),
    "reminder-off": Row(of_off_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "delivery-list": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "reminder-seen": Row(of_notice, write={"member"}, known={"member"}),
    "reminder-list": Row(nothing, read=ADMIN, known=EVERYBODY),
    "reminder-resend": Row(of_reminder, write=ADMIN, known=ADMIN | {"member"}),
    "reminder-drop": Row(of_reminder, write=ADMIN, known=ADMIN | {"member"}),
}
