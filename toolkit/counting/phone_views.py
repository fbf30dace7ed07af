"""The phone's page of a count sheet: one big button for each line."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.permissions import can_edit_project
from toolkit.measures.entering import local_today
from toolkit.models import Count

from . import presenters, services
from .sending import Garbled, id_in, moment_in, number_in, read_acts, typed_number
from .services import Tap
from .views import SheetView


def tap_of(act: Mapping[str, Any]) -> Tap:
    """Raises Garbled."""
    if act.get("do") not in {"count", "undo"}:
        raise Garbled
    amount = 1 if act["do"] == "count" else -1
    return Tap(id_in(act, "id"), number_in(act, "line", 30), moment_in(act), amount)


class TappedView(SheetView, abstract=True):
    def today(self) -> list[int]:
        """The sum of each line today."""
        rows = Count.visible_to(self.request.user).filter(sheet=self.sheet, day=local_today(self.project))
        sums = rows.order_by().values("line").annotate(sum=Sum("amount"))
        return presenters.today_by_line(self.sheet.lines, {row["line"]: row["sum"] for row in sums})


class SheetPhone(TappedView):
    """Tap once each time. Without JavaScript each tap is a form, and our clock is taken."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = self.today()
        context = self.get_context_data(
            sheet=self.sheet,
            row=presenters.sheet_row(self.sheet, local_today(self.project)),
            day=local_today(self.project),
            lines=list(zip(self.sheet.lines, today, strict=True)),
            total=sum(today),
            new_tap=uuid4(),
            last=request.GET.get("last", ""),
        )
        return render(request, "toolkit/counting/sheet_phone.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A button without script."""
        sent, last = request.POST, ""
        try:
            tap = self._undo(sent) if sent.get("do") == "undo" else self._count(sent)
        except Garbled:
            messages.warning(request, "Nothing was counted. Tap again.")
        else:
            refused = services.keep_taps(sheet=self.sheet, taps=[tap], by=request.user)
            for words in refused.values():
                messages.warning(request, words)
            last = "" if refused or tap.amount < 0 else f"?last={tap.id}"
        return redirect(reverse("sheet-phone", args=[self.project.pk, self.sheet.pk]) + last)

    def _count(self, sent: Mapping[str, str]) -> Tap:
        return Tap(id_in(sent, "id"), typed_number(sent, "line", len(self.sheet.lines)), timezone.now())

    def _undo(self, sent: Mapping[str, str]) -> Tap:
        """Takes back the tap that the page names, at its own hour."""
        rows = Count.visible_to(self.request.user).filter(sheet=self.sheet)
        counted = get_or_404(rows, pk=id_in(sent, "last"))
        return Tap(UUID(int=counted.pk.int ^ 1), counted.line, counted.created_at, -1)


class SheetSend(TappedView):
    """What the phone kept. Answers which taps it may forget, and how today stands."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            taps = [tap_of(act) for act in read_acts(request.POST.get("acts", ""))]
        except Garbled:
            return JsonResponse({"refused": "This page is no longer whole. Open it again."}, status=400)
        refused = services.keep_taps(sheet=self.sheet, taps=taps, by=request.user)
        notes = list(dict.fromkeys(refused.values()))
        return JsonResponse({"kept": [str(tap.id) for tap in taps], "notes": notes, "today": self.today()})
