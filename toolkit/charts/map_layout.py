"""Where everything of a process map goes. Pure: the same steps give the same places, and nothing touches a label.

Steps stand in columns: each one column after the last that leads to it. Between columns is a gutter: first room for
the words of lines that leave, then tracks for their upright parts. Under every row of steps runs a channel for their
level parts. So a line runs through gutters and channels alone, and words stand where no other line runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .canvas import SLACK
from .metrics import text_width, wrap

TEXT = 13.5
SMALL = 12.0
NAME = 14.5
LINE = 1.25
BOX = 150.0  # width of a step
PAD = 9.0
LEAST = 44.0  # height of a step
LANE = 116.0  # room for the names of lanes
TRACK = 7.0
LABEL = 84.0  # widest words on a line
EDGE = 5.0


@dataclass(frozen=True, slots=True)
class Step:
    """A step: ``lane`` is the place of its lane, None for none; times in minutes; ``wastes`` are words."""

    ident: str
    kind: str
    text: str
    lane: int | None = None
    minutes: float | None = None
    wait: float | None = None
    wastes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    source: str
    target: str
    label: str = ""
    ident: str = ""


@dataclass(slots=True)
class Placed:
    """A step with its box and its rows of text: (text, size, bold, tone)."""

    step: Step
    rows: list[tuple[str, float, bool, str]]
    height: float
    column: int = 0
    row: int = 0
    x: float = 0
    y: float = 0
    ports: float = 0  # height that the lines leaving it need


@dataclass(slots=True)
class Route:
    """A line as corners from its source to its target, and its words with the place of their first row."""

    arrow: Arrow
    points: list[tuple[float, float]] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    label_at: tuple[float, float] = (0, 0)


@dataclass(slots=True)
class MapLayout:
    width: float
    height: float
    placed: dict[str, Placed]
    routes: list[Route]
    lanes: list[tuple[str, float, float]]  # name, top, bottom

    def areas(self) -> dict[str, tuple[float, float, float, float]]:
        """The box of every step by its id: left, top, right, bottom."""
        return {k: (p.x, p.y, p.x + BOX, p.y + p.height) for k, p in self.placed.items()}

    def starts(self) -> dict[str, tuple[float, float, float, float]]:
        """By the id of every line, the room where it leaves its step and its words stand."""
        found = {}
        for route in self.routes:
            (x, y), (turn, _) = route.points[0], route.points[1]
            high = _port_height(route)
            alone = self.placed[route.arrow.source].ports == high and not route.rows
            top, foot = (y - 11, y + 11) if alone else (y + 5 - high, y + 5)
            found[route.arrow.ident] = (x + 2, top, max(turn, x + 22), foot)
        return found


def minutes_in_words(minutes: float) -> str:
    """2.5 -> '2.5 minutes', 90 -> '1 hour 30 minutes', 2880 -> '2 days'."""
    if minutes < 60:
        return plural_of(minutes, "minute")
    whole = round(minutes)
    days, rest = divmod(whole, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (left, "minute")]
    return " ".join(plural_of(number, word) for number, word in parts if number)


def plural_of(number: float, word: str) -> str:
    shown = f"{number:g}"
    return f"{shown} {word}" if number == 1 else f"{shown} {word}s"


def lay_out_map(lanes: Sequence[str], steps: Sequence[Step], arrows: Sequence[Arrow]) -> MapLayout:
    """Lanes from the top, steps in their order, arrows between them. Arrows to unknown steps are left out."""
    placed = {step.ident: _measured(step) for step in steps}
    routes = [Route(a, rows=_label_rows(a.label)) for a in arrows if a.source in placed and a.target in placed]
    _columns(list(placed.values()), routes)
    names = [*lanes, *([""] if any(s.lane is None for s in steps) or not lanes else [])]
    first_row, rows_of = _rows(list(placed.values()), len(lanes), len(names))
    leaving: dict[str, list[Route]] = {ident: [] for ident in placed}
    for route in routes:
        leaving[route.arrow.source].append(route)
    for ident, out in leaving.items():
        placed[ident].ports = sum(_port_height(route) for route in out)
    last = max((p.column for p in placed.values()), default=0)
    tracks = _Tracks(placed, routes, last, sum(rows_of))
    xs, left, width = _across(placed, routes, tracks, last, bool(lanes))
    tops, levels, spans, height = _down(placed, tracks, names, first_row, rows_of)
    for p in placed.values():
        p.x, slot = xs[p.column], levels[p.row] - tops[p.row]
        p.y = tops[p.row] + (slot - p.height) / 2
    _run(placed, routes, leaving, tracks, xs, left, levels)
    return MapLayout(width, height, placed, routes, spans)


def _measured(step: Step) -> Placed:
    inside = (BOX - 2 * PAD - (16 if step.kind in ("decision", "end", "delay") else 0)) / SLACK
    rows = [(r, TEXT, False, "ink") for r in wrap(step.text or " ", inside, TEXT, False, 40, split=True)]
    notes = []
    if step.minutes is not None:
        notes.append((minutes_in_words(step.minutes), True, "ink"))
    if step.wait is not None:
        notes.append((f"waits {minutes_in_words(step.wait)}", True, "wait"))
    if step.wastes:
        notes.append(("! " + ", ".join(step.wastes), False, "waste"))
    for words, bold, tone in notes:
        rows += [(r, SMALL, bold, tone) for r in wrap(words, inside, SMALL, bold, 20, split=True)]
    high = sum(size * LINE for _text, size, _bold, _tone in rows) + 2 * PAD
    return Placed(step, rows, max(LEAST, high))


def _label_rows(label: str) -> list[str]:
    return wrap(label, LABEL / SLACK, SMALL, False, 10, split=True) if label else []


def _port_height(route: Route) -> float:
    return len(route.rows) * SMALL * LINE + (12 if route.rows else 10)


def _columns(placed: list[Placed], routes: Sequence[Route]) -> None:
    """A step stands one column after the last of those before it in order that lead to it."""
    order = {p.step.ident: k for k, p in enumerate(placed)}
    before: dict[str, list[str]] = {}
    joined = set()
    for route in routes:
        joined |= {route.arrow.source, route.arrow.target}
        if order[route.arrow.source] < order[route.arrow.target]:
            before.setdefault(route.arrow.target, []).append(route.arrow.source)
    column: dict[str, int] = {}
    last = -1
    for p in placed:
        ident = p.step.ident
        if ident in before:
            p.column = 1 + max(column[b] for b in before[ident])
        elif ident not in joined:
            p.column = last + 1  # drawn, not yet joined: it follows the one drawn before
        column[ident] = last = p.column


def _rows(placed: list[Placed], lanes: int, names: int) -> tuple[list[int], list[int]]:
    """The first row of each lane and how many it has: steps of one column and lane stand under each other."""
    deep: dict[tuple[int, int], int] = {}
    rows_of = [1] * names
    for p in placed:
        lane = lanes if p.step.lane is None else p.step.lane
        p.row = deep.get((lane, p.column), 0)
        deep[lane, p.column] = p.row + 1
        rows_of[lane] = max(rows_of[lane], p.row + 1)
    first = [sum(rows_of[:k]) for k in range(names)]
    for p in placed:
        p.row += first[lanes if p.step.lane is None else p.step.lane]
    return first, rows_of


class _Tracks:
    """Which track each part of each line takes: ``upright[gutter]`` and ``level[row]`` count them.

    Gutter g is left of column g; each line has (gutter, track) of its first and, if it goes round, its second upright
    part, and (row, track) of the level part between them.
    """

    def __init__(self, placed: dict[str, Placed], routes: Sequence[Route], last: int, rows: int) -> None:
        self.upright = [0] * (last + 2)
        self.level = [0] * rows
        self.first: list[tuple[int, int]] = []
        self.round: list[tuple[tuple[int, int], tuple[int, int]] | None] = []
        for route in routes:
            source, target = placed[route.arrow.source], placed[route.arrow.target]
            gutter = source.column + 1
            self.first.append((gutter, self._take(self.upright, gutter)))
            if target.column == gutter:
                self.round.append(None)
            else:
                level = (source.row, self._take(self.level, source.row))
                self.round.append((level, (target.column, self._take(self.upright, target.column))))

    @staticmethod
    def _take(counts: list[int], place: int) -> int:
        counts[place] += 1
        return counts[place] - 1


def _across(
    placed: dict[str, Placed], routes: Sequence[Route], tracks: _Tracks, last: int, named: bool
) -> tuple[list[float], list[float], float]:
    """x of every column, x of the first track in every gutter, and the width."""
    words = [0.0] * (last + 2)
    for route in routes:
        gutter = placed[route.arrow.source].column + 1
        for row in route.rows:
            words[gutter] = max(words[gutter], text_width(row, SMALL) * SLACK + 8)
    x = EDGE + (LANE if named else 0)
    xs, left = [], []
    for gutter in range(last + 2):
        left.append(x + words[gutter] + 12)
        x = left[-1] + tracks.upright[gutter] * TRACK + 14
        if gutter <= last:
            xs.append(x)
            x += BOX
    return xs, left, x + EDGE


def _down(
    placed: dict[str, Placed], tracks: _Tracks, names: Sequence[str], first: Sequence[int], rows_of: Sequence[int]
) -> tuple[list[float], list[float], list[tuple[str, float, float]], float]:
    """Top of every row, y of its channel, the lanes, and the height."""
    slots = [LEAST] * sum(rows_of)
    for p in placed.values():
        slots[p.row] = max(slots[p.row], p.height, p.ports)
    y = EDGE
    tops, levels, spans = [], [], []
    for lane, name in enumerate(names):
        begin = y
        y += 12
        for row in range(first[lane], first[lane] + rows_of[lane]):
            tops.append(y)
            levels.append(y + slots[row])
            y = levels[-1] + 8 + tracks.level[row] * TRACK + 6
        words = len(wrap(name, (LANE - 18) / SLACK, NAME, True, 6, split=True)) * NAME * LINE + 18 if name else 0
        y = max(y + 4, begin + words)
        spans.append((name, begin, y))
    return tops, levels, spans, y + EDGE


def _run(
    placed: dict[str, Placed],
    routes: Sequence[Route],
    leaving: dict[str, list[Route]],
    tracks: _Tracks,
    xs: Sequence[float],
    left: Sequence[float],
    levels: Sequence[float],
) -> None:
    port: dict[int, float] = {}
    for ident, out in leaving.items():
        p = placed[ident]
        y = p.y + (p.height - p.ports) / 2
        for route in out:
            high = _port_height(route)
            port[id(route)] = y + high - 5 if len(out) > 1 or route.rows else p.y + p.height / 2
            route.label_at = (p.x + BOX + 6, y + SMALL)
            y += high
    for k, route in enumerate(routes):
        source, target = placed[route.arrow.source], placed[route.arrow.target]
        start, end = port[id(route)], target.y + target.height / 2
        gutter, track = tracks.first[k]
        x = left[gutter] + track * TRACK
        points = [(source.x + BOX, start), (x, start)]
        around = tracks.round[k]
        if around is not None:
            (row, level), (second, place) = around
            y = levels[row] + 8 + level * TRACK
            back = left[second] + place * TRACK
            points += [(x, y), (back, y), (back, end)]
        else:
            points.append((x, end))
        points.append((xs[target.column], end))
        route.points = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
