"""The rows of the Organisation Data Service's practice list (``epraccur.csv``).

Three forms are in use and all are read: 27 columns without a header and with one-letter codes; the same with words
and role codes (ACTIVE, RO76); and a report with a header row, whose columns are found by name in any order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import BinaryIO

from .files import Line, Refused, heading_key, lines_of, refuse_nhs_numbers, text_of
from .report import Broken

COLUMNS = 27
GP_PRACTICE = {"4", "04", "RO76", "GP PRACTICE", "GP PRACTICES"}
STATUS = {
    "A": "A",
    "ACTIVE": "A",
    "C": "C",
    "CLOSED": "C",
    "INACTIVE": "C",
    "D": "D",
    "DORMANT": "D",
    "P": "P",
    "PROPOSED": "P",
}
CODE = re.compile(r"[A-Z]\d{5}")
COMMISSIONER = re.compile(r"[A-Z0-9]{3,5}")
_DATES = (
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"(\d\d)/(\d\d)/(\d{4})"), (3, 2, 1)),
)


@dataclass(frozen=True)
class Column:
    position: int  # counted from 1, in the form without a header
    label: str
    names: tuple[str, ...]  # by which a header may call it
    required: bool = False


FIELDS: dict[str, Column] = {
    "code": Column(1, "code", ("organisation code", "code", "ods code", "practice code", "org code"), True),
    "name": Column(2, "name", ("name", "organisation name", "practice name"), True),
    "address1": Column(5, "address line 1", ("address line 1", "address 1", "addr ln1")),
    "address2": Column(6, "address line 2", ("address line 2", "address 2", "addr ln2")),
    "address3": Column(7, "address line 3", ("address line 3", "address 3", "addr ln3")),
    "address4": Column(8, "address line 4", ("address line 4", "address 4", "town", "addr ln4")),
    "address5": Column(9, "address line 5", ("address line 5", "address 5", "county", "addr ln5")),
    "postcode": Column(10, "postcode", ("postcode", "post code")),
    "opened_on": Column(11, "open date", ("open date", "opened", "operational start date", "legal start date")),
    "closed_on": Column(12, "close date", ("close date", "closed", "operational end date", "legal end date")),
    "status": Column(13, "status", ("status code", "status", "organisation status"), True),
    "commissioner": Column(
        15,
        "commissioner",
        (
            "commissioner",
            "commissioner code",
            "ccg",
            "ccg code",
            "sub icb location code",
            "sub icb location",
            "commissioning organisation code",
            "is commissioned by",
        ),
        True,
    ),
    "joined_on": Column(
        16,
        "joined commissioner",
        (
            "join provider purchaser date",
            "join date",
            "joined",
            "commissioner start date",
            "join provider commissioner date",
        ),
    ),
    "left_on": Column(
        17,
        "left commissioner",
        (
            "left provider purchaser date",
            "left date",
            "left",
            "commissioner end date",
            "left provider commissioner date",
        ),
    ),
    "telephone": Column(18, "telephone", ("contact telephone number", "telephone", "telephone number", "phone")),
    "operator": Column(
        24, "provider or purchaser", ("provider purchaser", "provider purchaser code", "is operated by")
    ),
    "setting": Column(
        26,
        "prescribing setting",
        ("prescribing setting", "prescribing setting code", "role", "roles", "non primary roles", "non primary role"),
        True,
    ),
}


@dataclass(frozen=True)
class PracticeRow:
    """A general practice as one line lists it. Dates that the list leaves out are None."""

    line: int
    code: str
    name: str
    address: str
    postcode: str
    telephone: str
    status: str
    opened_on: date | None
    closed_on: date | None
    commissioner: str
    joined_on: date | None
    left_on: date | None
    operator: str


@dataclass(frozen=True)
class NotKept:
    """A row that is in order and is not ours, and why."""

    line: int
    code: str
    reason: str


class Layout:
    """Where each field stands in this file."""

    def __init__(self, where: dict[str, int], headings: tuple[str, ...], width: int) -> None:
        self.where = where
        self.headings = headings
        self.width = width

    def knows(self, key: str) -> bool:
        return key in self.where

    def value(self, line: Line, key: str) -> str:
        index = self.where.get(key)
        return " ".join(line.cells[index].split()) if index is not None else ""

    def broken(self, line: Line, key: str, what: str) -> Broken:
        return Broken(line.number, self.where[key] + 1, FIELDS[key].label, what)


WITHOUT_HEADER = Layout(
    {key: column.position - 1 for key, column in FIELDS.items()},
    tuple(next((c.label for c in FIELDS.values() if c.position == n + 1), "") for n in range(COLUMNS)),
    COLUMNS,
)


class PracticeList:
    """An opened practice list: iterate for its rows, each a PracticeRow, a NotKept or a list of Broken.

    Raises Refused at once when the columns are not those of a practice list, and while reading when a cell holds an
    NHS number.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        lines = lines_of(text_of(stream, encoding))
        first = list(islice(lines, 20))
        self.layout = _layout(first)
        self._lines = chain(first if self.layout is WITHOUT_HEADER else first[1:], lines)

    def __iter__(self) -> Iterator[PracticeRow | NotKept | list[Broken]]:
        seen = Codes()
        telephone = self.layout.where.get("telephone")
        for line in self._lines:
            refuse_nhs_numbers(line, self.layout.headings, telephone)
            row = read_row(line, self.layout)
            if isinstance(row, PracticeRow) and not seen.add(row.code):
                row = [self.layout.broken(line, "code", f"{row.code} stands in this file twice")]
            yield row


