"""The two kinds of page in this app: one to read, and one with a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cmsportal.accounts.access import Guarded
from cmsportal.versions import Stale

from .refusal import Refusal
from .views_base import ProjectView


class FormPage(Guarded, abstract=True):
    """GET shows the form; POST hands it to ``save``, which calls one service.

    What the service refuses stands on the form, beside its field where it is about one, and what was typed is kept.
    What validation warns of is said once it is saved.
    """

    template_name: str
    next_url: str = ""
    refused_status = 200  # of the page that says what stands in the way
    stale_status = 200  # of the page that shows what somebody else has written meanwhile
    get_form: Callable[..., BaseForm]  # (data=None)
    save: Callable[..., str]  # (form): calls the service, returns the sentence that says what happened

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs

    def get_next_url(self) -> Any:
        return redirect(self.next_url)

    def refused_field(self, form: Any, refusal: Refusal) -> str | None:
        """The field that a refusal is about; None for the whole form."""
        return None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form: Any = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form, self.refused_status)
        try:
            words = self.save(form)
        except Stale as stale:
            form.show_stale(stale.current)
            return self.show(form, self.stale_status)
        except Refusal as refusal:
            form.add_error(self.refused_field(form, refusal), str(refusal))
        except ValidationError as problem:
            _add_problems(form, problem)
        else:
            self.say(words)
            for warning in form.warnings:
                messages.warning(request, warning)
            return self.get_next_url()
        return self.show(form, self.refused_status)

    def say(self, words: str) -> None:
        if words:
            messages.success(self.request, words)

    def show(self, form: BaseForm, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form), status=status)


class ProjectFormPage(ProjectView, FormPage, abstract=True):
    """A form page of a project. ``next_url`` is a name that takes the project's id."""

    def get_next_url(self) -> Any:
        return redirect(self.next_url, project_id=self.project.pk)


class ProjectPage(ProjectView, abstract=True):
    """A page of a project to read."""

    template_name: str

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.get_context_data())


def _add_problems(form: Any, problem: ValidationError) -> None:
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, problems in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
