"""Small numbers: what people outside a practice may see of a figure. Pure functions, no Django.

The rule (docs/decisions/0030-small-numbers.md): counts from 1 up to a threshold are hidden; other counts are rounded
to the nearest 5; a percentage or rate is hidden with its counts, also when what is left over (denominator minus
numerator) is small. Hidden figures leave nothing behind: whatever is drawn, said, listed or downloaded is made from
the copy that these functions return, so nothing can be worked back from it. What the difference of several figures
would tell is hidden by ``differences``.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Basis = Literal["value", "count", "percentage", "rate", "days_between", "cases_between"]
# Each figure stands for one event, so that one more point on the chart is a small number by itself.
RARE = ("days_between", "cases_between")
STEP = 5
# A percentage typed without its counts: towards either end only a handful of people can be behind it.
TAIL = Decimal(5)
WITHOUT_FIGURE = ("closed", "missing")


@dataclass(frozen=True)
class Shown:
    """What may be shown of one figure. ``status`` is the figure's own, or 'hidden' and then nothing else is left."""

    status: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


HIDDEN = Shown("hidden")


def is_small(count: Decimal, threshold: int) -> bool:
    """Whether a count lies between 1 and the threshold; parts of one count as one, negative ones as small."""
    return count != 0 and count < threshold + 1


def round_count(count: Decimal) -> Decimal:
    """To the nearest 5, halves up."""
    return (count / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP


def suppress(
    *,
    basis: Basis,
    status: str,
    value: Decimal | None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    threshold: int,
    places: int = 0,
) -> Shown:
    """What a reader outside the practice may see of one figure.

    Args:
        basis: 'value' for minutes, days and the like, which count nobody and are shown as they are.
        value: the figure; of a percentage in per cent, of a rate per so many.
        numerator, denominator: the counts behind a percentage or rate, where they are known.
        threshold: counts from 1 to this number are hidden.
        places: digits after the point that a rate keeps.
    """
    if basis in RARE:
        return HIDDEN
    if status in WITHOUT_FIGURE:
        return Shown(status)
    if denominator is not None:
        return _of_counts(basis, status, value, numerator, denominator, threshold, places)
    if value is None:
        return Shown("missing")
    if basis == "count":
        return HIDDEN if is_small(value, threshold) else Shown(status, round_count(value))
    if basis == "percentage":
        near_an_end = 0 < value < TAIL or 100 - TAIL < value < 100
        return HIDDEN if near_an_end else Shown(status, _whole(value))
    if basis == "rate":
        return Shown(status, value) if value == 0 else HIDDEN
    return Shown(status, value)


def _of_counts(
    basis: Basis,
    status: str,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal,
    threshold: int,
    places: int,
) -> Shown:
    if numerator is None:
        return HIDDEN
    if denominator == 0 and numerator == 0:
        return Shown(status, None, Decimal(0), Decimal(0))
    if any(is_small(count, threshold) for count in (numerator, denominator)):
        return HIDDEN
    if numerator <= denominator and is_small(denominator - numerator, threshold):
        return HIDDEN
    rounded = round_count(numerator), round_count(denominator)
    if value is None:
        return Shown(status, None, *rounded)
    kept = _whole(value) if basis == "percentage" else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Shown(status, kept, *rounded)


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def suppress_number(number: Decimal | None, basis: Basis, threshold: int) -> Decimal | None:
    """A single number of a definition (the baseline) for such a reader; None where it is hidden."""
    if number is None:
        return None
    return suppress(basis=basis, status="figure", value=number, threshold=threshold).value
