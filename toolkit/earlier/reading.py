"""Which earlier projects of the practice a workbook can begin from."""

from typing import Any

from projects.models import Project
from projects.permissions import access_to, read_access
from projects.tools import Tool


def earlier_projects(project: Project, user: Any) -> list[Project]:
    """Those of the same practice with answers in a workbook that this person may open, the newest first."""
    others = list(
        Project.visible_to(user)
        .filter(practice=project.practice_id, answers__isnull=False)
        .exclude(pk=project.pk)
        .select_related("programme")
        .order_by("-created_at")
        .distinct()
    )
    read_access(others, user)
    return [one for one in others if access_to(one, user).sees(Tool.WORKBOOK)]
