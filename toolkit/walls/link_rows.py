"""Screens and public links in words, for the team's page."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import clock, day
from projects.models import Project
from toolkit.models import WallLink

from .links import has_run_out, last_day
from .tokens import shows

NOW = timedelta(minutes=10)  # 'last seen' is kept to five minutes


@dataclass(frozen=True)
class LinkRow:
    """One screen or public link. ``state`` says what it does now, ``works`` whether it shows anything."""

    link: WallLink
    url: str
    state: str
    works: bool
    sees: str
    made: str


def link_rows(project: Project) -> list[LinkRow]:
    """Those that were not withdrawn, from a project with its programme: one query."""
    links = list(WallLink.objects.filter(project=project, revoked_at__isnull=True).select_related("created_by"))
    for link in links:
        link.project = project
    return [row_of(link) for link in links]


def row_of(link: WallLink) -> LinkRow:
    hides = "Small numbers are hidden" if link.hides_small_numbers else "Shows every figure as it is"
    return LinkRow(
        link=link,
        url=reverse("walllink-detail", args=[link.project_id, link.pk]),
        state=_state(link),
        works=link.revoked_at is None and shows(link) and not has_run_out(link),
        sees=hides,
        made=f"Added by {link.created_by.name} on {day(link.created_at)}",
    )


def _state(link: WallLink) -> str:
    if link.revoked_at is not None:
        return f"Withdrawn on {day(link.revoked_at)}"
    if has_run_out(link):
        return f"Ran out on {day(last_day(link))}"
    if not link.project.is_open:
        return "Shows nothing: the project has ended"
    if not shows(link):
        return "Shows nothing: the programme does not allow public links now"
    until = f"Works until {day(last_day(link))}. " if link.expires_at else ""
    return until + _seen(link)


def _seen(link: WallLink) -> str:
    if link.last_seen_at is None:
        return "Not opened yet"
    if link.kind == WallLink.Kind.SCREEN and timezone.now() - link.last_seen_at < NOW:
        return "On now"
    return f"Last opened {day(link.last_seen_at)} at {clock(link.last_seen_at)}"
