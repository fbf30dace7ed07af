from typing import Any

from tests.access.rows_measures import READ_WALL, of_measure
from tests.access.table import Row

ANY = "0" * 16


def of_picture(world: Any) -> dict[str, Any]:
    """An address that nobody was given: the ordinary rules say who sees the chart."""
    return {**of_measure(world), "size": "half", "key": ANY, "signature": ANY}


ROWS = {
    "measure-data": Row(of_measure, read=READ_WALL),
    "kept-picture": Row(of_picture, read=READ_WALL),
}
