"""The chart's table: the same figures as the picture, newest first, as text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from toolkit import spc

from .model import Change, Chart
from .numbers import long_date, show
from .sentences import figure_decimals, show_value

NOTES = {
    "no figure": "No figure",
    "no denominator": "No total to divide by",
    "zero denominator": "Nothing to count that time (total 0)",
    "zero": "Two on one day: no time between",
    "excluded": "Shown, not counted",
    "no range": "",
}
HEADERS = {"day": "Day", "week": "Week starting", "month": "Month starting", "event": "Date", "cycle": "Date"}


@dataclass(frozen=True)
class Table:
    """``header`` and ``rows`` of text, one cell a column; the note is the last column."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(chart: Chart, analysis: spc.Analysis) -> Table:
    """Date, figure, (of how many) and a note for each point."""
    decimals = figure_decimals(chart, analysis)
    counted = any(p.denominator is not None for p in chart.points)
    header = [HEADERS[chart.cadence], chart.title]
    if counted:
        header += ["Number", "Of"]
    header.append("Note")
    rows = []
    starts = {part.first for part in analysis.parts[1:]}
    changes = _changes_by_point(chart)
    for i, point in enumerate(chart.points):
        value = analysis.values[i]
        if point.status == "hidden":
            cell = f"* {chart.hidden_label.removesuffix(' hidden')}"
        else:
            cell = "" if value is None else show_value(chart, value, decimals)
        row = [long_date(point.date, year=True), cell]
        if counted:
            row += [_count(point.value), _count(point.denominator)]
        row.append(_note(chart, analysis, i, i in starts, changes.get(i, [])))
        rows.append(tuple(row))
    return Table(f"{chart.title}, newest first", tuple(header), tuple(reversed(rows)))


def _count(value: float | None) -> str:
    if value is None:
        return ""
    return show(value, "number", 0 if float(value).is_integer() else 2)


def _note(chart: Chart, analysis: spc.Analysis, i: int, begins: bool, changes: list[Change]) -> str:
    point = chart.points[i]
    notes = []
    if point.status == "closed":
        notes.append("Closed")
    elif point.status == "hidden":
        notes.append("Hidden: small number")
    elif point.status == "estimate":
        notes.append("Estimate")
    reason = NOTES.get(analysis.notes[i], "")
    if reason and point.status not in ("closed", "hidden"):
        notes.append(reason)
    if begins:
        notes.append("New middle line from here")
    if analysis.classes[i]:
        verdict = {"better": "signal for the better", "worse": "signal for the worse", "neither": "signal"}
        notes.append(f"Part of a {verdict[analysis.classes[i]]}")
    notes += [f"Change {c.number}: {c.label}" for c in changes]
    return "; ".join(notes)


def _changes_by_point(chart: Chart) -> dict[int, list[Change]]:
    """Each change at the last point on or before its date; at the first one, when it came before all."""
    days = [point.date for point in chart.points]
    found: dict[int, list[Change]] = {}
    for change in chart.changes if days else ():
        found.setdefault(max(0, bisect_right(days, change.date) - 1), []).append(change)
    return found
