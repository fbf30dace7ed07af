"""Coaches: who they are, whom they are asked to help, and their visits."""

from .handover import Departure, HandOver
from .matching import Match, Wish
from .profiles import CoachProfile, Training
from .visits import Visit

__all__ = [
    "CoachProfile",
    "Departure",
    "HandOver",
    "Match",
    "Training",
    "Visit",
    "Wish",
]
