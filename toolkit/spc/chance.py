"""How often chance alone makes a rule set signal, from the committed simulation."""

from __future__ import annotations

from bisect import bisect_right

from .chance_table import SERIES, SERIES_OF_OTHERS, TABLE
from .model import MIN_JUDGED, MIN_MDC_LIMITS

__all__ = ["ROWS", "SERIES", "SERIES_OF_OTHERS", "chance_of_signal"]

Row = tuple[tuple[int, ...], tuple[float, ...]]


def _read(table: str) -> dict[str, Row]:
    """Scheme: (counts, shares). A row without a name goes on from the line before."""
    rows: dict[str, Row] = {}
    counts: tuple[int, ...] = ()
    for name, cells in _whole_rows(table):
        if name == "counts":
            counts = tuple(map(int, cells))
        else:
            rows[name] = (counts, tuple(map(float, cells)))
    return rows


def _whole_rows(table: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in table.strip().splitlines():
        name, colon, cells = line.rpartition(":")
        if colon:
            found.append((name, cells.split()))
        else:
            found[-1][1].extend(cells.split())
    return found


ROWS = _read(TABLE)

# charts whose figures vary alike share a column: U counts events as C does, and U' is widened as P' is
SAME_AS = {"u": "c", "up": "pp"}


def chance_of_signal(
    rules: str,
    n: int,
    chart: str = "run",
    shift: int = 6,
    trend: int = 6,
    *,
    screen: bool | None = None,
) -> float | None:
    """Share (0 to 1) of charts of ``n`` figures without any change in which ``rules`` find a signal.

    ``n`` counts the figures plotted: the ranges, on a moving-range chart.
    The noise is of the kind the chart is made for (see ``simulate_chance``). Linear between the tabled counts;
    beyond the largest the last value (it only grows with ``n``). None where nothing is judged: under ten figures,
    under thirteen for ``mdc``, and for ``none``. Making Data Count is tabled for lengths 6 and 6 and for 7 and 7,
    and for an I chart with screened moving ranges; a mixture of lengths takes the 6/6 column.
    Raises KeyError on an unknown chart or rule set.
    """
    if rules == "none" or n < (MIN_MDC_LIMITS if rules == "mdc" else MIN_JUDGED):
        return None
    if chart == "mr":
        n += 1  # so many ranges come from one figure more
    name = rules
    if rules == "mdc":
        name = "mdc 7/7" if shift == 7 and trend == 7 else "mdc 6/6"
    chart = SAME_AS.get(chart, chart)
    if chart != "i":
        scheme = f"{name} {chart}"
    elif rules == "mdc":
        scheme = f"{name} screened" if screen else name
    else:
        scheme = f"{name} limits"
    counts, row = ROWS[scheme]
    at = bisect_right(counts, n) - 1
    if at >= len(counts) - 1:
        return row[-1]
    low, high = counts[at], counts[at + 1]
    return row[at] + (row[at + 1] - row[at]) * (n - low) / (high - low)
