"""A paper as a PDF (PDF/UA-1) on A4, by typst: text is text and pictures are vectors."""

from pathlib import Path
from typing import Any

from toolkit.paper import font_family, set_in, typeset

from .content import Chapter, Paper, Picture, Section
from .reading import NOT_ANSWERED

MARKUP = Path(__file__).with_name("workbook.typ")


def pdf_file(paper: Paper) -> bytes:
    """The same bytes for an equal paper."""
    family = font_family()
    return typeset(
        MARKUP,
        {
            "title": paper.title,
            "practice": paper.practice,
            "made": paper.made,
            "fonts": [family],
            "nothing": NOT_ANSWERED,
            "chapters": [_chapter(chapter, family) for chapter in paper.chapters],
        },
    )


def _chapter(chapter: Chapter, family: str) -> dict[str, Any]:
    sections = [_section(section, family) for section in chapter.sections]
    return {
        "title": chapter.title,
        "said": [words for words in (chapter.left_out, chapter.lead) if words],
        "wide": chapter.wide,
        "sections": sections,
    }


def _section(section: Section, family: str) -> dict[str, Any]:
    return {
        "title": section.title,
        "said": [words for words in (section.left_out, section.lead) if words],
        "lines": [{"label": line.label, "words": line.words, "note": line.note} for line in section.lines],
        "table": {"head": section.table.head, "rows": section.table.rows} if section.table else None,
        "picture": picture_data(section.picture, family) if section.picture else None,
        "after": section.after,
    }


def picture_data(picture: Picture, family: str, *, narrow: bool = False) -> dict[str, Any]:
    drawn = picture.narrow() if narrow and picture.narrow else picture.draw("svg")
    return {"svg": set_in(family, drawn.decode()), "alt": picture.alt, "wide": picture.wide}
