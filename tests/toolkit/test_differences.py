"""Attacks on small numbers by adding and subtracting what is shown, by somebody who knows the rules."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from toolkit.differences import MOST, Counted, hidden_by_difference
from toolkit.suppression import HIDDEN, is_small, suppress

Parts = tuple[int, ...]


def shown(counts: Parts, whole: int, threshold: int, difference: bool = True) -> tuple:
    """What a reader outside sees of measures with these numerators out of ``whole``: one entry each."""
    figures = [Counted(place, Decimal(count), Decimal(whole)) for place, count in enumerate(counts)]
    more = hidden_by_difference(figures, threshold) if difference else set()
    seen = []
    for figure in figures:
        copy = suppress(
            basis="percentage",
            status="figure",
            value=100 * figure.numerator / figure.denominator,
            numerator=figure.numerator,
            denominator=figure.denominator,
            threshold=threshold,
        )
        hidden = copy == HIDDEN or figure.key in more
        seen.append("*" if hidden else (copy.value, copy.numerator, copy.denominator))
    return tuple(seen)


def parts_of(whole: int, number: int) -> Iterator[Parts]:
    if number == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        for rest in parts_of(whole - first, number - 1):
            yield (first, *rest)


def as_they_are(parts: Parts) -> Parts:
    return parts


def nested(parts: Parts) -> Parts:
    """Of the last part only what is left over is a measure: 'within 5 minutes' made up of the others."""
    return (*parts[:-1], sum(parts[:-1]))


def candidates(
    number: int, threshold: int, largest: int, measured: Callable[[Parts], Parts], difference: bool = True
) -> list[set[int]]:
    """For each hidden figure that may be small: the parts it may stand for, by all that is shown.

    Every division of every whole up to ``largest`` is tried, so whoever knows both rules, and that the measures
    belong together, finds no fewer.
    """
    worlds: dict[tuple, list[Parts]] = defaultdict(list)
    for whole in range(1, largest + 1):
        for parts in parts_of(whole, number):
            worlds[shown(measured(parts), whole, threshold, difference)].append(parts)
    found = []
    for seen, alike in worlds.items():
        for place, entry in enumerate(seen):
            values = {parts[place] for parts in alike}
            if entry == "*" and any(is_small(Decimal(value), threshold) for value in values):
                found.append(values)
    return found


@pytest.mark.parametrize("measured", [as_they_are, nested], ids=["side by side", "one within another"])
@pytest.mark.parametrize(("number", "threshold", "largest"), [(2, 7, 60), (3, 4, 42), (4, 3, 24)])
def test_every_small_count_stays_possible_whatever_is_added_up(number, threshold, largest, measured) -> None:
    """The promise: nothing that is shown rules out any count from 1 to the threshold."""
    found = candidates(number, threshold, largest, measured)
    assert found
    promised = set(range(1, threshold + 1))
    assert [values for values in found if not promised <= values] == []


def test_without_the_rule_the_same_attack_succeeds() -> None:
    found = candidates(3, 4, 42, as_they_are, difference=False)
    assert min(len(values) for values in found) == 1


def hide(counts: list[float], whole: float = 100, threshold: int = 7) -> set:
    figures = [Counted(place, Decimal(str(count)), Decimal(whole)) for place, count in enumerate(counts)]
    return hidden_by_difference(figures, threshold)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([60, 35, 5], {1}),  # the next smallest
        ([60, 40], set()),  # nothing small
        ([5, 95], set()),  # both hidden already
        ([60, 30, 5], set()),  # do not belong together
        ([60, 55, 5], {0}),  # 60 is 55 and 5, and leaves 40
        ([60, 5], set()),
        ([90, 6, 4], {0}),
        ([50, 40, 6, 4], {1}),
        ([50, 42, 8, 0], set()),
        ([46, 46, 8], set()),
        ([36, 35, 5.5], set()),
        ([60, 34.5, 5.5], {1}),
    ],
)
def test_what_is_hidden_because_of_others(counts, hidden) -> None:
    assert hide(counts) == hidden


def test_figures_of_other_denominators_tell_nothing() -> None:
    figures = [Counted("a", Decimal(60), Decimal(100)), Counted("b", Decimal(35), Decimal(101))]
    assert hidden_by_difference([*figures, Counted("c", Decimal(5), Decimal(100))], 7) == set()
    assert hidden_by_difference([Counted("d", Decimal(0), Decimal(0))], 7) == set()


def test_more_measures_than_can_be_tried_are_all_hidden() -> None:
    counts = [20] * (MOST - 1) + [15, 5]
    assert hide(counts, whole=sum(counts)) == set(range(MOST))
