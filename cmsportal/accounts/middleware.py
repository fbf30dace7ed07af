from collections.abc import Callable

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
