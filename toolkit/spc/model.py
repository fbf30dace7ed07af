"""What goes into an analysis and what comes out: plain frozen dataclasses.

Positions are 0-based and in date order. Values carry the unit of the series (a percentage series has
``multiply=100``, so its values and limits are percentages). A gap is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

Direction = Literal["up", "down", "neutral"]
State = Literal["better", "worse", "change", "none", "early", "trial"]
Verdict = Literal["better", "worse", "neither"]

CHARTS = ("run", "i", "mr", "p", "pp", "u", "up", "c", "g", "t")
RULE_SETS = ("anhoej", "ihi", "mdc", "none")
RATIO_CHARTS = ("p", "pp", "u", "up")
MIN_JUDGED = 10
MIN_FIRM_LIMITS = 12
MIN_MDC_LIMITS = 13


@dataclass(frozen=True, slots=True)
class Series:
    """Figures in time.

    ``values`` are the figures themselves, or numerators when ``denominators`` is given (same length).
    ``exclude`` names positions that are shown but count neither for limits nor for signals.
    The rows are put in date order, and decimals become floats. Raises ValueError when the lengths differ.
    """

    dates: tuple[date, ...]
    values: tuple[float | None, ...]
    denominators: tuple[float | None, ...] | None = None
    direction: Direction = "neutral"
    target: float | None = None
    kind: str = "value"
    multiply: float = 1
    exclude: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        n = len(self.dates)
        if len(self.values) != n or (self.denominators is not None and len(self.denominators) != n):
            raise ValueError("dates, values and denominators differ in length")
        if self.direction not in ("up", "down", "neutral"):
            raise ValueError(f"unknown direction {self.direction!r}")
        for name in ("values", "denominators"):
            row = getattr(self, name)
            if row is not None and any(isinstance(v, Decimal) for v in row):
                object.__setattr__(self, name, tuple(None if v is None else float(v) for v in row))
        if isinstance(self.target, Decimal):
            object.__setattr__(self, "target", float(self.target))
        if any(a > b for a, b in pairwise(self.dates)):
            order = sorted(range(n), key=self.dates.__getitem__)
            object.__setattr__(self, "dates", tuple(self.dates[i] for i in order))
            object.__setattr__(self, "values", tuple(self.values[i] for i in order))
            if self.denominators is not None:
                object.__setattr__(self, "denominators", tuple(self.denominators[i] for i in order))


@dataclass(frozen=True, slots=True)
class Phase:
    """New limits from ``start`` on: a date (the first point on or after it) or a position."""

    start: date | int
    label: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices on which published programs differ; each is named so that a chart can say which it uses.

    ``screen``: leave out moving ranges above 3.267 times their mean before averaging them once more
    (None: the habit of the rule set; Making Data Count does not, the others do).
    ``shift`` and ``trend``: lengths for the ``mdc`` rules, 6 or 7.
    ``two_sigma_same_side``: the third point of two-of-three must lie on the same side of the mean.
    ``two_sigma_inside_limits``: points beyond the limits do not count towards two-of-three.
    ``cross_phases``: ``mdc`` shifts and trends run on across a recalculation.
    ``conflict``: 'improvement' wins where ``mdc`` signals conflict, or the stronger 'rule' (outside the
    limits, then trend, shift, two of three), as some programs have it.
    ``min_limits``: fewest figures for which ``mdc`` shows limits and icons.
    """

    screen: bool | None = None
    shift: int = 6
    trend: int = 6
    two_sigma_same_side: bool = True
    two_sigma_inside_limits: bool = True
    cross_phases: bool = True
    conflict: Literal["improvement", "rule"] = "improvement"
    min_limits: int = MIN_MDC_LIMITS


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule broken between two positions (inclusive).

    ``side``: 1 above or rising, -1 below or falling, 0 neither. ``length``: points that counted.
    """

    rule: str
    first: int
    last: int
    side: int
    direction: Verdict
    length: int
    part: int


@dataclass(frozen=True, slots=True)
class Part:
    """A phase of the chart with its lines and its run statistics.

    ``lcl``/``ucl`` are None without limits or when limits differ from point to point (``varying``).
    ``trial``: limits from fewer than twelve figures. ``early``: fewer than ten figures. ``base_last``: the last
    position of a frozen baseline, from which alone the lines were worked out, else None.
    """

    first: int
    last: int
    cl: float | None
    lcl: float | None
    ucl: float | None
    varying: bool
    n_values: int
    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    n_crossings: int | None
    n_crossings_min: int | None
    runs_signal: bool
    outside: tuple[int, ...]
    early: bool
    trial: bool
    label: str = ""
    mean_range: float | None = None
    base_last: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an analysis; ``cls`` is '' or the verdict of the signal it belongs to."""

    date: date
    value: float | None
    cls: str
    useful: bool
    side: int
    centre: float | None
    lower: float | None
    upper: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything a picture, a sentence or a table needs.

    Parallel tuples, one entry a position: ``values``, ``classes`` ('' | 'better' | 'worse' | 'neither'),
    ``useful``, ``sides`` (-1, 0, 1), ``centre``, ``lower``, ``upper``, ``notes`` ('' | 'no figure' |
    'no denominator' | 'zero denominator' | 'excluded' | 'zero').
    ``variation`` and ``assurance`` are the Making Data Count icons or ''.
    """

    series: Series
    chart: str
    rules: str
    options: Options
    values: tuple[float | None, ...]
    classes: tuple[str, ...]
    useful: tuple[bool, ...]
    sides: tuple[int, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    signals: tuple[Signal, ...]
    state: State
    variation: str = ""
    assurance: str = ""
    lead: Signal | None = field(default=None)

    @property
    def n_figures(self) -> int:
        return sum(v is not None for v in self.values)

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(
            Point(*row)
            for row in zip(
                self.series.dates,
                self.values,
                self.classes,
                self.useful,
                self.sides,
                self.centre,
                self.lower,
                self.upper,
                self.notes,
                strict=True,
            )
        )
