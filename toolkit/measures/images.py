"""Pictures of charts, kept by what is on them: the key is the chart's fingerprint and the code that draws it."""

import gzip
import logging
from collections.abc import Mapping

from django.core.cache import cache

from cmsportal.cache import UNREACHABLE
from toolkit.charts import SIZES, Chart, draw, fingerprint
from toolkit.pictures import KEPT_FOR, kept_picture
from toolkit.spc import Analysis

from .sources import program

logger = logging.getLogger(__name__)
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


def keep_pictures(wanted: Mapping[str, tuple[Chart, Analysis]], size: str) -> None:
    """Draw what is not kept yet, by fingerprint, for a page that is about to name it: two look-ups for all of them.

    While a page has chart and analysis in hand a picture costs a third of what it costs on its own.
    """
    places = {kept_as(key): parts for key, parts in wanted.items()}
    try:
        kept = cache.get_many(places)
        fresh = {
            place: _drawn(parts[0], size, "svg", parts[1]) for place, parts in places.items() if place not in kept
        }
        if fresh:
            cache.set_many(fresh, KEPT_FOR)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: pictures are drawn when they are fetched.")
