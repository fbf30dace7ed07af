"""The phone's page for stamping visits. Without JavaScript each button sends a form, and our clock is taken."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from projects.permissions import can_edit_project
from toolkit.counting.sending import Garbled, id_in, moment_in, number_in, read_acts, typed_number
from toolkit.models import TimedVisit

from . import presenters, services
from .services import Tap
from .views import TimingView

OPEN_FOR = timedelta(hours=12)  # a visit that has not come to the last point by then is over


def tap_of(act: Mapping[str, Any]) -> Tap:
    """Raises Garbled."""
    if act.get("do") == "undo":
        return Tap(id=id_in(act, "id"), undo=True)
    if act.get("do") != "stamp":
        raise Garbled
    return Tap(id_in(act, "id"), id_in(act, "visit"), number_in(act, "point", 12), moment_in(act))


class PhoneView(TimingView, abstract=True):
    def visits_of_today(self) -> list[TimedVisit]:
        since = timezone.localdate(timezone.now() - OPEN_FOR, self.zone)
        return [visit for visit in self.visits() if visit.day >= since and not visit.left_out]


class TimingPhone(PhoneView):
    """One big button a point, for one visit after the other."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visits = self.visits_of_today()
        asked = request.GET.get("visit", "")
        current = next((visit for visit in visits if str(visit.pk) == asked), None)
        stamps = {stamp.point: stamp for stamp in current.stamps.all()} if current else {}
        points = [
            {"place": place, "name": name, "stamp": stamps.get(place), "is_next": place == len(stamps)}
            for place, name in enumerate(self.timing.points)
        ]
        context = self.get_context_data(
            timing=self.timing,
            current=current,
            points=points,
            last=max(stamps.values(), key=lambda stamp: stamp.at, default=None),
            under_way=[visit for visit in visits if len(visit.stamps.all()) < len(points) and visit != current],
            told_json=json.dumps(presenters.on_phone(visits, self.zone)),
            new_stamp=uuid4(),
            new_visit=uuid4(),
            zone=self.project.practice.time_zone,
        )
        return render(request, "toolkit/counting/timing_phone.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A button without script."""
        sent = request.POST
        try:
            if sent.get("do") == "undo":
                tap = Tap(id=id_in(sent, "stamp"), undo=True)
            else:
                place = typed_number(sent, "point", len(self.timing.points))
                tap = Tap(id_in(sent, "stamp"), id_in(sent, "visit"), place, timezone.now())
        except Garbled:
            messages.warning(request, "Nothing was kept. Tap again.")
            return redirect(self.here())
        refused = services.keep_taps(timing=self.timing, taps=[tap], by=request.user)
        for words in refused.values():
            messages.warning(request, words)
        return redirect(self.here(sent.get("visit", "")))

    def here(self, visit: str = "") -> str:
        address = reverse("timing-phone", args=[self.project.pk, self.timing.pk])
        try:
            return f"{address}?visit={UUID(visit)}"
        except ValueError:
            return address


class TimingSend(PhoneView):
    """What the phone kept. Answers which acts it may forget, and how the visits of today stand."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return JsonResponse({"refused": "This page is no longer whole. Open it again."}, status=400)
        refused = services.keep_taps(timing=self.timing, taps=taps, by=request.user)
        visits = self.visits_of_today()
        return JsonResponse(
            {
                "kept": [str(tap.id) for tap in taps],
                "notes": list(dict.fromkeys(refused.values())),
                "visits": presenters.on_phone(visits, self.zone),
            }
        )
