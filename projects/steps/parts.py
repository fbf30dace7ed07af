"""What the parts of a tool are called, and which are left out. Each app registers its own; this one knows none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projects.tools import Tool


@dataclass(frozen=True)
class PartLeftOut:
    """A part, or with ``group`` some of its questions, that a team leaves out: since when and why."""

    part: str
    on: date
    reason: str
    group: str = ""  # as people call it


@dataclass(frozen=True)
class PartsOf:
    """The parts of a tool.

    Attributes:
        names: what people call each part, by its name in the record, in their order.
        left_out: what is left out now, of as many projects as there are; at most a query or two.
    """

    tool: Tool
    names: Mapping[str, str]
    left_out: Callable[[Collection[UUID]], Mapping[UUID, Sequence[PartLeftOut]]]


_parts: dict[Tool, PartsOf] = {}
LeftOut = Mapping[Tool, Sequence[PartLeftOut]]


def register(parts: PartsOf) -> None:
    _parts[parts.tool] = parts


def part_names(tool: Tool) -> Mapping[str, str]:
    return _parts[tool].names if tool in _parts else {}


def parts_left_out(projects: Collection[UUID]) -> dict[UUID, LeftOut]:
    """By project and tool; the same few queries for one project or many."""
    found: dict[UUID, dict[Tool, Sequence[PartLeftOut]]] = {project: {} for project in projects}
    for tool, parts in _parts.items():
        for project, rows in parts.left_out(projects).items():
            found[project][tool] = rows
    return dict(found)
