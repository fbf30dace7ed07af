"""Says that a team has worked with a tool, so that the path of five steps shows it."""

from typing import Any

from projects.models import Project
from projects.tools import Tool


def touch_progress(*, project: Project, tool: Tool, by: Any) -> None:
    """Mark the tool as under way. The path itself belongs to ``projects.steps``."""
    try:
        from projects import steps
    except ImportError:
        return
    steps.touch_progress(project=project, tool=tool, by=by)
