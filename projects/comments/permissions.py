"""Who reads and writes comments: the lead team and its coach, each for the tools they may open. Nobody else."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from cmsportal.accounts.models import User
from cmsportal.models import current_on
from projects.models import Project, Share
from projects.permissions import ProjectAccess, access_to
from projects.tools import Audience, Tool


def is_inside(access: ProjectAccess) -> bool:
    return access.is_team or access.is_coach


def reads_comments(access: ProjectAccess, tool: Tool) -> bool:
    return is_inside(access) and access.sees(tool)


def writes_comments(access: ProjectAccess, tool: Tool) -> bool:
    return reads_comments(access, tool) and access.project.is_open


def can_read_comments(user: Any, project: Project) -> bool:
    """On the team, or its coach. Which tool's comments is asked with the tool (``reads_comments``)."""
    return is_inside(access_to(project, user))


def can_write_comments(user: Any, project: Project) -> bool:
    return can_read_comments(user, project) and project.is_open


def people_at(project: Project, tool: Tool, today: Any) -> list[User]:
    """Everybody who may read what is said there: the team, and its coach where the tool is shown to the coach."""
    team = current_on(today, "team_places__") & Q(team_places__project=project)
    who = team
    if tools_of_coaches([project.pk], today) & {(project.pk, tool.value)} or tool in {Tool.STEPS, Tool.VISITS}:
        who |= current_on(today, "coach_assignments__") & Q(coach_assignments__project=project)
    return list(User.objects.filter(who, is_active=True).distinct().order_by("name", "pk"))


def tools_of_coaches(projects: Collection[Any], today: Any) -> set[tuple[Any, str]]:
    """Which tools of which projects are shown to their coach: (project's id, tool)."""
    rows = Share.objects.open().filter(project__in=projects, audience=Audience.COACH)
    return set(rows.values_list("project_id", "tool"))
