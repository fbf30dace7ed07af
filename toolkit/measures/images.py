"""Pictures of charts, kept by what is on them: the key is the chart's fingerprint and the code that draws it."""

import gzip
from collections.abc import Mapping

from django.core.cache import cache

from toolkit.charts import SIZES, Chart, draw, fingerprint
from toolkit.pictures import kept_picture
from toolkit.spc import Analysis

from .cards import Content
from .sources import program

FORMATS = ("svg", "png")


def is_known(size: str, fmt: str) -> bool:
    return size in SIZES and fmt in FORMATS


def etag_of(chart: Chart, size: str, fmt: str) -> str:
    return fingerprint(chart, size, fmt)


def kept_as(key: str) -> str:
    """Where the cache keeps the picture of a fingerprint; an SVG is kept packed (gzip), as it is sent."""
    return f"chart:{program()}:{key}"


def picture(chart: Chart, size: str, fmt: str, analysis: Analysis | None = None) -> bytes:
    """The chart as bytes; raises ValueError on an unknown size or format."""
    kept = kept_picture(kept_as(etag_of(chart, size, fmt)), lambda: _drawn(chart, size, fmt, analysis))
    return gzip.decompress(kept) if fmt == "svg" else kept


def _drawn(chart: Chart, size: str, fmt: str, analysis: Analysis | None) -> bytes:
    content = draw(chart, size, fmt) if analysis is None else draw(chart, size, fmt, analysis=analysis)
    return gzip.compress(content, 6, mtime=0) if fmt == "svg" else content


def sketched_as(key: str) -> str:
    """Where the cache keeps how to draw the picture of a fingerprint."""
    return f"sketch:{program()}:{key}"


def sketches(contents: Mapping[str, Content]) -> dict[str, tuple[str, str]]:
    """For the cache: under each picture's name the place of the content that it can be drawn from, and its size.

    So a page that names pictures need not draw them, and whoever serves one needs no query to draw it.

    Args:
        contents: by their places in the cache.
    """
    return {
        sketched_as(key): (place, size)
        for place, content in contents.items()
        if content.chart.points
        for size, key in content.keys.items()
    }


def drawn_from(sketch: tuple[str, str], key: str) -> bytes | None:
    """The packed SVG of this fingerprint, drawn from its content, and kept; None where that is not kept any more."""
    place, size = sketch
    content = cache.get(place)
    if content is None or content.keys.get(size) != key:
        return None
    return kept_picture(kept_as(key), lambda: _drawn(content.chart, size, "svg", content.analysis))
