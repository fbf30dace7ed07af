"""The storyboard: whoever it is shown to reads it and takes it away; the team writes it."""

from tests.access.table import COACHES, TEAM, Row, of_project

READERS = TEAM | COACHES

ROWS = {
    "storyboard-detail": Row(of_project, read=READERS),
    "storyboard-update": Row(of_project, read=TEAM, write=TEAM),
    "storyboard-document": Row(of_project, read=READERS, write=READERS),
}
