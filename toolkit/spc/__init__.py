"""Statistical process control as pure functions: run charts, control charts and their named rule sets.

>>> from datetime import date, timedelta
>>> days = tuple(date(2025, 1, 6) + timedelta(weeks=k) for k in range(12))
>>> analysis = analyse(Series(days, (5, 7, 6, 8, 5, 6, 7, 9, 8, 6, 5, 7), direction="up"))
>>> analysis.state, analysis.parts[0].cl
('none', 6.5)
"""

from .analyse import analyse
from .chance import chance_of_signal
from .model import (
    CHARTS,
    MIN_FIRM_LIMITS,
    MIN_JUDGED,
    RATIO_CHARTS,
    RULE_SETS,
    Analysis,
    Options,
    Part,
    Phase,
    Point,
    Series,
    Signal,
)
from .runs import crossings_min, ihi_runs_expected, longest_run_max
from .signals import is_outside, verdict_of
from .suggest import Proposal, Suggestion, propose_rephase, suggest_chart

__all__ = [
    "CHARTS",
    "MIN_FIRM_LIMITS",
    "MIN_JUDGED",
    "RATIO_CHARTS",
    "RULE_SETS",
    "Analysis",
    "Options",
    "Part",
    "Phase",
    "Point",
    "Proposal",
    "Series",
    "Signal",
    "Suggestion",
    "analyse",
    "chance_of_signal",
    "crossings_min",
    "ihi_runs_expected",
    "is_outside",
    "longest_run_max",
    "propose_rephase",
    "suggest_chart",
    "verdict_of",
]
