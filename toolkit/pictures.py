"""Pictures by URL: kept by what is on them, and served with a tag so that an unchanged one is not sent again.

A key says all that a picture shows, so a picture is never out of date and a reader's hidden copy never meets the full
one. Without Redis a picture is drawn each time.
"""

import logging
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from cmsportal.cache import UNREACHABLE

logger = logging.getLogger(__name__)
KEPT_FOR = 7 * 24 * 3600  # seconds
TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def kept_picture(key: str, draw: Callable[[], bytes]) -> bytes:
    """The picture of this key; drawn where it is not kept, or the cache cannot be reached."""
    try:
        kept = cache.get(key)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: pictures are drawn each time.")
        return draw()
    if kept is not None:
        return kept
    drawn = draw()
    try:
        cache.set(key, drawn, KEPT_FOR)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: a picture was not kept.")
    return drawn


def picture_response(request: HttpRequest, content: bytes, fmt: str = "svg") -> HttpResponse:
    """The picture, or 304 where the browser has it. Private: what is shown depends on who looks."""
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(content, content_type=TYPES[fmt])
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer
