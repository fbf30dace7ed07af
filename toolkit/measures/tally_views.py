"""The page for counting on a phone. Without JavaScript each tap is a form that comes back with one more."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.nhsuk.formats import first_upper
from cmsportal.versions import Stale
from projects.models import Project
from projects.permissions import can_edit_project
from toolkit.models import Figure

from .entering import FigureExists, local_today
from .periods import day_to_count
from .presenters import figure_words, who_sees_figures
from .tally import Tally, can_add_to, can_tally, save_tally
from .views_base import MeasureView

SAVES = {"save", "add", "replace"}


class FigureTally(MeasureView):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/figure_tally.html"

    def find_target(self) -> Project:
        project = super().find_target()
        if not can_tally(self.measure) or self.measure.archived_at is not None:
            raise Http404
        return project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(Tally())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        tally = Tally.read(request.POST.get("taps", ""), request.POST.get("dropped", ""))
        act = request.POST.get("act", "")
        if act in SAVES and tally.taps:
            return self.save(tally, act)
        return self.show(tally.then(act))

    def save(self, tally: Tally, act: str) -> HttpResponse:
        version = self.request.POST.get("version", "")
        try:
            figure = save_tally(
                measure=self.measure,
                day=self.day,
                tally=tally,
                standing=self.standing,
                version=int(version) if act != "save" and version.isdecimal() and len(version) < 10 else None,
                add=act == "add",
                by=self.request.user,
            )
        except FigureExists:
            return self.show(tally)
        except Stale:
            messages.warning(self.request, "Somebody changed this day’s figure meanwhile. Choose again what to do.")
            return self.show(tally)
        except ValidationError as problem:
            messages.warning(self.request, " ".join(problem.messages))
            return self.show(tally)
        saved = reverse("figure-saved", args=[self.project.pk, self.measure.pk, figure.pk])
        return redirect(f"{saved}?tally={self.day.isoformat()}")

    @property
    def day(self) -> date:
        """The day that is asked for, if it has come; else that of this period."""
        today = local_today(self.project)
        try:
            asked = date.fromisoformat((self.request.POST or self.request.GET).get("day", ""))
        except ValueError:
            asked = None
        return asked if asked is not None and asked <= today else day_to_count(self.measure, today)

    @property
    def standing(self) -> Figure | None:
        figure = Figure.visible_to(self.request.user).filter(measure=self.measure, date=self.day).first()
        if figure is not None:
            figure.measure = self.measure
        return figure

    def show(self, tally: Tally) -> HttpResponse:
        measure, standing, day = self.measure, self.standing, self.day
        return self.page(
            self.request,
            tally=tally,
            day=day,
            is_share=measure.is_ratio,
            yes=first_upper(measure.numerator) or "Yes, counted",
            unit=measure.unit or "counted",
            standing=standing,
            standing_words=figure_words(measure, standing) if standing else "",
            can_add=can_add_to(measure, standing),
            who_sees=who_sees_figures(self.project, self.access),
        )
