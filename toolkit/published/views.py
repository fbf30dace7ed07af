"""Published figures about the team's own practice, and filling them in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from practices.opendata.figures import published_for
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Answer
from ..pictures import picture_response
from . import pictures, presenters
from .forms import FillForm
from .proposals import figures_of, proposals_of
from .services import fill_in


class PublishedPage(ProjectView):
    """The pictures, and a table of what can be filled in beside what stands there now."""

    permission = can_see(Tool.WORKBOOK)
    tool = Tool.WORKBOOK

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can_edit_project(request.user, self.project):
            raise PermissionDenied
        form = FillForm(self._proposals(), request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        written, left = fill_in(
            project=self.project, figures=form.chosen_figures(), versions=form.chosen, by=request.user
        )
        if left:
            messages.warning(request, presenters.left_words([figure.question.label for figure in left]))
        if written:
            messages.success(
                request,
                f"{len(written)} figure{'s' if len(written) > 1 else ''} filled in. Change any that is wrong.",
            )
        return redirect("published-figures", project_id=self.project.pk)

    def _published(self) -> Any:
        if not hasattr(self, "_kept"):
            self._kept = published_for(self.project.practice, timezone.localdate())
        return self._kept

    def _proposals(self) -> Any:
        answers = {row.key: row for row in Answer.visible_to(self.request.user).filter(project=self.project)}
        return proposals_of(figures_of(self._published()), answers)

    def _show(self, form: FillForm | None = None, status: int = 200) -> HttpResponse:
        published, proposals = self._published(), self._proposals()
        context = self.get_context_data(
            is_empty=published.is_empty,
            sheets=presenters.sheets_of(published),
            splits=presenters.splits_of(published),
            groups=presenters.groups_of(proposals),
            any_open=any(not proposal.same for proposal in proposals),
            form=form or FillForm(proposals),
        )
        return render(self.request, "toolkit/published_figures.html", context, status=status)


class PublishedPicture(ProjectView):
    permission = can_see(Tool.WORKBOOK)
    tool = Tool.WORKBOOK

    def get(self, request: HttpRequest, name: str, fmt: str, **kwargs: Any) -> HttpResponse:
        size = request.GET.get("size", "wide")
        if not pictures.is_known(size, fmt):
            raise Http404
        published = published_for(self.project.practice, timezone.localdate())
        try:
            content = pictures.picture(published, name, size, fmt)
        except KeyError:
            raise Http404 from None
        return picture_response(request, content, fmt)
