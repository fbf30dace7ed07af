"""Draw a chart: one code for SVG (page), PNG (mail, slides) and PDF (print)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit import spc

from . import tokens as t
from .canvas import Canvas, digest
from .frame import draw_frame, frame_heights
from .marks import shown_changes, written_labels
from .model import Change, Chart, study
from .picture import Picture
from .spark import draw_spark
from .words import Words, words

VERSION = 3  # part of every fingerprint: raise it when a picture changes for equal input


def fingerprint(chart: Chart, size: str = "full", fmt: str = "svg", framed: bool | None = None) -> str:
    """Short text that differs whenever the picture would: a key to cache by, and an ETag."""
    return _of_size(_content(chart), size, fmt, framed)


def fingerprints(chart: Chart, sizes: Iterable[str]) -> dict[str, str]:
    """The ``fingerprint`` of the chart's SVG in each of these sizes."""
    content = _content(chart)
    return {size: _of_size(content, size) for size in sizes}


def _content(chart: Chart) -> str:
    excluded = sorted(chart.exclude)
    if excluded:  # a set has another order in every process
        chart = replace(chart, exclude=frozenset())
    return digest(VERSION, chart, excluded)


def _of_size(content: str, size: str, fmt: str = "svg", framed: bool | None = None) -> str:
    return digest(content, size, fmt, _framed(fmt, framed, size))


def _framed(fmt: str, framed: bool | None, size: str) -> bool:
    return size != "small" and (fmt != "svg" if framed is None else framed)


def draw(
    chart: Chart,
    size: str = "full",
    fmt: str = "svg",
    *,
    analysis: spc.Analysis | None = None,
    framed: bool | None = None,
    scale: float = 2,
) -> bytes:
    """The picture as bytes, the same for equal input.

    ``framed`` writes title, unit, signal, sentence and source on the picture itself: the habit of PNG and
    PDF, which travel alone; on a page the words stand around the SVG as text. ``scale`` multiplies the
    pixels of a PNG. Raises ValueError on an unknown size or format.
    """
    return _paint(chart, size, fmt, analysis, framed, scale).finish()


def sparkline(chart: Chart, fmt: str = "svg", analysis: spc.Analysis | None = None) -> bytes:
    """The small picture of a card (204 x 52) without text: the words beside it say the state."""
    return draw(chart, "small", fmt, analysis=analysis)


def measure(chart: Chart, size: str = "full", fmt: str = "svg", framed: bool | None = None) -> Canvas:
    """The canvas after drawing, with the boxes of all texts and the lines; for tests of the layout."""
    return _paint(chart, size, fmt, None, framed, 2)


def _paint(
    chart: Chart,
    size: str,
    fmt: str,
    analysis: spc.Analysis | None,
    framed: bool | None,
    scale: float,
) -> Canvas:
    if size not in t.SIZES:
        raise ValueError(f"unknown size {size!r}")
    analysis = analysis or study(chart)
    said = words(chart, analysis)
    shape = t.SIZES[size]
    with_frame = _framed(fmt, framed, size)
    ident = "c" + fingerprint(chart, size, fmt, framed)[:8]
    listed = changes_to_list(chart, size, analysis) if with_frame and chart.changes else ()
    above, below = frame_heights(chart, said, shape, listed) if with_frame else (0.0, 0.0)
    margin = 24 if with_frame else 0
    canvas = Canvas(
        shape.width + 2 * margin,
        shape.height + above + below + 2 * margin,
        fmt,
        title=chart.title,
        desc=said.alt,
        ident=ident,
        scale=scale,
    )
    if size == "small":
        draw_spark(canvas, chart, analysis)
        return canvas
    if with_frame:
        icons = (analysis.variation, analysis.assurance)
        draw_frame(canvas, chart, said, shape, listed, margin, above, icons)
    if analysis.n_figures or chart.n_hidden or chart.points:
        Picture(canvas, chart, analysis, shape, margin, margin + above).draw()
    else:
        _draw_empty(canvas, chart, shape, margin, margin + above)
    return canvas


def _draw_empty(canvas: Canvas, chart: Chart, size: t.Size, left: float, top: float) -> None:
    """An axis and the words for a chart without a single date, or one that this reader does not see."""
    base = top + size.height - size.text * 2
    canvas.line([(left, base), (left + size.width, base)], t.GREY_2, 1)
    middle = left + size.width / 2
    said = "Not shown here" if chart.withheld else "No figures yet"
    canvas.text(middle, top + size.height / 2, said, size.text * 1.15, t.GREY_1, anchor="middle")


def changes_to_list(
    chart: Chart,
    size: str = "full",
    analysis: spc.Analysis | None = None,
) -> tuple[Change, ...]:
    """The changes to name in a list below the picture: all that are not written out on it in full."""
    shape = t.SIZES[size]
    if not chart.changes or not shape.labels or not chart.points:
        return chart.changes
    canvas = Canvas(shape.width, shape.height, "svg", title="", desc="", ident="x")
    picture = Picture(canvas, chart, analysis or study(chart), shape, 0, 0)
    picture._lay_out()
    shown = shown_changes(picture)
    whole = {c.number for c, _x, _at in shown} if written_labels(picture, shown) else set()
    return tuple(c for c in chart.changes if c.number not in whole)


__all__ = ["Words", "changes_to_list", "draw", "fingerprint", "measure"]
