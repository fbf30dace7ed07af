"""Coaches: who they are, whom they are asked to help, and their visits."""

from .handover import Departure, HandOver
from .matching import Match, Wish
from .profiles import CoachProfile, Training
from .transition import Contact, Transition
from .visits import Visit

__all__ = [
    "CoachProfile",
    "Contact",
    "Departure",
    "HandOver",
    "Match",
    "Training",
    "Transition",
    "Visit",
    "Wish",
]
