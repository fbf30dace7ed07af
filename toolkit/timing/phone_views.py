"""The phone's page for stamping visits. Without JavaScript each button sends a form, and our clock is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.permissions import can_edit_project
from toolkit.counting.sending import GARBLED, Garbled, read_acts

from . import presenters, services
from .stamping import asked_visit, of_today, phone_context, tap_of, typed_tap
from .views import TimingView


class TimingPhone(TimingView):
    """One big button a point, for one visit after the other."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visits = of_today(self.visits(), self.zone)
        context = phone_context(self.timing, visits, self.zone, asked=request.GET.get("visit", ""))
        return render(request, "toolkit/counting/timing_phone.html", self.get_context_data(**context))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A button without script."""
        try:
            tap = typed_tap(request.POST, self.timing)
        except Garbled:
            messages.warning(request, "Nothing was kept. Tap again.")
            return redirect(self.here())
        refused = services.keep_taps(timing=self.timing, taps=[tap], by=request.user)
        for words in refused.values():
            messages.warning(request, words)
        return redirect(self.here(request.POST.get("visit", "")))

    def here(self, visit: str = "") -> str:
        address = reverse("timing-phone", args=[self.project.pk, self.timing.pk])
        found = asked_visit(visit)
        return f"{address}?visit={found}" if found else address


class TimingSend(TimingView):
    """What the phone kept. Answers which acts it may forget, and how the visits of today stand."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return JsonResponse({"refused": GARBLED}, status=400)
        refused = services.keep_taps(timing=self.timing, taps=taps, by=request.user)
        visits = of_today(self.visits(), self.zone)
        return JsonResponse(
            {
                "kept": [str(tap.id) for tap in taps],
                "notes": list(dict.fromkeys(refused.values())),
                "visits": presenters.on_phone(visits, self.zone),
            }
        )
