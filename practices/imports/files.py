"""What every list that is read in goes through first: is it text at all, in which encoding, and is it safe to keep.

Files are read twice as streams, first to look and then to read, so that memory does not grow with them.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from cmsportal.safetext import find_nhs_number

CHUNK = 64 * 1024
LONGEST_LINE = 20_000
NHS_NUMBER_LENGTH = 10
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF", b"Rar!", b"7z\xbc\xaf")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){9}")


class Refused(Exception):
    """The whole file cannot be read; the message is a sentence for the person who chose it."""


@dataclass(frozen=True)
class Inspected:
    encoding: str
    size: int
    sha256: str


def inspect(stream: BinaryIO, max_bytes: int | None = None) -> Inspected:
    """Look through a seekable file once, and leave it at its start.

    Returns its encoding (UTF-8, with or without byte-order mark, else Windows-1252), size in bytes and SHA-256.
    Raises Refused when it is empty, too large, not text, or in an encoding that is neither.
    """
    stream.seek(0)
    digest, size, encoding = hashlib.sha256(), 0, "utf-8-sig"
    utf8 = codecs.getincrementaldecoder("utf-8")()
    blank = True
    while chunk := stream.read(CHUNK):
        if size == 0:
            _check_start(chunk)
        size += len(chunk)
        if max_bytes is not None and size > max_bytes:
            raise Refused(f"The file is larger than {max_bytes // (1024 * 1024)} MB, the most that can be read.")
        if b"\x00" in chunk or _CONTROL.search(chunk):
            raise Refused("This is not a text file, although its name may say so. Choose the list saved as CSV.")
        digest.update(chunk)
        blank = blank and not chunk.strip().removeprefix(codecs.BOM_UTF8)
        encoding = _still_utf8(utf8, chunk) if encoding == "utf-8-sig" else encoding
    if blank:
        raise Refused("The file is empty. Choose the list again.")
    if encoding == "utf-8-sig" and utf8.getstate()[0]:
        encoding = "cp1252"  # it ends in the middle of a character
    stream.seek(0)
    return Inspected(encoding, size, digest.hexdigest())


def _check_start(chunk: bytes) -> None:
    if chunk.startswith(_ARCHIVES):
        raise Refused("This is not a text file: it looks like a workbook, a document or an archive. Save it as CSV.")
    if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("The file is saved as 'Unicode text' (UTF-16). Save it as CSV UTF-8.")


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes) -> str:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def text_of(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The file as text, line ends kept; Windows-1252's five unused bytes become the replacement character."""
    errors = "replace" if encoding == "cp1252" else "strict"
    return io.TextIOWrapper(_Undetachable(stream), encoding=encoding, errors=errors, newline="")


class _Undetachable(io.RawIOBase):
    """Lends a stream to a TextIOWrapper, which would otherwise close it when it goes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Line(NamedTuple):
    """One line of a file: its cells, or what is wrong with it. There are millions of them."""

    number: int
    cells: list[str]
    problem: str = ""


def lines_of(text: io.TextIOBase) -> Iterator[Line]:
    """The lines of a CSV file that never breaks a value over two lines.

    Each line is parsed alone, so that an unclosed quote spoils its own line and not the rest of the file.
    """
    number = 0
    while raw := text.readline(LONGEST_LINE):
        number += 1
        if not raw.strip():
            continue
        if len(raw) >= LONGEST_LINE:
            raise Refused(f"Line {number} is longer than {LONGEST_LINE} characters. This is not a list of practices.")
        if '"' not in raw:  # nearly all of a million lines: three times as fast, and the same cells
            yield Line(number, raw.rstrip("\r\n").split(","))
            continue
        try:
            yield Line(number, next(csv.reader([raw], strict=True)))
        except csv.Error:
            yield Line(number, [], "a quotation mark is opened and not closed, or stands inside a value")


def records_of(text: io.TextIOBase) -> Iterator[Line]:
    """The rows of a CSV file whose values may hold line breaks (column names of some lists do)."""
    reader = csv.reader(text)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Refused(f"Line {reader.line_num} cannot be read: a quotation mark is opened and not closed.") from (
                problem
            )
        if any(cell.strip() for cell in cells):
            yield Line(reader.line_num, cells)


def refuse_nhs_numbers(line: Line, names: tuple[str, ...], telephone: int | None = None) -> None:
    """Raise Refused, naming line and column, when a cell holds an NHS number.

    A telephone number is let through where it starts as one does: one in eleven of those with ten digits would pass
    the check digit by chance.
    """
    if max(map(len, line.cells), default=0) < NHS_NUMBER_LENGTH:
        return
    for index, cell in enumerate(line.cells):
        if len(cell) < NHS_NUMBER_LENGTH or not _MANY_DIGITS.search(cell):
            continue
        if index == telephone and cell.lstrip().startswith(("0", "+", "(")):
            continue
        if find_nhs_number(cell):
            name = f" ({names[index]})" if index < len(names) and names[index] else ""
            raise Refused(
                f"Line {line.number}, column {index + 1}{name} holds what looks like an NHS number. "
                "Nothing was read. Take the number out, then choose the file again."
            )


def heading_key(name: str) -> str:
    """A column's name for comparing: small letters and digits only, so that 'Open  Date' is 'open_date'."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
