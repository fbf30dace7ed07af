"""Points of 500 coaches for 7,000 practices, the ten best for each, and a coach for every waiting practice at once.

Usage: ``python benchmarks/matching.py``. No database. Baseline, measured in the same run: adding four arrays of the
same shape, which any way to add up these points must do. Coaches and practices are invented.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coaching.matching.facts import CoachFacts, Waiting
from coaching.matching.filling import fill
from coaching.matching.scoring import best, score

PRACTICES, COACHES = 7_000, 500
AREAS = [f"area{number}" for number in range(12)]
TYPES = ["process", "patient_centred", "health"]
ADOPTERS = ["innovator", "early_adopter", "early_majority", "late_majority", "laggard"]
DISTRICTS = [f"{first}{second}{n}" for first in "BDEGLMNPST" for second in "ABDHLNORSTY" for n in range(1, 28)][
    :2_900
]
random = Random(7)


def some(keys: list, most: int) -> frozenset:
    return frozenset(random.sample(keys, random.randint(0, most)))


def ident() -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def practices() -> list[Waiting]:
    return [
        Waiting(
            ident(), ident(), f"Z{number:05d}", f"{random.choice(DISTRICTS)} 1AA", some(TYPES, 2), some(AREAS, 2),
            random.choice(["", *ADOPTERS]), some(list(range(5)), 3), random.randint(0, 400),
        )
        for number in range(PRACTICES)
    ]  # fmt: skip


def coaches(rows: list[Waiting]) -> list[CoachFacts]:
    return [
        CoachFacts(
            ident(), ident(), f"Coach {number}", random.randint(0, 5), random.randint(1, 6), random.randint(0, 6),
            some(TYPES, 3), some(AREAS, 4), some(ADOPTERS, 3), some(AREAS, 2), f"{random.choice(DISTRICTS)} 1AA",
            some(DISTRICTS, 6), some(list(range(5)), 5), random.choice(["", "Marcus Bell"]),
            frozenset(row.code for row in random.sample(rows, 2)),
            frozenset(row.practice_id for row in random.sample(rows, 6)),
            frozenset(row.project_id for row in random.sample(rows, 1)),
        )
        for number in range(COACHES)
    ]  # fmt: skip


def milliseconds(work: Callable[[], object], times: int = 7) -> float:
    """The median."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return sorted(found)[times // 2] * 1000


def main() -> None:
    rows = practices()
    pool = coaches(rows)
    four = [np.ones((PRACTICES, COACHES), np.int16) for _ in range(4)]
    base = milliseconds(lambda: four[0] + four[1] + four[2] + four[3])
    points = score(pool, rows)
    rooms, waited = [coach.room for coach in pool], [row.days for row in rows]
    fill(points[:5], rooms, waited[:5])  # loads the solver
    found = [
        ("adding four arrays of this shape (baseline)", base),
        (f"points of {COACHES} coaches for {PRACTICES:,} practices", milliseconds(lambda: score(pool, rows))),
        ("the ten best for each practice", milliseconds(lambda: best(points, 10))),
        ("points for one practice", milliseconds(lambda: score(pool, rows[:1]))),
    ]
    for count in (30, 300, PRACTICES):
        taken = milliseconds(lambda n=count: fill(points[:n], rooms, waited[:n]), 3)
        found.append((f"a coach for {count:,} waiting practices at once", taken))
    for what, taken in found:
        sys.stdout.write(f"{what}: {taken:.1f} ms, {taken / base:.2f} times the baseline\n")


if __name__ == "__main__":
    main()
