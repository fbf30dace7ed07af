"""Practices to choose from, and what is known about a project. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from practices.models import Practice


@dataclass(frozen=True)
class PracticeChoice:
    title: str
    aside: str
    text: str
    url: str = ""
    link: str = "Choose"
    tag: str = ""


def practice_choices(practices: Iterable[Practice], projects: Mapping, query: str) -> list[PracticeChoice]:
    """Args: ``projects``: practice id -> titles of its projects in this programme."""
    return [_choice(practice, projects.get(practice.pk, []), query) for practice in practices]


WHY_NOT = {
    Practice.Status.CLOSED: "is closed",
    Practice.Status.DORMANT: "is dormant",
    Practice.Status.PROPOSED: "is not open yet",
}


def why_not_join(practice: Practice) -> str:
    """One sentence on why the practice cannot join a programme; empty for one that is open."""
    words = WHY_NOT.get(Practice.Status(practice.status))
    return f"{practice.name} {words}, so it cannot join." if words else ""


def _choice(practice: Practice, titles: list[str], query: str) -> PracticeChoice:
    why_not = why_not_join(practice)
    place = ", ".join(filter(None, [practice.address, practice.postcode]))
    here = f"In the programme already: {', '.join(titles)}." if titles else ""
    return PracticeChoice(
        title=practice.name,
        aside=practice.code,
        text=" ".join(filter(None, [f"{place}." if place else "", here, why_not])),
        url="" if why_not else "?" + urlencode({"practice": practice.pk, "q": query}),
        tag=practice.get_status_display() if why_not else "",
    )
