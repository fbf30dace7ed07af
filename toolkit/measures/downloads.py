"""A measure's figures as a file for a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.downloads import csv_lines
from toolkit.models import Measure
from toolkit.suppression import Shown

from .series import Reader, shown

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
    return "".join(csv_lines((HEAD[0], measure.name, *HEAD[2:]), (_cells(*row) for row in _shown(measure, reader))))


@transaction.atomic
def take_file(*, measure: Measure, reader: Reader, by: Any) -> str:
    """The file, for somebody to take away. Who took which is written down, and whether small numbers stand in it."""
    record("figures.downloaded", measure, by=by, project=measure.project, small_numbers=reader.raw)
    return csv_of(measure, reader)


def _shown(measure: Measure, reader: Reader) -> Iterator[tuple[date, Shown]]:
    for figure in measure.figures.all():
        yield figure.date, shown(figure, measure, reader)


def _cells(on: date, copy: Shown) -> tuple[str | Decimal, ...]:
    value = "*" if copy.status == "hidden" else plain(copy.value)
    return on.isoformat(), value, plain(copy.numerator), plain(copy.denominator), STATUS[copy.status]
