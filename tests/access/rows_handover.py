"""Hand-overs: said by the coach or a manager, decided by the manager, read by the team, its coach and the mentor.

The world's coach hands the world's team over. ``other_coach`` coaches another team and so is the wrong coach here.
"""

from typing import Any

from tests.builders import handover

from .rows_people import KNOW_PROGRAMME, of_programme
from .table import COACHES, TEAM, Row, of_project

MANAGER = frozenset({"manager"})
COACH = frozenset({"coach"})
MENTOR = frozenset({"mentor"})
SAY = COACH | MANAGER
INSIDE = TEAM | COACHES


def of_coach(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "membership_id": handover.place_of(world.coach, world.programme).pk}


def of_departure(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "departure_id": handover.away(world).pk}


def of_row(world: Any) -> dict[str, Any]:
    return {**of_departure(world), "hand_over_id": handover.of(world.project).pk}


def of_draft(world: Any) -> dict[str, Any]:
    """Not signed off yet: the coach alone."""
    handover.say(world)
    return {**of_project(world), "hand_over_id": handover.of(world.project).pk}


def of_note(world: Any) -> dict[str, Any]:
    """Signed off, and nobody has followed yet."""
    args = of_draft(world)
    handover.ready(world.project, world.coach)
    return args


def of_contact(world: Any) -> dict[str, Any]:
    handover.end(world.project, world.lead)
    return {**of_project(world), "months": 3}


ROWS = {
    "transition-detail": Row(read=INSIDE | MANAGER),
    "transition-update": Row(read=TEAM | COACH, write=TEAM | COACH),
    "contact-record": Row(of_contact, read=COACH, write=COACH),
    "contact-move": Row(of_contact, read=COACH, write=COACH),
    "departure-list": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "departure-begin": Row(of_coach, read=SAY, write=SAY, known=SAY | MENTOR),
    "departure-detail": Row(of_departure, read=SAY, known=SAY),
    "departure-call-off": Row(of_departure, write=SAY, known=SAY),
    "departure-successors": Row(of_departure, read=MANAGER, write=MANAGER, known=SAY),
    "handover-alone": Row(of_row, read=MANAGER, write=MANAGER, known=SAY),
    "departure-back": Row(of_departure, read=MANAGER, write=MANAGER, known=SAY),
    "handover-note": Row(of_note, read=INSIDE, known=INSIDE | MANAGER),
    "handover-pdf": Row(of_note, read=INSIDE, known=INSIDE | MANAGER),
    "handover-write": Row(of_draft, read=COACH, write=COACH, known=INSIDE | MANAGER),
    "coach-notes": Row(of_coach, read=MENTOR, known=SAY | MENTOR),
}
