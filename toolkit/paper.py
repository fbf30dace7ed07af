"""Paper by typst: what is shared by all that is printed as a PDF.

What people wrote is handed over as JSON and set as plain text; nothing of it is ever read as markup.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import typst

from toolkit.charts.canvas import drawable

FAMILIES = ("Arial", "Liberation Sans", "Arimo", "DejaVu Sans")
# DejaVu is wider than what the pictures are laid out for.
SHRINK = {"DejaVu Sans": 0.87}
NOT_PRINTED = dict.fromkeys((0xFEFF, 0xFFFE))  # unseen signs, pasted along, that PDF/UA does not allow
JOINING = dict.fromkeys((0x200D, 0x20E3, 0xFE0E, 0xFE0F))  # what makes one emoji of several signs


@dataclass(frozen=True)
class Code:
    """A QR code: its picture, and what it opens in words."""

    svg: str
    alt: str

    def as_data(self) -> dict[str, str]:
        return {"svg": self.svg, "alt": self.alt}


def typeset(markup: Path, data: Mapping[str, Any]) -> bytes:
    """``data`` as a PDF (PDF/UA-1), the same bytes for equal input. The markup reads it from ``sys.inputs.data``.

    PDF/UA-1 takes no letter that no font has, such as an emoji of several parts: a sign stands in its place then.
    """
    words = json.dumps(data, ensure_ascii=False).translate(NOT_PRINTED)
    try:
        made = _compiled(markup, words)
    except typst.TypstError:
        made = _compiled(markup, drawable(words.translate(JOINING), bold=False))
    return made[0] if isinstance(made, list) else made


def _compiled(markup: Path, words: str) -> Any:
    compiler = typst.Compiler(markup.read_bytes(), root=str(markup.parent), font_paths=_fonts())
    return compiler.compile(format="pdf", sys_inputs={"data": words}, pdf_standards="ua-1", timestamp=0)


@lru_cache(maxsize=1)
def font_family() -> str:
    found = set(_fonts().families())
    return next(family for family in FAMILIES if family in found)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The machine's fonts, and matplotlib's own for a machine that has none: read once."""
    shipped = os.path.join(matplotlib.get_data_path(), "fonts", "ttf")
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[shipped])


def set_in(family: str, svg: str) -> str:
    """The picture in the paper's own font, a little smaller where that one is wider."""
    head, _, rest = svg.partition('font-family="')
    _, _, rest = rest.partition('"')
    shrink = SHRINK.get(family)
    if shrink:
        parts = rest.split('font-size="')
        sizes = [part.partition('"') for part in parts[1:]]
        rest = parts[0] + "".join(f'font-size="{float(size) * shrink:.2f}"{after}' for size, _, after in sizes)
    return f'{head}font-family="{family}"{rest}'