class Codes:
    """Which practice codes have been met: one bit for each code there can be, 325 kB whatever the file's length."""

    def __init__(self) -> None:
        self._bits = bytearray(26 * 100_000 // 8)

    def add(self, code: str) -> bool:
        """True when the code is new."""
        number = (ord(code[0]) - ord("A")) * 100_000 + int(code[1:])
        byte, bit = divmod(number, 8)
        new = not self._bits[byte] & (1 << bit)
        self._bits[byte] |= 1 << bit
        return new


def _layout(first: list[Line]) -> Layout:
    readable = [line for line in first if line.cells]
    if not readable:
        raise Refused("No line of this file can be read as a row of a table. Choose the practice list saved as CSV.")
    keys = [heading_key(cell) for cell in readable[0].cells]
    where = {}
    for key, column in FIELDS.items():
        for name in column.names:
            if heading_key(name) in keys:
                where[key] = keys.index(heading_key(name))
                break
    if "code" in where and "name" in where:
        missing = [column.label for key, column in FIELDS.items() if column.required and key not in where]
        if missing:
            raise Refused(f"The header row names no column for: {', '.join(missing)}. Choose the practice list.")
        return Layout(where, tuple(readable[0].cells), len(keys))
    if any(len(line.cells) == COLUMNS and CODE.fullmatch(line.cells[0].strip()) for line in readable):
        return WITHOUT_HEADER
    if len(keys) == COLUMNS:
        raise Refused("This is not the practice list: no line starts with a practice's code, such as A81001.")
    raise Refused(
        f"This is not the practice list: line {readable[0].number} has {len(keys)} columns "
        f"and no header row with the list's column names. The list has {COLUMNS} columns."
    )


def read_row(line: Line, layout: Layout) -> PracticeRow | NotKept | list[Broken]:
    if line.problem:
        return [Broken(line.number, None, "", line.problem)]
    if len(line.cells) != layout.width:
        column = min(len(line.cells), layout.width) + 1
        return [Broken(line.number, column, "", f"{len(line.cells)} columns where {layout.width} are expected")]
    code = layout.value(line, "code").upper()
    settings = {part.strip() for part in layout.value(line, "setting").upper().split("|")}
    if not settings & GP_PRACTICE:
        return NotKept(line.number, code, "not a GP practice (another prescribing setting)")
    return _Checked(line, layout, code).row()


class _Checked:
    """Reads one GP practice's cells and collects what is wrong with them."""

    def __init__(self, line: Line, layout: Layout, code: str) -> None:
        self.line, self.layout, self.code = line, layout, code
        self.problems: list[Broken] = []

    def row(self) -> PracticeRow | list[Broken]:
        self._expect("code", bool(CODE.fullmatch(self.code)), "a practice code is a letter and five digits")
        name = self._text("name", 200)
        self._expect("name", bool(name), "the name is missing")
        parts = [self._text(f"address{n}", 100) for n in range(1, 6)]
        opened, closed = self._date("opened_on"), self._date("closed_on")
        if opened and closed and closed < opened:
            self._expect("closed_on", False, "the practice closes before it opens")
        status = self.layout.value(self.line, "status").upper()
        self._expect("status", status in STATUS, "the status is none of A, C, D and P")
        commissioner = self.layout.value(self.line, "commissioner").upper()
        right = not commissioner or bool(COMMISSIONER.fullmatch(commissioner))
        self._expect("commissioner", right, "a commissioner's code is 3 to 5 letters and digits")
        row = PracticeRow(
            line=self.line.number,
            code=self.code,
            name=name,
            address=", ".join(part for part in parts if part),
            postcode=self._text("postcode", 8).upper(),
            telephone=self._text("telephone", 40),
            status=STATUS.get(status, ""),
            opened_on=opened,
            closed_on=closed,
            commissioner=commissioner,
            joined_on=self._date("joined_on"),
            left_on=self._date("left_on"),
            operator=self.layout.value(self.line, "operator").upper(),
        )
        return self.problems or row

    def _expect(self, key: str, right: bool, what: str) -> None:
        if not right:
            self.problems.append(self.layout.broken(self.line, key, what))

    def _text(self, key: str, longest: int) -> str:
        value = self.layout.value(self.line, key)
        self._expect(key, len(value) <= longest, f"longer than {longest} characters")
        return value

    def _date(self, key: str) -> date | None:
        value = self.layout.value(self.line, key)
        if not value:
            return None
        try:
            return read_date(value)
        except ValueError:
            self._expect(key, False, f"'{value[:20]}' is not a date as YYYYMMDD")
            return None


def read_date(value: str) -> date:
    """A date as 20190131, 2019-01-31 or 31/01/2019. Raises ValueError."""
    for pattern, (year, month, day) in _DATES:
        if match := pattern.fullmatch(value):
            return date(int(match[year]), int(match[month]), int(match[day]))
    raise ValueError(value)
