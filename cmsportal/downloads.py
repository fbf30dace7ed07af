"""Files to take away; tables as CSV that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

# The last four are the wide ones.
STARTS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class _Echo:
    """csv writes to it; what is written is handed on."""

    def write(self, value: str) -> str:
        return value


def defused(value: Any) -> Any:
    """A spreadsheet would run text that begins like a formula; an apostrophe keeps it text. Numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines one by one, with a byte-order mark so that a spreadsheet reads accents rightly."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([defused(title) for title in head])
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def csv_response(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A download that is written as it is read: memory does not grow with the table."""
    response = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def file_response(
    made: bytes, name: str, content_type: str = "application/pdf", disposition: str = "attachment"
) -> HttpResponse:
    """A whole file, kept by nobody on the way. ``name``: with its ending, without quotes."""
    answer = HttpResponse(made, content_type=content_type)
    answer["Content-Disposition"] = f'{disposition}; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
