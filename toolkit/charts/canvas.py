# mypy: disallow-untyped-calls=False
"""One drawing surface for SVG, PNG and PDF: matplotlib's renderers driven directly, without a figure.

Coordinates are pixels of the named size, x to the right and y down. ``Canvas.boxes`` keeps the box of
every text and ``Canvas.strokes`` every line, so that tests can measure what touches what.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from .metrics import text_width
from .tokens import FONTS, INK, WHITE

FORMATS = ("svg", "png", "pdf")
SALT = "cms-portal"
_IDENTITY = IdentityTransform()
_RC: Any = {"svg.fonttype": "none", "svg.hashsalt": SALT, "pdf.fonttype": 42, "path.simplify": False}
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


_TENTHS = tuple(str(k // 10) if k % 10 == 0 else f"{k // 10}.{k % 10}" for k in range(20_000))


def _number(value: float) -> str:
    """A place in tenths of a pixel: enough at three times the size. Looked up, as a picture writes hundreds."""
    tenths = int(value * 10 + 0.5)
    if 0 <= tenths < 20_000:
        return _TENTHS[tenths]
    return _measure(round(value, 1))


@lru_cache(maxsize=1024)
def _measure(value: float) -> str:
    """A size or width with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class _Pen:
    """What a line of an SVG needs of a graphics context; matplotlib's own takes longer to make than to draw with."""

    __slots__ = ("chart_colour", "dash", "width")

    def __init__(self, colour: str | None, width: float, dash: Sequence[float] | None) -> None:
        self.chart_colour, self.width, self.dash = colour, width, dash


class _Trace:
    """A path of straight lines, in pixels of the page."""

    __slots__ = ("closed", "vertices")

    def __init__(self, vertices: Sequence[tuple[float, float]], closed: bool) -> None:
        self.vertices, self.closed = vertices, closed


class _PlainSVG(RendererSVG):
    """matplotlib's SVG renderer writing presentation attributes instead of ``style``.

    Style attributes are refused inline by a strict content security policy; attributes are not. Text stays
    text with the family named once on the root, and ids carry a prefix so that pictures can share a page.
    Elements are gathered in ``parts``: matplotlib's own writer spends most of its time on escaping numbers.
    Places are pixels of the page with y down, so that nothing is turned over twice.
    """

    def __init__(self, width: float, height: float, prefix: str) -> None:
        self._prefix = prefix
        self.parts: list[str] = []
        super().__init__(width, height, io.StringIO(), metadata={"Date": None})

    def _write_metadata(self, metadata: object) -> None:
        """Nothing: the accessible title and description stand in the head."""

    def _write_default_style(self) -> None:
        """Nothing: the head carries these as attributes."""

    def _paint(self, gc: _Pen, face: str | None) -> str:
        painted = f' fill="{face or "none"}"'
        if gc.width:
            painted += f' stroke="{gc.chart_colour}" stroke-width="{_measure(gc.width)}"'
            if gc.dash is not None:
                painted += f' stroke-dasharray="{" ".join(map(_measure, gc.dash))}"'
        return painted

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        data = "M" + "L".join([f"{_number(x)} {_number(y)}" for x, y in path.vertices]) + ("Z" if path.closed else "")
        self.parts.append(f'<path{self._paint(gc, rgbFace)} d="{data}"/>')

    def draw_markers(
        self,
        gc: Any,
        marker_path: Path,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,
    ) -> None:
        name = f"{self._prefix}m{len(self._markers)}"
        self._markers[name] = name
        places = "".join(
            [f'<use href="#{name}" x="{_number(x)}" y="{_number(y)}"/>' for x, y in path.vertices],
        )
        shape = _shape_data(self, marker_path, marker_trans)
        self.parts.append(f'<defs><path id="{name}" d="{shape}"/></defs><g{self._paint(gc, rgbFace)}>{places}</g>')

    def write_text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        bold: bool,
        anchor: str,
        angle: float,
    ) -> None:
        more = ' font-weight="700"' if bold else ""
        if anchor != "start":
            more += f' text-anchor="{anchor}"'
        if angle:
            more += f' transform="rotate({-angle} {_number(x)} {_number(y)})"'
        place = f'x="{_number(x)}" y="{_number(y)}" fill="{colour}" font-size="{_measure(size)}"'
        self.parts.append(f"<text {place}{more}>{escape(text)}</text>")


_SHAPE_DATA: dict[tuple[int, float], str] = {}


def _shape_data(renderer: RendererSVG, path: Path, radius: float) -> str:
    """A mark of this radius as path data on one line; a picture uses few, so they are kept."""
    key = (id(path), radius)  # the shapes below live as long as the module
    if key not in _SHAPE_DATA:
        if len(_SHAPE_DATA) > 1000:
            _SHAPE_DATA.clear()
        words = renderer._convert_path(path, Affine2D().scale(radius, -radius), simplify=False).split()
        _SHAPE_DATA[key] = " ".join(_measure(float(w)) if w[-1].isdigit() else w for w in words).replace("-0 ", "0 ")
    return _SHAPE_DATA[key]


@lru_cache(maxsize=1)
def _font_family() -> tuple[str, float]:
    """The first metric-compatible font found, and by how much to shrink text where there is none."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    for name in ("Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans"):
        if name in names:
            return name, 1.0
    return "DejaVu Sans", 0.87


@lru_cache(maxsize=256)
def _font(size: float, bold: bool) -> font_manager.FontProperties:
    family, shrink = _font_family()
    weight = "bold" if bold else "normal"
    return font_manager.FontProperties(family=[family], weight=weight, size=size * shrink)


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
        self._stream = io.BytesIO()
        self._pdf: Any = None
        self.renderer: Any
        if fmt == "svg":
            self.renderer = _PlainSVG(width, height, ident)
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
            self._pdf.newPage(self.width, self.height)
            self.renderer = RendererPdf(self._pdf, 72, self.height, self.width)

    def _gc(
        self,
        colour: str | None,
        width: float = 0,
        dash: Sequence[float] | None = None,
        cap: str = "butt",
    ) -> Any:
        if self.fmt == "svg":
            return _Pen(colour, width, dash)
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
            return _Trace(points, closed)
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
        w, h = _measure(self.width), _measure(self.height)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
            f'aria-labelledby="{self.ident}t {self.ident}d" font-family="{FONTS}" stroke-linejoin="round">'
            f'<title id="{self.ident}t">{escape(self.title)}</title>'
            f'<desc id="{self.ident}d">{escape(self.desc)}</desc>'
        )
        return "".join([head, *self.renderer.parts, "</svg>"]).encode()


def escape(text: str) -> str:
    """``text`` for XML, without the control characters XML cannot hold."""
    kept = text if text.isprintable() else "".join(c for c in text if _in_xml(c))
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_xml(c: str) -> bool:
    return c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def digest(*parts: object) -> str:
    """Short hash of what a picture is made from."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
