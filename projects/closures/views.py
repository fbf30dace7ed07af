from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from practices.models import Closure
from projects.huddles.running import today_at
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see, can_set_nation
from projects.tools import Tool
from projects.views_base import ProjectView

from .forms import ClosureForm, NationForm, NewClosureForm
from .presenters import closures_ahead, holidays_ahead, present_closure
from .services import add_closure, change_closure, remove_closure, set_nation


def find_closure(view: Any) -> Closure:
    """The closure the address names, if it is one of this project's practice."""
    return get_or_404(
        Closure.visible_to(view.request.user).select_related("added_by"),
        practice=view.project.practice_id,
        pk=view.kwargs["closure_id"],
    )


class ClosureList(ProjectPage):
    """The days to come on which nobody huddles or meets."""

    permission = can_see(Tool.HUDDLES)
    tool = Tool.HUDDLES
    template_name = "projects/closures/closure_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, practice = today_at(self.project), self.project.practice
        rows = Closure.visible_to(self.request.user).filter(practice=practice).select_related("added_by")
        ahead, over = closures_ahead(rows, today)
        return super().get_context_data(
            ahead=ahead,
            over=over,
            nation=practice.get_nation_display(),
            holidays=holidays_ahead(practice.nation, today),
            may_set_nation=can_set_nation(self.request.user, self.project),
            **kwargs,
        )


class ClosureFormPage(ProjectFormPage, abstract=True):
    permission = can_edit_project
    tool = Tool.HUDDLES
    template_name = "projects/closures/closure_form.html"
    next_url = "closure-list"


class ClosureCreate(ClosureFormPage):
    def get_form(self, data: Any = None) -> NewClosureForm:
        return NewClosureForm(data)

    def save(self, form: Any) -> str:
        add_closure(project=self.project, **form.details(), key=form.cleaned_data["key"], by=self.request.user)
        return "The days are on the list."


class ClosureUpdate(ClosureFormPage):
    def get_form(self, data: Any = None) -> ClosureForm:
        self.closure = find_closure(self)
        return ClosureForm(data, instance=find_closure(self))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = present_closure(self.closure, today_at(self.project))
        return super().get_context_data(closure=view, **kwargs)

    def save(self, form: Any) -> str:
        change_closure(
            project=self.project,
            closure=self.closure,
            **form.details(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The days are changed."


class ClosureDelete(ProjectView):
    permission = can_edit_project
    tool = Tool.HUDDLES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.is_gone():
            remove_closure(project=self.project, closure=find_closure(self), by=request.user)
            messages.success(request, "The days are off the list. The practice is open on them.")
        return redirect("closure-list", project_id=self.project.pk)

    def is_gone(self) -> bool:
        """A second click, or a second person, finds them taken off already: that is no 404."""
        ids = {"id": self.kwargs["closure_id"], "practice_id": self.project.practice_id}
        return Closure.history.filter(history_type="-", **ids).exists()


class NationUpdate(ProjectFormPage):
    permission = can_set_nation
    tool = Tool.HUDDLES
    template_name = "projects/closures/nation_form.html"
    next_url = "closure-list"

    def get_form(self, data: Any = None) -> NationForm:
        return NationForm(data, instance=self.project.practice)

    def save(self, form: Any) -> str:
        set_nation(
            project=self.project,
            nation=form.cleaned_data["nation"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The bank holidays are set."
