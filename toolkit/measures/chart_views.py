"""A chart's picture and its figures as a file, for whoever may see the measures or the wall; and its time axis."""

from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify

from cmsportal.accounts.access import Guarded, get_or_404, public
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from projects.tools import Tool
from toolkit.charts import ICON_NAMES, icon
from toolkit.models import ChartMark
from toolkit.pictures import TYPES, picture_response

from . import downloads, images, marks
from .data import chart_data
from .forms import MarkForm
from .permissions import can_see_charts
from .series import chart_of, marks_of
from .views_base import MeasuresView, MeasureView


class ChartFile(MeasureView, abstract=True):
    """Something fetched of one chart. Whoever sees the wall alone gets what hangs on it, not what was taken off."""

    permission = can_see_charts

    @property
    def measures(self) -> Any:
        found = super().measures
        return found if self.access.sees(Tool.MEASURES) else found.hanging()


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
            answer = HttpResponse(images.picture(chart, size, fmt), content_type=TYPES[fmt])
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-cache"
        return answer


class KeptPicture(ChartFile):
    """An address of ``toolkit.addresses`` whose picture is not kept, or that was made for somebody else.

    Whoever may see the chart gets it as it is today; a browser keeps it only where it is the one that was meant.
    """

    permission = can_see_charts

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size = kwargs["size"]
        if not images.is_known(size, "svg"):
            raise Http404
        chart = chart_of(self.measure, marks_of(self.project), self.reader)
        answer = HttpResponse(images.picture(chart, size, "svg"), content_type=TYPES["svg"])
        answer["Cache-Control"] = "private, no-cache"
        return answer


class MeasureData(ChartFile):
    """The same for programs (docs/chart-data.md)."""

    permission = can_see_charts

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = JsonResponse(chart_data(self.card()))
        answer["Cache-Control"] = "private, no-store"
        return answer


class ChartIcon(Guarded):
    """The two pictures of Making Data Count: the same for everybody, and nothing of anybody's figures."""

    permission = public

    def get(self, request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
        if name not in ICON_NAMES:
            raise Http404
        answer = picture_response(request, icon(name))
        answer["Cache-Control"] = "public, max-age=86400"
        return answer


class MeasureDownload(ChartFile):
    permission = can_see_charts

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = downloads.take_file(measure=self.measure, reader=self.reader, by=request.user)
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = slugify(self.measure.name)[:60] or "figures"
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class MarkFormView(MeasuresView, ProjectFormPage, abstract=True):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/chartmark_form.html"
    next_url = "measure-list"

    def form(self, data: Any, **kwargs: Any) -> MarkForm:
        cancel = reverse("measure-list", args=[self.project.pk])
        return MarkForm(data, cancel_url=cancel, **kwargs)

    @staticmethod
    def values(form: MarkForm) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("date", "label", "measure")}


class ChartMarkCreate(MarkFormView):
    def get_form(self, data: Any = None) -> MarkForm:
        return self.form(data, measures=self.measures.in_use(), initial={"date": self.reader.today})

    def save(self, form: MarkForm) -> str:
        marks.mark_change(project=self.project, by=self.request.user, **self.values(form))
        return ""  # the list shows it


class ChartMarkView(MeasuresView, abstract=True):
    """A mark made by hand. That of a small test stands and goes with the test."""

    mark: ChartMark

    def find_target(self) -> Project:
        project = super().find_target()
        rows = ChartMark.visible_to(self.request.user).filter(project=project, cycle=None)
        self.mark = get_or_404(rows, pk=self.kwargs["mark_id"])
        return project


class ChartMarkUpdate(ChartMarkView, MarkFormView):
    def get_form(self, data: Any = None) -> MarkForm:
        measures = self.measures.in_use() | self.measures.filter(pk=self.mark.measure_id)
        return self.form(data, measures=measures, instance=self.mark)

    def save(self, form: MarkForm) -> str:
        values = self.values(form)
        marks.change_mark(mark=copy(self.mark), version=form.expected_version, by=self.request.user, **values)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mark=self.mark, **kwargs)


class ChartMarkDelete(ChartMarkView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        marks.remove_mark(mark=self.mark, by=request.user)
        return redirect("measure-list", self.project.pk)
