"""What a team fills in."""

from .aims import GlobalAim, SpecificAim
from .brainstorm import Brainstorm, StormIdea, StormVote
from .counting import Count, CountSheet, Rating, RatingRound, Stamp, TimedVisit, Timing
from .cycles import ChangeIdea, Cycle, CycleQuestion, Ramp
from .diagrams import CauseVote, Diagram, Edge, Lane, Node, Operation
from .fishbone import Category, Cause, Fishbone
from .imports import FigureImport
from .links import EntryCode, FigureLink
from .measures import ChartMark, Figure, Measure, Phase
from .standards import PlaybookEntry, Standard
from .storyboard import Storyboard
from .summaries import ChartSummary
from .surveys import BoxIdea, Survey, SurveyAnswer
from .templates import Template
from .walls import Wall, WallLink
from .ways_in import Seat, WayIn
from .workbook import Answer, Workbook, WorkbookSkip

__all__ = [
    "Answer",
    "BoxIdea",
    "Brainstorm",
    "Category",
    "Cause",
    "CauseVote",
    "ChangeIdea",
    "ChartMark",
    "ChartSummary",
    "Count",
    "CountSheet",
    "Cycle",
    "CycleQuestion",
    "Diagram",
    "Edge",
    "EntryCode",
    "Figure",
    "FigureImport",
    "FigureLink",
    "Fishbone",
    "GlobalAim",
    "Lane",
    "Measure",
    "Node",
    "Operation",
    "Phase",
    "PlaybookEntry",
    "Ramp",
    "Rating",
    "RatingRound",
    "Seat",
    "SpecificAim",
    "Stamp",
    "Standard",
    "StormIdea",
    "StormVote",
    "Storyboard",
    "Survey",
    "SurveyAnswer",
    "Template",
    "TimedVisit",
    "Timing",
    "Wall",
    "WallLink",
    "WayIn",
    "Workbook",
    "WorkbookSkip",
]
