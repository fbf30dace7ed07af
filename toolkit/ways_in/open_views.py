"""What every page behind a way in does first, and the page on which a code is typed."""

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from cmsportal.accounts.access import Guarded, public
from cmsportal.limits import used_up, visitor, within_limit
from toolkit.models import WayIn

from . import browsers
from .forms import CodeForm
from .services import find_code
from .tokens import WayClosed, find_way_in, path_of

# A whole practice may reach the portal from one address, and in a brainstorm each phone asks every five seconds.
SPAN = 60  # seconds
ASKED, GUESSED, SENT = 600, 30, 120  # times in one span: by an address, wrong ones by an address, sent by one way in

HEADERS = {
    "Cache-Control": "private, no-store",
    # Without any referrer browsers send "Origin: null", and the form would be refused.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


NO_COOKIE = (
    "Send it once more. This browser had not kept our cookie yet: it is how nobody answers twice. It holds no name."
)
SHUT = {
    "often": "Too many at once. All is kept on this phone and sent in a minute.",
    "old": "This link has run out or was withdrawn. Ask for a new one: what you tapped is kept on this phone.",
    "altered": "This link is no longer whole. Open it again: what you tapped is kept on this phone.",
    "ended": "What this link led to has ended. What you tapped since is not sent.",
}


def sent(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


class Nameless(Guarded, abstract=True):
    """Whoever is signed in in this browser is nobody here: neither the page, a row, nor the log learns who it is."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        request.user = AnonymousUser()
        request._cached_user = request.user  # type: ignore[attr-defined] - what the log would read

    def closed(self, reason: str, status: int = 410) -> HttpResponse:
        """Says kindly that nothing opens here, and shows nothing. ``reason`` chooses the sentence."""
        return sent(render(self.request, "toolkit/wayin_closed.html", {"reason": reason}, status=status))


class WayInPage(Nameless, abstract=True):
    """A page behind a signed address. Opening it records nothing; what is sent is counted, and asked for again.

    After many guesses nothing opens for whoever made them. ``opens`` says for which kind of thing the page is.
    """

    permission = public
    opens: ClassVar[str]
    knows_browsers: ClassVar[bool] = True  # whether what is sent is one browser's; if not, it gets no cookie to keep
    way_in: WayIn
    browser: str  # '' until this browser keeps a cookie of ours

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who = visitor(request)
        too_often = not within_limit("way-in-asked", who, most=ASKED, seconds=SPAN)
        if too_often or used_up("way-in-guessed", who, most=GUESSED, seconds=SPAN):
            return self.closed("often", 429)
        try:
            self.way_in = find_way_in(kwargs["token"], self.opens)
        except WayClosed as problem:
            if problem.reason == "altered":
                within_limit("way-in-guessed", who, most=GUESSED, seconds=SPAN)
            return self.closed(problem.reason)
        if request.method == "POST" and not within_limit("way-in-sent", str(self.way_in.pk), most=SENT, seconds=SPAN):
            return self.closed("often", 429)
        self.browser = browsers.browser_of(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except WayClosed as problem:
            return self.closed(problem.reason)

    def browser_hash(self) -> str:
        """What is kept of this browser for this thing; '' while it keeps no cookie of ours."""
        subject = self.way_in.subject_id or self.way_in.project_id
        return browsers.hash_of(self.browser, subject) if self.browser else ""

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        context = {"project": self.way_in.project, "token": self.kwargs["token"], **context}
        answer = sent(render(self.request, template, context, status=status))
        if self.knows_browsers and not self.browser:
            browsers.hand_out(answer)
        return answer


class SendsActs(Nameless, abstract=True):
    """What a phone kept and sends by script. ``static/js/taps.js`` reads the answer, also where nothing opens."""

    def closed(self, reason: str, status: int = 410) -> HttpResponse:
        return sent(JsonResponse({"refused": SHUT[reason]}, status=status))


class CodePage(Nameless):
    """Where the code on the screen is typed. It opens a page, and does nothing else."""

    permission = public

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        who = visitor(request)
        too_often = not within_limit("way-in-asked", who, most=ASKED, seconds=SPAN)
        if too_often or used_up("way-in-guessed", who, most=GUESSED, seconds=SPAN):
            return self.closed("often", 429)
        form = CodeForm(request.POST)
        if form.is_valid():
            way_in = find_code(form.cleaned_data["code"])
            if way_in is not None and way_in.project.is_open:
                return sent(redirect(path_of(way_in)))
            within_limit("way-in-guessed", who, most=GUESSED, seconds=SPAN)
            form.add_error("code", "No screen shows this code now. Look at the screen again.")
        return self.page(form)

    def page(self, form: CodeForm) -> HttpResponse:
        return sent(render(self.request, "toolkit/wayin_code.html", {"form": form}))
