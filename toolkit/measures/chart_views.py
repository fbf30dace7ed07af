"""A chart's picture and its figures as a file, for whoever may see the measures or the wall."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify

from cmsportal.accounts.access import Guarded, public
from projects.tools import Tool
from toolkit.charts import ICON_NAMES, icon
from toolkit.pictures import TYPES, picture_response

from . import downloads, images
from .data import chart_data
from .permissions import can_see_charts
from .series import chart_of, marks_of
from .views_base import MeasureView


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
