"""Pictures of charts. The key is the chart's fingerprint."""

from toolkit.charts import SIZES, Chart, draw, fingerprint
from toolkit.pictures import kept_picture

FORMATS = ("svg", "png")


def is_known(size: str, fmt: str) -> bool:
    return size in SIZES and fmt in FORMATS


def etag_of(chart: Chart, size: str, fmt: str) -> str:
    return fingerprint(chart, size, fmt)


def picture(chart: Chart, size: str, fmt: str) -> bytes:
    """The chart as bytes; raises ValueError on an unknown size or format."""
    return kept_picture(f"chart:{etag_of(chart, size, fmt)}", lambda: draw(chart, size, fmt))
