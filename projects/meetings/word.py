"""The minutes of a meeting as a Word file, in Word's own styles so that a practice can give it its look."""

import io
import re
from datetime import UTC, datetime

from docx import Document
from docx.shared import Cm, Pt, RGBColor

from .minutes import Minutes, PointMinutes, Promise

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML may hold
INK, GREY = RGBColor(0x21, 0x2B, 0x32), RGBColor(0x4C, 0x62, 0x72)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(minutes: Minutes, closed_at: datetime) -> bytes:
    """The bytes of a .docx; the same for the same minutes of the same closing."""
    document = Document()
    _set_styles(document)
    _set_properties(document, minutes, closed_at)
    document.add_heading(_fit(minutes.title), level=1)
    _line(document, f"{minutes.practice}: {minutes.project}", grey=True)
    _facts(document, minutes)
    if minutes.decided:
        document.add_heading("What we decided", level=2)
        _bullets(document, minutes.decided)
    if minutes.actions:
        document.add_heading("Who does what", level=2)
        _actions(document, minutes.actions)
    if minutes.put_aside:
        document.add_heading("Parked for later", level=2)
        _bullets(document, minutes.put_aside)
    if minutes.talked_about:
        document.add_heading("What we talked about", level=2)
        for point in minutes.talked_about:
            _point(document, point)
    if minutes.not_reached:
        document.add_heading("Not reached", level=2)
        _bullets(document, minutes.not_reached)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_styles(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for level, size in ((1, 20), (2, 14), (3, 12)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = INK
        style.element.rPr.rFonts.attrib.clear()  # the theme's fonts would win over the name
        style.font.name = "Arial"
        style.paragraph_format.space_before = Pt(0 if level == 1 else 14)
        style.paragraph_format.space_after = Pt(4)


def _set_properties(document: Document, minutes: Minutes, closed_at: datetime) -> None:
    core = document.core_properties
    core.title, core.author, core.language = _fit(minutes.title)[:255], _fit(minutes.practice)[:255], "en-GB"
    core.created = core.modified = closed_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.comments = ""


def _facts(document: Document, minutes: Minutes) -> None:
    facts = [
        ("When", minutes.when),
        ("Where", minutes.place),
        ("Here", ", ".join(filter(None, [minutes.present, minutes.guests]))),
        *minutes.roles,
        ("Score of the meeting", minutes.score),
    ]
    for label, words in facts:
        if words:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(_fit(words))


def _point(document: Document, point: PointMinutes) -> None:
    document.add_heading(_fit(point.title), level=3)
    if point.time:
        _line(document, point.time, grey=True)
    for line in point.notes.splitlines():
        _line(document, line)
    for words in point.decisions:
        _labelled(document, "Decided", words)
    for words in point.parked:
        _labelled(document, "Parked", words)


def _actions(document: Document, actions: tuple[Promise, ...]) -> None:
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    for cell, words in zip(table.rows[0].cells, ("Who", "What", "By when"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for action in actions:
        for cell, words in zip(table.add_row().cells, (action.who, action.what, action.when), strict=True):
            cell.text = _fit(words)
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(4), Cm(8), Cm(4)), strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _bullets(document: Document, lines: tuple[str, ...]) -> None:
    for words in lines:
        document.add_paragraph(_fit(words), style="List Bullet")


def _labelled(document: Document, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(_fit(words))


def _line(document: Document, words: str, grey: bool = False) -> None:
    run = document.add_paragraph().add_run(_fit(words))
    if grey:
        run.font.color.rgb = GREY


def _fit(words: str) -> str:
    return _UNFIT.sub("", words)
