"""Which chart fits the data, with the reason; and when a new middle line is worth proposing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .model import MIN_FIRM_LIMITS, Analysis

LARGE_DENOMINATOR = 1000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``chart`` of ``CHARTS``, ``rules`` of ``RULE_SETS``, and why, in a sentence."""

    chart: str
    rules: str
    reason: str


def suggest_chart(kind: str, n: int = 0, denominator: float | None = None) -> Suggestion:
    """A chart for a kind of figure, ``n`` figures so far and a typical ``denominator``.

    Kinds: value, count, percentage (or proportion), rate, days_between (time_between), cases_between.
    Denominators are large from a thousand on: plain P and U limits are then too narrow (Laney 2002).
    Raises ValueError on another kind.
    """
    few = f"A run chart fits any figure, and {_limit_words(n)}."
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    if n < MIN_FIRM_LIMITS:
        return Suggestion("run", "anhoej", few)
    if kind in ("percentage", "proportion", "rate"):
        plain, laney = ("u", "up") if kind == "rate" else ("p", "pp")
        what = "events per so many" if kind == "rate" else "so many out of a total"
        if denominator is None:
            return Suggestion("i", "anhoej", "Without the totals behind them the figures are taken one by one.")
        if denominator >= LARGE_DENOMINATOR:
            return Suggestion(
                laney,
                "anhoej",
                f"The figures are {what}, and totals this large need wider limits (Laney).",
            )
        return Suggestion(plain, "anhoej", f"The figures are {what}, and the limits follow each total.")
    chart, reason = KINDS[kind]
    return Suggestion(chart, "anhoej", reason)


KINDS = {
    "value": ("i", "Single measured values vary from one to the next, and the limits come from that."),
    "count": ("c", "The figures count events, and the room for events stays about the same."),
    "percentage": ("p", ""),
    "proportion": ("p", ""),
    "rate": ("u", ""),
    "days_between": ("t", "The events are rare, so the days between them tell more than counts of none or one."),
    "time_between": ("t", "The events are rare, so the days between them tell more than counts of none or one."),
    "cases_between": ("g", "The events are rare, so the cases between them tell more than a share near zero."),
}


def _limit_words(n: int) -> str:
    if n == 0:
        return "needs no limits"
    return f"limits are not firm before {MIN_FIRM_LIMITS} figures"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new phase worth proposing: never made without a person.

    ``first`` is the position where it would begin and ``start`` its date; ``change_date`` is the marked
    change it follows; ``reason`` says why in a sentence.
    """

    first: int
    start: date
    change_date: date
    length: int
    reason: str


def propose_rephase(analysis: Analysis, change_dates: Sequence[date]) -> Proposal | None:
    """Propose new lines from a sustained shift in the good direction that follows a marked change.

    Sustained: a run or shift signal in the newest phase that still lasts (no later figure on the other
    side). The change must lie after the phase began and not after the run's first figure. None otherwise.
    """
    if not analysis.parts or analysis.series.direction == "neutral":
        return None
    newest = len(analysis.parts) - 1
    part = analysis.parts[newest]
    runs = [
        s for s in analysis.signals if s.part == newest and s.rule in ("run", "shift") and s.direction == "better"
    ]
    if not runs:
        return None
    run = max(runs, key=lambda s: s.last)
    if any(side == -run.side for side in analysis.sides[run.last + 1 : part.last + 1]):
        return None
    first = _run_start(analysis, run.first, run.last, run.side)
    start = analysis.series.dates[first]
    begun = analysis.series.dates[part.first]
    before = [d for d in change_dates if begun < d <= start]
    if not before or first <= part.first:
        return None
    better = "above" if run.side > 0 else "below"
    return Proposal(
        first,
        start,
        max(before),
        run.length,
        f"{run.length} figures in a row {better} the line follow a change you marked.",
    )


def _run_start(analysis: Analysis, first: int, last: int, side: int) -> int:
    """The run's first figure on the good side (points on the line or gaps may precede it)."""
    return next((i for i in range(first, last + 1) if analysis.sides[i] == side), first)
