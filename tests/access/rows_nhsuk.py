"""The gallery and the pages at the foot of every page."""

from tests.access.table import ADMIN, EVERYBODY, Row, nothing

ROWS = {
    "gallery": Row(nothing, read=ADMIN, write=ADMIN, known=EVERYBODY),
    "accessibility": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "privacy": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "help": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
}
