"""Coaches: who they are, whom they are asked to help, what was agreed, their visits, and what a programme pays its practices for."""

from .agreements import Agreement
from .claims import Claim, ClaimStep, PaymentFile
from .handover import Departure, HandOver
from .matching import Match, Wish
from .packages import Budget, Milestone, Need, Package, WeightedList
from .profiles import CoachProfile, Training
from .visits import Visit

__all__ = [
    "Agreement",
    "Budget",
    "Claim",
    "ClaimStep",
    "CoachProfile",
    "Departure",
    "HandOver",
    "Match",
    "Milestone",
    "Need",
    "Package",
    "PaymentFile",
    "Training",
    "Visit",
    "WeightedList",
    "Wish",
]
