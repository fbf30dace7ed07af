"""A measure's figures as a file for a spreadsheet."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.downloads import csv_lines
from toolkit.models import Measure
from toolkit.suppression import Shown

from .series import WITHHELD, Reader, copies_of, is_withheld

HEAD = ("Date", "Figure", "Number", "Out of", "What it is")
STATUS = {
    "figure": "",
    "estimate": "Estimate",
    "closed": "Closed",
    "missing": "No figure",
    "hidden": "Hidden: small number",
}


def plain(value: Decimal | None) -> Decimal | str:
    """A number without thousands commas or needless zeros; at most three digits after the point."""
    if value is None:
        return ""
    text = f"{round(value, 3):f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def csv_of(measure: Measure, reader: Reader) -> str:
    """The figures of a measure fetched by ``series.for_charts``, oldest first, as this reader may see them.

    Negative numbers stay numbers: only text is defused.
    """
    withheld = [("", "", "", "", WITHHELD)] if is_withheld(measure, reader) else []
    rows = [_cells(day.isoformat(), copy) for day, copy in copies_of(measure, reader)]
    return "".join(csv_lines((HEAD[0], measure.name, *HEAD[2:]), [*withheld, *rows]))


@transaction.atomic
def take_file(*, measure: Measure, reader: Reader, by: Any) -> str:
    """The file, for somebody to take away. Who took which is written down, and whether small numbers stand in it."""
    record("figures.downloaded", measure, by=by, project=measure.project, small_numbers=reader.raw)
    return csv_of(measure, reader)


def _cells(on: str, copy: Shown) -> tuple[str | Decimal, ...]:
    value = "*" if copy.status == "hidden" else plain(copy.value)
    return on, value, plain(copy.numerator), plain(copy.denominator), STATUS[copy.status]
