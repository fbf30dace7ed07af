from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.leaving.presenters import waiting_words
from projects.leaving.queries import waiting_in
from projects.models import TeamMember
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_manage_team, can_see
from projects.tools import Tool

from . import forms
from .presenters import TeamView, team_view
from .queries import open_invitations
from .services import add_member, change_member, invite_member, leave_team, set_no_patient_partner


class TeamDetail(ProjectPage):
    permission = can_see(Tool.TEAM)
    tool = Tool.TEAM
    template_name = "projects/team_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        manages = can_manage_team(self.request.user, self.project)
        waiting = waiting_words(waiting_in([self.project])) if self.access.is_team else ""
        return super().get_context_data(team=self._team(manages), can_manage=manages, waiting=waiting, **kwargs)

    def _team(self, manages: bool) -> TeamView:
        members = list(self.project.team.order_by("-is_champion", "-is_sponsor", "name"))
        invitations = open_invitations(members) if manages else []
        return team_view(self.project, members, invitations, timezone.localdate())


class TeamFormPage(ProjectFormPage, abstract=True):
    permission = can_manage_team
    tool = Tool.TEAM
    template_name = "projects/project_form.html"
    next_url = "team-detail"
    heading = ""

    def members(self) -> list[TeamMember]:
        return list(TeamMember.visible_to(self.request.user).current().filter(project=self.project))

    def member(self) -> TeamMember:
        """The member the address names, if on this team today."""
        row = get_or_404(
            TeamMember.visible_to(self.request.user).current().select_related("project"),
            project=self.project,
            pk=self.kwargs["member_id"],
        )
        row.project = self.project
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, **kwargs)


class TeamCreate(TeamFormPage):
    heading = "Add somebody to the team"

    def get_form(self, data: Any = None) -> forms.NewMemberForm:
        return forms.NewMemberForm(data, holders=forms.holders_of(self.members()))

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        member = add_member(
            project=self.project,
            details=form.details(),
            email=given["email"],
            key=given["key"],
            by=self.request.user,
        )
        return f"{member.name} is on the team." + (" An invitation is on its way." if given["email"] else "")


class TeamUpdate(TeamFormPage):
    heading = "Change somebody on the team"

    def get_form(self, data: Any = None) -> forms.MemberForm:
        member = self.member()
        return forms.MemberForm(data, instance=member, holders=forms.holders_of(self.members(), member))

    def save(self, form: Any) -> str:
        member = change_member(
            member=self.member(),
            details=form.details(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return f"{member.name}: saved."


class TeamLeave(TeamFormPage):
    def get_form(self, data: Any = None) -> forms.LeaveForm:
        leaver = self.member()
        self.heading = f"{leaver.name} leaves the team"
        held = [words.split(":")[0].lower() for name, words in forms.ROLE_WORDS.items() if getattr(leaver, name)]
        return forms.LeaveForm(
            data,
            others=[member for member in self.members() if member.pk != leaver.pk],
            roles=f"{leaver.name}’s part: {', '.join(held)}." if held else "",
            button=f"{leaver.name} leaves today",
        )

    def save(self, form: Any) -> str:
        member = leave_team(member=self.member(), successor=form.get_successor(), by=self.request.user)
        return f"{member.name} has left the team."

    def get_next_url(self) -> HttpResponse:
        """Whoever has just left themselves sees the project no more; the others see what is left to take over."""
        if self.member_user_id() == self.request.user.pk:
            return redirect("today")
        return redirect("offer-list", self.project.pk) if waiting_in([self.project]) else super().get_next_url()

    def member_user_id(self) -> Any:
        return self.project.team.filter(pk=self.kwargs["member_id"]).values_list("user_id", flat=True).first()


class TeamInvite(TeamFormPage):
    def get_form(self, data: Any = None) -> forms.InviteForm:
        self.heading = f"Invite {self.member().name}"
        return forms.InviteForm(data)

    def save(self, form: Any) -> str:
        member = self.member()
        invite_member(member=member, email=form.cleaned_data["email"], by=self.request.user)
        return f"An invitation to {member.name} is on its way."


class PatientPartnerUpdate(TeamFormPage):
    heading = "No patient partner"

    def get_form(self, data: Any = None) -> forms.PatientPartnerForm:
        return forms.PatientPartnerForm(data, initial={"reason": self.project.no_patient_partner_reason})

    def save(self, form: Any) -> str:
        set_no_patient_partner(project=self.project, reason=form.cleaned_data["reason"], by=self.request.user)
        return "Noted."
