"""What happened in each project of the demo."""

from .larkmead import LARKMEAD
from .others import OTHERS
from .types import CycleStory, MeasureStory, Story

__all__ = ["STORIES", "CycleStory", "MeasureStory", "Story"]

STORIES = (LARKMEAD, *OTHERS)
