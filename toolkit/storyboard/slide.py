"""The storyboard as one slide. Its words can be changed in PowerPoint; its chart is a picture.

A chart of PowerPoint's own would carry its figures in a workbook, the hidden ones too, and it draws no signals.
"""

import io
from datetime import datetime
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Cm, Emu, Pt

from cmsportal import office
from cmsportal.office import fit
from toolkit.measures import images

from .reading import Board, Said

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
INK, GREY, RULE = (RGBColor(*colour) for colour in (office.INK, office.GREY, office.RULE))
EDGE = {"better": RGBColor(0x00, 0x30, 0x87), "worse": RGBColor(0x7A, 0x2E, 0x00)}
ACROSS, DOWN = Cm(33.867), Cm(19.05)  # 16 to 9
SIDE, WIDE = Cm(1.2), Cm(31.467)
COLUMNS, GAP = 3, Cm(0.9)
TITLE_ONLY = 5  # the layout of the library's own file that has a title and nothing else
CHART = "beside"


def slide_file(board: Board, made_at: datetime) -> bytes:
    """The bytes of a .pptx with one slide. Its title is a title, its picture has words, and it is read top down."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = ACROSS, DOWN
    office.set_properties(deck.core_properties, title=board.title, author=board.practice, made_at=made_at)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    _title(slide, board)
    _words(slide, SIDE, Cm(0.6), WIDE, Cm(0.7), [[(f"Storyboard. {board.practice}. {board.on}", 11, False, GREY)]])
    top = Cm(2.75)
    if board.hung is not None:
        top = _chart(slide, board.hung, top)
    bottom = _parts(slide, board.body, top)
    if board.team:
        _rule(slide, bottom, RULE)
        said = " · ".join(board.team.lines)
        line = [(f"{board.team.heading}: ", 10, True, INK), (said, 10, False, INK)]
        _words(slide, SIDE, bottom + Cm(0.1), WIDE, Cm(1.1), [line])
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


def _chart(slide: Any, hung: Any, top: int) -> int:
    """The picture on the left, what it says on the right; where the next thing may begin."""
    card, high = hung.card, Cm(7.9)
    beside = SIDE
    if card.has_figures:
        drawn = images.picture(card.chart, CHART, "png", card.analysis)
        across, down = Image.open(io.BytesIO(drawn)).size
        width = min(Cm(20), int(high * across / down))
        picture = slide.shapes.add_picture(io.BytesIO(drawn), SIDE, top, width=Emu(width))
        picture._element.nvPicPr.cNvPr.set("descr", fit(card.words.alt))
        picture.name = "Chart"
        beside = SIDE + width + Cm(0.9)
    colour = EDGE.get(card.signal_kind, INK)
    source = [words.rstrip(".") for words in (card.words.last_figure, card.words.rule_set) if words]
    lines = [
        [(card.chart.title, 15, True, INK)],
        [(card.chart.unit, 11, False, GREY)],
        [(card.words.signal, 15, True, colour)],
        [(card.words.sentence, 13, False, INK)],
        *([(f"{change.number}  ", 11, True, INK), (change.label, 11, False, INK)] for change in card.changes[:6]),
        [(". ".join(source), 10, False, GREY)],
    ]
    _words(slide, beside, top, ACROSS - SIDE - beside, high, [line for line in lines if line[0][0]])
    return top + high + Cm(0.25)


def _parts(slide: Any, parts: tuple[Said, ...], top: int) -> int:
    """Three to a row. The foot of the sheet is left for the team."""
    foot = DOWN - Cm(1.5)
    _rule(slide, top, INK)
    rows = max(1, -(-len(parts) // COLUMNS))
    width = (WIDE - GAP * (COLUMNS - 1)) // COLUMNS
    room = (foot - top - Cm(0.2)) // rows
    size = 10.5 if rows <= 2 else 9
    for place, part in enumerate(parts):
        row, column = divmod(place, COLUMNS)
        lines = [[(part.heading, size + 2, True, INK)], *([(line, size, False, INK)] for line in part.lines)]
        _words(slide, SIDE + column * (width + GAP), top + Cm(0.2) + row * room, width, room, lines)
    return foot


def _rule(slide: Any, top: int, colour: RGBColor) -> None:
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, SIDE, top, SIDE + WIDE, top)
    line.line.color.rgb, line.line.width = colour, Pt(1)
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
