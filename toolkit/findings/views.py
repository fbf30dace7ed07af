"""What one survey, timing, sheet or round says about the workbook's questions, and putting it there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.models import Project
from projects.permissions import can_edit_project
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.models import Answer
from toolkit.workbook.questions import part_of

from .finding import Kind
from .forms import TakeForm
from .presenters import PAGES, left_words, name_of, proposals_of
from .reading import found_in
from .services import take_over


class FoundPage(ProjectView):
    """Each result beside what stands in the workbook. Ticked are those by which nothing of the team's own goes."""

    permission = can_edit_project
    tool = Tool.WORKBOOK

    def find_target(self) -> Project:
        project = super().find_target()
        if self.kwargs["kind"] not in list(Kind):
            raise Http404
        self.kind = Kind(self.kwargs["kind"])
        self.thing, self.findings = found_in(project, self.request.user, self.kind, self.kwargs["thing_id"])
        return project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(TakeForm(self.findings))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TakeForm(self.findings, request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        written, left = take_over(
            project=self.project, findings=form.chosen(), versions=form.versions, by=request.user
        )
        if left:
            messages.warning(request, left_words([finding.question.label for finding in left]))
        if written:
            count = "One answer is" if len(written) == 1 else f"{len(written)} answers are"
            messages.success(request, f"{count} in the workbook. Change any that is wrong.")
        if left or not written:
            return redirect(request.path)
        first = min(written, key=lambda answer: list(form.findings).index(answer.key))
        return redirect("workbook-part", project_id=self.project.pk, part=part_of(first.key).slug)

    def _show(self, form: TakeForm, status: int = 200) -> HttpResponse:
        answers = {row.key: row for row in Answer.visible_to(self.request.user).filter(project=self.project)}
        proposals = proposals_of(self.findings, answers)
        name, label = PAGES[self.kind]
        context = self.get_context_data(
            thing=name_of(self.kind, self.thing),
            proposals=proposals,
            any_open=any(not proposal.same for proposal in proposals),
            form=form,
            back_label=label,
            back_url=reverse(name, args=[self.project.pk, self.thing.pk]),
        )
        return render(self.request, "toolkit/findings/found.html", context, status=status)
