"""Coaches: who they are, whom they are asked to help, and their visits."""

from .matching import Match, Wish
from .profiles import CoachProfile, Training
from .visits import Visit

__all__ = ["CoachProfile", "Match", "Training", "Visit", "Wish"]
