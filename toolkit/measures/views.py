"""Pages about measures: the list, one measure, its definition."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify

from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit.models import Measure
from toolkit.suppression import suppress_number

from . import rephasing, services
from .cards import card_of
from .measure_forms import MeasureForm
from .permissions import can_see_measures
from .presenters import corrections, definition_rows, figure_words, phase_rows, who_entered
from .reading import without_counts
from .series import basis_of, figure_history, for_charts, marks_of
from .templates import BY_SLUG, TEMPLATES
from .views_base import MeasuresView, MeasureView


class MeasureList(MeasuresView):
    permission = can_see_measures
    template_name = "toolkit/measure_list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        marks = marks_of(self.project)
        rows = [card_of(measure, marks, self.reader, "small") for measure in for_charts(self.measures)]
        cards = [card for card in rows if card.measure.archived_at is None]
        hanging = [card.measure.pk for card in cards if card.measure.on_wall]
        return self.page(
            request,
            cards=cards,
            first_and_last=(hanging[0], hanging[-1]) if hanging else (None, None),
            archived=[card.measure for card in rows if card.measure.archived_at is not None],
            marks=sorted(marks, key=lambda mark: mark.date, reverse=True),
        )


class MeasureDetail(MeasureView):
    permission = can_see_measures
    template_name = "toolkit/measure_detail.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        card, reader = self.card(), self.reader
        baseline = self.measure.baseline
        if not reader.raw:
            baseline = suppress_number(baseline, basis_of(self.measure), reader.threshold)
        definition = definition_rows(self.measure, reader, baseline)
        parts = [(slugify(label), label) for label, _ in definition]
        context: dict[str, Any] = {"card": card, "definition": definition, "definition_parts": parts}
        if reader.raw:
            context["offer"] = rephasing.offer(card.chart, card.analysis)
            context["figures"] = self._figures()
            context["phases"] = phase_rows(self.measure.phases.select_related("by"))
            context["note"] = without_counts(self.measure)
            context["corrections"] = corrections(self.measure, list(figure_history(self.measure)))
        if self.access.is_team:
            context["links"] = list(self.measure.figure_links.open().select_related("user"))
        return self.page(request, **context)

    def _figures(self) -> list[Any]:
        rows = self.measure.figures.visible_to(self.request.user).defer(None).select_related("entered_by")
        rows = list(rows.order_by("-date"))
        for row in rows:
            row.words, row.who = figure_words(self.measure, row), who_entered(row)
        return rows


class MeasureFormView(MeasuresView, ProjectFormPage, abstract=True):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/measure_form.html"
    next_url = "measure-list"

    def form(self, data: Any, **kwargs: Any) -> MeasureForm:
        team = self.project.team.current()
        return MeasureForm(data, team=team, cancel_url=reverse("measure-list", args=[self.project.pk]), **kwargs)


class MeasureCreate(MeasureFormView):
    """First what to count, from a list of usual measures; then the form, filled in; then the first figure."""

    measure: Measure

    @property
    def chosen(self) -> str:
        return self.request.GET.get("start", "")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.chosen != "own" and self.chosen not in BY_SLUG:
            self.template_name = "toolkit/measure_choose.html"
            return self.page(request, templates=TEMPLATES)
        return super().get(request, **kwargs)

    def get_form(self, data: Any = None) -> MeasureForm:
        template = BY_SLUG.get(self.chosen)
        return self.form(data, initial={"name": template.title, **template.values} if template else {})

    def save(self, form: MeasureForm) -> str:
        values = form.cleaned_data
        self.measure = services.add_measure(project=self.project, values=values, by=self.request.user)
        return "Your measure is saved. Enter its first figure now, or later."

    def get_next_url(self) -> HttpResponse:
        return redirect("figure-create", self.project.pk, self.measure.pk)


class MeasureUpdate(MeasureView, MeasureFormView):
    def get_form(self, data: Any = None) -> MeasureForm:
        today = self.reader.today if self.measure.figures.all() else None
        return self.form(data, instance=copy(self.measure), today=today)  # the page goes on to show what is saved

    def save(self, form: MeasureForm) -> str:
        services.change_measure(
            measure=self.measure,
            values=form.cleaned_data,
            expected_version=form.expected_version,
            by=self.request.user,
            counted_from=form.cleaned_data.get("counted_from"),
            wording_only=form.cleaned_data.get("wording_only", False),
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("measure-detail", self.project.pk, self.measure.pk)


class MeasureAct(MeasureView, abstract=True):
    """A button on the list: ``act`` does one thing, then the list comes back."""

    permission = staticmethod(can_edit_project)
    act: Callable[[HttpRequest], None]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.act(request)
        return redirect("measure-list", self.project.pk)


class MeasureArchive(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.archive_measure(measure=self.measure, by=request.user)


class MeasureRestore(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.restore_measure(measure=self.measure, by=request.user)


class MeasureHang(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.hang_measure(measure=self.measure, by=request.user)


class MeasureTakeDown(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.take_down_measure(measure=self.measure, by=request.user)


class MeasureLead(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.choose_lead_measure(measure=self.measure, by=request.user)


class MeasureMove(MeasureAct):
    def act(self, request: HttpRequest) -> None:
        services.move_measure(measure=self.measure, up=request.POST.get("way") == "up", by=request.user)
