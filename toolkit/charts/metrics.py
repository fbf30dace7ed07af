"""How wide a text is in Arial, Helvetica or Liberation Sans (one set of widths, in 1/1000 of the size).

Widths are the standard ones of the Helvetica core font. Other characters take the width of their base
letter, or of an 'm' (an over-estimate keeps labels apart).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ORDER = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ["
    "\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    "\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7\u00a8\u00a9\u00aa\u00ab\u00ac\u00ae\u00af\u00b0"
    "\u00b1\u00b4\u00b5\u00b6\u00b7\u00b8\u00ba\u00bb\u00bc\u00bd\u00be\u00bf\u00c6\u00d0\u00d7"
    "\u00d8\u00de\u00df\u00e6\u00f0\u00f7\u00f8\u00fe\u2013\u2014\u2018\u2019\u201c\u201d\u2022"
    "\u2026\u00a0"
)
_REGULAR = (
    278,
    278,
    355,
    556,
    556,
    889,
    667,
    191,
    333,
    333,
    389,
    584,
    278,
    333,
    278,
    278,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    278,
    278,
    584,
    584,
    584,
    556,
    1015,
    667,
    667,
    722,
    722,
    667,
    611,
    778,
    722,
    278,
    500,
    667,
    556,
    833,
    722,
    778,
    667,
    778,
    722,
    667,
    611,
    722,
    667,
    944,
    667,
    667,
    611,
    278,
    278,
    278,
    469,
    556,
    333,
    556,
    556,
    500,
    556,
    556,
    278,
    556,
    556,
    222,
    222,
    500,
    222,
    833,
    556,
    556,
    556,
    556,
    333,
    500,
    278,
    556,
    500,
    722,
    500,
    500,
    500,
    334,
    260,
    334,
    584,
    333,
    556,
    556,
    556,
    556,
    260,
    556,
    333,
    737,
    370,
    556,
    584,
    737,
    333,
    400,
    584,
    333,
    556,
    537,
    278,
    333,
    365,
    556,
    834,
    834,
    834,
    611,
    1000,
    722,
    584,
    778,
    667,
    611,
    889,
    556,
    584,
    611,
    556,
    556,
    1000,
    222,
    222,
    333,
    333,
    350,
    1000,
    278,
)
_BOLD = (
    278,
    333,
    474,
    556,
    556,
    889,
    722,
    238,
    333,
    333,
    389,
    584,
    278,
    333,
    278,
    278,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    556,
    333,
    333,
    584,
    584,
    584,
    611,
    975,
    722,
    722,
    722,
    722,
    667,
    611,
    778,
    722,
    278,
    556,
    722,
    611,
    833,
    722,
    778,
    667,
    778,
    722,
    667,
    611,
    722,
    667,
    944,
    667,
    667,
    611,
    333,
    278,
    333,
    584,
    556,
    333,
    556,
    611,
    556,
    611,
    556,
    333,
    611,
    611,
    278,
    278,
    556,
    278,
    889,
    611,
    611,
    611,
    611,
    389,
    556,
    333,
    611,
    556,
    778,
    556,
    556,
    500,
    389,
    280,
    389,
    584,
    333,
    556,
    556,
    556,
    556,
    280,
    556,
    333,
    737,
    370,
    556,
    584,
    737,
    333,
    400,
    584,
    333,
    611,
    556,
    278,
    333,
    365,
    556,
    834,
    834,
    834,
    611,
    1000,
    722,
    584,
    778,
    667,
    611,
    889,
    611,
    584,
    611,
    611,
    556,
    1000,
    278,
    278,
    500,
    500,
    350,
    1000,
    278,
)

_TABLES = {False: dict(zip(_ORDER, _REGULAR, strict=True)), True: dict(zip(_ORDER, _BOLD, strict=True))}


@lru_cache(maxsize=8192)
def _units(text: str, bold: bool) -> int:
    table = _TABLES[bold]
    total = 0
    for char in text:
        width = table.get(char)
        if width is None:
            width = _unlisted(char, table)
        total += width
    return total


def _unlisted(char: str, table: dict[str, int]) -> int:
    """Width of a character outside the font's own: none for marks that join on, more for emoji."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    wide = 1250 if unicodedata.east_asian_width(char) in "WF" else 890
    return table.get(unicodedata.normalize("NFD", char)[0], wide)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in the unit of ``size``."""
    return _units(text, bold) * size / 1000


def shorten(text: str, room: float, size: float, bold: bool = False) -> str:
    """``text``, or as much of it as fits into ``room`` with an ellipsis."""
    if text_width(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "\u2026", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "\u2026" if low else ""


def wrap(
    text: str,
    room: float,
    size: float,
    bold: bool = False,
    lines: int = 2,
    split: bool = False,
) -> list[str]:
    """Break ``text`` at spaces into at most ``lines`` lines no wider than ``room``; the last is shortened.

    With ``split`` a word wider than the room is broken inside instead of shortened.
    """
    return list(_kept_rows(text, room, size, bold, lines, split))


@lru_cache(maxsize=4096)
def _kept_rows(text: str, room: float, size: float, bold: bool, lines: int, split: bool) -> tuple[str, ...]:
    """The rows of ``wrap``: kept, as most texts of a diagram stay when one changes."""
    return tuple(_rows(text, room, size, bold, lines, split))


def _rows(text: str, room: float, size: float, bold: bool, lines: int, split: bool) -> list[str]:
    words = text.split()
    if split:
        words = [piece for word in words for piece in _pieces(word, room, size, bold)]
    rows: list[str] = []
    space = _units(" ", bold)
    at, last = 0, len(words)
    while at < last and len(rows) < lines:
        if len(rows) == lines - 1:
            rows.append(shorten(" ".join(words[at:]), room, size, bold))
            break
        begin, wide = at, _units(words[at], bold)
        at += 1
        # widths of characters add up, so a row need not be measured again for every word
        while at < last and (wide + space + _units(words[at], bold)) * size / 1000 <= room:
            wide += space + _units(words[at], bold)
            at += 1
        rows.append(shorten(" ".join(words[begin:at]), room, size, bold))
    return [row for row in rows if row]


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    if text_width(word, size, bold) <= room:
        return [word]
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size, bold) > room:
            pieces.append("")
        pieces[-1] += char
    return pieces


def wrap_even(text: str, room: float, size: float, bold: bool = False, lines: int = 2) -> list[str]:
    """Like ``wrap``, with the rows as equal in width as the words allow."""
    rows = wrap(text, room, size, bold, lines)
    if len(rows) < 2 or any(row.endswith("\u2026") for row in rows):
        return rows
    if len(rows) == 2:
        words = text.split()
        halves = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
        return list(min(halves, key=lambda pair: max(text_width(row, size, bold) for row in pair)))
    low, high = 0.0, room
    for _ in range(7):
        middle = (low + high) / 2
        trial = _rows(text, middle, size, bold, lines, False)
        if len(trial) <= len(rows) and not any(row.endswith("\u2026") for row in trial):
            rows, high = trial, middle
        else:
            low = middle
    return rows
