"""Where ideas come from: what most voted for in the fishbone, and what another team shows in the learning library."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.permissions import ProjectAccess, access_to, read_access
from projects.tools import Audience, Tool

from ..models import Cause, ChangeIdea, Ramp, Standard

MOST_OFFERED = 3
SHOWN_BY = (Tool.CYCLES, Tool.STANDARDS)


def most_voted(project: Project) -> list[Cause]:
    """The causes with the most votes that nobody has made an idea of; three at most."""
    causes = Cause.objects.filter(fishbone__project=project, votes__gt=0, change_ideas__isnull=True)
    return list(causes.order_by("-votes", "position", "created_at")[:MOST_OFFERED])


@dataclass(frozen=True)
class IdeaRow:
    idea: ChangeIdea
    source: str


def idea_rows(ideas: Iterable[ChangeIdea], user: Any, access: ProjectAccess) -> list[IdeaRow]:
    """The ideas with where each came from, as far as this person may know.

    Who showed it is named while they can still read it there, and a cause to those who may open the fishbone.
    """
    rows = list(ideas)
    shown = still_shown({idea.learned_from for idea in rows if idea.learned_from}, user)
    return [IdeaRow(idea, source_words(idea, shown, causes=access.sees(Tool.FISHBONE))) for idea in rows]


def source_words(idea: ChangeIdea, shown: Collection[Any], *, causes: bool) -> str:
    """'Because of: one person on the phones', 'From the learning library: Beckwater Surgery'."""
    source = ChangeIdea.Source(idea.source)
    if source is ChangeIdea.Source.LIBRARY:
        named = idea.learned_from is not None and idea.learned_from_id in shown
        name = f": {idea.learned_from.practice.name}" if named and idea.learned_from else ""
        return f"From the learning library{name}"
    named_cause = idea.cause if causes else None
    if source is ChangeIdea.Source.VOTE:
        return f"Most voted for: {named_cause.text}" if named_cause else "What most voted for"
    if source is ChangeIdea.Source.CAUSE:
        return f"Because of: {named_cause.text}" if named_cause else "From a cause that was found"
    return ""


def still_shown(projects: Collection[Project], user: Any) -> set[Any]:
    """The ids of those of whose tests or standards this person may open a page today."""
    read_access(projects, user)
    return {row.pk for row in projects if any(access_to(row, user).sees(tool) for tool in SHOWN_BY)}


@dataclass(frozen=True)
class Lesson:
    """What another team shows, and somebody wants to try."""

    project: Project
    text: str


# What can be learned from, by its word in the address: the rows, and the tool that shows them.
LESSONS: dict[str, tuple[type[Ramp | Standard], Tool]] = {
    "ramp": (Ramp, Tool.CYCLES),
    "standard": (Standard, Tool.STANDARDS),
}


def lesson_for(user: Any, project: Project, kind: str, pk: Any) -> Lesson:
    """The ramp or standard of another team that ``project`` may try. A 404 unless it is in the learning library."""
    if kind not in LESSONS:
        raise Http404
    model, tool = LESSONS[kind]
    row = get_or_404(model.visible_to(user).select_related("project__practice", "project__programme"), pk=pk)
    if row.project_id == project.pk or not is_in_library(access_to(row.project, user), tool):
        raise Http404
    return Lesson(row.project, row.title)


def is_in_library(access: ProjectAccess, tool: Tool) -> bool:
    """Whether this person reads the tool in the learning library."""
    return access.is_fellow and any(
        share.tool == tool and share.audience == Audience.LIBRARY for share in access.shares
    )


def try_links(user: Any, access: ProjectAccess, kind: str, pk: Any) -> list[tuple[str, str]]:
    """Label and address of 'Try this ourselves' for each open project whose team this person is on."""
    if access.is_team or not is_in_library(access, LESSONS[kind][1]):
        return []
    own = Project.visible_to(user).filter(pk__in=access.standing.teams, status__in=["active", "paused"])
    links = [
        (row.title, reverse("idea-learn", kwargs={"project_id": row.pk, "kind": kind, "source_id": pk}))
        for row in own.order_by("title")
    ]
    if len(links) == 1:
        return [("Try this ourselves", links[0][1])]
    return [(f"Try this ourselves, in {title}", url) for title, url in links]
