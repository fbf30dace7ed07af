"""The coach writes visits; the team and the coach's mentor read the shared part."""

from typing import Any
from uuid import uuid4

from tests.builders import make

from .table import COACHES, EVERYBODY, TEAM, Row, nothing, of_project

COACH = frozenset({"coach"})
READERS = TEAM | COACHES


def of_visit(world: Any) -> dict[str, Any]:
    return {**of_project(world), "visit_id": make.visit(world.project, world.coach).pk}


ROWS = {
    "visit-list": Row(read=READERS),
    "visit-plan": Row(read=COACH, write=COACH),
    "visit-create": Row(read=COACH, write=COACH, query=f"?draft={uuid4()}"),
    "visit-detail": Row(of_visit, read=READERS),
    "visit-log": Row(of_visit, read=COACH, write=COACH),
    "visit-brief": Row(of_visit, read=COACHES),
    "visit-brief-pdf": Row(of_visit, read=COACHES),
    "visit-send": Row(of_visit, write=COACH),
    "visit-worker": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "visits-kept": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "visit-move": Row(of_visit, read=COACH, write=COACH),
    "visit-cancel": Row(of_visit, write=COACH),
}
