from typing import Any

from projects.models import Project
from projects.tools import Tool

try:
    from projects.steps.services import touch_progress
except ModuleNotFoundError:
    touch_progress = None


def touch(project: Project, tool: Tool, by: Any) -> None:
    """Note on the project's path that somebody works with this tool."""
    if touch_progress is not None:
        touch_progress(project=project, tool=tool, by=by)
