"""Coaches and their work: matching, agreements, visits, hand-over, and what a programme pays its practices for."""

from .agreements import Agreement
from .claims import Claim, ClaimStep, PaymentFile
from .handover import Departure, HandOver, LeftPlace
from .matching import Match, Wish
from .packages import Budget, Milestone, Need, Package, WeightedList
from .profiles import CoachProfile, Training
from .transition import Contact, Transition
from .visits import Visit

__all__ = [
    "Agreement",
    "Budget",
    "Claim",
    "ClaimStep",
    "CoachProfile",
    "Contact",
    "Departure",
    "HandOver",
    "LeftPlace",
    "Match",
    "Milestone",
    "Need",
    "Package",
    "PaymentFile",
    "Training",
    "Transition",
    "Visit",
    "WeightedList",
    "Wish",
]
