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
WITH = "Time with somebody"
THOSE = "Those visits as a whole"


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
    found = [Stretch(label, _minutes(visits, number, number + 1)) for number, label in enumerate(part_labels(points))]
    if len(points) > 2:
        found.append(Stretch(WHOLE, _minutes(visits, 0, len(points) - 1)))
    return found


def part_labels(points: Sequence[str]) -> list[str]:
    """'Comes in to called in', of each part in its order."""
    return [f"{before} to {after[:1].lower()}{after[1:]}" for before, after in itertools.pairwise(points)]


@dataclass(frozen=True)
class WithSomebody:
    """Both of the same visits, so ``part`` is never more than ``whole``."""

    part: Stretch
    whole: Stretch


def time_with_somebody(
    points: Sequence[str], visits: Sequence[Mapping[int, datetime]], marked: Sequence[int]
) -> WithSomebody | None:
    """The parts in ``marked`` (places, from 0) added up for each visit; None where no part is marked.

    Only of visits that were followed from the first point to the last, through each marked part and in order.
    """
    if not marked:
        return None
    last = len(points) - 1
    needed = {0, last, *marked, *(place + 1 for place in marked)}
    followed = [visit for visit in visits if needed <= visit.keys() and not out_of_order(visit)]
    spans = [sum((visit[place + 1] - visit[place]).total_seconds() for place in marked) for visit in followed]
    part = Stretch(WITH, tuple(sorted(span / 60 for span in spans)))
    return WithSomebody(part, Stretch(THOSE, _minutes(followed, 0, last)))


def marks_after(before: Sequence[str], after: Sequence[str], marked: Sequence[int]) -> list[int]:
    """Which parts stay marked when the points are written anew: by place where points were only called otherwise,
    by name where some came, went or changed places."""
    if len(before) == len(after) and set(before) != set(after):
        return list(marked)
    names = list(itertools.pairwise(after))
    kept = [pair for place, pair in enumerate(itertools.pairwise(before)) if place in marked]
    return sorted(names.index(pair) for pair in kept if pair in names)


def _minutes(visits: Sequence[Mapping[int, datetime]], start: int, end: int) -> tuple[float, ...]:
    taken = (visit[end] - visit[start] for visit in visits if start in visit and end in visit)
    return tuple(sorted(span.total_seconds() / 60 for span in taken if span.total_seconds() >= 0))


def out_of_order(stamps: Mapping[int, datetime]) -> bool:
    """Whether a later point was reached before an earlier one."""
    moments = [stamps[point] for point in sorted(stamps)]
    return moments != sorted(moments)
