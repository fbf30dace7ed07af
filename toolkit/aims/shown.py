"""What of an aim leaves the practice: the goal is a wish, the baseline is a figure."""

from copy import copy
from decimal import Decimal

from toolkit.measures.series import PERCENT_UNITS, Reader, basis_of
from toolkit.models import SpecificAim
from toolkit.suppression import suppress_number


def as_shown(aim: SpecificAim, reader: Reader) -> SpecificAim:
    """The aim as this reader may see it: a copy without its baseline, or with a rounded one, for those outside."""
    if reader.raw or aim.baseline is None:
        return aim
    shown = copy(aim)
    shown.baseline = _baseline(aim, reader.threshold)
    return shown


def _baseline(aim: SpecificAim, threshold: int) -> Decimal | None:
    """Without a measure nothing says what the number counts, so it may count people; a percentage says so itself."""
    if aim.measure is not None:
        return suppress_number(aim.baseline, basis_of(aim.measure), threshold)
    if aim.unit.strip().lower() in PERCENT_UNITS:
        return suppress_number(aim.baseline, "percentage", threshold)
    return None
