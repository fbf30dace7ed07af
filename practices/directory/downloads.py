"""The practice list as rows of a file for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from .presenters import rows

HEAD = ("Code", "Name", "Address", "Postcode", "Status", "Commissioner", "Primary care network")
BATCH = 500


def cells(practices: Any) -> Iterator[tuple[str, ...]]:
    """One row a practice, read in batches, so that memory does not grow with the list."""
    for start in range(0, practices.count(), BATCH):
        for row in rows(practices[start : start + BATCH]):
            practice = row.practice
            yield (
                practice.code,
                practice.name,
                practice.address,
                practice.postcode,
                row.status,
                row.commissioner,
                row.pcn,
            )
