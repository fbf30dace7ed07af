from collections.abc import Iterable
from dataclasses import dataclass

from cmsportal.nhsuk.formats import count_words, day, first_upper
from toolkit.models import BoxIdea

COLOURS = {"later": "grey", "testing": "blue", "done": "green", "not": "white"}


@dataclass(frozen=True)
class IdeaView:
    idea: BoxIdea
    came: str
    tag: str
    colour: str
    answered: str


def waiting_title(count: int) -> str:
    """'Three ideas wait for an answer'."""
    if not count:
        return "Nothing waits for an answer"
    return (
        "One idea waits for an answer"
        if count == 1
        else f"{first_upper(count_words(count))} ideas wait for an answer"
    )


def idea_views(ideas: Iterable[BoxIdea]) -> list[IdeaView]:
    """For the team. Who put an idea in is not known; who answered is."""
    return [
        IdeaView(
            idea,
            f"Put in on {day(idea.created_at)}",
            idea.get_state_display(),
            COLOURS.get(idea.state, "grey"),
            f"{idea.answered_by.name}, {day(idea.answered_at)}" if idea.answered_by and idea.answered_at else "",
        )
        for idea in ideas
    ]
