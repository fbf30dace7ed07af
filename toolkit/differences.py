"""Small numbers that the difference of others would tell. Pure functions, no Django.

Figures of one date with one denominator N may fit together: answered, missed and rung off make up all calls, or
'within 2 minutes' and 'between 2 and 5' make up 'within 5'. Where one of them is hidden, the others tell it. Each
figure counts as a part, either itself or what is left over (N minus it); parts that add up to N are a *sum*.

A sum with a hidden part hides further ones, the next smallest first, until as much of it is hidden that every count
from 1 to the threshold stays possible for the small ones, also for somebody who knows this rule: the hidden parts
together (S, which the shown ones give away) leave room for the smallest and for the largest small number, and for
hidden parts no larger than those still shown. ``tests/toolkit/test_differences.py`` tries every sum there is.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product
from typing import NamedTuple

from toolkit.suppression import is_small

MOST = 6  # figures of one date and denominator that are tried in every sum; with more, all are hidden


class Counted(NamedTuple):
    """A figure of one date, as it is: ``key`` says whose."""

    key: Hashable
    numerator: Decimal
    denominator: Decimal


Sum = tuple[tuple[int, Decimal], ...]  # which figures, and the part that each stands for


def hidden_by_difference(figures: Iterable[Counted], threshold: int) -> set[Hashable]:
    """Keys of the figures of one date to hide because of others, those that are hidden by themselves left out."""
    groups: dict[Decimal, list[Counted]] = defaultdict(list)
    for figure in figures:
        if figure.denominator > 0:
            groups[figure.denominator].append(figure)
    found: set[Hashable] = set()
    for group in groups.values():
        found |= _of_group(group, threshold)
    return found


def _of_group(group: Sequence[Counted], threshold: int) -> set[Hashable]:
    own = {place for place, figure in enumerate(group) if _is_hidden(figure, threshold)}
    if not own or len(own) == len(group):
        return set()
    hidden = set(own)
    if len(group) > MOST:
        hidden.update(range(len(group)))
    else:
        sums = list(_sums(group))
        while any(_hide_one_more(row, hidden, threshold) for row in sums):
            pass
    return {group[place].key for place in hidden - own}


def _is_hidden(figure: Counted, threshold: int) -> bool:
    """As ``suppression.suppress`` has it."""
    rest = figure.denominator - figure.numerator
    small = (figure.numerator, figure.denominator, *([rest] if rest >= 0 else []))
    return any(is_small(count, threshold) for count in small)


def _sums(group: Sequence[Counted]) -> Iterator[Sum]:
    """Each choice of two or more figures whose parts add up to their denominator."""
    whole = group[0].denominator
    places = [place for place, figure in enumerate(group) if figure.numerator <= whole]
    for size in range(2, len(places) + 1):
        for chosen in combinations(places, size):
            parts = [(group[place].numerator, whole - group[place].numerator) for place in chosen]
            for taken in product(*parts):
                if sum(taken) == whole:
                    yield tuple(zip(chosen, taken, strict=True))


def _hide_one_more(row: Sum, hidden: set[int], threshold: int) -> bool:
    """Hide the next smallest part where the shown ones say too much; whether one was hidden."""
    shown = sorted(
        ((is_small(part, threshold) or part == 0, part, place) for place, part in row if place not in hidden)
    )
    if not shown or len(shown) == len(row) or _has_room(row, hidden, threshold):
        return False
    hidden.add(shown[0][2])
    return True


def _has_room(row: Sum, hidden: set[int], threshold: int) -> bool:
    parts = [part for place, part in row if place in hidden]
    small = sum(is_small(part, threshold) for part in parts)
    large = sum(part > threshold for part in parts)
    if not small:
        return len(parts) > 1
    if not large:
        return False
    together, least = sum(parts), threshold + 1
    next_shown = min((part for place, part in row if place not in hidden and part > threshold), default=Decimal(0))
    smallest_fits = together - small - least * (large - 1) < next_shown
    return smallest_fits and together >= threshold + small + least * large
