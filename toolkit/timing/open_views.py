"""Timing by a link, without an account. Several phones follow one visit, so the page tells of those under way.

It tells no ids of stamps: a phone takes back what it stamped itself, and nothing else.
"""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import public
from toolkit.counting.sending import GARBLED, Garbled, read_acts
from toolkit.models import TimedVisit, Timing, WayIn
from toolkit.ways_in.open_views import SendsActs, WayInPage, sent
from toolkit.ways_in.tokens import WayClosed

from . import presenters, services
from .stamping import asked_visit, of_today, phone_context, tap_of, typed_tap, under_way


class TimingPage(WayInPage, abstract=True):
    permission = public
    opens = WayIn.Opens.TIMING
    knows_browsers = False

    def timing(self) -> Timing:
        timing = services.timing_behind(self.way_in)
        if timing is None:
            raise WayClosed("ended")
        timing.project = self.way_in.project
        return timing

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.way_in.project.practice.time_zone)

    def visits(self, timing: Timing, also: Iterable[UUID] = ()) -> list[TimedVisit]:
        return under_way(of_today(services.visits_of(timing), self.zone), timing, also)


class TimingPart(TimingPage):
    """Of a timing that was closed the page stays, without buttons: what a phone kept is still sent from it."""

    permission = public

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(request.GET.get("visit", ""), own=request.GET.get("last", ""))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """A button without script."""
        timing, visit = self.timing(), asked_visit(request.POST.get("visit", ""))
        try:
            tap = typed_tap(request.POST, timing)
        except Garbled:
            return self.page(note="Nothing was kept. Tap again.", status=422)
        refused = services.keep_taps(timing=timing, taps=[tap], way_in=self.way_in)
        if refused:
            return self.page(str(visit or ""), note=" ".join(refused.values()), status=422)
        last = "" if tap.undo else f"&last={tap.id}"
        return sent(redirect(f"{request.path}?visit={visit}{last}" if visit else request.path))

    def page(self, asked: str = "", *, own: str = "", note: str = "", status: int = 200) -> HttpResponse:
        timing, visit = self.timing(), asked_visit(asked)
        visits = self.visits(timing, [visit] if visit else [])
        context = phone_context(timing, visits, self.zone, asked=asked, own=own, names_ids=False)
        shut = timing.closed_at is not None
        return self.show("toolkit/counting/timing_part.html", status, note=note, shut=shut, **context)


class TimingPartSend(SendsActs, TimingPage):
    permission = public

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        timing = self.timing()
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return sent(JsonResponse({"refused": GARBLED}, status=400))
        refused = services.keep_taps(timing=timing, taps=taps, way_in=self.way_in)
        visits = self.visits(timing, [tap.visit for tap in taps if tap.visit])
        return sent(
            JsonResponse(
                {
                    "kept": [str(tap.id) for tap in taps],
                    "notes": list(dict.fromkeys(refused.values())),
                    "visits": presenters.on_phone(visits, self.zone, names_ids=False),
                }
            )
        )
