"""A paper as a Word file, in Word's own styles, so that a practice can give it its look."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from .content import Chapter, Line, Paper, Picture, Section, Table
from .reading import NOT_ANSWERED

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML may hold
INK, GREY = RGBColor(0x21, 0x2B, 0x32), RGBColor(0x4C, 0x62, 0x72)
ACROSS, DOWN = Cm(21), Cm(29.7)
SIDE, TOP = Cm(2.5), Cm(2.2)
ROOM = {False: (Cm(16), Cm(20)), True: (Cm(24.7), Cm(12.2))}  # for a picture, by whether it is wide


def word_file(paper: Paper, made_at: datetime) -> bytes:
    """The bytes of a .docx."""
    document = Document()
    _set_styles(document)
    _set_properties(document, paper, made_at)
    _set_sheet(document.sections[0], wide=False)
    _number_pages(document.sections[0], paper)
    document.add_heading(_fit(paper.title), level=1)
    _line(document, f"{paper.practice}. {paper.made}.", grey=True)
    for chapter in paper.chapters:
        _chapter(document, chapter)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_styles(document: Any) -> None:
    standard = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = standard.find(qn("w:rFonts"))
    fonts.attrib.clear()  # the theme's
    for kind in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), "Arial")
    standard.find(qn("w:lang")).set(qn("w:val"), "en-GB")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for level, size, before in ((1, 22, 0), (2, 16, 22), (3, 12, 14)):
        style = document.styles[f"Heading {level}"]
        style.element.rPr.rFonts.attrib.clear()  # the theme's fonts would win over the name
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = INK
        style.element.remove(style.element.find(qn("w:link")))  # its twin for letters keeps the theme's blue
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)


def _set_properties(document: Any, paper: Paper, made_at: datetime) -> None:
    core = document.core_properties
    core.title, core.author, core.language = _fit(paper.title)[:255], _fit(paper.practice)[:255], "en-GB"
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.comments = ""


def _set_sheet(section: Any, *, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (DOWN, ACROSS) if wide else (ACROSS, DOWN)
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = TOP


def _number_pages(section: Any, paper: Paper) -> None:
    """The practice and the page's number at the foot of each page; sections that follow keep it."""
    run = section.footer.paragraphs[0].add_run(f"{_fit(paper.practice)}  ·  Page ")
    field = section.footer.paragraphs[0].add_run()
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words or None
        field._r.append(part)
    for each in (run, field):
        each.font.size, each.font.color.rgb = Pt(9), GREY


def _chapter(document: Any, chapter: Chapter) -> None:
    is_wide = any(section.picture is not None and section.picture.wide for section in chapter.sections)
    if is_wide:
        _set_sheet(document.add_section(WD_SECTION.NEW_PAGE), wide=True)
    document.add_heading(_fit(chapter.title), level=2)
    for words in filter(None, (chapter.left_out, chapter.lead)):
        _line(document, words)
    for section in chapter.sections:
        _section(document, section)
    if is_wide:
        _set_sheet(document.add_section(WD_SECTION.NEW_PAGE), wide=False)


def _section(document: Any, section: Section) -> None:
    document.add_heading(_fit(section.title), level=3)
    said = section.picture.png_says if section.picture else ()
    for words in (section.left_out, section.lead):
        if words and words not in said:
            _line(document, words)
    if section.picture is not None:
        _picture(document, section.picture)
    for line in section.lines:
        _answer(document, line)
    if section.table is not None:
        _table(document, section.table)
    for words in section.after:
        if words not in said:
            _line(document, words)


def _answer(document: Any, line: Line) -> None:
    """The question in bold, the answer below it; a figure on the question's own line."""
    paragraph = document.add_paragraph()
    paragraph.add_run(_fit(line.label)).bold = True
    is_text = len(line.words) > 40 or "\n" in line.words
    paragraph.paragraph_format.keep_with_next = is_text
    if is_text:
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph = document.add_paragraph()
    else:
        paragraph.add_run(" " if line.label.endswith("?") else ": ")
    if line.words:
        for number, row in enumerate(line.words.splitlines()):
            run = paragraph.add_run(_fit(row))
            if number:
                run._r.insert(0, OxmlElement("w:br"))
    else:
        paragraph.add_run(NOT_ANSWERED).font.color.rgb = GREY
    if line.note:
        paragraph.add_run(f" ({_fit(line.note)})").font.color.rgb = GREY


def _picture(document: Any, picture: Picture) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.draw("png")))
    most_wide, most_high = ROOM[picture.wide]
    shrink = min(most_wide / shape.width, most_high / shape.height)
    shape.width, shape.height = Emu(int(shape.width * shrink)), Emu(int(shape.height * shrink))
    shape._inline.docPr.set("descr", _fit(picture.alt))


def _table(document: Any, rows: Table) -> None:
    table = document.add_table(rows=1, cols=len(rows.head))
    table.style = "Table Grid"
    head = OxmlElement("w:tblHeader")  # said again on the next page, and read out with each cell
    table.rows[0]._tr.get_or_add_trPr().append(head)
    for cell, words in zip(table.rows[0].cells, rows.head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in rows.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = _fit(words)
    widths = (Cm(8), *(Cm(8 / (len(rows.head) - 1)),) * (len(rows.head) - 1))
    for table_row in table.rows:
        whole = OxmlElement("w:cantSplit")
        table_row._tr.get_or_add_trPr().append(whole)
        for cell, width in zip(table_row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    document.add_paragraph()


def _line(document: Any, words: str, grey: bool = False) -> None:
    run = document.add_paragraph().add_run(_fit(words))
    if grey:
        run.font.color.rgb = GREY


def _fit(words: str) -> str:
    return _UNFIT.sub("", words)
