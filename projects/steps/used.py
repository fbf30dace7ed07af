"""What a team used, when and how fully, in rows for a table or a file. No queries: rows are handed in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day
from projects.models import Progress, ToolUse
from projects.tools import Tool
from projects.words import Words

from .presenters import skipped_tools

NOTHING = "–"  # in the table: an empty cell looks forgotten
HEAD = ("Tool", "First used", "Last used", "On how many days", "How fully")
FILE_HEAD = (
    *("Practice", "Code", "Project", "Signed up", "Stands", "Tool", "Part"),
    *("First used", "Last used", "Days", "Questions asked", "Questions answered", "Left out", "Why"),
)


@dataclass(frozen=True)
class Used:
    """One tool, or one part of it. ``use`` is None for one that was left out before anybody used it."""

    tool: Tool
    use: ToolUse | None
    is_left_out: bool
    reason: str

    @property
    def part(self) -> str:
        return self.use.part if self.use else ""


def used_by(uses: Iterable[ToolUse], progress: Iterable[Progress], may_open: Collection[Tool]) -> list[Used]:
    """Each tool or part of one that was used or left out, of those that the reader may open, in the tools' order."""
    progress = list(progress)
    left_out = skipped_tools(progress)
    reasons = {row.tool: row.get_skip_reason_display() for row in progress if row.tool and row.skip_reason}
    order = list(Tool)
    found = [
        Used(Tool(use.tool), use, not use.part and use.tool in left_out, reasons.get(use.tool, ""))
        for use in sorted(uses, key=lambda use: (order.index(Tool(use.tool)), use.part))
        if use.tool in may_open
    ]
    seen = {row.tool for row in found}
    unused = [tool for tool in order if tool in left_out and tool not in seen and tool in may_open]
    return [*found, *(Used(tool, None, True, reasons.get(tool.value, "")) for tool in unused)]


def used_rows(
    uses: Iterable[ToolUse], progress: Iterable[Progress], may_open: Collection[Tool], words: Words
) -> list[tuple[str, str, str, str, str]]:
    """For the table of one project, in its programme's words."""
    return [_row(row, words.name(row.tool)) for row in used_by(uses, progress, may_open)]


def _row(row: Used, name: str) -> tuple[str, str, str, str, str]:
    use = row.use
    if use is None:
        return (name, NOTHING, NOTHING, NOTHING, _left_out(row.reason))
    name = f"{name}: {use.part}" if use.part else name
    fully = f"{use.answered} of {use.asked} questions" if use.asked else ""
    if row.is_left_out:
        fully = f"{fully}, then left out" if fully else "Then left out"
    return (name, day(use.first_on), day(use.last_on), str(use.days), fully or NOTHING)


def _left_out(reason: str) -> str:
    return f"Left out: {reason[:1].lower()}{reason[1:]}" if reason else "Left out"


def file_cells(row: Used) -> tuple[str | int | date, ...]:
    """For the file of a whole programme: the columns of ``FILE_HEAD`` from 'Tool' on, to be counted with."""
    left_out = ("yes" if row.is_left_out else "", row.reason if row.is_left_out else "")
    use = row.use
    if use is None:
        return (row.tool.label, "", "", "", "", "", "", *left_out)
    return (
        *(row.tool.label, use.part, use.first_on.isoformat(), use.last_on.isoformat()),
        *(use.days, use.asked, use.answered, *left_out),
    )
