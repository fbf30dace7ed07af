"""The frames by tool, and words that tell whose one is."""

import re
from collections.abc import Iterable

from projects.models import Project
from projects.tools import Tool

from .diagrams import DriversFrame, MapFrame
from .fishbones import FishboneFrame
from .frame import Frame
from .measures import MeasureFrame
from .surveys import SurveyFrame

FRAMES: dict[str, Frame] = {
    Tool.MEASURES.value: MeasureFrame(),
    Tool.FISHBONE.value: FishboneFrame(),
    Tool.MAPS.value: MapFrame(),
    Tool.DRIVERS.value: DriversFrame(),
    Tool.SURVEYS.value: SurveyFrame(),
}
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
