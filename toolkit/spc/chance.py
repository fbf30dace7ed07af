"""How often chance alone makes a rule set signal, from the committed simulation."""

from __future__ import annotations

from bisect import bisect_right

from .chance_table import COUNTS, SERIES, SHARES

__all__ = ["SERIES", "chance_of_signal"]


def chance_of_signal(rules: str, n: int, chart: str = "run", shift: int = 6, trend: int = 6) -> float | None:
    """Share (0 to 1) of charts of ``n`` figures without any change in which ``rules`` find a signal.

    Linear between the tabled counts; beyond the largest the last value (it only grows with ``n``).
    None where nothing is judged: under ten figures, under thirteen for ``mdc``, and for ``none``.
    Making Data Count is tabled for lengths 6 and 6 and for 7 and 7; a mixture takes the 6/6 column.
    """
    if rules == "none" or n < (13 if rules == "mdc" else COUNTS[0]):
        return None
    if rules == "mdc":
        scheme = "mdc 7/7" if shift == 7 and trend == 7 else "mdc 6/6"
    else:
        scheme = f"{rules} {'run' if chart == 'run' else 'limits'}"
    row = SHARES[scheme]
    at = bisect_right(COUNTS, n) - 1
    if at >= len(COUNTS) - 1:
        return row[-1]
    low, high = COUNTS[at], COUNTS[at + 1]
    return row[at] + (row[at + 1] - row[at]) * (n - low) / (high - low)
