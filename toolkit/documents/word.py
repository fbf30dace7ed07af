"""A paper as a Word file, in Word's own styles, so that a practice can give it its look."""

import io
from datetime import datetime
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from cmsportal.office import fit
from cmsportal.word import ACROSS, DOWN, GREY, content_of, heading, line, new_document, set_sheet, table

from .content import Chapter, Line, Paper, Picture, Section, Table
from .reading import NOT_ANSWERED

TWO, SIDE = (Cm(16), Cm(10.2)), (Cm(24.7), Cm(12.2))  # room for a picture: two on a page; one on its side


def word_file(paper: Paper, made_at: datetime) -> bytes:
    """The bytes of a .docx."""
    document = new_document(title=paper.title, author=paper.practice, made_at=made_at)
    _number_pages(document.sections[0], paper)
    line(document, f"{paper.practice}. {paper.made}.", grey=True)
    wide = False
    for chapter in paper.chapters:
        if chapter.wide != wide:  # no sheet between two that lie on their side: it would be empty
            wide = chapter.wide
            _turn(document.add_section(WD_SECTION.NEW_PAGE), wide=wide)
        _chapter(document, chapter)
    return content_of(document)


def _turn(section: Any, *, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    set_sheet(section, *((DOWN, ACROSS) if wide else (ACROSS, DOWN)))


def _number_pages(section: Any, paper: Paper) -> None:
    """The practice and the page's number at the foot of each page; sections that follow keep it."""
    run = section.footer.paragraphs[0].add_run(f"{fit(paper.practice)}  ·  Page ")
    runs = [run]
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):  # a run for each: the number takes its letters
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words or None
        runs.append(section.footer.paragraphs[0].add_run())
        runs[-1]._r.append(part)
    for each in runs:
        each.font.size, each.font.color.rgb = Pt(9), GREY


def _chapter(document: Any, chapter: Chapter) -> None:
    heading(document, chapter.title, 2)
    for words in filter(None, (chapter.left_out, chapter.lead)):
        line(document, words, keep=bool(chapter.sections))
    for section in chapter.sections:
        _section(document, section)


def _section(document: Any, section: Section) -> None:
    heading(document, section.title, 3)
    said = section.picture.png_says if section.picture else ()
    for words in (section.left_out, section.lead):
        if words and words not in said:
            line(document, words, keep=section.picture is not None)
    if section.picture is not None:
        _picture(document, section.picture)
    for answer in section.lines:
        _answer(document, answer)
    if section.table is not None:
        _table(document, section.table)
    for words in section.after:
        if words not in said:
            line(document, words)


def _answer(document: Any, said: Line) -> None:
    """The question in bold, the answer below it; a figure on the question's own line."""
    paragraph = document.add_paragraph()
    paragraph.add_run(fit(said.label)).bold = True
    is_text = len(said.words) > 40 or "\n" in said.words
    paragraph.paragraph_format.keep_with_next = is_text
    if is_text:
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph = document.add_paragraph()
    else:
        paragraph.add_run(" " if said.label.endswith("?") else ": ")
    if said.words:
        for number, row in enumerate(said.words.splitlines()):
            run = paragraph.add_run(fit(row))
            if number:
                run._r.insert(0, OxmlElement("w:br"))
    else:
        paragraph.add_run(NOT_ANSWERED).font.color.rgb = GREY
    if said.note:
        paragraph.add_run(f" ({fit(said.note)})").font.color.rgb = GREY


def _picture(document: Any, picture: Picture) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.draw("png")))
    most_wide, most_high = SIDE if picture.wide else TWO
    shrink = min(most_wide / shape.width, most_high / shape.height)
    shape.width, shape.height = Emu(int(shape.width * shrink)), Emu(int(shape.height * shrink))
    shape._inline.docPr.set("descr", fit(picture.alt))


def _table(document: Any, rows: Table) -> None:
    others = len(rows.head) - 1
    table(document, rows.head, rows.rows, (Cm(8), *(Cm(8 / others),) * others))
    document.add_paragraph()
