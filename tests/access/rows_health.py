from tests.access.table import EVERYBODY, Row, nothing

ROWS = {
    "healthz": Row(args=nothing, read=EVERYBODY, open=True),
    "readyz": Row(args=nothing, read=EVERYBODY, open=True),
}
