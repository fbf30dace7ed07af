"""Filling all waiting practices at once, against every possible way to do so."""

from itertools import product
from random import Random

import numpy as np
import pytest

from coaching.matching import weights
from coaching.matching.filling import fill


def value(points, chosen, waited) -> tuple[int, int]:
    """How many get a coach, then the points in all; coaches' further teams count less, waiting counts more."""
    seen: dict[int, int] = {}
    total = 0
    for row, place in enumerate(chosen):
        if place is None:
            continue
        turn = seen.get(place, 0)
        seen[place] = turn + 1
        total += int(points[row, place]) - weights.PER_FREE_PLACE * min(turn, weights.MOST_PLACES)
        total += min(waited[row] // 7, weights.MOST_WEEKS)
    return sum(place is not None for place in chosen), total


def fits(points, chosen, rooms) -> bool:
    return all(chosen.count(place) <= max(0, room) for place, room in enumerate(rooms)) and all(
        place is None or points[row, place] > weights.NOT_PROPOSED for row, place in enumerate(chosen)
    )


@pytest.mark.parametrize("seed", range(20))
def test_no_other_way_is_better(seed) -> None:
    random = Random(seed)
    rows, coaches = random.randint(1, 4), random.randint(1, 3)
    points = np.array([[random.choice([-200, -60, -10, 0, 5, 20, 40]) for _ in range(coaches)] for _ in range(rows)])
    rooms = [random.randint(-1, 2) for _ in range(coaches)]
    waited = [random.randint(0, 500) for _ in range(rows)]
    chosen = fill(points.astype(np.int16), rooms, waited)
    assert fits(points, chosen, rooms)
    ways = product([None, *range(coaches)], repeat=rows)
    assert value(points, chosen, waited) == max(
        value(points, way, waited) for way in ways if fits(points, way, rooms)
    )


def test_with_too_few_places_those_that_waited_longest_come_first() -> None:
    points = np.full((3, 1), 10, np.int16)
    assert fill(points, [1], [7, 70, 14]) == [None, 0, None]
    assert fill(points, [2], [7, 70, 14]) == [None, 0, 0]


def test_more_practices_with_a_coach_are_worth_more_than_a_better_fit() -> None:
    """The first coach would fit the first practice best, but then nobody is left for the second."""
    points = np.array([[60, 1], [1, -200]], np.int16)
    assert fill(points, [1, 1], [0, 0]) == [1, 0]


def test_teams_are_spread_where_coaches_fit_alike() -> None:
    assert sorted(fill(np.full((2, 2), 10, np.int16), [2, 2], [0, 0])) == [0, 1]


def test_conflicts_and_full_coaches_are_never_proposed() -> None:
    assert fill(np.array([[weights.CONFLICT + 30, 5]], np.int16), [3, 0], [0]) == [None]
    assert fill(np.array([[weights.BARRED]], np.int16), [3], [0]) == [None]


def test_nobody_waits_or_nobody_coaches() -> None:
    assert fill(np.zeros((0, 2), np.int16), [1, 1], []) == []
    assert fill(np.zeros((2, 0), np.int16), [], [0, 0]) == [None, None]
