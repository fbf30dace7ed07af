"""How long the server takes to draw a diagram.

    python benchmarks/draw_diagrams.py [rounds]

A fishbone of 60 causes in six groups with sub-causes and votes, a process map of 80 steps in six lanes with 110
lines, and a driver diagram of 80 entries. Prints milliseconds of processor time (median and slowest of all rounds).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit.charts import Category, Cause, fishbone
from toolkit.charts.drivers import Driver, driver_diagram
from toolkit.charts.map_layout import Arrow, Step
from toolkit.charts.process_map import KINDS, process_map

WORDS = (
    "Repeat scripts come by phone",
    "One person on the phones at 8",
    "Nobody looks at the tray before the surgery ends",
)
EFFECT = "Patients wait more than 5 minutes when they ring at 8"


def bone(turn: int) -> bytes:
    """60 causes: in each of six groups four with a vote and six under them."""
    groups = []
    for g in range(6):
        causes = tuple(Cause(f"{WORDS[k % 3]} {turn}", k + 1, tuple(WORDS[: (2, 1, 2, 1)[k]])) for k in range(4))
        groups.append(Category(f"Group {g}", causes))
    assert sum(len(c.causes) + sum(len(x.subs) for x in c.causes) for c in groups) == 60
    return fishbone(EFFECT, groups)


def big_map(turn: int) -> bytes:
    kinds = list(KINDS)
    steps = tuple(
        Step(str(k), kinds[k % 5], f"{WORDS[k % 3]} {turn}", k * 7 % 6, 2.5, 90, ("Waiting",)) for k in range(80)
    )
    arrows = [Arrow(str(k), str(k + 1), "Yes" if k % 5 == 2 else "") for k in range(79)]
    arrows += [Arrow(str(k), str((k * 31 + 7) % 80), "No") for k in range(0, 80, 2)][:31]
    arrows = [a for a in arrows if a.source != a.target]
    return process_map([f"Lane {k}" for k in range(6)], steps, arrows, title="Map")


def tree(turn: int) -> bytes:
    drivers = tuple(
        Driver(str(k), "primary" if k < 6 else "secondary" if k < 26 else "idea", f"{WORDS[k % 3]} {turn}")
        for k in range(80)
    )
    joins = [(str(k % 6), str(k)) for k in range(6, 26)] + [(str(6 + k % 20), str(k)) for k in range(26, 80)]
    return driver_diagram(EFFECT, drivers, joins, title="Drivers")


def main(rounds: int) -> None:
    for name, draw in (
        ("fishbone, 60 causes", bone),
        ("process map, 80 steps", big_map),
        ("drivers, 80 entries", tree),
    ):
        draw(-1)
        times, size = [], 0
        for turn in range(rounds):
            begin = time.process_time()
            size = len(draw(turn))
            times.append((time.process_time() - begin) * 1000)
        print(f"{name:24} {median(times):6.2f} ms, slowest {max(times):6.2f} ms, {size / 1000:5.1f} kB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
