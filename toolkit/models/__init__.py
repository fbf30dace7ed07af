"""What a team fills in."""

from .aims import GlobalAim, SpecificAim
from .cycles import ChangeIdea, Cycle, CycleQuestion, Ramp, Standard
from .fishbone import Category, Cause, Fishbone
from .links import FigureLink
from .measures import ChartMark, Figure, Measure, Phase
from .workbook import Answer, WorkbookSkip

__all__ = [
    "Answer",
    "Category",
    "Cause",
    "ChangeIdea",
    "ChartMark",
    "Cycle",
    "CycleQuestion",
    "Figure",
    "FigureLink",
    "Fishbone",
    "GlobalAim",
    "Measure",
    "Phase",
    "Ramp",
    "SpecificAim",
    "Standard",
    "WorkbookSkip",
]
