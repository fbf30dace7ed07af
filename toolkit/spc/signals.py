"""What the points of an analysis say: signals, the class of each point, and the state of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import mdc
from .model import MIN_JUDGED, Analysis, Part, Signal, State, Verdict
from .runs import (
    IHI_SHIFT,
    IHI_TREND,
    crossings_min,
    find_runs,
    find_trends,
    ihi_runs_expected,
    is_outside,
    longest_run_max,
)


def verdict_of(side: int, direction: str) -> Verdict:
    if side == 0 or direction == "neutral":
        return "neither"
    return "better" if (side > 0) == (direction == "up") else "worse"


def judge(bare: Analysis, included: Sequence[float | None]) -> Analysis:
    """Add signals, point classes and state to an analysis that has its lines and parts."""
    if bare.rules == "none":
        return replace(bare, state=_waiting(bare) or "none")
    if bare.rules == "mdc":
        return mdc.judge(bare, included)
    direction = bare.series.direction
    signals: list[Signal] = []
    for k, part in enumerate(bare.parts):
        if part.early:
            continue
        if bare.rules == "ihi":
            signals += _ihi_signals(part, k, bare, included)
        elif part.n_useful >= MIN_JUDGED and part.runs_signal:
            signals += _anhoej_signals(part, k, bare)
        if not part.trial:
            for i in part.outside:
                side = is_outside(included[i], bare.lower[i], bare.upper[i])
                if not side:
                    continue
                signals.append(Signal("outside", i, i, side, verdict_of(side, direction), 1, k))
    classes = _classes(bare, signals)
    waiting = _waiting(bare)
    lead, state = (None, waiting) if waiting else _state(bare, signals)
    return replace(bare, signals=tuple(signals), classes=classes, state=state, lead=lead)


def _waiting(bare: Analysis) -> State | None:
    """'early' or 'trial' while the newest part has too few figures to be judged."""
    if not bare.parts or bare.parts[-1].early:
        return "early"
    return "trial" if bare.parts[-1].trial and bare.chart != "run" else None


def _anhoej_signals(part: Part, k: int, bare: Analysis) -> list[Signal]:
    direction = bare.series.direction
    runs = find_runs(bare.sides[part.first : part.last + 1], part.first)
    allowed = longest_run_max(part.n_useful)
    found = [
        Signal("run", r.first, r.last, r.side, verdict_of(r.side, direction), r.length, k)
        for r in runs
        if r.length > allowed
    ]
    if len(runs) - 1 < crossings_min(part.n_useful):
        side = _drift(bare.sides[part.first : part.last + 1])
        found.append(Signal("crossings", part.first, part.last, side, verdict_of(side, direction), len(runs) - 1, k))
    return found


def _drift(sides: Sequence[int]) -> int:
    """Which way the points moved between the first and the second half: 1, -1, or 0 if less than a third."""
    useful = [s for s in sides if s]
    half = len(useful) // 2
    if not half:
        return 0
    moved = sum(s > 0 for s in useful[-half:]) - sum(s > 0 for s in useful[:half])
    return 0 if abs(moved) * 3 < half else (1 if moved > 0 else -1)


def _ihi_signals(part: Part, k: int, bare: Analysis, included: Sequence[float | None]) -> list[Signal]:
    direction = bare.series.direction
    runs = find_runs(bare.sides[part.first : part.last + 1], part.first)
    found = [
        Signal("shift", r.first, r.last, r.side, verdict_of(r.side, direction), r.length, k)
        for r in runs
        if r.length >= IHI_SHIFT
    ]
    found += [
        Signal("trend", t.first, t.last, t.side, verdict_of(t.side, direction), t.length, k)
        for t in find_trends(included[part.first : part.last + 1], part.first)
        if t.length >= IHI_TREND
    ]
    expected = ihi_runs_expected(part.n_useful)
    if expected and runs and not expected[0] <= len(runs) <= expected[1]:
        few = len(runs) < expected[0]
        side = _drift(bare.sides[part.first : part.last + 1]) if few else 0
        found.append(
            Signal(
                "few runs" if few else "many runs",
                part.first,
                part.last,
                side,
                verdict_of(side, direction),
                len(runs),
                k,
            )
        )
    return found


RANK = {"": 0, "neither": 1, "worse": 2, "better": 3}


def _classes(bare: Analysis, signals: Sequence[Signal]) -> tuple[str, ...]:
    classes = [""] * len(bare.values)
    runs = [s for s in signals if s.rule in ("run", "shift")]
    for s in signals:
        if s.rule in ("crossings", "few runs", "many runs"):
            continue
        # a run that a later one answers from the other side is the same change seen from before
        if s in runs and any(o.part == s.part and o.first > s.last and o.side != s.side for o in runs):
            continue
        for i in range(s.first, s.last + 1):
            on_side = s.rule in ("trend", "outside") or bare.sides[i] == s.side
            counted = bare.values[i] is not None and bare.notes[i] != "excluded" and on_side
            if counted and RANK[s.direction] > RANK[classes[i]]:
                classes[i] = s.direction
    return tuple(classes)


def _state(bare: Analysis, signals: Sequence[Signal]) -> tuple[Signal | None, State]:
    """The signal that tells how things are now, and the state it gives.

    A run or trend tells the present only while most later points stay on its side; otherwise the chart
    has changed, but neither for the better nor for the worse.
    """
    newest = len(bare.parts) - 1
    current = [s for s in signals if s.part == newest]
    lasting = [s for s in current if s.rule in ("run", "shift", "trend")]
    if lasting:
        lead = max(lasting, key=lambda s: (s.last, s.length))
        later = [s for s in bare.sides[lead.last + 1 : bare.parts[-1].last + 1] if s]
        holds = sum(s == lead.side for s in later) * 2 >= len(later)
        return lead, _state_of(lead.direction if holds else "neither")
    whole = [s for s in current if s.rule in ("crossings", "few runs", "many runs")]
    if whole:
        return whole[0], _state_of(whole[0].direction)
    if current:
        lead = current[-1]
        known = [i for i, v in enumerate(bare.values) if v is not None]
        return lead, _state_of(lead.direction if lead.last == known[-1] else "neither")
    return None, "none"


def _state_of(verdict: Verdict) -> State:
    return "change" if verdict == "neither" else verdict
