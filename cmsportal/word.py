"""A Word file in Word's own styles, so that a practice can give it its look. Everybody who makes one begins here."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from . import office
from .office import fit

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GREY = RGBColor(*office.GREY)
ACROSS, DOWN = Cm(21), Cm(29.7)
SIDE, TOP = Cm(2.5), Cm(2.2)


def new_document(*, title: str, author: str, made_at: datetime) -> Any:
    """An A4 document with our styles and its title as the first heading."""
    document = Document()
    _set_styles(document)
    office.set_properties(document.core_properties, title=title, author=author, made_at=made_at)
    set_sheet(document.sections[0], ACROSS, DOWN)
    heading(document, title, 1)
    return document


def content_of(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_styles(document: Any) -> None:
    standard = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = standard.find(qn("w:rFonts"))
    fonts.attrib.clear()  # the theme's
    for kind in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), office.FONT)
    standard.find(qn("w:lang")).set(qn("w:val"), "en-GB")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = office.FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for level, size, before in ((1, 22, 0), (2, 16, 22), (3, 12, 14)):
        style = document.styles[f"Heading {level}"]
        style.element.rPr.rFonts.attrib.clear()  # the theme's fonts would win over the name
        style.font.name, style.font.size, style.font.bold = office.FONT, Pt(size), True
        style.font.color.rgb = RGBColor(*office.INK)
        style.element.remove(style.element.find(qn("w:link")))  # its twin for letters keeps the theme's blue
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)


def set_sheet(section: Any, across: Length, down: Length) -> None:
    section.page_width, section.page_height = across, down
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = TOP


def heading(document: Any, words: str, level: int) -> None:
    document.add_heading(fit(words), level=level)


def line(document: Any, words: str, grey: bool = False, *, keep: bool = False) -> None:
    """``keep``: on the same page as what follows."""
    paragraph = document.add_paragraph()
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(fit(words))
    if grey:
        run.font.color.rgb = GREY


def labelled(document: Any, label: str, words: str, *, close: bool = False) -> None:
    """'Where: at the front desk'. ``close``: with the next such line right below."""
    paragraph = document.add_paragraph()
    if close:
        paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(f"{fit(label)}: ").bold = True
    paragraph.add_run(fit(words))


def bullets(document: Any, lines: Sequence[str]) -> None:
    for words in lines:
        document.add_paragraph(fit(words), style="List Bullet")


def table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[Length]) -> None:
    """Its first row is said again on the next page and read out with each cell; no row is cut by a page's end."""
    made = document.add_table(rows=1, cols=len(head))
    made.style = "Table Grid"
    made.autofit = False
    _rule_lightly(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width  # LibreOffice looks at these, Word at the cells'
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, words in zip(made.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(fit(words)).bold = True
    for row in rows:
        for cell, words in zip(made.add_row().cells, row, strict=True):
            cell.text = fit(words)
    for table_row in made.rows:
        table_row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(table_row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(3)


def _rule_lightly(made: Any) -> None:
    """Thin grey lines between the rows and none between the columns, in place of a black grid."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        shown = side in {"top", "bottom", "insideH"}
        rule.set(qn("w:val"), "single" if shown else "nil")
        if shown:
            for name, value in (("sz", "4"), ("space", "0"), ("color", str(RGBColor(*office.RULE)))):
                rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    follows = [made._tbl.tblPr.find(qn(f"w:{name}")) for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    next(one for one in follows if one is not None).addprevious(borders)  # Word refuses another order
