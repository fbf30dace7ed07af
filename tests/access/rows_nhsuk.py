"""The gallery of components."""

from tests.access.table import ADMIN, EVERYBODY, Row, nothing

ROWS = {"gallery": Row(nothing, read=ADMIN, write=ADMIN, known=EVERYBODY)}
