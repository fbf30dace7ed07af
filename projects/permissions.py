"""Who may open and change what in a project.

``access_to`` reads the facts once per request; everything else asks the result. Views, presenters and services share
these predicates, so a hidden button and a refused request never disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from .models import Action, Project, Share, TeamMember
from .reach import Standing, coaches_on, standing_of
from .tools import Audience, Tool


@dataclass(frozen=True)
class ProjectAccess:
    """What one person is to one project."""

    project: Project
    standing: Standing  # what the person is elsewhere, read on the way
    is_team: bool = False
    is_lead: bool = False
    is_coach: bool = False
    is_mentor: bool = False
    is_manager: bool = False
    is_colleague: bool = False
    is_fellow: bool = False  # belongs to the programme, can read its learning library
    partners: frozenset[Any] = frozenset()
    shares: tuple[Share, ...] = ()
    coach_names: tuple[str, ...] = ()
    mentor_names: tuple[str, ...] = ()

    @cached_property
    def tools(self) -> frozenset[Tool]:
        """The tools this person may open."""
        if self.is_team:
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
    def ticks_own(self) -> bool:
        """Mark done what one said one would do: the team, and its coach as far as the team shows its actions."""
        return self.edits or (self.is_coach and self.sees(Tool.ACTIONS) and self.project.is_open)

    @property
    def sees_raw_figures(self) -> bool:
        """Small numbers stay inside the practice and with its coach."""
        return self.is_team or self.is_coach or self.is_mentor or self.is_colleague


def access_to(project: Project, user: Any) -> ProjectAccess:
    """What ``user`` is to ``project``: a fixed number of queries, kept on the project for the request."""
    if user.pk not in project.__dict__.setdefault("_access", {}):
        read_access([project], user)
    return project.__dict__["_access"][user.pk]


def find_project(user: Any, project_id: Any) -> Project:
    """The project with its practice and programme; a 404 unless it is one of ``Project.visible_to(user)``.

    Its access has been read: four queries in all.
    """
    project = Project.objects.select_related("practice", "programme").filter(pk=project_id).first()
    if project is None or not user.is_authenticated or not access_to(project, user).tools:
        raise Http404
    return project


def keep_access(project: Project, access: ProjectAccess, user: Any) -> None:
    """For another instance of the same project, whose facts have been read."""
    project.__dict__.setdefault("_access", {})[user.pk] = access


def read_access(projects: Iterable[Project], user: Any) -> None:
    """Read, in the same few queries for one project or many, what ``access_to`` then answers."""
    projects = list(projects)
    if not projects:
        return
    facts = _Facts(projects, user)
    for project in projects:
        keep_access(project, facts.access(project), user)


class _Facts:
    """The rows that say what one person is to some projects: three queries."""

    def __init__(self, projects: list[Project], user: Any):
        self.user, today = user, timezone.localdate()
        self.standing = standing_of(user, today)
        self.coaches = coaches_on(projects, today)
        self.shares = list(Share.objects.open().filter(project__in=projects).select_related("partner"))

    def access(self, project: Project) -> ProjectAccess:
        standing = self.standing
        coaches = [coach for coach in self.coaches if coach.project_id == project.pk]
        mentors = {coach.mentor_id: coach.mentor_name for coach in coaches if coach.mentor_id}
        return ProjectAccess(
            project=project,
            standing=standing,
            is_team=project.pk in standing.teams,
            is_lead=standing.teams.get(project.pk, False),
            is_coach=project.pk in standing.coached,
            is_mentor=self.user.pk in mentors,
            is_manager=project.programme_id in standing.managed,
            is_colleague=project.practice_id in standing.practices,
            is_fellow=project.programme_id in standing.programmes | standing.team_programmes,
            partners=frozenset(standing.partners),
            shares=tuple(share for share in self.shares if share.project_id == project.pk),
            coach_names=tuple(coach.name for coach in coaches),
            mentor_names=tuple(sorted(mentors.values())),
        )


def can_see(tool: Tool) -> Any:
    """A predicate: may this person open this tool of the project?"""

    def predicate(user: Any, project: Project) -> bool:
        return access_to(project, user).sees(tool)

    predicate.__name__ = f"can_see_{tool.value}"
    return predicate


def is_on_team(user: Any, project: Project) -> bool:
    """The lead team, also when the project has ended."""
    return access_to(project, user).is_team


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


def can_edit_details(user: Any, project: Project) -> bool:
    """Title and type of the project: whoever looks after the team, while the project is open or only invited."""
    return (project.is_open or project.status == Project.Status.INVITED) and can_manage_team(user, project)


def can_set_adopter(user: Any, project: Project) -> bool:
    """How early the practice joined is the manager's judgement."""
    return access_to(project, user).is_manager


def can_read_sharing(user: Any, project: Project) -> bool:
    """Who sees what: the whole lead team reads it, and so do its coach and the coach's mentor."""
    access = access_to(project, user)
    return access.is_team or access.is_coach or access.is_mentor


def can_tick(user: Any, action: Action) -> bool:
    """Mark an action done: anybody on the team, and whoever said they would do it."""
    access = access_to(action.project, user)
    return access.edits or (action.owner_id == user.pk and access.ticks_own)


def can_see_and_tick(user: Any, project: Project) -> bool:
    """Whoever may tick some action of the project (see can_tick for which)."""
    return access_to(project, user).ticks_own


def can_share(user: Any, project: Project) -> bool:
    return access_to(project, user).is_lead


def can_set_nation(user: Any, project: Project) -> bool:
    """Whose bank holidays the practice keeps: it counts for all of its projects, so a leader says so."""
    access = access_to(project, user)
    return access.is_lead and access.edits


def can_change_status(user: Any, project: Project) -> bool:
    """Pause, withdraw and come back: the team's leader or the programme's manager."""
    access = access_to(project, user)
    return access.is_lead or access.is_manager


def can_assign_coach(user: Any, project: Project) -> bool:
    return access_to(project, user).is_manager


def can_log_visit(user: Any, project: Project) -> bool:
    return access_to(project, user).is_coach
