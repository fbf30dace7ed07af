"""The Making Data Count rules for XmR charts, with the variation and assurance icons.

A week without a figure breaks no shift or trend: the rules look at figures in a row, as published programs do.

Source: NHS England, Making Data Count, test specification for XmR charts (Single Chart Tool v5.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .model import MIN_JUDGED, Analysis, Part, Signal, State, Verdict
from .runs import TOLERANCE, is_outside, side_of

RANK = {"neither": 1, "worse": 2, "better": 3}
RULE_RANK = {"two of three": 1, "shift": 2, "trend": 3, "outside": 4}


def judge(bare: Analysis, included: Sequence[float | None]) -> Analysis:
    """Add signals, point classes, icons and state. Where signals conflict improvement wins."""
    total = sum(v is not None for v in included)
    if total < bare.options.min_limits:
        return replace(bare, state="early" if total < MIN_JUDGED else "trial")
    signals = _signals(bare, included)
    classes = [""] * len(included)
    marks = [0] * len(included)
    weights = [0] * len(included)
    for signal, members in signals:
        by_rule = bare.options.conflict == "rule"
        weight = RULE_RANK[signal.rule] if by_rule else RANK[signal.direction]
        for i in members:
            # without a direction of improvement the higher side gives the icon its name
            equal = weight == weights[i] and (by_rule or (weight == RANK["neither"] and signal.side > marks[i]))
            if weight > weights[i] or equal:
                classes[i], marks[i], weights[i] = signal.direction, signal.side, weight
    known = [i for i, v in enumerate(included) if v is not None]
    last = known[-1]
    state: State = "none"
    if classes[last]:
        state = "change" if classes[last] == "neither" else classes[last]  # type: ignore[assignment]
    newest = bare.parts[-1]
    if newest.n_values < bare.options.min_limits and newest.lcl is None:
        state = "early" if newest.early else "trial"
    lead = None
    for signal, members in signals:
        longer = lead is None or signal.length > lead.length
        if last in members and signal.direction == classes[last] and longer:
            lead = signal
    return replace(
        bare,
        signals=tuple(s for s, _ in signals),
        classes=tuple(classes),
        state=state,
        lead=lead,
        variation="" if newest.n_values < bare.options.min_limits else _variation(classes[last], marks[last]),
        assurance=_assurance(bare),
    )


def _variation(cls: str, side: int) -> str:
    if not cls:
        return "common_cause"
    name = {"better": "improvement", "worse": "concern", "neither": "neutral"}[cls]
    return f"{name}_{'high' if side > 0 else 'low'}"


def _assurance(bare: Analysis) -> str:
    """Latest limits against the target: consistent_pass, consistent_fail, inconsistent, '' without one."""
    part, target = bare.parts[-1], bare.series.target
    if target is None or bare.series.direction == "neutral":
        return ""
    low, high = _latest_limits(bare, part)
    if low is None or high is None:
        return ""
    side = is_outside(target, low, high)
    if not side:  # a target on a limit may still be missed
        return "inconsistent"
    return "consistent_pass" if (side < 0) == (bare.series.direction == "up") else "consistent_fail"


def _latest_limits(bare: Analysis, part: Part) -> tuple[float | None, float | None]:
    """The limits at the newest figure; of figures that are all alike, their one value."""
    if part.lcl is not None and part.ucl is not None:
        return part.lcl, part.ucl
    if part.n_values < bare.options.min_limits:
        return None, None
    known = [v for v in bare.values[part.first : part.last + 1] if v is not None]
    if part.cl is not None and len(set(known)) == 1 and not part.varying:
        return part.cl, part.cl
    lows = [v for v in bare.lower[part.first : part.last + 1] if v is not None]
    highs = [v for v in bare.upper[part.first : part.last + 1] if v is not None]
    return (lows[-1], highs[-1]) if lows and highs else (None, None)


Found = tuple[Signal, tuple[int, ...]]


def _signals(bare: Analysis, included: Sequence[float | None]) -> list[Found]:
    options = bare.options
    known = [i for i, v in enumerate(included) if v is not None]
    part_of = [k for k, p in enumerate(bare.parts) for _ in range(p.first, p.last + 1)]
    crossed = {n for n in range(1, len(known)) if part_of[known[n]] != part_of[known[n - 1]]}
    breaks = set() if options.cross_phases else crossed
    figures = [included[i] for i in known]
    steps = [0] + [side_of(b, a) for a, b in pairwise(figures)]
    for n in breaks:
        steps[n] = 0
    found: list[Found] = []

    def add(rule: str, counted: Sequence[int], side: int) -> None:
        members = tuple(known[n] for n in counted)
        verdict = _verdict(side, bare.series.direction)
        first, last = members[0], members[-1]
        found.append((Signal(rule, first, last, side, verdict, len(members), part_of[last]), members))

    for first, last, side in _stretches([bare.sides[i] for i in known], breaks):
        if last - first + 1 >= options.shift:
            add("shift", range(first, last + 1), side)
    for first, last, side in _stretches(steps, breaks):
        if last - first + 2 >= options.trend:
            add("trend", range(first - 1, last + 1), side)
    outside, zone = _zones(bare, included, known)
    for n, side in enumerate(outside):
        if side:
            add("outside", [n], side)
    for members, side in _two_of_three(bare, [bare.sides[i] for i in known], zone, outside, breaks):
        add("two of three", members, side)
    return found


def _stretches(sides: Sequence[int], breaks: set[int]) -> list[tuple[int, int, int]]:
    """(first, last, side) of every stretch of equal, non-zero sides; a zero ends one."""
    stretches: list[tuple[int, int, int]] = []
    first, side = 0, 0
    for i, s in enumerate(sides):
        if s == side and i not in breaks:
            continue
        if side:
            stretches.append((first, i - 1, side))
        first, side = i, s
    if side:
        stretches.append((first, len(sides) - 1, side))
    return stretches


def _zones(
    bare: Analysis,
    included: Sequence[float | None],
    known: Sequence[int],
) -> tuple[list[int], list[int]]:
    """Per figure: the side on which it lies outside the limits, and the side beyond two sigma, or 0."""
    outside = [0] * len(known)
    zone = [0] * len(known)
    for n, i in enumerate(known):
        v, c, low, high = included[i], bare.centre[i], bare.lower[i], bare.upper[i]
        if v is None or c is None or low is None or high is None:
            continue
        noise = TOLERANCE * max(abs(v), abs(high), abs(low))
        if v - high > noise or low - v > noise:
            outside[n] = 1 if v > high else -1
        if v - (c + (high - c) * 2 / 3) > noise:
            zone[n] = 1
        elif (c - (c - low) * 2 / 3) - v > noise:
            zone[n] = -1
    return outside, zone


def _two_of_three(
    bare: Analysis,
    sides: Sequence[int],
    zone: Sequence[int],
    outside: Sequence[int],
    breaks: set[int],
) -> list[tuple[tuple[int, ...], int]]:
    """Two of three figures in a row beyond two sigma on one side; only those carry the signal."""
    options = bare.options
    found: dict[tuple[int, ...], int] = {}
    for n in range(2, len(zone)):
        if n in breaks or n - 1 in breaks:
            continue
        window = (n - 2, n - 1, n)
        for side in (1, -1):
            if options.two_sigma_same_side and any(sides[j] != side for j in window):
                continue
            members = tuple(
                j for j in window if zone[j] == side and not (options.two_sigma_inside_limits and outside[j])
            )
            if len(members) >= 2:
                found[members] = side
    return list(found.items())


def _verdict(side: int, direction: str) -> Verdict:
    if direction == "neutral":
        return "neither"
    return "better" if (side > 0) == (direction == "up") else "worse"
