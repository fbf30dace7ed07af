"""How long each stretch of a visit takes, from the moments at which it came to each point. Pure functions.

The summary is the median and the middle half (quartiles by linear interpolation, method 7 of Hyndman and Fan 1996):
a few very long visits pull neither.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

ENOUGH = 5  # visits from which on the middle half is told
WHOLE = "The whole visit"


@dataclass(frozen=True)
class Stretch:
    """From one point to the next. ``minutes`` are sorted; visits that miss either point are not among them."""

    label: str
    minutes: tuple[float, ...]

    @property
    def median(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    @property
    def half(self) -> tuple[float, float] | None:
        """Between which minutes the middle half lies; None for fewer than five visits."""
        if len(self.minutes) < ENOUGH:
            return None
        low, _, high = quantiles(self.minutes, n=4, method="inclusive")
        return low, high


def stretches(points: Sequence[str], visits: Sequence[Mapping[int, datetime]]) -> list[Stretch]:
    """Each stretch in its order, then the whole visit where there are more than two points.

    A stretch that would end before it began (two phones, one of them wrong; points tapped in another order) does not
    count.
    """
    found = [
        Stretch(f"{before} to {after[:1].lower()}{after[1:]}", _minutes(visits, number, number + 1))
        for number, (before, after) in enumerate(itertools.pairwise(points))
    ]
    if len(points) > 2:
        found.append(Stretch(WHOLE, _minutes(visits, 0, len(points) - 1)))
    return found


def _minutes(visits: Sequence[Mapping[int, datetime]], start: int, end: int) -> tuple[float, ...]:
    taken = (visit[end] - visit[start] for visit in visits if start in visit and end in visit)
    return tuple(sorted(span.total_seconds() / 60 for span in taken if span.total_seconds() >= 0))


def out_of_order(stamps: Mapping[int, datetime]) -> bool:
    """Whether a later point was reached before an earlier one."""
    moments = [stamps[point] for point in sorted(stamps)]
    return moments != sorted(moments)
