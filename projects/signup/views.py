from copy import copy
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cmsportal.accounts.access import get_or_404
from practices.models import Practice, Programme
from practices.permissions import is_manager
from projects.models import Project
from projects.pages import FormPage, ProjectFormPage
from projects.permissions import can_edit_details, can_set_adopter
from projects.tools import Tool

from .forms import AdopterForm, DetailsForm, SearchForm, SignUpForm
from .presenters import practice_choices, why_not_join
from .services import change_adopter, change_details, sign_up

MOST_FOUND = 20


class ProjectCreate(FormPage):
    """First find the practice, then say what is known; one address, and no script needed."""

    permission = is_manager

    def find_target(self) -> Programme:
        return get_or_404(Programme.visible_to(self.request.user), pk=self.kwargs["programme_id"])

    @property
    def template_name(self) -> str:
        return "projects/project_create.html" if self.chosen else "projects/practice_search.html"

    @cached_property
    def practice(self) -> Practice | None:
        given = self.request.POST.get("practice") or self.request.GET.get("practice")
        if not given:
            return None
        return get_or_404(Practice.visible_to(self.request.user), pk=_uuid(given))

    @cached_property
    def why_not(self) -> str:
        """Why the practice in the address cannot be chosen: the page to find another says so."""
        return why_not_join(self.practice) if self.practice and self.request.method != "POST" else ""

    @property
    def chosen(self) -> Practice | None:
        return None if self.why_not else self.practice

    def get_form(self, data: Any = None) -> SearchForm | SignUpForm:
        if self.chosen:
            return SignUpForm(data, initial={"practice": self.chosen.pk})
        return SearchForm(self.request.GET if "q" in self.request.GET else None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A sign-up that names no practice goes back to finding one."""
        return super().post(request, **kwargs) if self.practice else self.get(request, **kwargs)

    def save(self, form: Any) -> str:
        self.project = sign_up(
            programme=self.target,
            practice=self.practice,
            key=form.cleaned_data["key"],
            details=form.details(),
            by=self.request.user,
        )
        joined = self.project.status == Project.Status.ACTIVE
        return f"{self.practice} {'has joined' if joined else 'is invited'}. Next: choose a coach."

    def get_next_url(self) -> HttpResponse:
        return redirect("coach-assign", project_id=self.project.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()
        searched = not self.chosen and kwargs["form"].is_bound and kwargs["form"].is_valid()
        found = self._search(query) if searched else []
        return {
            "programme": self.target,
            "practice": self.chosen,
            "why_not": self.why_not,
            "query": query,
            "searched": searched,
            "found": practice_choices(found[:MOST_FOUND], self._titles(found), query),
            "more": len(found) > MOST_FOUND,
            "who_sees": "The programme's managers can see this page",
            **kwargs,
        }

    def _search(self, query: str) -> list[Practice]:
        return list(Practice.visible_to(self.request.user).search(query)[: MOST_FOUND + 1])

    def _titles(self, found: list[Practice]) -> dict[UUID, list[str]]:
        titles: dict[UUID, list[str]] = {}
        rows = Project.visible_to(self.request.user).filter(programme=self.target, practice__in=found)
        for practice_id, title in rows.values_list("practice_id", "title") if found else []:
            titles.setdefault(practice_id, []).append(title)
        return titles


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class ProjectUpdate(ProjectFormPage):
    """Title and type: the team's leader."""

    permission = can_edit_details
    tool = Tool.STEPS
    template_name = "projects/project_form.html"
    next_url = "steps-detail"

    def get_form(self, data: Any = None) -> DetailsForm:
        return DetailsForm(data, instance=copy(self.project))

    def save(self, form: Any) -> str:
        change_details(
            project=self.project,
            **form.values(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading="About this project", **kwargs)


class AdopterUpdate(ProjectFormPage):
    """How early the practice joins in: the manager."""

    permission = can_set_adopter
    tool = Tool.STEPS
    template_name = "projects/project_form.html"
    next_url = "steps-detail"

    def get_form(self, data: Any = None) -> AdopterForm:
        return AdopterForm(data, instance=copy(self.project))

    def save(self, form: Any) -> str:
        change_adopter(
            project=self.project,
            **form.values(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading="How early this practice joins in", **kwargs) | {
            "who_sees": "The programme's managers can see this page"
        }
