"""What of a tool can be offered to other teams: its frame, never what the team wrote, counted or is called.

A frame is a dict of texts that the offering person reads and may change before anybody else sees them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from projects.models import Project
from projects.tools import Tool

from ..models import Category, Fishbone, Measure

OFFERED = (Tool.MEASURES, Tool.FISHBONE)
TEXTS = {
    "name": "What is counted",
    "definition": "What exactly is counted",
    "numerator": "Counted",
    "denominator": "Out of",
    "exclusions": "Left out",
    "unit": "Counted in",
}
CHOICES = ("kind", "value_kind", "decimals", "per", "direction", "schedule")
_COMMON = frozenset(
    [
        "surgery",
        "surgeries",
        "practice",
        "practices",
        "medical",
        "health",
        "centre",
        "center",
        "group",
        "clinic",
        "doctors",
        "family",
        "house",
        "road",
        "street",
        "lane",
        "park",
        "the",
        "and",
        "of",
        "for",
        "st",
        "saint",
        "partners",
        "partnership",
        "care",
        "primary",
        "community",
        "general",
    ]
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def frame_of_measure(measure: Measure) -> dict[str, Any]:
    """Texts and choices of the definition. Baseline, goal, dates, data source and who collects are the team's own."""
    content = {name: getattr(measure, name) for name in TEXTS}
    return {**content, **{name: getattr(measure, name) for name in CHOICES}}


def frame_of_fishbone(fishbone: Fishbone) -> dict[str, Any]:
    """The names of its groups. The problem and the causes are the team's own."""
    return {"groups": list(Category.objects.filter(fishbone=fishbone).values_list("name", flat=True))}


def telling_words(texts: Iterable[str], project: Project, people: Iterable[str]) -> list[str]:
    """Words that tell whose it is: of the practice's name, its code, and names of the team."""
    telling = {word.casefold() for word in _WORD.findall(project.practice.name)} - _COMMON
    telling |= {word.casefold() for name in people for word in _WORD.findall(name)}
    found = []
    for text in texts:
        words = _WORD.findall(text)
        found += [word for word in words if word.casefold() in telling]
        if project.practice.code.casefold() in text.casefold():
            found.append(project.practice.code)
    return list(dict.fromkeys(found))


def texts_of(tool: str, content: Mapping[str, Any]) -> list[str]:
    """All free text in a frame."""
    if tool == Tool.FISHBONE:
        return list(content["groups"])
    return [str(content[name]) for name in TEXTS]


def lines_of(tool: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a frame holds, in words, for those who think of copying it."""
    if tool == Tool.FISHBONE:
        return [("Groups", ", ".join(content["groups"]))]
    return [(label, str(content[name])) for name, label in TEXTS.items() if content[name]]
