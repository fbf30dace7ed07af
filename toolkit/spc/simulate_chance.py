"""Make ``chance_table.py``: how often a rule set signals on pure noise.

    python -m toolkit.spc.simulate_chance > toolkit/spc/chance_table.py

Each cell draws ``SERIES`` series of independent normal figures from a generator seeded by the cell's own
name, so one cell can be made again alone and comes out the same.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

from .analyse import analyse
from .model import Options, Series

SERIES = 10_000
COUNTS = (*range(10, 61), 70, 80, 100, 125, 150, 200)
SCHEMES: dict[str, tuple[str, str, Options]] = {
    "anhoej run": ("run", "anhoej", Options()),
    "anhoej limits": ("i", "anhoej", Options()),
    "ihi run": ("run", "ihi", Options()),
    "ihi limits": ("i", "ihi", Options()),
    "mdc 6/6": ("i", "mdc", Options()),
    "mdc 7/7": ("i", "mdc", Options(shift=7, trend=7)),
}


def simulate(scheme: str, n: int, series: int = SERIES) -> float:
    """Share (0 to 1) of noise series of ``n`` figures in which the scheme finds any signal."""
    chart, rules, options = SCHEMES[scheme]
    source = random.Random(f"{scheme} {n}")  # noqa: S311 - repeatable noise, not secrecy
    days = tuple(date(2024, 1, 1) + timedelta(days=k) for k in range(n))
    hits = 0
    for _ in range(series):
        values = tuple(source.gauss(0, 1) for _ in range(n))
        hits += bool(analyse(Series(days, values, direction="up"), chart, rules, options=options).signals)
    return round(hits / series, 4)


def table_module() -> str:
    """The whole table as the text of a module."""
    rows = ['"""Shares of noise series with a signal; made by simulate_chance.py, do not edit."""', ""]
    rows += [f"SERIES = {SERIES}", "COUNTS = ("]
    rows += ["    " + ", ".join(map(str, COUNTS[i : i + 20])) + "," for i in range(0, len(COUNTS), 20)]
    rows += [")", "SHARES = {"]
    for scheme in SCHEMES:
        cells = [str(simulate(scheme, n)) for n in COUNTS]
        rows.append(f'    "{scheme}": (')
        rows += ["        " + ", ".join(cells[i : i + 12]) + "," for i in range(0, len(cells), 12)]
        rows.append("    ),")
    return "\n".join([*rows, "}", ""])


if __name__ == "__main__":
    sys.stdout.write(table_module())
