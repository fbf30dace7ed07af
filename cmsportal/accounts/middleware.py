import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models import User


class SeenMiddleware:
    """Keeps 'last visit' to about five minutes, without a query of its own on most requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            User.objects.mark_seen(request.user)
        return self.get_response(request)


class ProlongSession:
    """Any page that knows who looks prolongs the session, but writes it at most once a minute.

    A write at every request took a third of the time of a page that does nothing.
    """

    KEY = "prolonged_at"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and not session.is_empty():
            now = int(time.time())
            if now - session.get(self.KEY, 0) >= settings.SESSION_PROLONGED_EVERY:
                session[self.KEY] = now
        return response


class PrivatePages:
    """What somebody sees signed in is kept by no cache on the way, and not shown by 'Back' after signing out.

    Pages that say themselves how they may be kept (pictures with a tag, files) are left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
