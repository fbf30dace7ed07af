"""From a series to its lines and parts; ``signals`` then says what they mean. Linear in the number of points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite

from . import limits
from .limits import Lines
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
    Series,
)
from .runs import TOLERANCE, crossings_min, find_runs, is_outside, longest_run_max, side_of
from .signals import judge

MDC_OPTIONS = Options()


@dataclass(slots=True)
class _Work:
    """What is known about each point while the analysis is built."""

    values: list[float | None]
    pairs: list[tuple[float, float] | None] | None
    notes: list[str]


def analyse(
    series: Series,
    chart: str = "run",
    rules: str = "anhoej",
    phases: Sequence[Phase] = (),
    freeze: int | date | None = None,
    options: Options | None = None,
) -> Analysis:
    """Analyse ``series`` as a ``chart`` under a named rule set.

    ``phases`` start new lines; ``freeze`` takes the first phase's lines from its first points only: a count
    of positions, or the date of the last one. Raises ValueError on an unknown chart or rule set, and when a
    ratio chart has no denominators.
    """
    if chart not in CHARTS:
        raise ValueError(f"unknown chart {chart!r}")
    if rules not in RULE_SETS:
        raise ValueError(f"unknown rule set {rules!r}")
    if chart in RATIO_CHARTS and series.denominators is None:
        raise ValueError(f"a {chart} chart needs denominators")
    options = options or MDC_OPTIONS
    spans = _spans(series, phases)
    work = _prepare(series, chart, {first for first, _last, _label in spans})
    included = [None if i in series.exclude else v for i, v in enumerate(work.values)]
    frozen = _frozen_count(series, freeze)
    lines: list[Lines] = []
    for k, (first, last, _label) in enumerate(spans):
        base_end = min(last + 1, frozen) if frozen and k == 0 else last + 1
        lines.append(_lines(series, chart, rules, options, work, included, first, last, base_end))
    centre, lower, upper = _spread(spans, lines)
    # ranges are differences already: published programs compare them to their mean as they stand
    noise = 0.0 if chart == "mr" else TOLERANCE
    sides = [side_of(v, c, noise) for v, c in zip(included, centre, strict=True)]
    parts = tuple(
        _part(span, line, work.values, included, sides, lower, upper, chart)
        for span, line in zip(spans, lines, strict=True)
    )
    if parts and 0 < frozen <= parts[0].last:
        parts = (replace(parts[0], base_last=frozen - 1), *parts[1:])
    bare = Analysis(
        series=series,
        chart=chart,
        rules=rules,
        options=options,
        values=tuple(work.values),
        classes=("",) * len(included),
        useful=tuple(s != 0 for s in sides),
        sides=tuple(sides),
        centre=centre,
        lower=lower,
        upper=upper,
        notes=tuple(work.notes),
        parts=parts,
        signals=(),
        state="none",
    )
    return judge(bare, included)


def _prepare(series: Series, chart: str, starts: set[int]) -> _Work:
    """Plotted values, (numerator, denominator) pairs and the reason for each gap."""
    n = len(series.dates)
    notes = [""] * n
    values: list[float | None] = [None] * n
    pairs: list[tuple[float, float] | None] | None = None
    if series.denominators is None:
        for i, v in enumerate(series.values):
            if v is None or not isfinite(v):
                notes[i] = "no figure"
            elif chart == "t" and v <= 0:
                notes[i] = "zero"
            else:
                values[i] = v * series.multiply if series.multiply != 1 else v
    else:
        pairs = [None] * n
        for i, (v, d) in enumerate(zip(series.values, series.denominators, strict=True)):
            if v is None or not isfinite(v):
                notes[i] = "no figure"
            elif d is None or not isfinite(d):
                notes[i] = "no denominator"
            elif d <= 0:
                notes[i] = "zero denominator"
            else:
                pairs[i] = (v, d)
                values[i] = v / d * series.multiply if series.multiply != 1 else v / d
    if chart == "mr":
        ranges = limits.moving_ranges(values)
        for i, r in enumerate(ranges):
            if i in starts:
                ranges[i] = r = None
            if r is None and not notes[i]:
                notes[i] = "no range"
        values = ranges
    for i in series.exclude:
        if 0 <= i < n and not notes[i]:
            notes[i] = "excluded"
    return _Work(values, pairs, notes)


def _spans(series: Series, phases: Sequence[Phase]) -> list[tuple[int, int, str]]:
    """(first, last, label) of each part; empty parts and repeated starts fall away."""
    n = len(series.dates)
    starts: dict[int, str] = {0: ""}
    for phase in phases:
        at = phase.start if isinstance(phase.start, int) else bisect_left(series.dates, phase.start)
        if 0 <= at < n:
            starts[at] = phase.label
    order = sorted(starts)
    ends = [s - 1 for s in order[1:]] + [n - 1]
    return [(a, b, starts[a]) for a, b in zip(order, ends, strict=True)] if n else []


def _frozen_count(series: Series, freeze: int | date | None) -> int:
    if freeze is None:
        return 0
    if isinstance(freeze, int):
        return max(0, freeze)
    return sum(d <= freeze for d in series.dates)


def _lines(
    series: Series,
    chart: str,
    rules: str,
    options: Options,
    work: _Work,
    included: list[float | None],
    first: int,
    last: int,
    base_end: int,
) -> Lines:
    # an excluded point drops out: the range then spans it, unlike a gap
    base = [included[i] for i in range(first, base_end) if i not in series.exclude]
    screen = rules != "mdc" if options.screen is None else options.screen
    if chart == "run":
        return limits.run_lines(base)
    if chart == "i":
        factor = limits.XMR_FACTOR if rules == "mdc" else 3 / limits.D2
        lines = limits.xmr_lines(base, screen=screen, factor=factor)
        if rules == "mdc" and sum(v is not None for v in included[first : last + 1]) < options.min_limits:
            lines = replace(lines, lcl=None, ucl=None)
        return lines
    if chart == "mr":
        return limits.mr_lines(base)
    if chart == "c":
        return limits.c_lines(base)
    if chart == "g":
        return limits.g_lines(base)
    if chart == "t":
        return limits.t_lines(base, screen=screen)
    pairs = work.pairs or []
    kept = [pairs[i] for i in range(first, base_end) if i not in series.exclude]
    return limits.ratio_lines(
        chart,
        kept,
        pairs[first : last + 1],
        screen=screen,
        multiply=series.multiply,
    )


Row = tuple[float | None, ...]


def _spread(spans: list[tuple[int, int, str]], lines: list[Lines]) -> tuple[Row, Row, Row]:
    centre: list[float | None] = []
    lower: list[float | None] = []
    upper: list[float | None] = []
    for (first, last, _), line in zip(spans, lines, strict=True):
        count = last - first + 1
        centre += [line.cl] * count
        lower += line.lower if line.lower is not None else [line.lcl] * count
        upper += line.upper if line.upper is not None else [line.ucl] * count
    return tuple(centre), tuple(lower), tuple(upper)


def _part(
    span: tuple[int, int, str],
    line: Lines,
    plotted: list[float | None],
    included: list[float | None],
    sides: list[int],
    lower: Row,
    upper: Row,
    chart: str,
) -> Part:
    first, last, label = span
    runs = find_runs(sides[first : last + 1], first)
    n_useful = sum(r.length for r in runs)
    n_values = sum(v is not None for v in included[first : last + 1])
    longest = max((r.length for r in runs), default=None)
    longest_max = longest_run_max(n_useful) if n_useful else None
    crossings = len(runs) - 1 if runs else None
    fewest = crossings_min(n_useful) if n_useful else None
    broken = False
    # neighbouring ranges share a figure, so runs of ranges say nothing about chance
    if chart != "mr" and longest and longest_max and crossings is not None and fewest is not None:
        broken = longest > longest_max or crossings < fewest
    outside = tuple(i for i in range(first, last + 1) if is_outside(plotted[i], lower[i], upper[i]))
    lcl, ucl = line.lcl, line.ucl
    varying = False
    if line.lower is not None and line.upper is not None:
        lows = {v for v in line.lower if v is not None}
        highs = {v for v in line.upper if v is not None}
        varying = len(lows) > 1 or len(highs) > 1
        if not varying and lows:
            lcl, ucl = lows.pop(), highs.pop()
    return Part(
        first=first,
        last=last,
        cl=line.cl,
        lcl=lcl,
        ucl=ucl,
        varying=varying,
        n_values=n_values,
        n_useful=n_useful,
        longest_run=longest,
        longest_run_max=longest_max,
        n_crossings=crossings,
        n_crossings_min=fewest,
        runs_signal=broken,
        outside=outside,
        early=n_values < MIN_JUDGED,
        trial=chart != "run" and n_values < MIN_FIRM_LIMITS,
        label=label,
        mean_range=line.mean_range,
    )
