"""A measure's figures as a file for a spreadsheet."""

import csv
import io
from decimal import Decimal

from toolkit.models import Measure

from .series import Reader, shown

HEAD = ("Date", "Figure", "Number", "Out of", "What it is")
STATUS = {
    "figure": "",
    "estimate": "Estimate",
    "closed": "Closed",
    "missing": "No figure",
    "hidden": "Hidden: small number",
}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def plain(value: Decimal | None) -> str:
    """A number without thousands commas or needless zeros; at most three digits after the point."""
    if value is None:
        return ""
    text = f"{round(value, 3):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def csv_of(measure: Measure, reader: Reader) -> str:
    """The figures of a measure fetched by ``series.for_charts``, oldest first, as this reader may see them.

    Begins with a byte-order mark, so that a spreadsheet reads letters beyond ASCII rightly. Negative numbers stay
    numbers: only text is defused.
    """
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([HEAD[0], defused(measure.name), *HEAD[2:]])
    for figure in measure.figures.all():
        copy = shown(figure, measure, reader)
        value = "*" if copy.status == "hidden" else plain(copy.value)
        rows.writerow(
            [figure.date.isoformat(), value, plain(copy.numerator), plain(copy.denominator), STATUS[copy.status]]
        )
    return out.getvalue()
