"""A driver diagram on paper: branch by branch, so that its words can be read on A4 however many entries there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .drivers import GAP, HEAD, Driver, Spot, below, driver_diagram, tree_of

DOWN = 640.0  # pixels of one sheet: A4 on its side, less its title; the smallest letters then have 8 points
Joins = Sequence[tuple[str, str]]


def driver_sheet(
    aim: str, drivers: Sequence[Driver], joins: Joins, number: int, *, title: str, fmt: str = "svg"
) -> bytes:
    """One sheet of the diagram, counted from 1, with the aim on it. IndexError beyond the last."""
    parts = split_drivers(drivers, joins)
    some, hung = parts[number - 1]
    named = f"{title}, sheet {number} of {len(parts)}" if len(parts) > 1 else title
    return driver_diagram(aim, some, hung, title=named, fmt=fmt)


def split_drivers(drivers: Sequence[Driver], joins: Joins) -> list[tuple[list[Driver], list[tuple[str, str]]]]:
    """The entries of each sheet with their joins; what a branch hangs on is said again on each of its sheets.

    A join between two sheets stands in words at what hangs on it.
    """
    _spots, roots, _extra = tree_of(drivers, joins)
    sheets: list[set[str]] = [set()]
    height = 0.0
    for idents, high in (unit for root in roots for unit in _units(root, frozenset())):
        if sheets[-1] and height + GAP + high > DOWN - HEAD:
            sheets.append(set())
            height = 0.0
        height += high + (GAP if sheets[-1] else 0.0)
        sheets[-1] |= idents
    apart = _apart(drivers, joins, sheets)
    return [
        (
            [_with_note(driver, apart.get(driver.ident, ())) for driver in drivers if driver.ident in sheet],
            [(a, b) for a, b in joins if a in sheet and b in sheet],
        )
        for sheet in sheets
    ]


def _units(spot: Spot, above: frozenset[str]) -> Iterator[tuple[frozenset[str], float]]:
    """What must stay on one sheet, with what it hangs on, and its height: a branch, or its branches one by one."""
    own = above | ({spot.driver.ident} if spot.driver else set())
    if spot.band <= DOWN - HEAD or not spot.under:
        yield own | {one.driver.ident for one in below(spot) if one.driver}, spot.band
        return
    for one in spot.under:
        yield from _units(one, own)


def _apart(drivers: Sequence[Driver], joins: Joins, sheets: Sequence[set[str]]) -> dict[str, list[str]]:
    """By what hangs on it, the words of what stands on other sheets alone."""
    named = {driver.ident: driver.text for driver in drivers}
    found: dict[str, list[str]] = {}
    for a, b in joins:
        if a in named and b in named and not any(a in sheet and b in sheet for sheet in sheets):
            found.setdefault(b, []).append(named[a])
    return found


def _with_note(driver: Driver, others: Sequence[str]) -> Driver:
    if not others:
        return driver
    return replace(driver, note=". ".join(filter(None, [driver.note, f"Also for: {'; '.join(others)}"])))
