"""The storyboard to read, to write and to take away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from cmsportal.accounts.access import get_or_404
from cmsportal.downloads import file_response
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.kept.views import EarlierVersions
from toolkit.measures.permissions import reader_for
from toolkit.models import Measure, Storyboard
from toolkit.models.storyboard import PARTS

from . import services
from .forms import Kind, StoryboardForm, TakeForm
from .making import TYPES, make_storyboard
from .reading import proposals_for, read_board, version_words

can_see_storyboard = can_see(Tool.STORYBOARD)


class StoryboardView(ProjectView, abstract=True):
    tool = Tool.STORYBOARD

    @property
    def page_url(self) -> str:
        return reverse("storyboard-detail", args=[self.project.pk])


class StoryboardDetail(StoryboardView):
    permission = can_see_storyboard

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        board = read_board(self.project, self.access, inline=True)
        context = self.get_context_data(board=board, has_versions=bool(board.version))
        return render(request, "toolkit/storyboard/storyboard_detail.html", context)


class StoryboardUpdate(StoryboardView, ProjectFormPage):
    """All parts on one form. ``take`` puts the record's words into a box; nothing is saved by it."""

    permission = can_edit_project
    template_name = "toolkit/storyboard/storyboard_form.html"
    next_url = "storyboard-detail"
    refused_status = 422
    stale_status = 409

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part = request.POST.get("take", "")
        return self.show(self.with_words(part)) if part in PARTS else super().post(request, **kwargs)

    def get_form(self, data: Any = None, initial: dict[str, Any] | None = None) -> StoryboardForm:
        user = self.request.user
        row = Storyboard.visible_to(user).filter(project=self.project).select_related("measure").first()
        typed = data or initial or {}
        empty = {name for name in PARTS if not (typed.get(name, getattr(row, name, "")) or "").strip()}
        return StoryboardForm(
            data,
            instance=row,
            initial=initial,
            measures=Measure.visible_to(user).filter(project=self.project).in_use(),
            proposals=proposals_for(self.project, self.access, row, reader_for(self.access), empty),
            cancel_url=self.page_url,
        )

    def with_words(self, part: str) -> StoryboardForm:
        """The page as it was typed, with the record's words in one more box."""
        typed = {name: self.request.POST.get(name, "") for name in ("title", "measure", "version", *PARTS)}
        proposed = self.get_form(initial={**typed, part: ""}).proposals.get(part, "")
        return self.get_form(initial={**typed, part: typed[part] or proposed})

    def save(self, form: StoryboardForm) -> str:
        services.save_storyboard(
            project=self.project, values=form.cleaned_data, version=form.expected_version, by=self.request.user
        )
        return "The storyboard is saved."


class StoryboardVersions(StoryboardView, EarlierVersions):
    """What stood on it before, who wrote it and when: several people of a team write."""

    permission = can_edit_project
    heading = "Earlier versions of the storyboard"

    def find_target(self) -> Project:
        project = super().find_target()
        boards = Storyboard.visible_to(self.request.user).select_related("project", "measure")
        self.board = get_or_404(boards, project=project)
        return project

    def row(self) -> Storyboard:
        return self.board

    def say(self, old: Any) -> tuple[str, str]:
        return version_words(old)

    def restore(self, *, version: int, over: int) -> None:
        services.restore_storyboard(board=self.board, version=version, over=over, by=self.request.user)

    def back(self) -> tuple[str, str]:
        return Tool.STORYBOARD.label, self.page_url


class StoryboardDocument(StoryboardView):
    """Choose what it shall be; the button makes the file. Opening the page makes nothing."""

    permission = can_see_storyboard

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        kind = Kind(form.cleaned_data["kind"])
        content = make_storyboard(
            project=self.project,
            access=self.access,
            kind=kind,
            for_others=form.cleaned_data.get("outside", True),
            by=request.user,
        )
        name = slugify(f"{self.project.practice.name} storyboard")[:80]
        return file_response(content, f"{name}.{kind.ending}", TYPES[kind.ending])

    def _form(self, data: Any = None) -> TakeForm:
        return TakeForm(data, inside=self.access.sees_raw_figures, cancel_url=self.page_url)

    def _page(self, form: TakeForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form)
        return render(self.request, "toolkit/storyboard/storyboard_document.html", context, status=status)
