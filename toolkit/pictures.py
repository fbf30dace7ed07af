"""Pictures by URL: served with a tag of their content, so that an unchanged one is not sent again."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


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
