"""Practices to choose from, and what is known about a project. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from practices.models import Practice
from projects.models import Project


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


def _choice(practice: Practice, titles: list[str], query: str) -> PracticeChoice:
    closed = practice.status == Practice.Status.CLOSED
    place = ", ".join(filter(None, [practice.address, practice.postcode]))
    here = f"In the programme already: {', '.join(titles)}." if titles else ""
    return PracticeChoice(
        title=practice.name,
        aside=practice.code,
        text=" ".join(filter(None, [f"{place}." if place else "", here])),
        url="" if closed else "?" + urlencode({"practice": practice.pk, "q": query}),
        tag="Closed" if closed else "",
    )


def type_words(project: Project) -> str:
    labels = [Project.Type(value).label for value in project.types]
    if project.crosses_organisations:
        labels.append("Works across organisations")
    return ", ".join(labels) or "Not said yet"
