"""Paper takes every letter that people can write: what no font has leaves a sign, and the PDF is made."""

import io

import pytest
from pypdf import PdfReader

from toolkit.charts.map_layout import Step
from toolkit.charts.map_sheets import map_sheet
from toolkit.diagrams.on_paper import pages

JOINED = {
    "family": "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "health worker": "Nurse \U0001f469\u200d\u2695\ufe0f calls",
    "flag of England": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "thumb": "\U0001f44d\U0001f3fd",
    "keycap": "1\ufe0f\u20e3",
    "heart": "\u2764\ufe0f",
    "Chinese": "\u8bca\u6240",
}


def drawn(text: str) -> str:
    return map_sheet((), (Step("1", "step", text),), (), 1, title="A letter").decode()


@pytest.mark.parametrize("words", JOINED.values(), ids=JOINED)
@pytest.mark.parametrize("place", ["title", "picture", "caption", "words for who cannot see it"])
def test_no_letter_keeps_a_paper_from_being_made(words: str, place: str) -> None:
    title = words if place == "title" else "A letter"
    caption = words if place == "caption" else "How it works"
    picture = drawn(words if place == "picture" else "Open it")
    alt = words if place == "words for who cannot see it" else "One step"
    made = pages(title, caption, [picture], alt)
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    if place != "caption":
        assert "How it works" in reader.pages[0].extract_text()


def test_what_a_font_has_stays_where_something_else_is_missing() -> None:
    made = pages("Caf\u00e9 \u2764\ufe0f \u0394", "How it works", [drawn("Open it")], "One step")
    words = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "Caf\u00e9" in words
    assert "\u0394" in words
