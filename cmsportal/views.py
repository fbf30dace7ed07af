"""Pages that belong to no app: what went wrong, and the three at the foot of every page.

Each of the first says what happened, that nothing is lost, what to do, and a reference to quote: the request's
id, by which the log finds it.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

from cmsportal.accounts.access import Guarded, public
from cmsportal.logs import request_id, route_of

logger = logging.getLogger("cmsportal.pages")
SECRET_PARTS = ("password", "token", "secret", "code")
KEPT_CHARACTERS = 200_000  # of typed text handed back on a page that had expired


def problem_page(request: HttpRequest, template: str, status: int, **values: Any) -> HttpResponse:
    quoted = request_id.get()
    logger.info("page %s shown for %s", template, route_of(request))
    response = render(request, template, {"reference": quoted, **values}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: an upload or a form too large, a form that arrived broken, anything else that could not be read."""
    kind = "unreadable"
    if isinstance(exception, RequestDataTooBig):
        kind = "too_large"
    elif isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        kind = "too_many"
    elif isinstance(exception, MultiPartParserError):
        kind = "broken"
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
    return problem_page(request, "400.html", 400, kind=kind, limit=limit)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, "403.html", 403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, "404.html", 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500. Drawn without the request's context: what broke the page may break that too."""
    quoted = request_id.get()
    logger.error("something broke at %s", route_of(request))
    return HttpResponse(get_template("500.html").render({"reference": quoted}), status=500)


def _came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of ours. Only then may it be sent again by a button."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, without secrets and without the form's own token."""
    found, total = [], 0
    for name, values in request.POST.lists():
        if name == "csrfmiddlewaretoken" or any(part in name.lower() for part in SECRET_PARTS):
            continue
        for value in values:
            total += len(value)
            if total > KEPT_CHARACTERS:
                return found
            found.append((name, value))
    return found


@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form whose token is old or missing. Nothing was saved; the typed text is handed back.

    When the form stood on one of our own pages, one button sends the same again with a fresh token. Otherwise the
    text is only shown: a foreign page must not get its form sent by a click here.
    """
    typed = _typed(request)
    return problem_page(
        request,
        "403_csrf.html",
        403,
        typed=typed,
        texts=[value for _, value in typed if len(value) > 20 or " " in value.strip()],
        again=_came_from_here(request) and bool(typed) and not request.FILES,
        files=bool(request.FILES),
        cookies_missing=settings.CSRF_COOKIE_NAME not in request.COOKIES,
    )


class InformationView(Guarded):
    """Accessibility, privacy, help: open to everybody."""

    permission = public

    def get(self, request: HttpRequest, page: str) -> HttpResponse:
        return render(request, f"information/{page}.html")
