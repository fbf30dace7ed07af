"""Beginning from an earlier project of the practice, and what has changed since."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Answer, Workbook
from .forms import BeginForm, ConfirmForm
from .presenters import changes_of
from .reading import earlier_projects
from .services import begin_from, confirm


class EarlierWorkbook(ProjectView):
    """Before: which project to begin from. Afterwards: what has changed, what nobody has looked at yet."""

    permission = can_see(Tool.WORKBOOK)
    tool = Tool.WORKBOOK

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can_edit_project(request.user, self.project):
            raise PermissionDenied
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            count = begin_from(project=self.project, earlier=form.chosen(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, 422)
        messages.success(
            request, f"{count} answer{'s' if count > 1 else ''} taken over. Look at each: does it still hold?"
        )
        return redirect("workbook-earlier", project_id=self.project.pk)

    def _form(self, data: Any = None) -> BeginForm:
        return BeginForm(earlier_projects(self.project, self.request.user), data)

    def _show(self, form: BeginForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        answers = {row.key: row for row in Answer.visible_to(user).filter(project=self.project)}
        workbook = Workbook.visible_to(user).filter(project=self.project).select_related("begun_from").first()
        begun = workbook is not None and workbook.begun_from_id is not None
        context = self.get_context_data(
            form=form,
            begun=begun,
            begun_from=workbook.begun_from if begun else None,
            changes=changes_of(self.project, answers),
        )
        return render(self.request, "toolkit/workbook_earlier.html", context, status=status)


class EarlierConfirm(ProjectView):
    """'Still true': an answer taken over has been looked at."""

    permission = can_edit_project
    tool = Tool.WORKBOOK

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid() or not confirm(project=self.project, by=request.user, **form.cleaned_data):
            messages.warning(request, "Somebody changed that answer meanwhile. Look at it again.")
        return redirect("workbook-earlier", project_id=self.project.pk)
