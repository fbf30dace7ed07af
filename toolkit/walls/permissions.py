from typing import Any

from projects.models import Project
from projects.permissions import access_to, can_share


def is_on_team(user: Any, project: Project) -> bool:
    """The team's own pages about its wall: also when the project has ended, so that a link can be withdrawn."""
    return access_to(project, user).is_team


def can_publish(user: Any, project: Project) -> bool:
    """A public link shows the wall to everybody: whoever decides who sees what, where the programme allows it."""
    return can_share(user, project) and project.is_open and project.programme.public_walls
