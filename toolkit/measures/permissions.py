from typing import Any

from projects.models import Project
from projects.permissions import ProjectAccess, can_see
from projects.tools import Tool

from .entering import local_today
from .series import Reader

can_see_measures = can_see(Tool.MEASURES)
can_see_wall = can_see(Tool.WALL)


def can_see_charts(user: Any, project: Project) -> bool:
    """Whoever may open the measures or the wall may fetch a chart's picture and its figures."""
    return can_see_measures(user, project) or can_see_wall(user, project)


def reader_for(access: ProjectAccess) -> Reader:
    """How much of the figures this person sees, on the day it is where the practice is."""
    return Reader(
        raw=access.sees_raw_figures,
        threshold=access.project.programme.small_number_threshold,
        today=local_today(access.project),
    )
