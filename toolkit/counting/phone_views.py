"""The phone's page of a count sheet: one big button for each line."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.permissions import can_edit_project

from . import services
from .sending import GARBLED, Garbled, read_acts
from .tapping import phone_context, tap_of, today_of, typed_tap
from .views import SheetView


class SheetPhone(SheetView):
    """Tap once each time. Without JavaScript each tap is a form, and our clock is taken."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**phone_context(self.sheet, last=request.GET.get("last", "")))
        return render(request, "toolkit/counting/sheet_phone.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A button without script."""
        last = ""
        try:
            tap = typed_tap(request.POST, self.sheet)
        except Garbled:
            messages.warning(request, "Nothing was counted. Tap again.")
        else:
            refused = services.keep_taps(sheet=self.sheet, taps=[tap], by=request.user)
            for words in refused.values():
                messages.warning(request, words)
            last = "" if refused or tap.of else f"?last={tap.id}"
        return redirect(reverse("sheet-phone", args=[self.project.pk, self.sheet.pk]) + last)


class SheetSend(SheetView):
    """What the phone kept. Answers which taps it may forget, and how today stands."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return JsonResponse({"refused": GARBLED}, status=400)
        refused = services.keep_taps(sheet=self.sheet, taps=taps, by=request.user)
        notes = list(dict.fromkeys(refused.values()))
        return JsonResponse({"kept": [str(tap.id) for tap in taps], "notes": notes, "today": today_of(self.sheet)})
