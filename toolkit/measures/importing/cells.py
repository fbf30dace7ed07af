"""From what somebody pastes or sends to rows of cells as text. Pure: no Django, no rows of the database.

Sizes are looked at before anything is read, so that a huge or a hostile file costs neither memory nor time.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from cmsportal.safetext import find_nhs_number

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 50
KEPT = 500  # characters of one cell
NAMED = 5  # places named in one sentence
SEPARATORS = ("\t", ";", ",")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff]+")

Rows = list[list[str]]


class Unreadable(ValueError):
    """Nothing can be made of it; ``str()`` is a sentence for the person who brought it."""


TOO_LARGE = "This is larger than 2 MB. Bring in the columns you need, a part at a time."
TOO_LONG = f"This holds more than {MOST_ROWS:,} rows. Bring it in a part at a time."
TOO_WIDE = f"This holds more than {MOST_COLUMNS} columns. Keep the date and the figures, and leave the others out."
EMPTY = "There is nothing in it."
OTHER_KINDS = (
    (b"%PDF", "This is a PDF. Open the spreadsheet it was made from, and save that as .xlsx or .csv."),
    (b"\xd0\xcf\x11\xe0", "This is an older Excel file (.xls). Save it as .xlsx or .csv first."),
    (b"{\\rtf", "This is a text document. Copy the cells and paste them instead."),
    (b"\x89PNG", "This is a picture. Copy the cells from the spreadsheet and paste them instead."),
    (b"\xff\xd8\xff", "This is a picture. Copy the cells from the spreadsheet and paste them instead."),
)
LOCKED = "This file is locked with a password. Save a copy without one, or copy the cells and paste them."


def read_pasted(text: str) -> Rows:
    """Rows of pasted text. Raises Unreadable."""
    if len(text.encode()) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    return _checked(_separated(text))


def read_file(content: bytes) -> Rows:
    """Rows of a file, known by what is in it and not by its name. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    for start, sentence in OTHER_KINDS:
        if content.startswith(start):
            raise Unreadable(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else sentence)
    if content.startswith(b"PK"):
        from .workbook import read_workbook

        return _checked(read_workbook(content))
    return _checked(_separated(_decoded(content)))


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # as spreadsheets save 'Unicode text'
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("This is no table of text. Save the spreadsheet as .xlsx or .csv and bring that in.")


def _separated(text: str) -> Iterator[list[str]]:
    separator = separator_of(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as problem:
        raise Unreadable('The cells run into each other. Look for a lone quotation mark (") in them.') from problem


def separator_of(text: str) -> str:
    """What parts the cells: the first of tab, semicolon and comma that stands in most of the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:50] if line.strip()]
    for separator in SEPARATORS:
        if lines and sum(separator in line for line in lines) * 2 > len(lines):
            return separator
    return next((separator for separator in SEPARATORS if any(separator in line for line in lines)), "\t")


def _checked(rows: Iterable[Iterable[str]]) -> Rows:
    """The rows, cut where the last filled one ends; every limit is looked at while they come."""
    found: Rows = []
    last = 0
    for number, row in enumerate(rows, start=1):
        cells = [tidy(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            if number <= MOST_ROWS:
                found.append([])
            continue
        if number > MOST_ROWS:
            raise Unreadable(TOO_LONG)
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(TOO_WIDE)
        found.append(cells)
        last = number
    if not last:
        raise Unreadable(EMPTY)
    _refuse_nhs_numbers(found)
    width = max(len(row) for row in found)
    return [row + [""] * (width - len(row)) for row in found[:last]]


def tidy(cell: str) -> str:
    """One line of printable text."""
    return UNSEEN.sub(" ", cell).strip()[:KEPT]


def _refuse_nhs_numbers(rows: Rows) -> None:
    places = [
        place(number, column)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if find_nhs_number(cell)
    ]
    if not places:
        return
    named = ", ".join(places[:NAMED]) + (f" and {len(places) - NAMED} more" if len(places) > NAMED else "")
    holds = "holds what looks like an NHS number" if len(places) == 1 else "hold what look like NHS numbers"
    raise Unreadable(f"{named} {holds}. Take {'it' if len(places) == 1 else 'them'} out first. Nothing was kept.")


def place(row: int, column: int) -> str:
    """'B7', of row and column counted from nought."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
