# mypy: disallow-untyped-calls=False
"""One drawing surface for SVG, PNG and PDF: matplotlib's renderers driven directly, without a figure.

Coordinates are pixels of the named size, x to the right and y down. ``Canvas.boxes`` keeps the box of
every text and ``Canvas.strokes`` every line, so that tests can measure what touches what. ``Canvas.places`` and
``Canvas.rooms`` say, by id, where something named stands and how far its ground reaches: left, top, right, bottom.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from .metrics import text_width
from .svg import Pen, PlainSVG, Trace, escape, measure
from .tokens import FONTS, INK, WHITE

FORMATS = ("svg", "png", "pdf")
SALT = "cms-portal"
_IDENTITY = IdentityTransform()
_RC: Any = {"svg.fonttype": "none", "svg.hashsalt": SALT, "pdf.fonttype": 42, "path.simplify": False}
FALLBACK = "DejaVu Sans"  # comes with matplotlib
MISSING = "\u25af"  # an empty frame, narrower than the room kept for any letter outside the fonts
JOINED_ON, JOINER = ("Mn", "Me", "Cf", "Sk"), "\u200d"
# the tight widths table is a little narrow for hinted screen text
SLACK = 1.03


class Box(NamedTuple):
    """A text and the room it takes: left, top, right, bottom."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Stroke(NamedTuple):
    """A straight line that labels should not touch."""

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float


