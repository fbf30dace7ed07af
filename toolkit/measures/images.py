"""Pictures of charts, kept by what is on them: the key is the chart's fingerprint and the code that draws it."""

import gzip

from toolkit.charts import SIZES, Chart, draw, fingerprint
from toolkit.pictures import kept_picture
from toolkit.spc import Analysis

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

    def drawn() -> bytes:
        given = {} if analysis is None else {"analysis": analysis}
        content = draw(chart, size, fmt, **given)
        return gzip.compress(content, 6, mtime=0) if fmt == "svg" else content

    kept = kept_picture(kept_as(etag_of(chart, size, fmt)), drawn)
    return gzip.decompress(kept) if fmt == "svg" else kept
