"""Pictures of charts straight from the cache, before anything asks the database."""

import gzip
import time
from collections.abc import Callable
from importlib import import_module
from threading import Lock
from types import SimpleNamespace
from typing import Any

from cachetools import LRUCache, TTLCache
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from cmsportal.cache import UNREACHABLE

from .addresses import PREFIX, is_signed, made_for, picture_asked_for
from .measures.images import drawn_from, kept_as, sketched_as

ROUTE = SimpleNamespace(route="pictures/[kept]", url_name="kept-picture")  # for the line in the log
HEADERS = {
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Vary": "Cookie, Accept-Encoding",
}


class AtHand:
    """What this process need not ask Redis for: pictures served lately, and sessions that were open a moment ago."""

    PICTURES = 8 * 2**20  # bytes; a chart's picture takes about 3,000
    SESSIONS, OPEN_FOR = 10_000, 5  # seconds; so long may a session that was ended elsewhere get what it was shown

    def __init__(self) -> None:
        self.lock = Lock()
        self.clear()

    def clear(self) -> None:
        self._pictures: LRUCache[str, bytes] = LRUCache(self.PICTURES, getsizeof=len)
        self._open: TTLCache[str, bool] = TTLCache(self.SESSIONS, self.OPEN_FOR, timer=time.time)

    def picture(self, place: str, session: str) -> bytes | None:
        """The picture kept at this place, if it is here and the session was open a moment ago."""
        with self.lock:
            return self._pictures.get(place) if session in self._open else None

    def put(self, place: str, session: str, picture: bytes) -> None:
        with self.lock:
            if len(picture) <= self.PICTURES:
                self._pictures[place] = picture
            self._open[session] = True

    def end(self, session: str) -> None:
        with self.lock:
            self._open.pop(session, None)


at_hand = AtHand()


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, **kwargs: Any) -> None:
    at_hand.end(getattr(request.session, "session_key", None) or "")


class KeptPictures:
    """Serves what a page of this session pointed to while the session lasts; passes everything else on.

    It stands before sessions and sign-in. A signature that does not fit, a session that is over and a picture that is
    neither kept nor can be drawn from what is go the ordinary way, where a view looks at who asks. Other requests are
    told whom they are made for.
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
        content = self.content(asked[1], session)
        if content is None:
            return None
        request.resolver_match = ROUTE  # type: ignore[assignment]
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            answer = HttpResponse(content, content_type="image/svg+xml", headers=HEADERS)
            answer.headers["Content-Encoding"] = "gzip"
            return answer
        return HttpResponse(gzip.decompress(content), content_type="image/svg+xml", headers=HEADERS)

    def content(self, key: str, session: str) -> bytes | None:
        """The packed picture of a fingerprint, while the session is open; what is kept takes one look into Redis."""
        place = kept_as(key)
        if (content := at_hand.picture(place, session)) is not None:
            return content
        open_session, sketch = self.sessions + session, sketched_as(key)
        try:
            found = cache.get_many((place, open_session, sketch))
            if not (found.get(open_session) or {}).get(SESSION_KEY):
                return None
            content = found.get(place) or (drawn_from(found[sketch], key) if sketch in found else None)
        except UNREACHABLE:
            return None
        if content is not None:
            at_hand.put(place, session, content)
        return content
