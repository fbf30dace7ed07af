"""Centre lines and limits of each kind of chart.

Sources: Wheeler and Chambers, Understanding Statistical Process Control (XmR constants 1.128, 3.267);
Montgomery, Introduction to Statistical Quality Control (P, U, C); Laney 2002, Quality Engineering 14(4)
(P' and U'); Benneyan 2001, Health Care Management Science 4 (G); Nelson 1994, Journal of Quality
Technology 26 (T, the 1/3.6 power); NHS England, Making Data Count (2.66 times the mean moving range).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

D2 = 1.128
D4 = 3.267
XMR_FACTOR = 2.66
T_POWER = 3.6

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre and limits; the limits are one number, or one per point of the part when they vary."""

    cl: float | None = None
    lcl: float | None = None
    ucl: float | None = None
    lower: tuple[float | None, ...] | None = None
    upper: tuple[float | None, ...] | None = None
    mean_range: float | None = None


def moving_ranges(values: Values) -> list[float | None]:
    """Absolute difference to the point before; None at the first point and on both sides of a gap."""
    ranges: list[float | None] = [None] * len(values)
    before = None
    for i, value in enumerate(values):
        if value is not None and before is not None:
            ranges[i] = abs(value - before)
        before = value
    return ranges


def mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None


def mean_range(ranges: Values, *, screen: bool) -> float | None:
    """Mean moving range; with ``screen`` ranges of D4 times the mean or more are left out once.

    None without ranges, and for a screened constant series: no range lies below a limit of zero.
    """
    known = [r for r in ranges if r is not None]
    average = mean(known)
    if average is None or not screen:
        return average
    return mean([r for r in known if r < D4 * average])


def run_lines(base: Values) -> Lines:
    """Median of the figures (Anhoej 2014, PLoS ONE 9(11): e113825)."""
    known = [v for v in base if v is not None]
    return Lines(cl=median(known) if known else None)


def xmr_lines(base: Values, *, screen: bool, factor: float = 3 / D2) -> Lines:
    """Mean +/- ``factor`` times the mean moving range."""
    centre = mean([v for v in base if v is not None])
    average = mean_range(moving_ranges(base), screen=screen)
    if centre is None or average is None:
        return Lines(cl=centre)
    half = factor * average
    return Lines(centre, centre - half, centre + half, mean_range=average)


def mr_lines(ranges: Values) -> Lines:
    """Mean moving range with the upper limit D4 times as high; ``ranges`` are the plotted values."""
    average = mean([r for r in ranges if r is not None])
    return Lines(average, 0.0, None if average is None else D4 * average)


def c_lines(base: Values) -> Lines:
    """Mean count +/- 3 square roots of it (Poisson)."""
    centre = mean([v for v in base if v is not None])
    if centre is None or centre < 0:
        return Lines(cl=centre)
    half = 3 * sqrt(centre)
    return Lines(centre, max(0.0, centre - half), centre + half)


def g_lines(base: Values) -> Lines:
    """Cases between events: median as centre, limits mean +/- 3 sqrt(mean (mean + 1)) (Benneyan 2001)."""
    known = [v for v in base if v is not None]
    average = mean(known)
    if average is None:
        return Lines()
    if average < 0:
        return Lines(cl=median(known))
    half = 3 * sqrt(average * (average + 1))
    return Lines(median(known), max(0.0, average - half), average + half)


def t_lines(base: Values, *, screen: bool) -> Lines:
    """Time between events: an XmR chart of y ** (1 / 3.6), taken back to days (Nelson 1994).

    A time of zero or less has no place on that scale and must be None here.
    """
    scaled = [None if v is None else v ** (1 / T_POWER) for v in base]
    lines = xmr_lines(scaled, screen=screen)
    if lines.cl is None:
        return Lines()

    def back(v: float | None) -> float | None:
        return None if v is None else max(0.0, v) ** T_POWER

    return Lines(back(lines.cl), back(lines.lcl), back(lines.ucl))


def ratio_lines(
    chart: str,
    base: Sequence[tuple[float, float] | None],
    shown: Sequence[tuple[float, float] | None],
    *,
    screen: bool,
    multiply: float,
) -> Lines:
    """P, P', U and U': pooled ratio +/- 3 sigma of each point's own denominator.

    ``base`` and ``shown`` are (numerator, denominator) pairs. The Laney charts (pp, up) widen sigma by the
    mean moving range of the standardised ratios over 1.128. P limits stay within 0 and 1.
    """
    known = [pair for pair in base if pair is not None]
    if not known:
        return Lines()
    centre = fsum(a for a, _ in known) / fsum(n for _, n in known)
    spread = centre * (1 - centre) if chart in ("p", "pp") else centre
    if spread < 0:
        return Lines(cl=centre * multiply)
    ceiling = 1.0 if chart in ("p", "pp") else float("inf")
    widen: float | None = 1.0
    if chart in ("pp", "up"):
        widen = _laney_factor(base, centre, spread, screen=screen)
    if widen is None:
        return Lines(cl=centre * multiply)
    lower: list[float | None] = []
    upper: list[float | None] = []
    for pair in shown:
        if pair is None:
            lower.append(None)
            upper.append(None)
            continue
        half = 3 * widen * sqrt(spread / pair[1])
        lower.append(max(0.0, centre - half) * multiply)
        upper.append(min(ceiling, centre + half) * multiply)
    return Lines(centre * multiply, lower=tuple(lower), upper=tuple(upper))


def _laney_factor(
    base: Sequence[tuple[float, float] | None],
    centre: float,
    spread: float,
    *,
    screen: bool,
) -> float | None:
    if spread == 0:
        return None
    scores = [None if pair is None else (pair[0] / pair[1] - centre) / sqrt(spread / pair[1]) for pair in base]
    average = mean_range(moving_ranges(scores), screen=screen)
    return None if average is None else average / D2
