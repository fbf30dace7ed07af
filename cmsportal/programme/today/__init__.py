"""What each role is shown on arriving: the one thing to do, then what is worth a look."""

from typing import Any

from django.urls import reverse

from practices.models import Programme
from projects.models import Project

from ..frame import in_pool
from .coach import coach_context
from .manager import manager_context
from .notices import notices_for
from .reader import administrator_context, reader_context
from .team import team_context

MANAGER, COACH, TEAM, ADMINISTRATOR, READER = "manager", "coach", "team", "administrator", "reader"
CONTEXTS = {
    MANAGER: manager_context,
    COACH: coach_context,
    TEAM: team_context,
    ADMINISTRATOR: lambda user: administrator_context(),
    READER: reader_context,
}
OTHERS = {
    MANAGER: ("Your programme", "What waits for you as its manager"),
    COACH: ("Your coaching", "Visits, teams and next steps"),
    TEAM: ("Your own team", "What is due in your project"),
    ADMINISTRATOR: ("The installation", "People, organisations and the audit trail"),
}


def roles_of(user: Any) -> list[str]:
    """The Today pages a person has, the first one shown on arriving; everybody has one."""
    held = [
        (MANAGER, Programme.objects.managed_by(user).exists()),
        (COACH, in_pool(user) or Project.objects.coached_by(user).exists()),
        (TEAM, Project.objects.with_team_member(user).exists()),
        (ADMINISTRATOR, user.is_superuser),
    ]
    return [role for role, holds in held if holds] or [READER]


def context_for(user: Any, asked: str = "") -> tuple[str, dict[str, Any]]:
    """The role and what its page shows: the one asked for where the person has it, else their first."""
    roles = roles_of(user)
    role = asked if asked in roles else roles[0]
    rows = [
        {"title": OTHERS[other][0], "text": OTHERS[other][1], "url": f"{reverse('today')}?as={other}"}
        for other in roles
        if other != role
    ]
    return role, {**CONTEXTS[role](user), "elsewhere_rows": rows, "notices": notices_for(user)}
