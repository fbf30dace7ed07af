"""Make ``chance_table.py``: how often a rule set signals on pure noise.

    python -m toolkit.spc.simulate_chance

Each cell draws series of independent figures from the distribution its chart is made for: normal values for run,
I and moving-range charts, Poisson counts with a mean of 10 for C, binomial shares of about 50 at 60% for P and P',
geometric cases with a mean of 19 for G, exponential days with a mean of 20 for T. The generator is seeded by the
cell's own name, so one cell can be made again alone and comes out the same.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from math import comb, exp, floor, lgamma, log
from multiprocessing import Pool
from pathlib import Path
from textwrap import wrap

from .analyse import analyse
from .model import MIN_MDC_LIMITS, Options, Series

SERIES = 10_000  # of run and I charts, the common ones
SERIES_OF_OTHERS = 2_500
COUNTS = (*range(10, 61), 70, 80, 100, 125, 150, 200)
COUNTS_OF_OTHERS = (*range(10, 25), 26, 28, 30, 33, 36, 40, 44, 48, 52, 56, 60, 80, 100, 150, 200)
# U charts behave as C charts do, and U' as P': their figures are counts too, with room that hardly varies
TABLED = ("run", "mr", "c", "p", "pp", "g", "t")
SEVEN = Options(shift=7, trend=7)
RULES: dict[str, tuple[str, Options]] = {
    "anhoej": ("anhoej", Options()),
    "ihi": ("ihi", Options()),
    "mdc 6/6": ("mdc", Options()),
    "mdc 7/7": ("mdc", SEVEN),
}
# scheme: chart, rule set, options; 'limits' and a bare 'mdc' stand for the I chart
SCHEMES: dict[str, tuple[str, str, Options]] = {
    "anhoej run": ("run", "anhoej", Options()),
    "anhoej limits": ("i", "anhoej", Options()),
    "ihi run": ("run", "ihi", Options()),
    "ihi limits": ("i", "ihi", Options()),
    "mdc 6/6": ("i", "mdc", Options()),
    "mdc 7/7": ("i", "mdc", SEVEN),
}
OTHERS: dict[str, tuple[str, str, Options]] = {
    f"{name} {chart}": (chart, rules, options)
    for name, (rules, options) in RULES.items()
    for chart in TABLED
    if f"{name} {chart}" not in SCHEMES
}
OTHERS |= {
    "mdc 6/6 screened": ("i", "mdc", Options(screen=True)),
    "mdc 7/7 screened": ("i", "mdc", Options(screen=True, shift=7, trend=7)),
}


@lru_cache(maxsize=1024)
def _poisson(mean: float) -> list[float]:
    """Cumulative chances of 0, 1, 2... events."""
    return list(accumulate(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(60)))


@lru_cache(maxsize=64)
def _binomial(total: int, share: float) -> list[float]:
    """Cumulative chances of 0, 1, 2... of ``total``."""
    return list(accumulate(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total)))


def _draw(source: random.Random, chances: list[float]) -> int:
    return bisect_right(chances, source.random())


def _noise(chart: str, n: int, source: random.Random) -> tuple[list[float], list[float] | None]:
    """``n`` figures without any change, and their denominators where the chart has them."""
    if chart == "c":
        return [_draw(source, _poisson(10)) for _ in range(n)], None
    if chart in ("p", "pp"):
        totals = [source.randint(40, 60) for _ in range(n)]
        return [_draw(source, _binomial(t, 0.6)) for t in totals], [float(t) for t in totals]
    if chart == "g":
        return [floor(log(1 - source.random()) / log(0.95)) for _ in range(n)], None
    if chart == "t":
        return [source.expovariate(1 / 20) for _ in range(n)], None
    return [source.gauss(0, 1) for _ in range(n)], None


def simulate(scheme: str, n: int, series: int | None = None) -> float:
    """Share (0 to 1) of noise series of ``n`` figures in which the scheme finds any signal."""
    chart, rules, options = (SCHEMES | OTHERS)[scheme]
    times = series or (SERIES if scheme in SCHEMES else SERIES_OF_OTHERS)
    source = random.Random(f"{scheme} {n}")  # noqa: S311 - repeatable noise, not secrecy
    days = tuple(date(2024, 1, 1) + timedelta(days=k) for k in range(n))
    hits = 0
    for _ in range(times):
        values, totals = _noise(chart, n, source)
        noise = Series(days, tuple(values), None if totals is None else tuple(totals), direction="up")
        hits += bool(analyse(noise, chart, rules, options=options).signals)
    return round(hits / times, 4)


def _cell(cell: tuple[str, int]) -> float:
    scheme, n = cell
    return 0.0 if scheme.startswith("mdc") and n < MIN_MDC_LIMITS else simulate(scheme, n)


def cells() -> list[tuple[str, int]]:
    """Every (scheme, number of figures) of the table."""
    return [(s, n) for s in SCHEMES for n in COUNTS] + [(s, n) for s in OTHERS for n in COUNTS_OF_OTHERS]


def table_module(shares: dict[tuple[str, int], float]) -> str:
    """The table as the text of a module: a row for each scheme below the row of its counts."""
    rows = []
    for schemes, counts in ((SCHEMES, COUNTS), (OTHERS, COUNTS_OF_OTHERS)):
        rows.append(f"counts: {' '.join(map(str, counts))}")
        rows += [f"{scheme}: {' '.join(str(shares[scheme, n]) for n in counts)}" for scheme in schemes]
    lines = [line for row in rows for line in wrap(row, 110)]
    head = '"""Shares of noise series with a signal; made by simulate_chance.py, do not edit."""'
    sizes = f"SERIES = {SERIES:_}\nSERIES_OF_OTHERS = {SERIES_OF_OTHERS:_}"
    return "\n".join([head, "", sizes, 'TABLE = """', *lines, '"""', ""])


if __name__ == "__main__":
    with Pool() as pool:
        wanted = cells()
        module = table_module(dict(zip(wanted, pool.map(_cell, wanted, chunksize=1), strict=True)))
    Path(__file__).with_name("chance_table.py").write_text(module)
