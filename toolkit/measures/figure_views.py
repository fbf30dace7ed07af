"""Pages for figures: enter one, see it on the chart, put it right, take it out."""

from copy import copy
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from cmsportal.nhsuk.fields import DateField
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit.models import Figure

from . import days, entering, rephasing, schedule
from .figure_forms import CorrectionForm, FigureForm
from .figures import wants_counts
from .presenters import figure_words, who_sees_figures
from .views_base import MeasureView


def last_figure(measure: Any, last: Any) -> dict[str, Any]:
    """The figure before, as the entry page shows it."""
    return {"last": last, "last_words": figure_words(measure, last) if last else ""}


class EntryPage(MeasureView, ProjectFormPage, abstract=True):
    """One field, one button; then the chart. A figure that stands there already can be corrected instead."""

    template_name = "toolkit/figure_form.html"
    figure: Figure
    standing: Figure | None = None

    @property
    def asked(self) -> str:
        """Which way of typing the page shows: 'counts', 'value' or neither."""
        return (self.request.POST or self.request.GET).get("way", "")

    @property
    def asked_day(self) -> Any:
        """The day that the page is asked to show, as somebody is typing it."""
        try:
            return DateField(required=False).clean(self.request.GET.get("date", ""))
        except ValidationError:
            return None

    def store(self, form: Any) -> Figure:
        raise TypeError("a subclass enters or corrects the figure")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "look" in request.POST:  # what the day means, before it is saved, without JavaScript
            return self.show(self.get_form(request.POST))
        return super().post(request, **kwargs)

    def save(self, form: Any) -> str:
        try:
            self.figure = self.store(form)
        except entering.FigureExists as problem:
            self.standing = problem.figure
            raise
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("figure-saved", self.project.pk, self.measure.pk, self.figure.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who_sees = who_sees_figures(self.project, self.access)
        words = self.days_words(kwargs["form"]) if "form" in kwargs and days.is_days(self.measure) else ""
        found = {"standing": self.standing, "who_sees": who_sees, "days_words": words}
        return super().get_context_data(**{**found, **kwargs})

    def days_words(self, form: FigureForm) -> str:
        """What the event's day means, while it is a day."""
        on = form.day_shown()
        if on is None or on > entering.local_today(self.project):
            return ""
        return days.days_sentence(self.measure, on, getattr(self, "figure", None))


class FigureCreate(EntryPage):
    permission = staticmethod(can_edit_project)

    def get_form(self, data: Any = None) -> FigureForm:
        return FigureForm(
            data,
            measure=self.measure,
            today=entering.local_today(self.project),
            by_counts=wants_counts(self.measure, self._last(), self.asked),
            initial={"date": self.asked_day or self._due()},
        )

    def store(self, form: FigureForm) -> Figure:
        return entering.enter_figure(measure=self.measure, entry=form.entry, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**last_figure(self.measure, self._last()), **kwargs)

    def _last(self) -> Figure | None:
        with_figure = [f for f in self.measure.figures.all() if f.status in {"figure", "estimate"}]
        return with_figure[-1] if with_figure else None

    def _due(self) -> Any:
        """The latest date due without an entry, of the last four; else the latest. Today where nothing is due."""
        entries = [figure.date for figure in self.measure.figures.all()]
        dates = schedule.due_dates_back(self.measure, entering.local_today(self.project))
        latest = list(islice(dates, 4)) or [entering.local_today(self.project)]  # nothing is ever due of rare events
        return next((day for day in latest if not schedule.is_entered(self.measure, day, entries)), latest[0])


class FigureView(MeasureView, abstract=True):
    figure: Figure

    def find_target(self) -> Project:
        project = super().find_target()
        rows = Figure.visible_to(self.request.user).filter(measure=self.measure)
        self.figure = get_or_404(rows, pk=self.kwargs["figure_id"])
        self.figure.measure = self.measure
        return project

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = figure_words(self.measure, self.figure)
        return super().get_context_data(**{"figure": self.figure, "figure_words": words, **kwargs})


class FigureSaved(FigureView):
    """The chart with the new point, and its sentence."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/figure_saved.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        card = self.card("full")
        offer = rephasing.offer(card.chart, card.analysis)
        return self.page(request, card=card, offer=offer, who_sees=who_sees_figures(self.project, self.access))


class FigureUpdate(FigureView, EntryPage):
    permission = staticmethod(can_edit_project)

    def get_form(self, data: Any = None) -> CorrectionForm:
        status = self.figure.status
        return CorrectionForm(
            data,
            instance=self.figure,
            measure=self.measure,
            today=entering.local_today(self.project),
            by_counts=wants_counts(self.measure, self.figure, self.asked),
            initial={
                **{name: status == name for name in ("closed", "missing", "estimate")},
                **({"date": self.asked_day} if self.asked_day else {}),
            },
        )

    def store(self, form: CorrectionForm) -> Figure:
        return entering.correct_figure(
            figure=copy(self.figure), entry=form.entry, expected_version=form.expected_version, by=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(changing=True, **kwargs)


class FigureDelete(FigureView):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/figure_delete.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entering.remove_figure(figure=self.figure, by=request.user)
        return redirect("measure-detail", self.project.pk, self.measure.pk)
