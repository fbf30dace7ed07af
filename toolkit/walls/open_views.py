"""What a wall's address shows without signing in: a screen's full page, a public page, and how a screen is paired.

These pages answer to their token alone. They read no session, lead nowhere else, and write nothing but 'last seen'.
"""

import hashlib
import time
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from cmsportal.accounts.access import Guarded, public
from cmsportal.limits import used_up, visitor, within_limit
from toolkit.measures.entering import local_today
from toolkit.measures.series import Reader
from toolkit.models import WallLink

from . import pairing
from .cards import any_hidden, cards_on, hang, page_size
from .facts import facts_of
from .links import last_day, note_seen
from .presenters import legend, newest_day, wall_name
from .tokens import find_link, is_ours

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


# One address may stand for many practices. A screen asks for its wall about once a minute, and a waiting one for its
# code every four seconds; a token that is none of ours is a guess, or was cut short on the way.
SPAN = 60  # seconds
ASKED, WAITED, GUESSED = 600, 600, 30  # times in one span


SCREEN_SIZES = {1: "tv_large", 5: "tv", 6: "tv"}  # five and six stand in three columns, others in two


def sent(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


def reader_of(link: WallLink) -> Reader:
    """A screen that patients may see, and every public page, hides small numbers."""
    project = link.project
    return Reader(
        raw=not link.hides_small_numbers,
        threshold=project.programme.small_number_threshold,
        today=local_today(project),
    )


def too_often(request: HttpRequest) -> HttpResponse:
    """Says kindly to wait. A screen that opened with it tries again by itself; one that shows a wall keeps it."""
    answer = sent(render(request, "toolkit/wall_often.html", status=429))
    answer["Retry-After"] = answer["Refresh"] = str(SPAN)
    return answer


class TokenPage(Guarded, abstract=True):
    """A page behind a token. Altered, withdrawn and run out all answer alike, and show nothing.

    After many guesses nothing opens for whoever made them, so that the right one is not found among them either.
    """

    permission = public
    kinds: tuple[str, ...] = tuple(WallLink.Kind)
    gone_template = "toolkit/wall_gone.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        who = visitor(request)
        asks_too_often = not within_limit("wall-asked", who, most=ASKED, seconds=SPAN)
        if asks_too_often or used_up("wall-guessed", who, most=GUESSED, seconds=SPAN):
            return too_often(request)
        if not is_ours(token):
            within_limit("wall-guessed", who, most=GUESSED, seconds=SPAN)
        link = find_link(token)
        if link is None or link.kind not in self.kinds:
            return sent(render(request, self.gone_template, status=410))
        note_seen(link=link)
        return sent(self.show(request, link, token))

    def show(self, request: HttpRequest, link: WallLink, token: str) -> HttpResponse:
        raise TypeError("a subclass shows the wall")


def wall_context(link: WallLink) -> dict[str, Any]:
    """The wall as this link shows it: a fixed number of queries."""
    project, reader = link.project, reader_of(link)
    is_screen = link.kind == WallLink.Kind.SCREEN
    facts = facts_of(project)
    size_for = screen_size if is_screen else page_size
    found, more = cards_on(project, reader, size_for)
    size = size_for(len(found) + more)
    cards = hang(
        found,
        reader,
        names=is_screen,
        when_stale=facts.to_do if is_screen and reader.raw else "",
        inline=(size,) if is_screen else (size, "phone"),
    )
    return {
        "heading": wall_name(project),
        "project": project,
        "cards": cards,
        "reader": reader,
        "last_day": last_day(link),
        "newest": newest_day(cards, reader.today),
        "legend": legend(cards),
        "more": more,
        "any_hidden": any_hidden(cards),
        "today": reader.today,
    }


def screen_size(charts: int) -> str:
    return SCREEN_SIZES.get(charts, "tv_half")


class WallOpen(TokenPage):
    """The page itself: full screen for a screen, an ordinary page for a public link."""

    permission = public

    def show(self, request: HttpRequest, link: WallLink, token: str) -> HttpResponse:
        context = {**wall_context(link), "token": token}
        if link.kind == WallLink.Kind.PUBLIC:
            return render(request, "toolkit/wall_public.html", context)
        context["fragment"] = fragment(context)
        context["tag"] = tag_of(context["fragment"])
        context["at"] = int(time.time()) * 1000  # to the second, like the date of an answer
        answer = render(request, "toolkit/wall_tv.html", context)
        answer["X-Wall"] = "screen"  # the worker keeps such pages, and no others
        return answer


class WallNow(TokenPage):
    """The part of a screen that changes. 304 as long as it shows what the screen has."""

    permission = public
    kinds = (WallLink.Kind.SCREEN,)
    gone_template = "toolkit/wall_tv_gone.html"

    def show(self, request: HttpRequest, link: WallLink, token: str) -> HttpResponse:
        html = fragment(wall_context(link))
        tag = tag_of(html)
        same = request.headers.get("If-None-Match", "").removeprefix("W/") == tag  # a proxy that packs says W/
        answer = HttpResponseNotModified() if same else HttpResponse(html)
        answer["ETag"] = tag
        return answer


def fragment(context: dict[str, Any]) -> str:
    return render_to_string("toolkit/wall_tv_now.html", context)


def tag_of(html: str) -> str:
    return f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'


class WallWorker(Guarded):
    """The script by which a screen shows its last state without a network. It stands at the path that it serves."""

    permission = public

    def get(self, request: HttpRequest) -> HttpResponse:
        path = finders.find("js/wall-worker.js")
        if path is None:
            raise Http404
        with open(path, "rb") as file:
            answer = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
        answer["Cache-Control"] = "no-cache"
        return answer


# --- Pairing ----------------------------------------------------------------------------------------------------


class ScreenStart(Guarded):
    """What is opened on a new screen: it gets a code of its own."""

    permission = public

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            ticket = pairing.begin(visitor(request))
        except pairing.NotNow:
            return sent(render(request, "toolkit/wall_screen_wait.html", status=503))
        return sent(redirect("screen-pair", ticket=ticket.signed))


class ScreenPair(Guarded):
    """Shows the code until somebody of a team has typed it; then the screen opens its wall."""

    permission = public

    def get(self, request: HttpRequest, ticket: str) -> HttpResponse:
        if not within_limit("screen-waited", visitor(request), most=WAITED, seconds=SPAN):
            return too_often(request)
        held = pairing.read(ticket)
        if held is None:
            return sent(redirect("screen-start"))
        path = pairing.answer(held)
        if "application/json" in request.headers.get("Accept", ""):
            return sent(JsonResponse({"path": path}))
        if path is None:
            return sent(redirect("screen-start"))
        if path:
            return sent(redirect(path))
        return sent(render(request, "toolkit/wall_screen.html", {"code": held.code}))
