import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from .models import User


class SignInFirst(LoginRequiredMiddleware):
    """After signing in everybody comes back to where they were.

    Who sent a form in a session that had run out comes to the page on which it stood, where the browser offers what
    was typed. The form's own address is often none that can be opened.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        # The sign-in page would be put into the middle of a page.
        is_part = request.headers.get("HX-Request") == "true"
        if request.method in {"GET", "HEAD"} and not is_part:
            return super().handle_no_permission(request, view_func)
        try:
            left = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
        except ValueError:  # no address at all
            left = urlsplit("")
        stood = left._replace(scheme="", netloc="", fragment="").geturl() if left.netloc == request.get_host() else ""
        back = next((path for path in (stood, request.get_full_path()) if can_be_opened(path)), "/")
        answer = redirect_to_login(back)
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url}) if is_part else answer


def can_be_opened(path: str) -> bool:
    """Whether a page of ours answers there, and not only a button."""
    if path.startswith("//"):  # another site
        return False
    try:
        view = resolve(urlsplit(path).path).func
    except Http404:
        return False
    return hasattr(getattr(view, "view_class", None), "get")


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
