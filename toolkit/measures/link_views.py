"""Pages of the links in reminder mails: the one that a link opens, and the button that withdraws it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import get_or_404, public
from projects.permissions import can_edit_project
from toolkit.models import Figure

from . import entering
from .cards import card_of
from .figure_forms import LinkForm
from .figures import wants_counts
from .links import LinkSpent, enter_by_link, find_link, revoke_link
from .open_pages import OpenPage
from .presenters import figure_words
from .series import Reader, for_charts, marks_of
from .views_base import MeasureView


class FigureLinkRevoke(MeasureView):
    """Withdraw an entry link that went to the wrong person."""

    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revoke_link(link=get_or_404(self.measure.figure_links, pk=kwargs["link_id"]), by=request.user)
        return redirect("measure-detail", self.project.pk, self.measure.pk)


class FigureLinkEntry(OpenPage):
    """The page behind a reminder's link. Opening it records nothing; a link that no longer works shows nothing."""

    permission = public
    closed_template = "toolkit/figure_link_spent.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = find_link(token)
        except LinkSpent as problem:
            return self.closed(problem.reason)
        return self._page(link, self._form(link, request.GET))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = find_link(token)
            form = self._form(link, request.POST, request.POST)
            if not form.is_valid():
                return self._page(link, form)
            figure = enter_by_link(link=link, entry=form.entry)
        except LinkSpent as problem:
            return self.closed(problem.reason)
        for warning in form.warnings:
            messages.warning(request, warning)
        return self._saved(link, figure)

    def _form(self, link: Any, asked: Any, *args: Any) -> LinkForm:
        measure = link.measure
        return LinkForm(
            *args,
            measure=measure,
            today=entering.local_today(measure.project),
            by_counts=wants_counts(measure, measure.figures.last(), asked.get("way", "")),
            fixed_date=link.date,
        )

    def _page(self, link: Any, form: LinkForm) -> HttpResponse:
        return self.answer("toolkit/figure_link.html", form=form, measure=link.measure, link=link)

    def _saved(self, link: Any, figure: Figure) -> HttpResponse:
        measure = for_charts(link.measure.project.measures.filter(pk=link.measure_id)).get()
        reader = Reader(raw=True, threshold=0, today=entering.local_today(link.measure.project))
        card = card_of(measure, marks_of(link.measure.project), reader)
        context = {"card": card, "link": link, "figure_words": figure_words(measure, figure)}
        context["chart_url"] = reverse("figure-saved", args=[measure.project_id, measure.pk, figure.pk])
        return self.answer("toolkit/figure_link_saved.html", **context)
