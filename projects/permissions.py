"""Who may open and change what in a project.

``access_to`` reads the facts once per request; everything else asks the result. Views, presenters and services share
these predicates, so a hidden button and a refused request never disagree.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cmsportal.models import current_on
from practices.models import PartnerMembership, PracticeMembership, ProgrammeMembership

from .models import CoachAssignment, Project, Share, TeamMember
from .tools import Audience, Tool


@dataclass(frozen=True)
class ProjectAccess:
    """What one person is to one project."""

    project: Project
    is_team: bool = False
    is_lead: bool = False
    is_coach: bool = False
    is_mentor: bool = False
    is_manager: bool = False
    is_colleague: bool = False
    is_fellow: bool = False  # belongs to the programme, can read its learning library
    is_administrator: bool = False
    partners: frozenset[Any] = frozenset()
    shares: tuple[Share, ...] = ()

    @cached_property
    def tools(self) -> frozenset[Tool]:
        """The tools this person may open."""
        if self.is_team or self.is_administrator:
            return frozenset(Tool)
        seen = {Tool(share.tool) for share in self.shares if self._reaches(share)}
        if self.is_coach or self.is_mentor:
            seen |= {Tool.VISITS, Tool.STEPS}
        if self.is_manager:
            seen.add(Tool.STEPS)
        return frozenset(seen)

    def _reaches(self, share: Share) -> bool:
        match share.audience:
            case Audience.COACH:
                return self.is_coach or self.is_mentor
            case Audience.PROGRAMME:
                return self.is_manager
            case Audience.PRACTICE:
                return self.is_colleague
            case Audience.PARTNER:
                return share.partner_id in self.partners
            case _:
                return self.is_fellow

    def sees(self, tool: Tool) -> bool:
        return tool in self.tools

    @property
    def edits(self) -> bool:
        """The practice owns its workbook: only the lead team writes in it, and only while the project is open."""
        return self.is_team and self.project.is_open

    @property
    def sees_raw_figures(self) -> bool:
        """Small numbers stay inside the practice and with its coach."""
        return self.is_team or self.is_coach or self.is_mentor or self.is_colleague


def access_to(project: Project, user: Any) -> ProjectAccess:
    """What ``user`` is to ``project``: a fixed number of queries, kept on the project for the request."""
    kept = project.__dict__.setdefault("_access", {})
    if user.pk not in kept:
        kept[user.pk] = _read_access(project, user)
    return kept[user.pk]


def _read_access(project: Project, user: Any) -> ProjectAccess:
    today = timezone.localdate()
    places = list(TeamMember.objects.on(today).filter(project=project, user=user))
    coaches = list(CoachAssignment.objects.on(today).filter(project=project).values_list("user_id", flat=True))
    memberships = list(
        ProgrammeMembership.objects.on(today)
        .filter(programme=project.programme_id)
        .filter(Q(user=user) | (Q(mentor__user=user, user__in=coaches) & current_on(today, "mentor__")))
    )
    own = [membership for membership in memberships if membership.user_id == user.pk]
    fellow = bool(own or places) or (
        TeamMember.objects.on(today).filter(user=user, project__programme=project.programme_id).exists()
    )
    return ProjectAccess(
        project=project,
        is_team=bool(places),
        is_lead=any(place.is_lead or place.is_champion for place in places),
        is_coach=user.pk in coaches,
        is_mentor=any(membership.user_id != user.pk for membership in memberships),
        is_manager=any(membership.role == ProgrammeMembership.Role.MANAGER for membership in own),
        is_colleague=PracticeMembership.objects.on(today).filter(practice=project.practice_id, user=user).exists(),
        is_fellow=fellow,
        is_administrator=user.is_superuser,
        partners=frozenset(
            PartnerMembership.objects.on(today).filter(user=user).values_list("partner_id", flat=True)
        ),
        shares=tuple(Share.objects.open().filter(project=project).select_related("partner")),
    )


def can_see(tool: Tool) -> Any:
    """A predicate: may this person open this tool of the project?"""

    def predicate(user: Any, project: Project) -> bool:
        return access_to(project, user).sees(tool)

    predicate.__name__ = f"can_see_{tool.value}"
    return predicate


def can_edit_project(user: Any, project: Project) -> bool:
    return access_to(project, user).edits


def can_manage_team(user: Any, project: Project) -> bool:
    """The team list, and who sees what: whoever leads the team; the manager until the team has a leader."""
    access = access_to(project, user)
    if access.is_lead:
        return True
    return (
        access.is_manager
        and not TeamMember.objects.current()
        .filter(Q(is_lead=True) | Q(is_champion=True), project=project, user__isnull=False)
        .exists()
    )


def can_share(user: Any, project: Project) -> bool:
    return access_to(project, user).is_lead


def can_change_status(user: Any, project: Project) -> bool:
    """Pause, withdraw and come back: the team's leader or the programme's manager."""
    access = access_to(project, user)
    return access.is_lead or access.is_manager


def can_assign_coach(user: Any, project: Project) -> bool:
    return access_to(project, user).is_manager


def can_log_visit(user: Any, project: Project) -> bool:
    return access_to(project, user).is_coach
