"""What a chart is made of. A partner's copy carries no value at all where a figure is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from toolkit import spc

Status = Literal["figure", "closed", "missing", "estimate", "hidden"]
Format = Literal["percent", "number"]
STATUSES = ("figure", "closed", "missing", "estimate", "hidden")
# beyond this share of hidden figures the visible ones say nothing fair about the middle
HIDDEN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Point:
    """One date. ``value`` is the figure, or the numerator where ``denominator`` is given."""

    date: date
    value: float | None = None
    denominator: float | None = None
    status: Status = "figure"

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"unknown status {self.status!r}")
        if self.status in ("closed", "missing", "hidden"):
            object.__setattr__(self, "value", None)
            object.__setattr__(self, "denominator", None)
        for name in ("value", "denominator"):  # one form of a number, so that equal input has one fingerprint
            number = getattr(self, name)
            if number is not None:
                object.__setattr__(self, name, float(number))


@dataclass(frozen=True, slots=True)
class Change:
    """A change the team tested, shown as a numbered mark on the time axis."""

    number: int
    date: date
    label: str


@dataclass(frozen=True, slots=True)
class PhaseMark:
    """A new middle line from ``start`` on, accepted by a person for ``reason``."""

    start: date
    label: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn or said.

    ``unit``: the line under the title. ``value_word``: a unit after a number in a sentence ('days').
    ``value_format`` 'percent': values are percentages; with denominators they are 100 * value / denominator
    unless ``per`` says otherwise ('number' with denominators: ``per`` 1, for example 1000 for a rate).
    ``kind``: a chart of ``spc.CHARTS``; ``rules``: a rule set of ``spc.RULE_SETS``.
    ``cadence``: day, week, month, or event for charts whose points have no even distance.
    ``freeze``: the last date of a frozen baseline. ``exclude``: dates shown but not counted.
    ``hidden_label``: what a ``*`` stands for. ``stale``: drawn in grey.
    ``withheld``: the sentence that stands for a chart of which this reader sees nothing.
    """

    title: str
    unit: str = ""
    points: tuple[Point, ...] = ()
    changes: tuple[Change, ...] = ()
    phases: tuple[PhaseMark, ...] = ()
    aim: float | None = None
    direction: spc.model.Direction = "neutral"
    kind: str = "run"
    rules: str = "anhoej"
    value_format: Format = "number"
    decimals: int | None = None
    per: float | None = None
    cadence: Literal["day", "week", "month", "event"] = "week"
    value_word: str = ""
    freeze: date | None = None
    exclude: frozenset[date] = frozenset()
    hidden_label: str = "1 to 7 hidden"
    stale: bool = False
    withheld: str = ""
    options: spc.Options = field(default_factory=spc.Options)

    def __post_init__(self) -> None:
        if self.aim is not None:
            object.__setattr__(self, "aim", float(self.aim))
        if any(a.date > b.date for a, b in pairwise(self.points)):
            object.__setattr__(self, "points", tuple(sorted(self.points, key=lambda p: p.date)))
        if any(a.date > b.date for a, b in pairwise(self.changes)):
            object.__setattr__(self, "changes", tuple(sorted(self.changes, key=lambda c: (c.date, c.number))))

    @property
    def n_hidden(self) -> int:
        return sum(p.status == "hidden" for p in self.points)

    @property
    def too_much_hidden(self) -> bool:
        """Whether so much is hidden that neither a middle line nor a signal would be fair."""
        shown = sum(p.value is not None for p in self.points)
        return self.n_hidden > 0 and self.n_hidden > HIDDEN_SHARE * (self.n_hidden + shown)

    @property
    def multiply(self) -> float:
        """What a ratio is multiplied by: ``per``, else 100 for percentages of a denominator, else 1."""
        if self.per is not None:
            return self.per
        has_denominators = any(p.denominator is not None for p in self.points)
        return 100 if self.value_format == "percent" and has_denominators else 1

    def series(self) -> spc.Series:
        """The figures as the statistics see them; hidden, closed and missing ones are gaps."""
        ratio = any(p.denominator is not None for p in self.points)
        return spc.Series(
            dates=tuple(p.date for p in self.points),
            values=tuple(p.value for p in self.points),
            denominators=tuple(p.denominator for p in self.points) if ratio else None,
            direction=self.direction,
            target=self.aim,
            multiply=self.multiply if ratio else 1,
            exclude=frozenset(i for i, p in enumerate(self.points) if p.date in self.exclude),
        )


def study(chart: Chart) -> spc.Analysis:
    """Analyse a chart by its own kind, rules, phases and baseline.

    A ratio chart without denominators falls back to a run chart, and so does a chart of which too much is
    hidden; the latter follows no rules.
    """
    series = chart.series()
    kind = "run" if series.denominators is None and chart.kind in spc.model.RATIO_CHARTS else chart.kind
    rules = chart.rules
    if chart.too_much_hidden:
        kind, rules = "run", "none"
    phases = [spc.Phase(p.start, p.label, p.reason) for p in chart.phases]
    analysis = spc.analyse(series, kind, rules, phases, chart.freeze, chart.options)
    return _without_middle(analysis) if chart.too_much_hidden else analysis


def _without_middle(analysis: spc.Analysis) -> spc.Analysis:
    """The same figures without any line: their middle would mislead, and could be reckoned back from."""
    nothing = (None,) * len(analysis.values)
    flat = (0,) * len(analysis.values)
    parts = tuple(
        replace(
            p,
            cl=None,
            n_useful=0,
            longest_run=None,
            longest_run_max=None,
            n_crossings=None,
            n_crossings_min=None,
            runs_signal=False,
        )
        for p in analysis.parts[:1]
    )
    if parts:
        parts = (replace(parts[0], last=len(analysis.values) - 1),)
    return replace(
        analysis,
        centre=nothing,
        lower=nothing,
        upper=nothing,
        sides=flat,
        useful=(False,) * len(analysis.values),
        parts=parts,
    )


def from_mapping(data: Mapping[str, object]) -> Chart:
    """A chart from plain values (dates as ``date``), for stored or sent definitions."""
    values = dict(data)
    for key, kind in (("points", Point), ("changes", Change), ("phases", PhaseMark)):
        rows = values.get(key, ())
        values[key] = tuple(r if isinstance(r, kind) else kind(**r) for r in rows)  # type: ignore[attr-defined]
    return replace(Chart(title=str(values.pop("title"))), **values)  # type: ignore[arg-type]
