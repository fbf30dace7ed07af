"""What the team drew, for the workbook to take away: the fishbone, process maps and the driver diagram.

All come sheet by sheet, so that their words can be read on A4 however much stands on them.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool
from projects.words import words_for
from toolkit.charts.fishbone import describe as describe_fishbone
from toolkit.diagrams.presenters import Outline, driver_outline, map_outline
from toolkit.fishbone import presenters as bones
from toolkit.models import Category, Cause, ChangeIdea, Diagram, Edge, Fishbone, Lane, Node

from .content import Chapter, Picture, Section


def outline_of(project: Project) -> bones.Outline | None:
    bone = Fishbone.objects.filter(project=project).first()
    if bone is None:
        return None
    ideas = ChangeIdea.objects.filter(project=project, cause__isnull=False).prefetch_related("ramps")
    groups, causes = Category.objects.filter(fishbone=bone), Cause.objects.filter(fishbone=bone)
    return bones.outline_of(bone, groups, causes, ideas, title=words_for(project).name(Tool.FISHBONE))


def causes(project: Project, access: ProjectAccess) -> Chapter | None:
    outline = outline_of(project) if access.sees(Tool.FISHBONE) else None
    if outline is None or not outline.count:
        return None
    sections = tuple(_bones(outline))
    return Chapter(words_for(project).name(Tool.FISHBONE), sections=sections)


def _bones(outline: bones.Outline) -> Iterable[Section]:
    """Each sheet says what stands on it."""
    effect, many = outline.fishbone.effect, len(outline.sheets)
    for number, some in enumerate(outline.sheets, 1):
        title = effect if many == 1 else f"{effect}: sheet {number} of {many}"
        picture = Picture(partial(outline.sheet, number), describe_fishbone(effect, some), wide=True)
        yield Section(title, lead=outline.summary if number == 1 else "", picture=picture)


def maps(project: Project, access: ProjectAccess) -> Chapter | None:
    return _chapter(project, access, Tool.MAPS, Diagram.Kind.MAP)


def drivers(project: Project, access: ProjectAccess) -> Chapter | None:
    return _chapter(project, access, Tool.DRIVERS, Diagram.Kind.DRIVERS)


def _chapter(project: Project, access: ProjectAccess, tool: Tool, kind: str) -> Chapter | None:
    if not access.sees(tool):
        return None
    sections = [section for outline in _outlines(project, kind) if outline.nodes for section in _sheets(outline)]
    return Chapter(words_for(project).name(tool), sections=tuple(sections)) if sections else None


def _outlines(project: Project, kind: str) -> Iterable[Outline]:
    """A number of queries that does not grow with the diagrams."""
    diagrams = list(Diagram.objects.filter(project=project, kind=kind))
    nodes = Node.objects.filter(diagram__in=diagrams)
    if kind == Diagram.Kind.DRIVERS:
        nodes = nodes.select_related("measure", "change_idea").prefetch_related("change_idea__ramps")
    by_node, by_edge = _by_diagram(nodes), _by_diagram(Edge.objects.filter(diagram__in=diagrams))
    if kind == Diagram.Kind.DRIVERS:
        title = words_for(project).name(Tool.DRIVERS)
        return [driver_outline(one, by_node[one.pk], by_edge[one.pk], title=title) for one in diagrams]
    by_lane = _by_diagram(Lane.objects.filter(diagram__in=diagrams))
    return [map_outline(one, by_lane[one.pk], by_node[one.pk], by_edge[one.pk]) for one in diagrams]


def _by_diagram(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.diagram_id].append(row)
    return found


def _sheets(outline: Outline) -> Iterable[Section]:
    many = len(outline.sheet_numbers)
    for number in outline.sheet_numbers:
        title = outline.diagram.title if many == 1 else f"{outline.diagram.title}: sheet {number} of {many}"
        lead = f"{outline.caption}. {outline.summary}" if number == 1 else ""
        alt = outline.described if number == 1 else f"The drawing goes on. All of it is said at sheet 1 of {many}."
        yield Section(title, lead=lead, picture=Picture(partial(outline.sheet, number), alt, wide=True))
