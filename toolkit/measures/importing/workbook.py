"""Reads the first sheet of an .xlsx file into rows of text.

The archive's own list of sizes is looked at before anything is unpacked, and an entry is never unpacked beyond what
it claims. Cells keep what they say on screen where that matters: a percentage keeps its sign, a date is a date, a
formula begins with '='.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl

from .cells import MOST_ROWS, TOO_LONG, Unreadable

MOST_UNPACKED = 16 * 1024 * 1024
MOST_PARTS = 300
MOST_READ = 50_000  # rows looked at, blank ones among them
MOST_IN_ROW = 100_000  # marks of XML: several times the columns that a spreadsheet has
# What the reader takes into memory whole, and how many marks of it an honest workbook stays below.
WHOLE = (
    (re.compile(rb"<(?:[\w.-]+:)?(?:styleSheet|workbook|Types|Relationships)[\s>]"), 200_000),
    (re.compile(rb"<(?:[\w.-]+:)?sst[\s>]"), 1_000_000),
)
ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
SHEET = re.compile(rb"<(?:[\w.-]+:)?worksheet[\s>]")
OWN_ENTITIES = [
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
]
QUOTED = re.compile(r'"[^"]*"|\\.')  # a sign that is only shown, and multiplies nothing
PLACES = 3  # digits after the point that a figure keeps
ODS = "This is an OpenDocument file (.ods). Save it as .xlsx or .csv first."
NO_SHEET = "This is no .xlsx workbook. Save the spreadsheet as .xlsx or .csv and bring that in."
BROKEN = "This file cannot be opened. Save it again as .xlsx or .csv, or copy the cells and paste them."
UNPACKS = "This file unpacks to far more than 2,000 rows of figures. Bring in the columns you need."
DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7})"')


def read_workbook(content: bytes) -> Iterator[list[str]]:
    """The rows of the first visible sheet. Raises Unreadable."""
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                yield from _rows(book)
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as problem:  # whatever a parser makes of a stranger's bytes
        raise Unreadable(BROKEN) from problem


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "mimetype" in names:
                raise Unreadable(ODS)
            if "xl/workbook.xml" not in names:
                raise Unreadable(NO_SHEET)
            if any(part.flag_bits & 1 for part in parts) or len(parts) > MOST_PARTS:
                raise Unreadable(BROKEN)
            _check_sheets(archive, parts)
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(UNPACKS)
            for part in parts:
                _check_xml(archive, part)
    except Unreadable:
        raise
    except Exception as problem:  # zlib and its kin
        raise Unreadable(BROKEN) from problem


def _check_sheets(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """A workbook says how far its sheets go: of a million rows that is enough to know."""
    sheets = sorted((p for p in parts if p.filename.startswith("xl/worksheets/sheet")), key=lambda p: p.filename)
    if sheets:
        with archive.open(sheets[0]) as opened:
            found = DIMENSION.search(opened.read(4096))
        if found and int(found[1]) > MOST_ROWS and sheets[0].file_size > MOST_UNPACKED // 2:
            raise Unreadable(TOO_LONG)


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part may define entities of its own (an XML reader would unfold them without end), whatever it is called.

    Nor may it hold more marks than a spreadsheet does: each becomes an object a hundred times its size.
    """
    text = archive.read(part)
    if any(word in text for word in OWN_ENTITIES):
        raise Unreadable(BROKEN)
    is_xml = part.filename.endswith((".xml", ".rels"))
    if is_xml and (text[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in text[:200]):
        raise Unreadable(BROKEN)
    if any(text.count(b"<") > most and root.search(text) for root, most in WHOLE):
        raise Unreadable(UNPACKS)
    is_sheet = text.count(b"<") > MOST_IN_ROW and SHEET.search(text)
    if is_sheet and any(row.count(b"<") > MOST_IN_ROW for row in ROW.split(text)):
        raise Unreadable(UNPACKS)


def _rows(book: Any) -> Iterator[list[str]]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Unreadable(NO_SHEET)
    sheets[0].reset_dimensions()  # what the file claims of itself would make rows as wide as it likes
    for number, row in enumerate(sheets[0].iter_rows(), start=1):
        if number > MOST_READ:
            raise Unreadable(TOO_LONG)
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return value if isinstance(value, str) and value.startswith("=") else "="
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, "%" in QUOTED.sub("", cell.number_format or ""))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _number(value: float, is_percent: bool) -> str:
    """As it reads on screen: 0.81 in a cell of percentages is '81%'. Noise of the computer's own is rounded off."""
    exact = Decimal(repr(value)) * (100 if is_percent else 1)
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 15:
        return str(value)
    text = f"{round(exact, PLACES):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if is_percent else text
