"""A map or driver diagram as a PDF on A4: sheet by sheet, in letters that can be read (PDF/UA-1, by typst)."""

from collections.abc import Sequence
from pathlib import Path

from ..paper import font_family, set_in, typeset

MARKUP = Path(__file__).with_name("sheets.typ")


def pages(title: str, caption: str, drawn: Sequence[str], alt: str) -> bytes:
    """The same bytes for equal input.

    Args:
        drawn: the sheets as SVG, in order.
        alt: what can be seen on them together.
    """
    family = font_family()
    many = len(drawn) > 1
    sheets = [
        {"svg": set_in(family, svg), "alt": f"{alt} Sheet {number} of {len(drawn)}." if many else alt}
        for number, svg in enumerate(drawn, 1)
    ]
    return typeset(MARKUP, {"title": title, "caption": caption, "fonts": [family], "sheets": sheets})
