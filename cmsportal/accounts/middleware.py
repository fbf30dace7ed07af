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
