"""Runs and crossings: the Anhoej rules and the run-chart rules of the Institute for Healthcare Improvement.

Sources: Anhoej and Olesen 2014, PLoS ONE 9(11): e113825 (longest run and crossings); Schilling 2012,
Mathematics Magazine 85 (longest run); Chen 2010, Epidemiology 21 (crossings); Perla, Provost and Murray
2011, BMJ Quality and Safety 20 (shift of 6, trend of 5, table of runs after Swed and Eisenhart 1943).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, exp, floor, lgamma, log, log2, sqrt

TOLERANCE = 1e-12

IHI_SHIFT = 6
IHI_TREND = 5
IHI_RUNS_FROM = 10
# fewest and most runs expected for 10 to 60 useful points
IHI_RUNS = (
    (3, 9),
    (3, 10),
    (3, 11),
    (4, 11),
    (4, 12),
    (5, 12),
    (5, 13),
    (5, 13),
    (6, 14),
    (6, 15),
    (6, 16),
    (7, 16),
    (7, 17),
    (7, 17),
    (8, 18),
    (8, 18),
    (9, 19),
    (10, 19),
    (10, 20),
    (10, 20),
    (11, 21),
    (11, 22),
    (11, 23),
    (12, 23),
    (12, 24),
    (12, 24),
    (13, 25),
    (13, 25),
    (14, 26),
    (14, 26),
    (15, 27),
    (15, 27),
    (16, 28),
    (16, 28),
    (17, 29),
    (17, 30),
    (17, 31),
    (18, 31),
    (18, 32),
    (19, 32),
    (19, 33),
    (20, 33),
    (20, 34),
    (21, 34),
    (21, 35),
    (22, 35),
    (22, 36),
    (23, 36),
    (23, 37),
    (24, 38),
    (24, 38),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Useful points in a row on one side: positions of the first and last, how many, which side."""

    first: int
    last: int
    length: int
    side: int


def side_of(value: float | None, centre: float | None, noise: float = TOLERANCE) -> int:
    """1 above, -1 below, 0 on the line or unknown (equal within floating-point noise)."""
    if value is None or centre is None:
        return 0
    if abs(value - centre) <= noise * max(abs(value), abs(centre)):
        return 0
    return 1 if value > centre else -1


def is_outside(value: float | None, low: float | None, high: float | None) -> int:
    """1 above the upper limit, -1 below the lower one, 0 within (beyond floating-point noise)."""
    if value is None:
        return 0
    if high is not None and value - high > TOLERANCE * max(abs(value), abs(high)):
        return 1
    if low is not None and low - value > TOLERANCE * max(abs(value), abs(low)):
        return -1
    return 0


def find_runs(sides: Sequence[int], start: int = 0) -> list[Run]:
    """Runs of equal side; zeros are skipped and neither break nor lengthen one."""
    runs: list[Run] = []
    first = last = length = side = 0
    for i, s in enumerate(sides, start):
        if s == 0:
            continue
        if s == side:
            last = i
            length += 1
            continue
        if length:
            runs.append(Run(first, last, length, side))
        first = last = i
        length, side = 1, s
    if length:
        runs.append(Run(first, last, length, side))
    return runs


@lru_cache(maxsize=4096)
def longest_run_max(n_useful: int) -> int:
    """Longest run chance would give: round(log2(n)) + 3."""
    return round(log2(n_useful)) + 3


@lru_cache(maxsize=4096)
def crossings_min(n_useful: int) -> int:
    """Fewest crossings chance would give: the 5% quantile of Binomial(n - 1, 1/2)."""
    trials = max(n_useful - 1, 0)
    if trials <= 900:
        total, bound = 0, 2**trials
        for k in range(trials + 1):
            total += comb(trials, k)
            if total * 20 >= bound:
                return k
    return _crossings_min_large(trials)


def _crossings_min_large(trials: int) -> int:
    """The same by log-probabilities, begun nine standard deviations below the mean (beyond float noise)."""
    k = max(0, floor(trials / 2 - 9 * sqrt(trials) / 2))
    log_p = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) - trials * log(2)
    p = exp(log_p)
    total = p
    while total < 0.05:
        p *= (trials - k) / (k + 1)
        k += 1
        total += p
    return k


def ihi_runs_expected(n_useful: int) -> tuple[int, int] | None:
    """Fewest and most runs expected; None below ten useful points.

    Beyond the published table (60 points) by the normal approximation it rests on, 2.5% in each tail.
    """
    if n_useful < IHI_RUNS_FROM:
        return None
    if n_useful - IHI_RUNS_FROM < len(IHI_RUNS):
        return IHI_RUNS[n_useful - IHI_RUNS_FROM]
    half = n_useful / 2
    centre = half + 1
    spread = 1.96 * sqrt(half * (half - 1) / (n_useful - 1))
    return floor(centre - spread) + 1, floor(centre + spread)


def find_trends(values: Sequence[float | None], start: int = 0) -> list[Run]:
    """Stretches that only rise or only fall; gaps and repeats of the value before are skipped.

    Two stretches may share their turning point. ``length`` counts distinct successive values.
    """
    trends: list[Run] = []
    first = last = before_last = 0
    length = side = 0
    before: float | None = None
    for i, value in enumerate(values, start):
        if value is None:
            continue
        if before is None:
            first = last = i
            length, side = 1, 0
        else:
            s = side_of(value, before)
            if s == 0:
                last = i if length == 1 else last
                continue
            if s == side or side == 0:
                side = s
                length += 1
                last = i
            else:
                trends.append(Run(first, last, length, side))
                first, last, length, side = before_last, i, 2, s
        before, before_last = value, i
    if length > 1:
        trends.append(Run(first, last, length, side))
    return trends
