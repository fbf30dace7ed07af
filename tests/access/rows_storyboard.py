"""The storyboard: whoever it is shown to reads it and takes it away; the team writes it."""

from typing import Any

from tests.access.table import COACHES, TEAM, Row, of_project
from toolkit.models import Storyboard

READERS = TEAM | COACHES


def of_board(world: Any) -> list[Any]:
    Storyboard.objects.get_or_create(project=world.project)
    return of_project(world)


ROWS = {
    "storyboard-detail": Row(of_project, read=READERS),
    "storyboard-update": Row(of_project, read=TEAM, write=TEAM),
    "storyboard-versions": Row(of_board, read=TEAM, write=TEAM),
    "storyboard-document": Row(of_project, read=READERS, write=READERS),
}
