"""What a team used, when and how fully, in rows for a table. No queries: rows are handed in."""

from collections.abc import Collection, Iterable

from cmsportal.nhsuk.formats import day
from projects.models import Progress, ToolUse
from projects.tools import Tool

from .presenters import skipped_tools

HEAD = ("Tool", "First used", "Last used", "On how many days", "How fully")


def used_rows(
    uses: Iterable[ToolUse], progress: Iterable[Progress], may_open: Collection[Tool]
) -> list[tuple[str, str, str, str, str]]:
    """One row for each tool or part of one that was used or left out, of those that the reader may open."""
    progress = list(progress)
    left_out = skipped_tools(progress)
    reasons = {row.tool: row.get_skip_reason_display() for row in progress if row.tool and row.skip_reason}
    ordered = sorted(uses, key=lambda use: (list(Tool).index(Tool(use.tool)), use.part))
    rows = [_row(use, left_out) for use in ordered if use.tool in may_open]
    used = {use.tool for use in ordered}
    for tool in Tool:
        if tool in left_out and tool not in used and tool in may_open:
            rows.append((tool.label, "", "", "", _left_out(reasons.get(tool.value, ""))))
    return rows


def _row(use: ToolUse, left_out: Collection[Tool]) -> tuple[str, str, str, str, str]:
    name = use.get_tool_display()
    if use.part:
        name = f"{name}: {use.part}"
    fully = f"{use.answered} of {use.asked} questions" if use.asked else ""
    if not use.part and Tool(use.tool) in left_out:
        fully = f"{fully}, then left out" if fully else "Then left out"
    return (name, day(use.first_on), day(use.last_on), str(use.days), fully)


def _left_out(reason: str) -> str:
    return f"Left out: {reason[:1].lower()}{reason[1:]}" if reason else "Left out"
