from typing import Any

from django.utils import timezone

from projects.models import Project
from projects.permissions import ProjectAccess, access_to, can_edit_project, can_see
from projects.tools import Tool

from .series import Reader

can_see_measures = can_see(Tool.MEASURES)
can_see_wall = can_see(Tool.WALL)
can_enter_figures = can_edit_project


def can_see_charts(user: Any, project: Project) -> bool:
    """Whoever may open the measures or the wall may fetch a chart's picture and its figures."""
    return can_see_measures(user, project) or can_see_wall(user, project)


def reader_for(access: ProjectAccess) -> Reader:
    """How much of the figures this person sees."""
    return Reader(
        raw=access.sees_raw_figures,
        threshold=access.project.programme.small_number_threshold,
        today=timezone.localdate(),
    )


def reader_of(user: Any, project: Project) -> Reader:
    return reader_for(access_to(project, user))
