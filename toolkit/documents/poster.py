"""The five parts on one sheet of A3, by typst. What does not fit is left to the workbook, and the sheet says so.

Only what is answered stands on it, and long answers are cut after ``MOST`` words. The markup measures what is left
and leaves lines away from the end of a part until the rest fits: it is one sheet, however much was written.
"""

from pathlib import Path
from typing import Any

from toolkit.models import Answer
from toolkit.paper import font_family, typeset

from .content import Chapter, Paper, Section
from .pdf import picture_data
from .reading import NOT_ANSWERED

MARKUP = Path(__file__).with_name("poster.typ")
PARTS = 5
MOST, LONGEST = 40, 260  # words of one answer, and characters
SHORT = 28  # characters that stand beside their label
WORST_FIRST = ("Broken", "Real problem", "Small problem", "Works well", "Cannot rate")
TOGETHER = 52  # characters of both on one line
NO_FIGURE = "–"
NOT_KNOWN = Answer.Certainty.NOT_KNOWN.label


def poster_file(paper: Paper) -> bytes:
    """The same bytes for an equal paper (PDF/UA-1)."""
    family = font_family()
    data = {
        "title": paper.title,
        "practice": paper.practice,
        "made": paper.made,
        "fonts": [family],
        "parts": [_part(chapter, family) for chapter in paper.chapters[:PARTS]],
    }
    return typeset(MARKUP, data)


def _part(chapter: Chapter, family: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    for section in chapter.sections:
        found = _items(section, family)
        if found:
            items += [_item("head", words=section.title), *found]
    empty = chapter.left_out or "Nothing is written down here yet."
    return {"title": chapter.title, "items": items or [_item("text", words=empty)]}


def _items(section: Section, family: str) -> list[dict[str, Any]]:
    if section.left_out:
        return []
    items = []
    if section.picture is not None:
        items.append(_item("picture", picture=picture_data(section.picture, family, narrow=True)))
    else:
        items += [_line(line.label, line.words) for line in section.lines if line.words]
    if section.table is not None:
        items += _rows(section.table.rows)
    return items


def _rows(rows: tuple[tuple[str, ...], ...]) -> list[dict[str, Any]]:
    """Ratings, those that give most trouble first; or people, with full-time equivalents behind."""
    found = []
    for label, first, *rest in rows:
        if first in {NO_FIGURE, NOT_ANSWERED} and all(words == NO_FIGURE for words in rest):
            continue
        behind = [f"({words} full-time)" for words in rest if words not in {NO_FIGURE, NOT_KNOWN}]
        found.append((_rank(first), _line(label, " ".join([first, *behind]))))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _rank(words: str) -> int:
    return next((place for place, label in enumerate(WORST_FIRST) if words.startswith(label)), len(WORST_FIRST))


def _line(label: str, words: str) -> dict[str, Any]:
    rank = _rank(words)
    trouble = rank < WORST_FIRST.index("Small problem")
    if len(words) <= SHORT and len(label) + len(words) <= TOGETHER and "\n" not in words:
        return _item("pair", label=label, words=words, strong=trouble)
    return _item("text", label=label, words=_cut(words), strong=trouble)


def _cut(words: str) -> str:
    whole = " ".join(words.split())
    short = " ".join(whole.split()[:MOST])[:LONGEST]
    return whole if short == whole else short.rstrip(" .,;:") + " …"


def _item(
    kind: str, *, label: str = "", words: str = "", strong: bool = False, picture: Any = None
) -> dict[str, Any]:
    return {"kind": kind, "label": label, "words": words, "strong": strong, "picture": picture}
