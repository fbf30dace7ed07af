"""Pictures of charts straight from the cache, before anything asks the database."""

import gzip
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from cmsportal.cache import UNREACHABLE

from .addresses import PREFIX, is_signed, made_for, picture_asked_for
from .measures.images import kept_as

ROUTE = SimpleNamespace(route="pictures/[kept]", url_name="kept-picture")  # for the line in the log
HEADERS = {
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Vary": "Cookie, Accept-Encoding",
}


class KeptPictures:
    """Serves what a page of this session pointed to while the session lasts; passes everything else on.

    It stands before sessions and sign-in. A picture that is not kept, a signature that does not fit and a session
    that is over go the ordinary way, where a view looks at who asks. Other requests are told whom they are made for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.sessions = import_module(settings.SESSION_ENGINE).SessionStore.cache_key_prefix

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if request.path_info.startswith(PREFIX) and request.method == "GET":
            answer = self.kept(request, session)
            if answer is not None:
                return answer
        with made_for(session):
            return self.get_response(request)

    def kept(self, request: HttpRequest, session: str) -> HttpResponse | None:
        asked = picture_asked_for(request.path_info)
        if asked is None or not is_signed(asked[0], asked[2], session):
            return None
        place, open_session = kept_as(asked[1]), self.sessions + session
        try:
            found = cache.get_many((place, open_session))
        except UNREACHABLE:
            return None
        if place not in found or not (found.get(open_session) or {}).get(SESSION_KEY):
            return None
        content = found[place]
        request.resolver_match = ROUTE  # type: ignore[assignment]
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            answer = HttpResponse(content, content_type="image/svg+xml", headers=HEADERS)
            answer.headers["Content-Encoding"] = "gzip"
            return answer
        return HttpResponse(gzip.decompress(content), content_type="image/svg+xml", headers=HEADERS)
