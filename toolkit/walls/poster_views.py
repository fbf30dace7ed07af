"""The wall on paper, made from what the reader may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from cmsportal.downloads import file_response
from toolkit.measures.permissions import can_see_wall

from .facts import facts_of
from .forms import PosterForm
from .poster_making import make_poster
from .views import WallView


class WallPoster(WallView):
    """Choose the paper; the button makes the PDF. Opening the page makes nothing."""

    permission = can_see_wall

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        chosen = form.cleaned_data
        pdf = make_poster(
            project=self.project,
            access=self.access,
            paper=chosen["paper"],
            with_codes=chosen.get("codes", False),
            for_outside=chosen.get("outside", False),
            by=request.user,
        )
        name = slugify(f"{self.project.practice.name} data wall {chosen['paper']}")[:80]
        return file_response(pdf, f"{name}.pdf")

    def _form(self, data: Any = None) -> PosterForm:
        access = self.access
        back = reverse("wall-detail", args=[self.project.pk])
        return PosterForm(data, inside=access.sees_raw_figures, edits=access.edits, cancel_url=back)

    def _page(self, form: PosterForm) -> HttpResponse:
        charts = self.project.measures.hanging().count()
        context = self.get_context_data(form=form, charts=charts, facts=facts_of(self.project))
        return render(self.request, "toolkit/wall_poster.html", context)
