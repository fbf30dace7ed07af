"""The pages one lands on, and those that look over a programme."""

from typing import Any

from .table import COACHES, EVERYBODY, TEAM, Row, nothing

MANAGER = frozenset({"manager"})
KNOW_PROGRAMME = frozenset({"manager", "coach", "other_coach", "mentor", "admin"})


def of_programme(world: Any) -> dict[str, Any]:
    return {"programme_id": world.programme.pk}


ROWS = {
    "today": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "project-list": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "library-list": Row(nothing, read=EVERYBODY, known=EVERYBODY),
    "project-detail": Row(read=TEAM | COACHES | MANAGER),
    "programme-detail": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "programme-download": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "programme-use-download": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "programme-wall": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "adoption-picture": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
}
