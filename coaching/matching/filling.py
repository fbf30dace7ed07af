"""A coach for every waiting practice at once, by a solver of assignment problems (SciPy). Pure functions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import weights
from .scoring import Points

MOST_SEATS = 60  # of one coach; more than anybody takes


def fill(points: Points, rooms: Sequence[int], waited: Sequence[int]) -> list[int | None]:
    """For each waiting practice the place of its coach in the array, or None where nobody is left for it.

    As many practices as possible get a coach; among the ways to do so, the one with the most points. A practice gains
    a point for each week it has waited, so that with too few places those that have waited longest come first. A
    coach's second new team counts less than the first, by what a free place is worth: the teams are spread.

    Every free place is a column of its own, so that this is a linear sum assignment (rectangular, Crouse 2016:
    'On implementing 2D rectangular assignment algorithms'; ``scipy.optimize.linear_sum_assignment``).

    Args:
        points: from ``scoring.score``, shape (waiting, coaches). Who is barred, has a conflict of roles or has said
            no is not taken (``weights.NOT_PROPOSED``).
        rooms: how many teams each coach can add.
        waited: days, for each practice.
    """
    seats = [(place, turn) for place, room in enumerate(rooms) for turn in range(max(0, min(room, MOST_SEATS)))]
    chosen: list[int | None] = [None] * len(waited)
    if not seats or not chosen:
        return chosen
    gain = _gain(points, seats, waited)
    from scipy.optimize import linear_sum_assignment  # takes a second to load, and only this page needs it

    rows, columns = linear_sum_assignment(gain, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if gain[row, column] > 0:
            chosen[row] = seats[column][0]
    return chosen


def _gain(points: Points, seats: list[tuple[int, int]], waited: Sequence[int]) -> NDArray[np.int64]:
    """What each seat gains for each practice; 0 for pairs that must not be.

    One more practice with a coach outweighs all points together: so many are added to every pair that may be.
    """
    of_coach, turn = np.array(seats).T
    gain = np.take(points, of_coach, axis=1).astype(np.int64)
    allowed = gain > weights.NOT_PROPOSED
    gain -= weights.PER_FREE_PLACE * np.minimum(turn, weights.MOST_PLACES)
    weeks = np.minimum(np.array(waited) // 7, weights.MOST_WEEKS)
    gain += weights.A_WEEK_OF_WAITING * weeks[:, None]
    lowest, highest = int(gain[allowed].min(initial=0)), int(gain[allowed].max(initial=0))
    enough = (highest - lowest + 1) * min(gain.shape) + 1
    return np.where(allowed, gain - lowest + enough, 0)
