"""What a team fills in."""

from .aims import GlobalAim, SpecificAim
from .cycles import ChangeIdea, Cycle, CycleQuestion, Ramp
from .fishbone import Category, Cause, Fishbone
from .imports import FigureImport
from .links import EntryCode, FigureLink
from .measures import ChartMark, Figure, Measure, Phase
from .standards import PlaybookEntry, Standard
from .summaries import ChartSummary
from .walls import Wall, WallLink
from .workbook import Answer, WorkbookSkip

__all__ = [
    "Answer",
    "Category",
    "Cause",
    "ChangeIdea",
    "ChartMark",
    "ChartSummary",
    "Cycle",
    "CycleQuestion",
    "EntryCode",
    "Figure",
    "FigureImport",
    "FigureLink",
    "Fishbone",
    "GlobalAim",
    "Measure",
    "Phase",
    "PlaybookEntry",
    "Ramp",
    "SpecificAim",
    "Standard",
    "Wall",
    "WallLink",
    "WorkbookSkip",
]
