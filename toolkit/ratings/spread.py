"""What several people's ratings say together. Pure functions.

Ratings are ordered words: the middle is the median, never an average of words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

LOW = 2  # this and below is trouble
APART = 0.25  # of the raters at either end


@dataclass(frozen=True)
class Given:
    """One person's rating of one thing; ``value`` None: cannot say."""

    thing: str
    value: int | None
    working_on_it: bool = False
    patients_complain: bool = False


@dataclass(frozen=True)
class Spread:
    """``values`` are sorted, and empty while fewer than the least number of people have rated."""

    thing: str
    label: str
    values: tuple[int, ...]
    working_on_it: int
    patients_complain: int
    top: int

    @property
    def middle(self) -> float | None:
        return median(self.values) if self.values else None

    @property
    def is_far_apart(self) -> bool:
        """At least a quarter at the lower half, and at least a quarter at the very top."""
        count = len(self.values)
        low, high = sum(v <= LOW for v in self.values), sum(v == self.top for v in self.values)
        return bool(count) and low >= count * APART and high >= count * APART

    @property
    def is_alike(self) -> bool:
        """All within two neighbouring words."""
        return not self.values or self.values[-1] - self.values[0] <= 1

    @property
    def is_trouble(self) -> bool:
        return self.middle is not None and self.middle <= LOW


def spreads_of(things: Sequence[tuple[str, str]], given: Iterable[Given], *, least: int, top: int) -> list[Spread]:
    """One for each thing, in the round's order. What fewer than ``least`` people rated shows nothing at all."""
    rows = list(given)
    return [_spread(key, label, [row for row in rows if row.thing == key], least, top) for key, label in things]


def _spread(key: str, label: str, rows: list[Given], least: int, top: int) -> Spread:
    values = tuple(sorted(row.value for row in rows if row.value is not None))
    if len(values) < least:
        return Spread(key, label, (), 0, 0, top)
    working, complain = sum(row.working_on_it for row in rows), sum(row.patients_complain for row in rows)
    return Spread(key, label, values, working, complain, top)


def change_words(now: float | None, before: float | None) -> str:
    """'better', 'worse', 'as before'; '' where either is not known."""
    if now is None or before is None:
        return ""
    return "better" if now > before else "worse" if now < before else "as before"


def middles(spreads: Iterable[Spread]) -> Mapping[str, float]:
    return {spread.thing: spread.middle for spread in spreads if spread.middle is not None}
