from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from projects.followup.presenters import CheckView, check_views
from projects.links import links_for
from projects.models import Project, ToolUse
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.presenters import STANDS
from projects.refusal import Refusal
from projects.tools import TOOLS, Tool
from projects.views_base import ProjectView
from projects.words import words_for

from .forms import SkipForm
from .parts import parts_left_out
from .presenters import path_rows, present_step, steps_for
from .services import Part, mark_doing, mark_done, mark_skipped
from .used import HEAD, used_by, used_rows


class StepsDetail(ProjectPage):
    """The five steps with their tools; also the 'Toolkit' entry of the header."""

    permission = can_see(Tool.STEPS)
    tool = Tool.STEPS
    template_name = "projects/steps_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_for(self.project, self.project.progress.all(), may_open=self.access.tools)
        return super().get_context_data(
            steps=steps,
            path=path_rows(steps),
            present=present_step(steps),
            links=links_for(self.project, self.request.user),
            checks=self._checks(),
            stands=STANDS[Project.Status(self.project.status)],
            **kwargs,
        )

    def _checks(self) -> list[CheckView]:
        return check_views(self.project.follow_up_checks.all(), self.access, timezone.localdate())


class UseList(ProjectPage):
    """Which tools the team used or left out, when and how fully: for the evaluation."""

    permission = can_see(Tool.STEPS)
    tool = Tool.STEPS
    template_name = "projects/use_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uses = ToolUse.visible_to(self.request.user).filter(project=self.project)
        left_out = parts_left_out([self.project.pk])[self.project.pk]
        used = used_by(uses, self.project.progress.all(), left_out, self.access.tools)
        rows, is_whole = used_rows(used, words_for(self.project)), self.access.tools >= TOOLS.keys()
        return super().get_context_data(head=HEAD, rows=rows, is_whole=is_whole, **kwargs)


class PartMixin:
    """The step or tool that the address names, as Part.named reads it."""

    @property
    def part(self) -> Part:
        try:
            return Part.named(self.kwargs["part"])
        except ValueError:
            raise Http404 from None

    def back(self) -> HttpResponse:
        answer = redirect("steps-detail", project_id=self.project.pk)
        answer["Location"] += f"#step-{self.part.step.value}"
        return answer


class ProgressMark(PartMixin, ProjectView, abstract=True):
    """A button that marks a step or tool and goes back to the path."""

    permission = can_edit_project
    tool = Tool.STEPS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            type(self).mark(project=self.project, part=self.part, by=request.user)
            messages.success(request, self.words.format(self.part.label))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.back()


class ProgressDone(ProgressMark):
    mark = staticmethod(mark_done)
    words = "‘{}’ is done."


class ProgressOpen(ProgressMark):
    mark = staticmethod(mark_doing)
    words = "‘{}’ is under way."


class ProgressSkip(PartMixin, ProjectFormPage):
    permission = can_edit_project
    tool = Tool.STEPS
    template_name = "projects/progress_skip.html"

    def get_form(self, data: Any = None) -> SkipForm:
        return SkipForm(data)

    def save(self, form: Any) -> str:
        mark_skipped(project=self.project, part=self.part, **form.cleaned_data, by=self.request.user)
        return f"‘{self.part.label}’ is skipped. You can still do it later."

    def get_next_url(self) -> HttpResponse:
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part=self.part, **kwargs)
