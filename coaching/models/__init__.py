"""Coaches: who they are, whom they are asked to help, what was agreed, and their visits."""

from .agreements import Agreement
from .matching import Match, Wish
from .profiles import CoachProfile, Training
from .visits import Visit

__all__ = ["Agreement", "CoachProfile", "Match", "Training", "Visit", "Wish"]
