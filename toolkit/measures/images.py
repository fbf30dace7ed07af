"""Pictures of charts, kept by what is on them.

The key is the chart's fingerprint, so a picture is never out of date and a reader's hidden copy never meets the full
one. Without Redis the picture is drawn each time.
"""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from toolkit.charts import SIZES, Chart, draw, fingerprint

logger = logging.getLogger(__name__)
TYPES = {"svg": "image/svg+xml", "png": "image/png"}
KEPT_FOR = 7 * 24 * 3600  # seconds
UNREACHABLE = (RedisError, OSError)


def is_known(size: str, fmt: str) -> bool:
    return size in SIZES and fmt in TYPES


def etag_of(chart: Chart, size: str, fmt: str) -> str:
    return fingerprint(chart, size, fmt)


def picture(chart: Chart, size: str, fmt: str) -> bytes:
    """The chart as bytes; raises ValueError on an unknown size or format."""
    key = f"chart:{etag_of(chart, size, fmt)}"
    try:
        kept = cache.get(key)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: charts are drawn each time.")
        return draw(chart, size, fmt)
    if kept is not None:
        return kept
    drawn = draw(chart, size, fmt)
    try:
        cache.set(key, drawn, KEPT_FOR)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: a chart was not kept.")
    return drawn
