"""The practice list as CSV, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator
from typing import Any

from .presenters import rows

HEAD = ["Code", "Name", "Address", "Postcode", "Status", "Commissioner", "Primary care network"]
BATCH = 500
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """csv writes to it; what is written is handed on."""

    def write(self, value: str) -> str:
        return value


def defused(value: object) -> str:
    """A spreadsheet would run a cell that begins like a formula; an apostrophe makes it text."""
    text = str(value)
    return "'" + text if text.startswith(_STARTS_A_FORMULA) else text


def csv_lines(practices: Any) -> Iterator[str]:
    """The lines one by one, with a byte-order mark so that Excel reads accents rightly."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    for row in _batches(practices):
        practice = row.practice
        cells = [
            practice.code,
            practice.name,
            practice.address,
            practice.postcode,
            row.status,
            row.commissioner,
            row.pcn,
        ]
        yield writer.writerow([defused(cell) for cell in cells])


def _batches(practices: Any) -> Iterator[Any]:
    for start in range(0, practices.count(), BATCH):
        yield from rows(practices[start : start + BATCH])
