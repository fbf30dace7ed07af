"""A brainstorm in words, for its state: what is not to be seen yet is not handed to a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from toolkit.models import Brainstorm, StormIdea

STEPS = ("Write in silence", "Join the same", "Vote", "Result")
LONGEST_BAR = 50  # per cent of the row; the rest is for its words
PLACES = {"adding": 0, "sorting": 1, "voting": 2, "done": 3}


@dataclass(frozen=True)
class Step:
    words: str
    state: str  # done, here, to come


def steps_of(storm: Brainstorm) -> list[Step]:
    here = PLACES[storm.state]
    return [
        Step(words, "done" if place < here else "here" if place == here else "to come")
        for place, words in enumerate(STEPS)
    ]


@dataclass(frozen=True)
class IdeaView:
    """An idea that stands by itself, with those joined to it. ``votes`` is 0 until they are counted."""

    idea: StormIdea
    joined: tuple[StormIdea, ...]
    votes: int
    width: str


def idea_views(ideas: Iterable[StormIdea], votes: dict[Any, int] | None = None) -> list[IdeaView]:
    """In the order of their numbers; with ``votes`` (once counted) those with most first."""
    rows = list(ideas)
    counted = votes or {}
    most = max(counted.values(), default=0)
    views = [
        IdeaView(
            idea,
            tuple(other for other in rows if other.joined_to_id == idea.pk),
            counted.get(idea.pk, 0),
            f"{round(LONGEST_BAR * counted.get(idea.pk, 0) / most)}%" if most else "0%",
        )
        for idea in rows
        if idea.joined_to_id is None
    ]
    return sorted(views, key=lambda view: (-view.votes, view.idea.number))


def list_rows(storms: Iterable[Brainstorm]) -> list[dict[str, Any]]:
    return [
        {
            "title": storm.question,
            "text": f"Theme: {storm.theme}"
            if storm.theme
            else f"{storm.get_state_display()}. Begun on {day(storm.created_at)}.",
            "url": reverse("brainstorm-detail", args=[storm.project_id, storm.pk]),
        }
        for storm in storms
    ]
