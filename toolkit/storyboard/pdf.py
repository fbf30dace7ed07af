"""The storyboard as a PDF (PDF/UA-1): one sheet of A4 on its side. The chart is a vector, text is text."""

from pathlib import Path
from typing import Any

from toolkit.measures import images
from toolkit.paper import font_family, set_in, typeset

from .reading import Board, Said

MARKUP = Path(__file__).with_name("storyboard.typ")


def pdf_file(board: Board) -> bytes:
    """The same bytes for an equal board."""
    family = font_family()
    return typeset(
        MARKUP,
        {
            "title": board.title,
            "caption": f"Storyboard. {board.practice}. {board.on}",
            "fonts": [family],
            "chart": _chart(board, family),
            "parts": [_part(part) for part in board.body],
            "team": _part(board.team) if board.team else None,
        },
    )


def _part(part: Said) -> dict[str, Any]:
    return {"heading": part.heading, "lines": part.lines}


def _chart(board: Board, family: str) -> dict[str, Any] | None:
    if board.hung is None:
        return None
    card = board.hung.card
    drawn = images.picture(card.chart, "full", "svg", card.analysis).decode() if card.has_figures else ""
    return {
        "title": card.chart.title,
        "unit": card.chart.unit,
        "kind": card.signal_kind,
        "signal": card.words.signal,
        "sentence": card.words.sentence,
        "source": [words for words in (card.words.last_figure, card.words.rule_set) if words],
        "marks": [{"number": change.number, "label": change.label} for change in card.changes],
        "svg": set_in(family, drawn) if drawn else "",
        "alt": card.words.alt,
    }
