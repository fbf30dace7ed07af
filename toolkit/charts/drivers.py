"""A driver diagram: what the aim depends on, what that depends on, and what could be changed, from left to right.

Each driver has a band of its own, high enough for everything under it, so no two boxes of a column touch. Lines run
between columns alone; one that passes a column has a free place there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .metrics import wrap

TEXT = 14.0
SMALL = 12.5
LINE = 1.26
PAD = 9.0
GAP = 12.0
HEAD = 34.0
GUTTER = 46.0
WIDTHS = (208.0, 250.0, 250.0, 290.0)
HEADINGS = ("What we want to reach", "What it depends on", "What that depends on", "What we could change")
LEVELS = {"primary": 1, "secondary": 2, "idea": 3}


@dataclass(frozen=True, slots=True)
class Driver:
    """``kind``: primary, secondary or idea. ``note``: small words under it. ``tested``: a test of it is under way."""

    ident: str
    kind: str
    text: str
    note: str = ""
    tested: bool = False


@dataclass(slots=True)
class Spot:
    """A driver with its rows (text, size, bold, colour), or a free place for a line that passes its column."""

    driver: Driver | None
    level: int
    rows: list[tuple[str, float, bool, str]]
    own: float  # height of its box
    under: list[Spot] = field(default_factory=list)
    y: float = 0.0  # of its middle

    @property
    def band(self) -> float:
        below = sum(spot.band for spot in self.under) + GAP * max(0, len(self.under) - 1)
        return max(self.own, below)


@dataclass(slots=True)
class DriverLayout:
    width: float
    height: float
    boxes: dict[str, tuple[float, float, float, float]]  # left, top, right, bottom
    lines: list[list[tuple[float, float]]]


def driver_diagram(
    aim: str, drivers: Sequence[Driver], joins: Sequence[tuple[str, str]], *, title: str, fmt: str = "svg"
) -> bytes:
    """The diagram as bytes, 1152 wide; the height follows. ``joins``: (driver, what hangs on it)."""
    return paint_drivers(aim, drivers, joins, title=title, fmt=fmt)[0].finish()


def paint_drivers(
    aim: str, drivers: Sequence[Driver], joins: Sequence[tuple[str, str]], *, title: str = "", fmt: str = "svg"
) -> tuple[Canvas, DriverLayout]:
    """The canvas and the places of everything, for tests of the layout and for who draws over it."""
    spots, roots, extra = tree_of(drivers, joins)
    aim_rows = wrap(aim or " ", (WIDTHS[0] - 2 * PAD) / SLACK, TEXT, True, 12, split=True)
    aim_high = len(aim_rows) * TEXT * LINE + 2 * PAD
    y = HEAD
    for root in roots:
        _place(root, y)
        y += root.band + GAP
    y = max(y, HEAD + aim_high + GAP)
    width, height = sum(WIDTHS) + 3 * GUTTER + 12, y + 4
    ident = "d" + digest("drivers", aim, tuple(drivers), tuple(joins), title, fmt)[:8]
    desc = describe_drivers(aim, drivers, joins)
    canvas = Canvas(width, height, fmt, title=title, desc=desc, ident=ident)
    primary = [spot for spot in roots if spot.level == 1]
    middle = (primary[0].y + primary[-1].y) / 2 if primary else HEAD + aim_high / 2
    middle = max(middle, HEAD + aim_high / 2)
    layout = DriverLayout(width, height, {"": (_x(0), middle - aim_high / 2, _right(0), middle + aim_high / 2)}, [])
    for level, heading in enumerate(HEADINGS):
        if level == 0 or any(spot.level == level for spot in spots.values()):
            canvas.text(_x(level), 18, heading, SMALL, t.GREY_1, bold=True)
    for spot in primary:
        layout.lines.append([(_right(0), middle), (_x(1), spot.y)])
    for spot in [*roots, *(one for root in roots for one in below(root))]:
        for one in spot.under:
            layout.lines.append([(_right(spot.level), spot.y), (_x(one.level), one.y)])
        if spot.driver is None:
            layout.lines.append([(_x(spot.level), spot.y), (_right(spot.level), spot.y)])
    layout.lines += [[(_right(a.level), a.y), (_x(b.level), b.y)] for a, b in extra]
    for line in layout.lines:
        canvas.line(line, t.GREY_2, 1.3, kind="join")
    _box(canvas, layout.boxes[""], [(row, TEXT, True, t.WHITE) for row in aim_rows], t.INK, t.INK, 1.5)
    for ident_of, spot in spots.items():
        box = (_x(spot.level), spot.y - spot.own / 2, _right(spot.level), spot.y + spot.own / 2)
        layout.boxes[ident_of] = box
        tested = spot.driver is not None and spot.driver.tested
        fill = t.BETTER_TINT if spot.level == 3 else t.WHITE
        _box(canvas, box, spot.rows, fill, t.INK if tested else t.GREY_1, 2.4 if tested else 1.2)
    canvas.rooms = {str(level): (_x(level), HEAD - 8, _right(level), height) for level in LEVELS.values()}
    canvas.places = {ident_of or "head": box for ident_of, box in layout.boxes.items()}
    if not drivers:
        canvas.text(_x(1), HEAD + 24, "Nothing hangs on it yet", TEXT, t.GREY_1)
    return canvas, layout


def describe_drivers(aim: str, drivers: Sequence[Driver], joins: Sequence[tuple[str, str]]) -> str:
    """The diagram in words, driver by driver."""
    named = {driver.ident: driver.text for driver in drivers}
    told = [f"Aim: {aim.rstrip('.')}.", f"Drivers and ideas: {len(drivers)}."]
    for driver in drivers:
        under = [named[b] for a, b in joins if a == driver.ident and b in named]
        more = f", by {'; '.join(under)}" if under else ""
        told.append(f"{HEADINGS[LEVELS[driver.kind]]}: {driver.text}{more}.")
    return " ".join(told)


def _x(level: int) -> float:
    return 6 + sum(WIDTHS[:level]) + GUTTER * level


def _right(level: int) -> float:
    return _x(level) + WIDTHS[level]


def _spot(driver: Driver) -> Spot:
    level = LEVELS[driver.kind]
    inside = (WIDTHS[level] - 2 * PAD) / SLACK
    rows = [(r, TEXT, level == 1, t.INK) for r in wrap(driver.text or " ", inside, TEXT, level == 1, 40, split=True)]
    notes = [(driver.note, t.GREY_1)] if driver.note else []
    notes += [("Being tested", t.BETTER_EDGE)] if driver.tested else []
    for words, colour in notes:
        rows += [(r, SMALL, False, colour) for r in wrap(words, inside, SMALL, False, 12, split=True)]
    return Spot(driver, level, rows, sum(size * LINE for _t, size, _b, _c in rows) + 2 * PAD)


def tree_of(
    drivers: Sequence[Driver], joins: Sequence[tuple[str, str]]
) -> tuple[dict[str, Spot], list[Spot], list[tuple[Spot, Spot]]]:
    """Spots by id, those that hang on nothing, and joins beyond a spot's first.

    The first join of each says where it is drawn. A join that passes a column gets a free place in it, under the
    driver it comes from.
    """
    spots = {driver.ident: _spot(driver) for driver in drivers}
    joined = set(joins)
    first: dict[str, str] = {}
    for source, hung in joins:
        if source in spots and hung in spots and spots[source].level < spots[hung].level:
            first.setdefault(hung, source)
    extra = []
    for driver in drivers:  # what hangs on each, in the order in which it was written down
        ident, spot = driver.ident, spots[driver.ident]
        for other in drivers:
            if (ident, other.ident) not in joined or LEVELS[other.kind] <= spot.level:
                continue
            target, above = spots[other.ident], spot
            if target.level - spot.level == 2:
                above = Spot(None, spot.level + 1, [], 16.0)
                spot.under.append(above)
            if first[other.ident] == ident:
                above.under.append(target)
            else:
                extra.append((above, target))
    roots = [spots[driver.ident] for driver in drivers if driver.ident not in first]
    return spots, sorted(roots, key=lambda spot: spot.level), extra


def _place(spot: Spot, top: float) -> None:
    spot.y = top + spot.band / 2
    below = sum(one.band for one in spot.under) + GAP * max(0, len(spot.under) - 1)
    y = top + (spot.band - below) / 2
    for one in spot.under:
        _place(one, y)
        y += one.band + GAP


def below(spot: Spot) -> list[Spot]:
    return [found for one in spot.under for found in (one, *below(one))]


def _box(
    canvas: Canvas,
    box: tuple[float, float, float, float],
    rows: Sequence[tuple[str, float, bool, str]],
    fill: str,
    edge: str,
    width: float,
) -> None:
    x, top, right, bottom = box
    canvas.polygon([(x, top), (right, top), (right, bottom), (x, bottom)], fill, edge, width)
    y = top + PAD
    for text, size, bold, colour in rows:
        canvas.text(x + PAD, y + size * 0.98, text, size, colour, bold=bold)
        y += size * LINE
