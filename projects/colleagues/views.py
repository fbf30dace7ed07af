"""Colleagues: people of the practice outside the lead team, who may look at what is shown to the whole practice."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cmsportal.accounts.models import Invitation
from cmsportal.accounts.presenters import invitation_rows
from cmsportal.accounts.views_base import InviteView
from practices.memberships import end_membership
from projects.roles import COLLEAGUE, can_run_colleagues
from projects.tools import Tool
from projects.views_base import ProjectView

from .presenters import colleague_row


class ColleagueView(ProjectView, abstract=True):
    tool = Tool.TEAM

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees="Whoever leads your team can see this page", **kwargs)

    def memberships(self) -> Any:
        return self.project.practice.memberships.current().select_related("user").order_by("user__name", "pk")

    @property
    def list_url(self) -> str:
        return reverse("colleague-list", kwargs={"project_id": self.project.pk})


class ColleagueList(ColleagueView):
    permission = can_run_colleagues

    def get(self, request: HttpRequest, project_id: Any) -> HttpResponse:
        waiting = Invitation.visible_to(request.user).pending().to(self.project.practice)
        context = self.get_context_data(
            colleagues=[colleague_row(self.project, row) for row in self.memberships()],
            invitations=invitation_rows(waiting.select_related("invited_by").prefetch_related("scope")),
        )
        return render(request, "projects/colleague_list.html", context)


class ColleagueInvite(ColleagueView, InviteView):
    permission = can_run_colleagues
    role = COLLEAGUE
    heading = "Invite a colleague"
    why = "Colleagues see the pages that your team shows to everybody in the practice, and nothing else."

    def get_scope(self, form: Any) -> Any:
        return self.project.practice

    def get_back(self) -> tuple[str, str]:
        return "Colleagues", self.list_url

    def page_context(self) -> dict[str, Any]:
        return self.get_context_data()


class ColleagueEnd(ColleagueView):
    permission = can_run_colleagues

    def get(self, request: HttpRequest, project_id: Any, membership_id: Any) -> HttpResponse:
        context = self.get_context_data(membership=self._membership(), list_url=self.list_url)
        return render(request, "projects/colleague_end.html", context)

    def post(self, request: HttpRequest, project_id: Any, membership_id: Any) -> HttpResponse:
        membership = self._membership()
        end_membership(membership=membership, by=request.user)
        messages.success(request, f"{membership.user} cannot see your practice's pages any more.")
        return redirect(self.list_url)

    def _membership(self) -> Any:
        return get_object_or_404(self.memberships(), pk=self.kwargs["membership_id"])
