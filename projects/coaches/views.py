from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.models import CoachAssignment
from projects.pages import ProjectFormPage
from projects.permissions import can_assign_coach
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from .forms import AssignForm, JoinForm
from .presenters import coach_history, coaches_words
from .services import assign_coach, coach_pool, end_coaching, join_coaching, lead_assignment, pool_user


class CoachAssign(ProjectFormPage):
    permission = can_assign_coach
    tool = Tool.TEAM
    template_name = "projects/coach_assign.html"
    next_url = "coach-assign"

    def get_form(self, data: Any = None) -> AssignForm:
        self.pool = coach_pool(self.project)
        self.present = lead_assignment(self.project)
        return AssignForm(
            data,
            pool=self.pool,
            present=self.present.user.name if self.present else "",
            first_day=self.present.ends_on if self.present else None,  # they have said when they go
            initial={"instead_of": self.present.pk if self.present else None},
        )

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        user = pool_user(self.project, UUID(given["coach"]))
        assignment = assign_coach(
            project=self.project,
            user=user,
            starts_on=given["starts_on"],
            instead_of=given["instead_of"],
            by=self.request.user,
        )
        return f"{coaches_words(assignment, str(self.project.practice), timezone.localdate())}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assignments = self.project.coach_assignments.select_related("user")
        return super().get_context_data(
            present=self.present,
            heading=coaches_words(self.present, "this team", timezone.localdate())
            if self.present
            else "Choose a coach",
            unable=[coach for coach in self.pool if coach.in_team],
            able=[coach for coach in self.pool if coach.can_lead],
            coaches=coach_history(assignments, timezone.localdate()),
            **kwargs,
        ) | {"who_sees": "The programme's managers can see this page"}


class CoachJoin(ProjectFormPage):
    """A second coach beside the one who leads."""

    permission = can_assign_coach
    tool = Tool.TEAM
    template_name = "projects/coach_join.html"
    next_url = "coach-assign"

    def get_form(self, data: Any = None) -> JoinForm:
        return JoinForm(data, pool=coach_pool(self.project))

    def save(self, form: Any) -> str:
        user = pool_user(self.project, UUID(form.cleaned_data["coach"]))
        starts_on = form.cleaned_data["starts_on"]
        assignment = join_coaching(project=self.project, user=user, starts_on=starts_on, by=self.request.user)
        return f"{coaches_words(assignment, str(self.project.practice), timezone.localdate())}, too."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = lead_assignment(self.project)
        return super().get_context_data(
            present=present, able=bool(kwargs["form"].fields["coach"].choices), **kwargs
        ) | {"who_sees": "The programme's managers can see this page"}


class CoachEnd(ProjectView):
    permission = can_assign_coach
    tool = Tool.TEAM

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assignment = get_or_404(
            CoachAssignment.visible_to(request.user).select_related("user"),
            project=self.project,
            pk=kwargs["assignment_id"],
        )
        try:
            end_coaching(project=self.project, assignment_id=assignment.pk, by=request.user)
            messages.success(request, f"{assignment.user.name} no longer coaches this team.")
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("coach-assign", project_id=self.project.pk)
