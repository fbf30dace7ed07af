"""Which tool finds out what a group of questions asks, so that nobody has to guess: a survey, a count, a drawing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from projects.tools import TOOLS, Tool

RATE = (Tool.RATINGS, "Rate them together, each alone first")
CALLS = (Tool.COUNTING, "Count calls by hour and weekday")
# By part and group.
COMPANIONS: dict[tuple[str, str], tuple[Tool, str]] = {
    ("patients", "opinion"): (Tool.SURVEYS, "Ask patients in a short survey"),
    ("professionals", "time"): (Tool.SURVEYS, "Ask everybody what they spend time on"),
    ("professionals", "skills"): (Tool.RATINGS, "Each says what they feel sure of"),
    ("professionals", "morale"): (Tool.SURVEYS, "Ask everybody in a short survey"),
    ("processes", "core"): RATE,
    ("processes", "support"): RATE,
    ("processes", "visit"): (Tool.COUNTING, "Time visits on a phone"),
    ("processes", "maps"): (Tool.MAPS, "Draw how it works"),
    ("patterns", "weekdays"): CALLS,
    ("patterns", "hours"): CALLS,
    ("patterns", "unplanned"): (Tool.COUNTING, "Tally what comes in between"),
    ("patterns", "together"): (Tool.RATINGS, "Rate our meetings"),
}


@dataclass(frozen=True)
class Companion:
    words: str
    url: str


def companions_of(project: Any, part: str, may_open: Collection[Tool]) -> dict[str, Companion]:
    """By group, with the page on which the tool is begun, or is found where it has begun."""
    return {
        group: Companion(words, reverse(TOOLS[tool].url_name, args=[project.pk]))
        for (of, group), (tool, words) in COMPANIONS.items()
        if of == part and tool in may_open
    }
