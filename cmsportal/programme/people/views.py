from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import Guarded
from cmsportal.accounts.presenters import invitation_rows
from cmsportal.accounts.views_base import InviteView
from cmsportal.versions import Stale
from practices.models import Programme
from practices.permissions import can_manage_programme, is_manager
from practices.roles import COACH, MANAGER, VIEWER

from . import querysets, services
from .forms import CoachInviteForm, CoachPlaceForm, PartnerInviteForm
from .presenters import coach_row, manager_row, partner_row


class OfProgramme(Guarded, abstract=True):
    """A page at ``programmes/<uuid:programme_id>/people/...``."""

    target: Programme

    def find_target(self) -> Programme:
        return get_object_or_404(Programme.visible_to(self.request.user), pk=self.kwargs["programme_id"])

    @property
    def people_url(self) -> str:
        return reverse("programme-people", kwargs={"programme_id": self.target.pk})


class ProgrammePeople(OfProgramme):
    permission = can_manage_programme

    def get(self, request: HttpRequest, programme_id: Any) -> HttpResponse:
        programme = self.target
        context = {
            "programme": programme,
            "runs": is_manager(request.user, programme),
            "managers": [manager_row(row) for row in querysets.managers(programme)],
            "coaches": [coach_row(row, timezone.localdate()) for row in querysets.coaches(programme)],
            "partners": [partner_row(programme, row) for row in querysets.partner_people(programme)],
            "invitations": invitation_rows(querysets.invitations(programme, request.user)),
        }
        return render(request, "programme/people.html", context)


class ProgrammeInvite(OfProgramme, InviteView, abstract=True):
    def get_scope(self, form: Any) -> Any:
        return self.target

    def get_back(self) -> tuple[str, str]:
        return "People", self.people_url


class ManagerInvite(ProgrammeInvite):
    permission = can_manage_programme
    role = MANAGER
    heading = "Invite a programme manager"
    why = "Managers sign practices up, assign coaches, and see the steps, aims, measures and walls of every project."


class CoachInvite(ProgrammeInvite):
    permission = can_manage_programme
    role = COACH
    form_class = CoachInviteForm
    heading = "Invite a coach"
    why = "A coach sees the projects that you assign to them, and those of coaches they mentor."

    def form_kwargs(self) -> dict[str, Any]:
        return {"coaches": querysets.coaches(self.target)}


class PartnerInvite(ProgrammeInvite):
    permission = can_manage_programme
    role = VIEWER
    form_class = PartnerInviteForm
    heading = "Invite somebody from a partner"
    why = "They see the data walls and other pages that a team shares with their organisation, and nothing else."

    def form_kwargs(self) -> dict[str, Any]:
        return {"partners": querysets.partners(self.target)}

    def get_scope(self, form: Any) -> Any:
        return form.cleaned_data["partner"]


class MembershipView(OfProgramme, abstract=True):
    """A page about one membership; one of another programme is a 404."""

    template = "programme/member_end.html"

    def memberships(self) -> Any:
        """Managers and coaches of today."""
        return self.target.memberships.current().select_related("user", "programme")

    def get_membership(self) -> Any:
        return get_object_or_404(self.memberships(), pk=self.kwargs["membership_id"])

    def end(self, membership: Any) -> HttpResponse:
        try:
            services.end_membership(membership=membership, by=self.request.user)
        except ValidationError as problem:
            return self.page(membership, problem="; ".join(problem.messages), status=409)
        messages.success(self.request, f"{membership.user}'s role has ended.")
        return redirect(self.people_url)

    def page(self, membership: Any, problem: str = "", status: int = 200, **extra: Any) -> HttpResponse:
        context = {
            "programme": self.target,
            "membership": membership,
            "people_url": self.people_url,
            "problem": problem,
            **extra,
        }
        return render(self.request, self.template, context, status=status)


class MemberEnd(MembershipView):
    """A manager or coach leaves the programme."""

    permission = can_manage_programme

    def get(self, request: HttpRequest, programme_id: Any, membership_id: Any) -> HttpResponse:
        return self.page(self.get_membership())

    def post(self, request: HttpRequest, programme_id: Any, membership_id: Any) -> HttpResponse:
        return self.end(self.get_membership())


class PartnerPersonEnd(MemberEnd):
    permission = can_manage_programme

    def memberships(self) -> Any:
        return querysets.partner_people(self.target)


class CoachEdit(MembershipView):
    permission = can_manage_programme
    template = "programme/coach_edit.html"

    def memberships(self) -> Any:
        return querysets.coaches(self.target)

    def get(self, request: HttpRequest, programme_id: Any, membership_id: Any) -> HttpResponse:
        membership = self.get_membership()
        return self.page(membership, form=self._form(membership))

    def post(self, request: HttpRequest, programme_id: Any, membership_id: Any) -> HttpResponse:
        membership = self.get_membership()
        form = self._form(membership, request.POST)
        if not form.is_valid():
            return self.page(membership, form=form)
        values = {name: form.cleaned_data[name] for name in ("mentor", "capacity")}
        try:
            services.change_coach(
                membership=membership, **values, expected_version=form.expected_version, by=request.user
            )
        except Stale as stale:
            form.show_stale(stale.current)
            return self.page(membership, form=form)
        messages.success(request, f"{membership.user} is up to date.")
        return redirect(self.people_url)

    def _form(self, membership: Any, data: Any = None) -> CoachPlaceForm:
        others = querysets.coaches(self.target).exclude(user=membership.user_id)
        return CoachPlaceForm(data, instance=membership, coaches=others)
