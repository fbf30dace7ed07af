"""Points of every coach for every waiting practice, at once. Pure functions over arrays; ``reasons`` says the same in
words for one pair, and tests hold the two together.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import weights
from .facts import CoachFacts, Waiting, area_of, district_of

Points = NDArray[np.int16]
CHUNK = 128  # practices


def score(coaches: Sequence[CoachFacts], waiting: Sequence[Waiting]) -> Points:
    """The points as an array of shape (waiting, coaches); ``weights.BARRED`` and less for those not to be chosen.

    What many practices have in common is worked out once and then looked up: 7,000 practices lie in some 3,000
    postcode districts, and name a few dozen combinations of areas and of days.
    """
    tables = (
        _lookup([district_of(row.postcode) for row in waiting], lambda keys: _near(coaches, keys)),
        _lookup([(row.types, row.adopter) for row in waiting], lambda keys: _kind(coaches, keys)),
        _lookup([row.areas for row in waiting], lambda keys: _areas(coaches, keys)),
        _lookup([row.weekdays for row in waiting], lambda keys: _days(coaches, keys)),
    )
    points = np.empty((len(waiting), len(coaches)), np.int16)
    for first in range(0, len(waiting), CHUNK):  # so that what is added up stays in the processor's cache
        part = slice(first, first + CHUNK)
        points[part] = sum(table[places[part]] for table, places in tables)
    _add_pairs(points, coaches, waiting)
    return points


def ranking(points: NDArray[Any], names: Sequence[str]) -> list[int]:
    """The places of coaches in the array, best first; those with equal points by name."""
    return sorted(range(len(names)), key=lambda place: (-int(points[place]), names[place]))


def best(points: Points, count: int) -> NDArray[np.intp]:
    """For every waiting practice its ``count`` best coaches, best first: shape (waiting, count)."""
    count = min(count, points.shape[1])
    places = np.argpartition(points, -count, axis=1)[:, -count:] if count < points.shape[1] else _all(points)
    order = np.argsort(-np.take_along_axis(points, places, axis=1), axis=1, kind="stable")
    return np.take_along_axis(places, order, axis=1)


def _all(points: Points) -> NDArray[np.intp]:
    return np.broadcast_to(np.arange(points.shape[1]), points.shape)


def _alone(coach: CoachFacts) -> int:
    """What counts whichever practice it is."""
    room = weights.FULL if coach.room <= 0 else weights.PER_FREE_PLACE * min(coach.room, weights.MOST_PLACES)
    if coach.projects >= weights.EXPERIENCED_FROM:
        return room + weights.EXPERIENCED
    return room if coach.mentor else room + weights.NEW_WITHOUT_MENTOR


def _lookup(keys: list[Any], table_of: Callable[[list[Any]], Points]) -> tuple[Points, NDArray[np.intp]]:
    """A table with one row per different key, and for each practice the number of its row."""
    numbers: dict[Any, int] = {}
    places = np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.intp, len(keys))
    return table_of(list(numbers)), places


def _near(coaches: Sequence[CoachFacts], districts: list[str]) -> Points:
    """Shape (districts, coaches). Nothing is known of an empty district, nor of a coach who has named no place."""
    rows = {district: number for number, district in enumerate(districts)}
    listed: dict[str, list[int]] = {}
    for district, number in rows.items():
        if district:
            listed.setdefault(area_of(district), []).append(number)
    in_area = {area: np.array(numbers) for area, numbers in listed.items()}
    nothing = np.array([], dtype=np.intp)
    unknown = rows.get("")
    table = np.zeros((len(coaches), len(districts)), np.int16)  # a coach's row lies in one piece
    for row, coach in zip(table, coaches, strict=True):
        own = district_of(coach.postcode)
        if not own and not coach.districts:
            continue
        row[:] = weights.ELSEWHERE
        if own:
            row[in_area.get(area_of(own), nothing)] = weights.SAME_POSTCODE_AREA
        for place in coach.districts:
            if place in rows:
                row[rows[place]] = weights.GOES_THERE
            elif place == area_of(place):
                row[in_area.get(place, nothing)] = weights.GOES_THERE
        if own and own in rows:
            row[rows[own]] = weights.SAME_DISTRICT
        if unknown is not None:
            row[unknown] = 0
    return np.ascontiguousarray(table.T)


def _kind(coaches: Sequence[CoachFacts], keys: list[tuple[frozenset[str], str]]) -> Points:
    """Shape (keys, coaches): kinds of project and adopter category, and what counts whichever practice it is."""
    kinds, adopters = [types for types, _ in keys], [frozenset({one} if one else ()) for _, one in keys]
    found = weights.SAME_TYPE * _meet(kinds, [coach.types for coach in coaches])
    found += weights.SAME_ADOPTER * _meet(adopters, [coach.adopters for coach in coaches])
    return found + np.array([_alone(coach) for coach in coaches], dtype=np.int16)


def _areas(coaches: Sequence[CoachFacts], keys: list[frozenset[str]]) -> Points:
    """Shape (keys, coaches): clinical areas known, and those that are in conflict with the coach's role."""
    found = weights.SAME_AREA * _meet(keys, [coach.areas for coach in coaches])
    return found + weights.CONFLICT * _meet(keys, [coach.commissions for coach in coaches])


def _days(coaches: Sequence[CoachFacts], keys: list[frozenset[int]]) -> Points:
    """Shape (keys, coaches): a day in common, or none though both have said when they work."""
    free = [coach.weekdays for coach in coaches]
    wanted, known = (np.array([bool(one) for one in sets], dtype=bool) for sets in (keys, free))
    common = _meet(keys, free)
    return weights.COMMON_DAY * common + weights.NO_COMMON_DAY * (
        (wanted[:, None] & known[None, :]).astype(np.int16) - common
    )


def _meet(rows: list[frozenset[Any]], columns: list[frozenset[Any]]) -> Points:
    """1 where the two sets have something in common, else 0: shape (rows, columns)."""
    bits = {
        key: number for number, key in enumerate(sorted({key for one in [*rows, *columns] for key in one}, key=str))
    }
    if len(bits) > 32:
        raise ValueError("More than 32 different keys do not fit into a mask.")

    def masks(sets: list[frozenset[Any]]) -> NDArray[np.uint32]:
        return np.array([sum(1 << bits[key] for key in one) for one in sets], dtype=np.uint32)

    return ((masks(rows)[:, None] & masks(columns)[None, :]) != 0).astype(np.int16)


def _add_pairs(points: Points, coaches: Sequence[CoachFacts], waiting: Sequence[Waiting]) -> None:
    """What is known of single pairs: they worked together, the coach said no, or must not be chosen."""
    projects = {row.project_id: number for number, row in enumerate(waiting)}
    practices: dict[Any, list[int]] = {}
    for number, row in enumerate(waiting):
        practices.setdefault(row.practice_id, []).append(number)
        practices.setdefault(row.code, []).append(number)
    for column, coach in enumerate(coaches):
        for practice in coach.coached_before:
            points[practices.get(practice, []), column] += weights.COACHED_HERE
        for project in coach.said_no & projects.keys():
            points[projects[project], column] += weights.SAID_NO
        barred = {projects[project] for project in coach.on_teams & projects.keys()}
        barred |= {number for code in coach.keeps_out_of for number in practices.get(code, [])}
        points[sorted(barred), column] += weights.BARRED
