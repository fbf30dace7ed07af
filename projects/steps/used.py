"""What a team used or left out, when and how fully, in rows for a table or a file. No queries: rows are handed in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day, first_lower
from projects.models import Progress, ToolUse
from projects.tools import Tool
from projects.words import Words

from .parts import LeftOut, PartLeftOut, part_names
from .presenters import DOING, DONE, SKIPPED, marks_of

STATES = {DOING: "Under way", DONE: "Done", SKIPPED: "Left out"}
NOTHING = "–"  # in the table: an empty cell looks forgotten
HEAD = ("Tool", "First used", "Last used", "On how many days", "How fully", "Left out")
FILE_HEAD = (
    *("Practice", "Code", "Project", "Signed up", "Stands", "Tool", "Part", "Group of questions", "State"),
    *("First used", "Last used", "Days", "Questions asked", "Questions answered", "Done on", "Left out on", "Why"),
)


@dataclass(frozen=True)
class Used:
    """One tool, one part of it, or some questions of a part. ``use`` is None where nobody has written in it."""

    tool: Tool
    use: ToolUse | None = None
    part: str = ""
    group: str = ""
    state: str = DOING
    since: date | None = None  # done, or left out
    reason: str = ""

    @property
    def left_out_on(self) -> date | None:
        return self.since if self.state == SKIPPED else None

    @property
    def done_on(self) -> date | None:
        return self.since if self.state == DONE else None


def used_by(
    uses: Iterable[ToolUse], progress: Iterable[Progress], left_out: LeftOut, may_open: Collection[Tool]
) -> list[Used]:
    """Each tool or part of one that was used, done or left out, of those that the reader may open, in their order."""
    rows = {(Tool(use.tool), use.part): use for use in uses}
    marks = marks_of(progress)
    found: list[Used] = []
    for tool in Tool:
        if tool in may_open:
            found += _whole(tool, rows.get((tool, "")), marks.get(tool))
            found += _parts(tool, rows, left_out.get(tool, ()))
    return found


def _whole(tool: Tool, use: ToolUse | None, mark: Progress | None) -> Iterator[Used]:
    if mark is not None and mark.state in {DONE, SKIPPED}:
        yield Used(tool, use, state=mark.state, since=mark.since, reason=mark.get_skip_reason_display())
    elif use is not None:
        yield Used(tool, use)


def _parts(tool: Tool, rows: dict[tuple[Tool, str], ToolUse], left_out: Iterable[PartLeftOut]) -> Iterator[Used]:
    """Those that nobody calls anything any more keep the name they have in the record."""
    gone = {(row.part, row.group): row for row in left_out}
    names = dict(part_names(tool))
    known = {part for of, part in rows if of is tool and part} | {part for part, _ in gone}
    names |= {part: part for part in sorted(known - set(names))}
    for part, name in names.items():
        use, whole = rows.get((tool, part)), gone.get((part, ""))
        if whole is not None:
            yield Used(tool, use, name, "", SKIPPED, whole.on, whole.reason)
        elif use is not None:
            yield Used(tool, use, name)
        for (of, group), row in gone.items():
            if of == part and group:
                yield Used(tool, None, name, group, SKIPPED, row.on, row.reason)


def used_rows(rows: Iterable[Used], words: Words) -> list[tuple[str, ...]]:
    """For the table of one project, in its programme's words."""
    return [_row(row, words.name(row.tool)) for row in rows]


def _row(row: Used, tool: str) -> tuple[str, ...]:
    name = ": ".join(filter(None, [tool, row.part, row.group]))
    use, left_out = row.use, NOTHING
    if row.left_out_on:
        left_out = f"{day(row.left_out_on)}: {first_lower(row.reason)}"
    if use is None:
        return (name, NOTHING, NOTHING, NOTHING, _fully(row), left_out)
    return (name, day(use.first_on), day(use.last_on), str(use.days), _fully(row), left_out)


def _fully(row: Used) -> str:
    use = row.use
    said = [f"{use.answered} of {use.asked} questions"] if use is not None and use.asked else []
    said += [f"Done, {day(row.done_on)}"] if row.done_on else []
    return ". ".join(said) or (STATES[DOING] if row.state == DOING else NOTHING)


def file_cells(row: Used) -> tuple[str | int, ...]:
    """For the file of a whole programme: the columns of ``FILE_HEAD`` from 'Tool' on, to be counted with."""
    use = row.use
    when: tuple[str | int, ...] = ("", "", "", "", "")
    if use is not None:
        when = (use.first_on.isoformat(), use.last_on.isoformat(), use.days, use.asked, use.answered)
    days = (each.isoformat() if each else "" for each in (row.done_on, row.left_out_on))
    return (row.tool.label, row.part, row.group, STATES[row.state], *when, *days, row.reason)
