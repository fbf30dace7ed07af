"""Figures with a story in them, drawn from a seeded generator."""

from dataclasses import dataclass
from random import Random

CLOSED = None


@dataclass(frozen=True)
class Shape:
    """A weekly series.

    Args:
        weeks: how many weeks, the last one being ``late`` weeks ago.
        level: the usual value at the start.
        spread: the standard deviation of a week.
        after: the usual value from week ``change_at`` on; None where nothing changes.
        drift: change a week.
        closed: weeks (from 0) in which the practice was closed.
        missing: weeks nobody entered.
    """

    weeks: int
    level: float
    spread: float
    after: float | None = None
    change_at: int = 0
    drift: float = 0.0
    closed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    late: int = 0
    low: float = 0.0
    high: float = 10_000.0


def draw(shape: Shape, random: Random) -> list[tuple[int, float | None]]:
    """Pairs of week (0 is the first) and value; None where the practice was closed. Missing weeks are left out."""
    rows: list[tuple[int, float | None]] = []
    for week in range(shape.weeks):
        level = shape.after if shape.after is not None and week >= shape.change_at else shape.level
        value = level + shape.drift * week + random.gauss(0, shape.spread)
        if week in shape.missing:
            continue
        rows.append((week, CLOSED if week in shape.closed else min(max(value, shape.low), shape.high)))
    return rows
