"""Counting by a link, without an account: the phone's page of a count sheet, for whoever has it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import public
from toolkit.models import CountSheet, WayIn
from toolkit.ways_in.open_views import SendsActs, WayInPage, sent
from toolkit.ways_in.tokens import WayClosed

from . import services
from .sending import GARBLED, Garbled, read_acts
from .tapping import phone_context, tap_of, today_of, typed_tap


class SheetPage(WayInPage, abstract=True):
    permission = public
    opens = WayIn.Opens.COUNT
    knows_browsers = False

    def sheet(self) -> CountSheet:
        sheet = services.sheet_behind(self.way_in)
        if sheet is None:
            raise WayClosed("ended")
        sheet.project = self.way_in.project
        return sheet


class SheetPart(SheetPage):
    """Of a sheet that was closed the page stays, without buttons: what a phone kept is still sent from it."""

    permission = public

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(last=request.GET.get("last", ""))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """A button without script."""
        sheet = self.sheet()
        try:
            tap = typed_tap(request.POST, sheet)
        except Garbled:
            return self.page(note="Nothing was counted. Tap again.", status=422)
        refused = services.keep_taps(sheet=sheet, taps=[tap], way_in=self.way_in)
        if refused:
            return self.page(note=" ".join(refused.values()), status=422)
        return sent(redirect(request.path + ("" if tap.of else f"?last={tap.id}")))

    def page(self, status: int = 200, **words: str) -> HttpResponse:
        sheet = self.sheet()
        context: dict[str, Any] = {**phone_context(sheet, **words), "shut": sheet.closed_at is not None}
        return self.show("toolkit/counting/sheet_part.html", status, **context)


class SheetPartSend(SendsActs, SheetPage):
    permission = public

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        sheet = self.sheet()
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return sent(JsonResponse({"refused": GARBLED}, status=400))
        refused = services.keep_taps(sheet=sheet, taps=taps, way_in=self.way_in)
        notes = list(dict.fromkeys(refused.values()))
        return sent(JsonResponse({"kept": [str(tap.id) for tap in taps], "notes": notes, "today": today_of(sheet)}))
