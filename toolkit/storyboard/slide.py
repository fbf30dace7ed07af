"""The storyboard as one slide. Its words can be changed in PowerPoint; its chart is a picture.

A chart of PowerPoint's own would carry its figures in a workbook, the hidden ones too, and it draws no signals.
"""

import io
from datetime import datetime
from math import ceil
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Cm, Emu, Pt

from cmsportal import office
from cmsportal.office import fit
from toolkit.measures import images

from .reading import Board, Said

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
INK, GREY, RULE = (RGBColor(*colour) for colour in (office.INK, office.GREY, office.RULE))
ACROSS, DOWN = Cm(33.867), Cm(19.05)  # 16 to 9
SIDE, WIDE = Cm(1.2), Cm(31.467)
COLUMNS, GAP = 4, Cm(0.9)
TOP, FOOT, CHART_HIGH, WIDEST = Cm(2.85), Cm(17.6), Cm(9.2), Cm(21)
BESIDE = 3  # parts that stand beside the chart
SIZES = (12, 11, 10, 9, 8, 7, 6)  # points
TITLE_ONLY = 5  # the layout of the library's own file that has a title and nothing else
CHART = "full"


def slide_file(board: Board, made_at: datetime) -> bytes:
    """The bytes of a .pptx with one slide. Its title is a title, its picture has words, and it is read top down."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = ACROSS, DOWN
    office.set_properties(deck.core_properties, title=board.title, author=board.practice, made_at=made_at)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    _title(slide, board)
    _words(slide, SIDE, Cm(0.6), WIDE, Cm(0.7), [[(f"Storyboard. {board.practice}. {board.on}", 11, False, GREY)]])
    _body(slide, board)
    if board.team:
        _rule(slide, FOOT, RULE)
        said = " · ".join(board.team.lines)
        line = [(f"{board.team.heading}: ", 10, True, INK), (said, 10, False, INK)]
        _words(slide, SIDE, FOOT + Cm(0.15), WIDE, Cm(1.1), [line])
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _title(slide: Any, board: Board) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = SIDE, Cm(1.2), WIDE, Cm(1.4)
    frame = shape.text_frame
    _flush(frame, MSO_ANCHOR.MIDDLE)
    frame.paragraphs[0].alignment = 1
    size = 26 if len(board.title) <= 70 else 21
    _run(frame.paragraphs[0], board.title, size, True, INK)


def _body(slide: Any, board: Board) -> None:
    """The chart with the first parts beside it, the others below in columns; without a chart all in columns."""
    parts = list(board.body)
    top = TOP
    if board.hung is not None:
        beside = _chart(slide, board.hung)
        here, parts = (parts[:BESIDE], parts[BESIDE:]) if board.hung.card.has_figures else ([], parts)
        if here:
            _column(slide, here, beside, TOP, ACROSS - SIDE - beside, CHART_HIGH)
        top += (CHART_HIGH if board.hung.card.has_figures else Cm(3)) + Cm(0.3)
        _rule(slide, top, INK)
        top += Cm(0.25)
    if not parts:
        return
    columns = min(COLUMNS, len(parts))
    width = (WIDE - GAP * (columns - 1)) // columns
    for place in range(columns):
        _column(slide, parts[place::columns], SIDE + place * (width + GAP), top, width, FOOT - top)


def _chart(slide: Any, hung: Any) -> int:
    """The picture, which says its own title and sentence, or why there is none; where it ends on the right."""
    card = hung.card
    if not card.has_figures:
        lines = [[(card.chart.title, 15, True, INK)], [(card.words.sentence, 13, False, INK)]]
        _words(slide, SIDE, TOP, WIDE, Cm(3), lines)
        return int(SIDE)
    drawn = images.picture(card.chart, CHART, "png", card.analysis)
    across, down = Image.open(io.BytesIO(drawn)).size
    width = min(WIDEST, int(CHART_HIGH * across / down))
    picture = slide.shapes.add_picture(io.BytesIO(drawn), SIDE, TOP, width=Emu(width))
    picture._element.nvPicPr.cNvPr.set("descr", fit(card.words.alt))
    picture.name = "Chart"
    return int(SIDE + width + GAP)


def _column(slide: Any, parts: list[Said], left: int, top: int, width: int, height: int) -> None:
    """Parts one below the other in one box, in the largest letters with which they fit."""
    size = next((one for one in SIZES if _height(parts, one, width) <= height), SIZES[-1])
    lines: list[Any] = []
    for part in parts:
        if lines:
            lines.append([(" ", size * 0.5, False, INK)])
        lines.append([(part.heading, size + 2, True, INK)])
        lines += [[(line, size, False, INK)] for line in part.lines]
    _words(slide, left, top, width, height, lines)


def _height(parts: list[Said], size: float, width: int) -> float:
    """How high these parts stand in EMU, reckoned with wide letters so that there is always room."""
    rows = sum(1 + max(1, ceil(_wide(line, size) / width)) for part in parts for line in part.lines) - sum(
        len(part.lines) for part in parts
    )
    return float(Pt(1)) * (rows * size * 1.32 + len(parts) * (size + 2) * 1.9)


def _wide(line: str, size: float) -> float:
    """The width of a line in EMU: Arial's letters are about half as wide as high, capitals and wide ones more."""
    return (
        float(Pt(1))
        * size
        * sum(0.97 if letter in "WMwm@%" else 0.74 if letter.isupper() else 0.56 for letter in line)
    )


def _rule(slide: Any, top: int, colour: RGBColor) -> None:
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, SIDE, Emu(top), WIDE, Pt(1))
    line.fill.solid()
    line.fill.fore_color.rgb = colour
    line.line.fill.background()
    line.shadow.inherit = False
    line.name = "Line"


def _words(slide: Any, left: int, top: int, width: int, height: int, lines: list[Any]) -> None:
    """A box of text: each line is a list of (words, size in points, bold, colour)."""
    frame = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height)).text_frame
    _flush(frame, MSO_ANCHOR.TOP)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(2)
        for words, size, bold, colour in line:
            _run(paragraph, words, size, bold, colour)


def _flush(frame: Any, anchor: Any) -> None:
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _run(paragraph: Any, words: str, size: float, bold: bool, colour: RGBColor) -> None:
    run = paragraph.add_run()
    run.text = fit(words)
    run.font.name, run.font.size, run.font.bold, run.font.color.rgb = office.FONT, Pt(size), bold, colour
    run._r.get_or_add_rPr().set("lang", "en-GB")
