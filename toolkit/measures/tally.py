"""Counting on a phone: taps make a figure, which is saved to a day, put in place of the one there or added to it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cmsportal.versions import Stale
from toolkit.models import Figure, Measure

from .entering import FigureExists, correct_figure, enter_figure
from .figures import Entry

MOST = 5000  # taps
COUNTED, OTHER = "c", "n"
KINDS = {Measure.ValueKind.COUNT, Measure.ValueKind.PERCENTAGE}


def can_tally(measure: Measure) -> bool:
    return measure.value_kind in KINDS


@dataclass(frozen=True)
class Tally:
    """Taps in their order: 'c' for one that is counted, 'n' for one that is not. ``dropped``: what was wiped last."""

    taps: str = ""
    dropped: str = ""

    @classmethod
    def read(cls, taps: str, dropped: str = "") -> "Tally":
        """From what a page sent; everything that is no tap is left out."""
        return cls(*("".join(tap for tap in text[:MOST] if tap in COUNTED + OTHER) for text in (taps, dropped)))

    @property
    def counted(self) -> int:
        return self.taps.count(COUNTED)

    @property
    def total(self) -> int:
        return len(self.taps)

    def then(self, act: str) -> "Tally":
        """After a tap ('c', 'n'), 'undo' or 'wipe'. At nought, undo brings back what was wiped."""
        if act in {COUNTED, OTHER}:
            return replace(self, taps=(self.taps + act)[:MOST])
        if act == "undo":
            return replace(self, taps=self.taps[:-1]) if self.taps else Tally(self.dropped)
        if act == "wipe" and self.taps:
            return Tally(dropped=self.taps)
        return self


def entry_of(measure: Measure, day: date, tally: Tally, onto: Any = None) -> Entry:
    """The figure that the taps make, with ``onto`` (a figure or a row of its history) added to it."""
    counted, total = Decimal(tally.counted), Decimal(tally.total)
    status, note = (onto.status, onto.note) if onto else (Figure.Status.FIGURE, "")
    if measure.value_kind == Measure.ValueKind.COUNT:
        return Entry(day, status, counted + onto.value if onto else counted, note=note)
    if onto:
        counted, total = counted + onto.numerator, total + onto.denominator
    return Entry(day, status, numerator=counted, denominator=total, note=note)


def can_add_to(measure: Measure, standing: Figure | None) -> bool:
    """Whether the standing figure can grow: 'closed' cannot, nor a percentage that came without its counts."""
    if standing is None or standing.status not in {Figure.Status.FIGURE, Figure.Status.ESTIMATE}:
        return False
    return measure.value_kind == Measure.ValueKind.COUNT or standing.denominator is not None


def save_tally(
    *, measure: Measure, day: date, tally: Tally, standing: Figure | None, version: int | None, add: bool, by: Any
) -> Figure:
    """Save the taps as the figure of a day.

    Args:
        standing: the figure of that day as it is now.
        version: which state of it the person saw; None when they saw none.
        add: add to it, else put the taps in its place.
    Raises:
        FigureExists: a figure stands there that they did not see.
        Stale: it is not the one they saw. A second click finds what the first one wrote.
    """
    if version is None or standing is None:
        figure = enter_figure(measure=measure, entry=entry_of(measure, day, tally), by=by, via=Figure.Via.TALLY)
        if figure.entered_by_id != by.pk:  # two people counted as many by chance: neither count goes unsaid
            raise FigureExists(figure)
        return figure
    seen = standing if standing.version == version else standing.history.filter(version=version).first()
    if seen is None or (add and not can_add_to(measure, seen)):
        raise Stale(standing)
    entry = entry_of(measure, day, tally, seen if add else None)
    if seen is not standing:
        if _is_own_echo(standing, entry, version, by):
            return standing
        raise Stale(standing)
    return correct_figure(figure=standing, entry=entry, expected_version=version, by=by, via=Figure.Via.TALLY)


def _is_own_echo(standing: Figure, entry: Entry, version: int, by: Any) -> bool:
    written = (standing.numerator, standing.denominator) if entry.by_counts else (standing.value, None)
    wanted = (entry.numerator, entry.denominator) if entry.by_counts else (entry.value, None)
    return standing.version == version + 1 and standing.entered_by_id == by.pk and written == wanted
