"""A chart's picture and its figures as a file, for whoever may see the measures or the wall; and its time axis."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.permissions import can_edit_project
from projects.tools import Tool
from toolkit.models import ChartMark, Phase

from . import downloads, images, marks, rephasing
from .forms import MarkForm, PhaseForm
from .permissions import can_see_charts
from .series import chart_of, marks_of
from .views_base import MeasuresView, MeasureView


class ChartFile(MeasureView, abstract=True):
    """Something fetched of one chart. Whoever sees the wall alone gets what hangs on it, not what was taken off."""

    permission = can_see_charts

    @property
    def measures(self) -> Any:
        found = super().measures
        return found if self.access.sees(Tool.MEASURES) else found.in_use()


class MeasureChart(ChartFile):
    """The picture as this reader may see it. No address leads from a hidden copy to the full one."""

    permission = can_see_charts

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size, fmt = request.GET.get("size", "full"), kwargs["fmt"]
        if not images.is_known(size, fmt):
            raise Http404
        chart = chart_of(self.measure, marks_of(self.project), self.reader)
        etag = quote_etag(images.etag_of(chart, size, fmt))
        answer = get_conditional_response(request, etag=etag)
        if answer is None:
            answer = HttpResponse(images.picture(chart, size, fmt), content_type=images.TYPES[fmt])
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-cache"
        return answer


class MeasureDownload(ChartFile):
    permission = can_see_charts

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = downloads.csv_of(self.measure, self.reader)
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = slugify(self.measure.name)[:60] or "figures"
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class MarkFormView(MeasuresView, abstract=True):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/chartmark_form.html"

    def form(self, *args: Any, **kwargs: Any) -> MarkForm:
        cancel = reverse("measure-list", args=[self.project.pk])
        return MarkForm(*args, measures=self.measures.in_use(), cancel_url=cancel, **kwargs)

    def store(self, values: dict[str, Any]) -> None:
        marks.mark_change(project=self.project, by=self.request.user, **values)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self.store(form.cleaned_data)
                return redirect("measure-list", self.project.pk)
            except ValidationError as problem:
                form.add_error(None, problem)
        return self.page(request, form=form)


class ChartMarkCreate(MarkFormView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(request, form=self.form(initial={"date": self.reader.today}))


class ChartMarkView(MeasuresView, abstract=True):
    mark: ChartMark

    def find_target(self) -> Project:
        project = super().find_target()
        rows = ChartMark.visible_to(self.request.user).filter(project=project)
        self.mark = get_or_404(rows, pk=self.kwargs["mark_id"])
        return project


class ChartMarkUpdate(ChartMarkView, MarkFormView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(request, form=self.form(initial=MarkForm.start_of(self.mark)), mark=self.mark)

    def store(self, values: dict[str, Any]) -> None:
        marks.change_mark(mark=self.mark, by=self.request.user, **values)


class ChartMarkDelete(ChartMarkView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        marks.remove_mark(mark=self.mark, by=request.user)
        return redirect("measure-list", self.project.pk)


class PhaseCreate(MeasureView):
    """Decide together: accept the new middle line that the chart offers. Never done alone."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/phase_form.html"

    def _answer(self, request: HttpRequest, form: PhaseForm | None) -> HttpResponse:
        card = self.card()
        return self.page(request, form=form, card=card, offer=rephasing.offer(card.chart, card.analysis))

    def _form(self, *args: Any) -> PhaseForm:
        return PhaseForm(*args, cancel_url=reverse("measure-detail", args=[self.project.pk, self.measure.pk]))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._answer(request, self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        card, form = self.card(), self._form(request.POST)
        offer = rephasing.offer(card.chart, card.analysis)
        if offer is None:
            return redirect("measure-detail", self.project.pk, self.measure.pk)
        if not form.is_valid():
            return self._answer(request, form)
        marks.start_phase(
            measure=self.measure,
            starts_on=offer.start,
            label=f"After change {offer.change.number}",
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return redirect("measure-detail", self.project.pk, self.measure.pk)


class PhaseDelete(MeasureView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Phase.visible_to(request.user).filter(measure=self.measure)
        marks.remove_phase(phase=get_or_404(rows, pk=kwargs["phase_id"]), by=request.user)
        return redirect("measure-detail", self.project.pk, self.measure.pk)
