"""What teams have opened to the other teams of their programme."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from projects.models import Project, Share
from projects.permissions import access_to, read_access
from projects.tools import TOOLS, Audience, Tool


@dataclass(frozen=True)
class Shelf:
    """One project in the library, with the tools it shows."""

    practice: str
    title: str
    rows: tuple[dict[str, str], ...]


def shelves(user: Any) -> list[Shelf]:
    """The projects whose library pages this person may read, newest share first."""
    shares = (
        Share.visible_to(user)
        .open()
        .filter(audience=Audience.LIBRARY)
        .select_related("project__practice", "project__programme")
        .order_by("-shared_at")
    )
    found: dict[Project, list[Share]] = {}
    for share in shares:
        found.setdefault(share.project, []).append(share)
    read_access(found, user)
    return [
        Shelf(project.practice.name, project.title, tuple(_row(share) for share in tools))
        for project, tools in found.items()
        if access_to(project, user).is_fellow
    ]


def _row(share: Share) -> dict[str, str]:
    tool = Tool(share.tool)
    return {
        "title": tool.label,
        "text": f"Shared {day(share.shared_at)}",
        "url": reverse(TOOLS[tool].url_name, kwargs={"project_id": share.project_id}),
        "described": f"{tool.label} of {share.project.practice.name}",
    }