@lru_cache(maxsize=1)
def _font_family() -> tuple[str, float]:
    """The first metric-compatible font found, and by how much to shrink text where there is none."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    for name in ("Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans"):
        if name in names:
            return name, 1.0
    return FALLBACK, 0.87


@lru_cache(maxsize=256)
def _font(size: float, bold: bool) -> font_manager.FontProperties:
    family, shrink = _font_family()
    weight = "bold" if bold else "normal"
    return font_manager.FontProperties(family=[family, FALLBACK], weight=weight, size=size * shrink)


@lru_cache(maxsize=2)
def _glyphs(bold: bool) -> frozenset[int]:
    """The characters that the fonts of PNG and PDF can draw."""
    weight = "bold" if bold else "normal"
    found: set[int] = set()
    for family in (_font_family()[0], FALLBACK):
        path = font_manager.findfont(font_manager.FontProperties(family=[family], weight=weight))
        found |= set(font_manager.get_font(path).get_charmap())
    return frozenset(found)


def drawable(text: str, bold: bool) -> str:
    """``text`` with a sign in the place of what no font here holds, such as most emoji: nothing is left out unseen.

    An SVG leaves that to the reader's fonts. Marks that join on, and what is joined to a letter that is missing, take
    no place of their own.
    """
    if text.isascii():
        return text
    glyphs = _glyphs(bold)
    drawn, before = "", ""
    for c in text:
        if ord(c) in glyphs or c == "\n":
            drawn += c
        elif before != JOINER and unicodedata.category(c) not in JOINED_ON:
            drawn += MISSING
        before = c
    return drawn.strip()


@lru_cache(maxsize=64)
def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


_CIRCLE = Path.unit_circle()
_SQUARE = Path([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], closed=True)
_DIAMOND = Path([(0, -1), (1, 0), (0, 1), (-1, 0), (0, -1)], closed=True)
_CROSS = Path([(-1, -1), (1, 1), (-1, 1), (1, -1)], [1, 2, 1, 2])
_DASH = Path([(-1, 0), (1, 0)])
_TRIANGLE = Path([(-1, -0.8), (1, -0.8), (0, 1), (-1, -0.8)], closed=True)
SHAPES = {
    "triangle": _TRIANGLE,
    "circle": _CIRCLE,
    "square": _SQUARE,
    "diamond": _DIAMOND,
    "cross": _CROSS,
    "dash": _DASH,
}


class Canvas:
    """A picture of ``width`` x ``height`` pixels in one of ``FORMATS``.

    ``ident`` makes ids unique between pictures on one page; ``title`` and ``desc`` are read aloud.
    """

    def __init__(
        self,
        width: float,
        height: float,
        fmt: str,
        *,
        title: str,
        desc: str,
        ident: str,
        scale: float = 2,
    ) -> None:
        if fmt not in FORMATS:
            raise ValueError(f"unknown format {fmt!r}")
        self.width, self.height, self.fmt = width, height, fmt
        self.title, self.desc, self.ident = title, desc, ident
        self.scale = scale if fmt == "png" else 1.0
        self.boxes: list[Box] = []
        self.strokes: list[Stroke] = []
        self.places: dict[str, tuple[float, float, float, float]] = {}
        self.rooms: dict[str, tuple[float, float, float, float]] = {}
        self._stream = io.BytesIO()
        self._pdf: Any = None
        self.renderer: Any
        if fmt == "svg":
            self.renderer = PlainSVG(width, height, ident)
        elif fmt == "png":
            self.renderer = RendererAgg(round(width * scale), round(height * scale), 72 * scale)
            self.rect(0, 0, width, height, WHITE)
        else:
            self._open_pdf()

    def _open_pdf(self) -> None:
        from matplotlib.backends.backend_pdf import PdfFile, RendererPdf  # slow to import, seldom needed

        nothing = {"Creator": None, "Producer": None, "CreationDate": None, "Title": self.title}
        with mpl.rc_context(_RC):
            self._pdf = PdfFile(self._stream, metadata=nothing)
            self._pdf.newPage(self.width / 72, self.height / 72)  # inches
            self.renderer = RendererPdf(self._pdf, 72, self.height, self.width)

    def _gc(
        self,
        colour: str | None,
        width: float = 0,
        dash: Sequence[float] | None = None,
        cap: str = "butt",
    ) -> Any:
        if self.fmt == "svg":
            return Pen(colour, width, dash)
        gc = self.renderer.new_gc()
        gc.set_linewidth(width)  # the PNG renderer scales widths and dashes by its dpi itself
        gc.set_foreground(_rgb(colour or INK))
        gc.set_antialiased(True)
        gc.set_joinstyle("round")
        gc.set_capstyle(cap)
        if dash:
            gc.set_dashes(0, list(dash))
        return gc

    def _face(self, fill: str | None) -> Any:
        return fill if self.fmt == "svg" or fill is None else _rgb(fill)

    def _path(self, points: Sequence[tuple[float, float]], closed: bool = False) -> Any:
        if self.fmt == "svg":
            return Trace(points, closed)
        s, h = self.scale, self.height
        placed = [(x * s, (h - y) * s) for x, y in points]
        if closed:
            placed.append(placed[0])
        return Path(placed, closed=closed)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        dash: Sequence[float] | None = None,
        kind: str = "",
    ) -> None:
        """A line through ``points``; with ``kind`` its pieces are kept in ``strokes``."""
        if len(points) < 2:
            return
        if kind:
            for (ax, ay), (bx, by) in pairwise(points):
                self.strokes.append(Stroke(kind, ax, ay, bx, by))
        self.renderer.draw_path(self._gc(colour, width, dash), self._path(points), _IDENTITY)

    def segments(
        self, lines: Sequence[tuple[float, float, float, float]], colour: str, width: float, kind: str = ""
    ) -> None:
        """Straight lines of one kind (x, y, x, y each), such as a grid; with ``kind`` kept in ``strokes``."""
        if kind:
            self.strokes += [Stroke(kind, *line) for line in lines]
        if self.fmt == "svg" and lines:
            self.renderer.draw_segments(self._gc(colour, width), lines)
        elif lines:
            for ax, ay, bx, by in lines:
                self.line([(ax, ay), (bx, by)], colour, width)

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        fill: str | None,
        edge: str | None = None,
        width: float = 0,
    ) -> None:
        gc = self._gc(edge, width if edge else 0)
        self.renderer.draw_path(gc, self._path(points, closed=True), _IDENTITY, self._face(fill))

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill)

    def marks(
        self,
        shape: str,
        points: Sequence[tuple[float, float]],
        radius: float,
        fill: str | None,
        edge: str,
        width: float,
        dash: Sequence[float] | None = None,
    ) -> None:
        """``shape`` at each point; ``radius`` is half its width."""
        if not points:
            return
        gc = self._gc(edge, width, dash)
        grow = radius if self.fmt == "svg" else Affine2D().scale(radius * self.scale)
        self.renderer.draw_markers(gc, SHAPES[shape], grow, self._path(points), _IDENTITY, self._face(fill))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        anchor: str = "start",
        angle: float = 0,
    ) -> None:
        """``text`` with its base line at ``y``; ``anchor`` is start, middle or end."""
        if not text.isprintable():
            text = "".join(c for c in text if c >= " ")
        if not text:
            return
        wide = text_width(text, size, bold) * SLACK
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        if angle:
            self.boxes.append(Box(text, x - size, y - wide / 2, x, y + wide / 2))
        else:
            self.boxes.append(Box(text, left, y - 0.74 * size, left + wide, y + 0.22 * size))
        if self.fmt == "svg":
            self.renderer.write_text(x, y, text, size, colour, bold, anchor, angle)
            return
        text = drawable(text, bold)
        if not text:
            return
        if self.fmt == "pdf":
            shown = text_width(text, size, bold)
        else:
            measured = self.renderer.get_text_width_height_descent(text, _font(size, bold), False)
            shown = measured[0] / self.scale
        shift = {"start": 0.0, "middle": shown / 2, "end": shown}[anchor]
        at = (x, y + shift) if angle else (x - shift, y)
        down = at[1] if self.renderer.flipy() else self.height - at[1]
        with mpl.rc_context(_RC) if self.fmt == "pdf" else nullcontext():
            self.renderer.draw_text(
                self._gc(colour),
                at[0] * self.scale,
                down * self.scale,
                text,
                _font(size, bold),
                angle,
                False,
            )

    def finish(self) -> bytes:
        """The picture as bytes."""
        if self.fmt == "svg":
            return self._finish_svg()
        if self.fmt == "png":
            from PIL import Image  # matplotlib itself writes PNG through it

            out = io.BytesIO()
            size = self.renderer.get_canvas_width_height()
            picture = Image.frombuffer("RGBA", size, self.renderer.buffer_rgba(), "raw", "RGBA", 0, 1)
            dpi = (72 * self.scale, 72 * self.scale)
            picture.convert("RGB").save(out, "PNG", dpi=dpi, compress_level=4)
            return out.getvalue()
        with mpl.rc_context(_RC):
            self.renderer.finalize()
            self._pdf.finalize()
        self._pdf.close()
        return self._stream.getvalue()

    def _finish_svg(self) -> bytes:
        w, h = measure(self.width), measure(self.height)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
            f'aria-labelledby="{self.ident}t {self.ident}d" font-family="{FONTS}" stroke-linejoin="round">'
            f'<title id="{self.ident}t">{escape(self.title)}</title>'
            f'<desc id="{self.ident}d">{escape(self.desc)}</desc>'
        )
        return "".join([head, *self.renderer.parts, "</svg>"]).encode()


def digest(*parts: object) -> str:
    """Short hash of what a picture is made from."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
