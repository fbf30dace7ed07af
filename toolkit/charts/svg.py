# mypy: disallow-untyped-calls=False
"""matplotlib's SVG renderer, writing plain attributes, text as text and short numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

_TENTHS = tuple(str(k // 10) if k % 10 == 0 else f"{k // 10}.{k % 10}" for k in range(20_000))


def number(value: float) -> str:
    """A place in tenths of a pixel: enough at three times the size. Looked up, as a picture writes hundreds."""
    tenths = int(value * 10 + 0.5)
    if 0 <= tenths < 20_000:
        return _TENTHS[tenths]
    if tenths > 0:  # a map of many steps is wider than that
        return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
    return measure(round(value, 1))


@lru_cache(maxsize=1024)
def measure(value: float) -> str:
    """A size or width with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Pen:
    """What a line of an SVG needs of a graphics context; matplotlib's own takes longer to make than to draw with."""

    __slots__ = ("colour", "dash", "width")

    def __init__(self, colour: str | None, width: float, dash: Sequence[float] | None) -> None:
        self.colour, self.width, self.dash = colour, width, tuple(dash) if dash else None


class Trace:
    """A path of straight lines, in pixels of the page."""

    __slots__ = ("closed", "vertices")

    def __init__(self, vertices: Sequence[tuple[float, float]], closed: bool) -> None:
        self.vertices, self.closed = vertices, closed


@lru_cache(maxsize=512)
def _painted(face: str | None, colour: str | None, width: float, dash: tuple[float, ...] | None) -> str:
    painted = f' fill="{face or "none"}"'
    if width:
        painted += f' stroke="{colour}" stroke-width="{measure(width)}"'
        if dash is not None:
            painted += f' stroke-dasharray="{" ".join(map(measure, dash))}"'
    return painted


class PlainSVG(RendererSVG):
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

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        data = "M" + "L".join([f"{number(x)} {number(y)}" for x, y in path.vertices]) + ("Z" if path.closed else "")
        self.parts.append(f'<path{_painted(rgbFace, gc.colour, gc.width, gc.dash)} d="{data}"/>')

    def draw_segments(self, gc: Pen, segments: Sequence[tuple[float, float, float, float]]) -> None:
        """Straight lines of one kind, such as a grid, as one element."""
        data = "".join([f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in segments])
        self.parts.append(f'<path{_painted(None, gc.colour, gc.width, gc.dash)} d="{data}"/>')

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
            [f'<use href="#{name}" x="{number(x)}" y="{number(y)}"/>' for x, y in path.vertices],
        )
        shape = _shape_data(self, marker_path, marker_trans)
        paint = _painted(rgbFace, gc.colour, gc.width, gc.dash)
        self.parts.append(f'<defs><path id="{name}" d="{shape}"/></defs><g{paint}>{places}</g>')

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
            more += f' transform="rotate({-angle} {number(x)} {number(y)})"'
        place = f'x="{number(x)}" y="{number(y)}" fill="{colour}" font-size="{measure(size)}"'
        self.parts.append(f"<text {place}{more}>{escape(text)}</text>")


_SHAPE_DATA: dict[tuple[int, float], str] = {}


def _shape_data(renderer: RendererSVG, path: Path, radius: float) -> str:
    """A mark of this radius as path data on one line; a picture uses few, so they are kept."""
    key = (id(path), radius)  # the shapes below live as long as the module
    if key not in _SHAPE_DATA:
        if len(_SHAPE_DATA) > 1000:
            _SHAPE_DATA.clear()
        words = renderer._convert_path(path, Affine2D().scale(radius, -radius), simplify=False).split()
        _SHAPE_DATA[key] = " ".join(measure(float(w)) if w[-1].isdigit() else w for w in words).replace("-0 ", "0 ")
    return _SHAPE_DATA[key]


def escape(text: str) -> str:
    """``text`` for XML, without the control characters XML cannot hold."""
    kept = text if text.isprintable() else "".join(c for c in text if _in_xml(c))
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_xml(c: str) -> bool:
    return c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
