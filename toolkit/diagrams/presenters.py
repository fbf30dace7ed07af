"""A process map or driver diagram as an outline and as a picture: two views of one list."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from django.urls import reverse

from toolkit.charts.canvas import Canvas
from toolkit.charts.driver_sheets import driver_sheet, split_drivers
from toolkit.charts.drivers import LEVELS, Driver, describe_drivers, driver_diagram, paint_drivers
from toolkit.charts.map_layout import Arrow, Step, minutes_in_words
from toolkit.charts.map_sheets import count_sheets, map_sheet
from toolkit.charts.process_map import describe_map, paint_map, process_map

from ..models import Diagram, Edge, Lane, Node
from ..pictures import kept_picture
from .kinds import DRIVERS, MAP, MAP_KINDS, WASTES
from .on_paper import pages
from .places import kept_places
from .values import row_as_json

DRAWING = "3"  # raise when the drawing changes, so that no old picture is served from the cache


@dataclass
class NodeView:
    node: Node
    position: int
    is_first: bool
    is_last: bool
    lane: str = ""
    wastes: list[str] = field(default_factory=list)
    minutes: str = ""
    wait: str = ""
    leads: list[tuple[Edge, Node]] = field(default_factory=list)
    hangs: list[tuple[Edge, Node]] = field(default_factory=list)  # what it hangs on, the first where it is drawn
    under: list["NodeView"] = field(default_factory=list)
    is_tested: bool = False
    test_url: str = ""

    @property
    def values(self) -> str:
        """What the editor of the browser changes beside the words, as JSON."""
        kind = (MAP if self.node.kind in MAP_KINDS else DRIVERS).rows["node"]
        return json.dumps({name: value for name, value in row_as_json(kind, self.node).items() if name != "text"})

    @property
    def level(self) -> int:
        """How deep it stands in the list of a driver diagram."""
        return LEVELS[self.node.kind]

    @property
    def kind(self) -> str:
        return "" if self.node.kind == Node.Kind.STEP else self.node.get_kind_display()


@dataclass(frozen=True)
class Sheets:
    """The drawing on paper, sheet by sheet, so that its words can be read: how many, and one of them in a format."""

    count: Callable[[], int]
    draw: Callable[[int, str], bytes]


@dataclass
class Outline:
    diagram: Diagram
    nodes: list[NodeView]
    draw: Callable[[str], bytes]
    drawn: tuple[Any, ...]
    paint: Callable[[], Canvas]
    sheets: Sheets
    caption: str  # what it is, in small letters over its title on paper
    lanes: list[Lane] = field(default_factory=list)
    roots: list[NodeView] = field(default_factory=list)
    times: str = ""

    @property
    def alt(self) -> str:
        return f"The same list as the outline below, drawn. It shows: {self.diagram.title}"

    @property
    def described(self) -> str:
        """All of it in words, for who cannot see it."""
        if self.diagram.kind == Diagram.Kind.MAP:
            return describe_map(*self.drawn)
        return describe_drivers(self.diagram.title, *self.drawn)

    @property
    def summary(self) -> str:
        count = len(self.nodes)
        if not count:
            return "Nothing on it yet."
        word = "step" if self.diagram.kind == Diagram.Kind.MAP else "entry"
        words = f"One {word}." if count == 1 else f"{count} {'steps' if word == 'step' else 'entries'}."
        return f"{words} {self.times}".strip()

    @property
    def key(self) -> str:
        """Differs whenever the picture would."""
        return sha256(repr((DRAWING, self.caption, self.diagram.title, self.drawn)).encode()).hexdigest()[:20]

    @property
    def places(self) -> dict[str, Any]:
        """Where everything stands in the picture, for who edits it there; kept as the picture is."""
        found = kept_places(f"diagram:places:{self.key}", self.paint)
        lanes = {str(place): str(lane.pk) for place, lane in enumerate(self.lanes)}
        return {
            **found,
            "items": {lanes.get(ident, ident): box for ident, box in found["items"].items()},
            "rooms": {lanes.get(ident, ident): box for ident, box in found["rooms"].items()},
        }

    def picture(self, fmt: str) -> bytes:
        """The drawing as bytes, kept by its content."""
        if fmt == "pdf":
            return kept_picture(
                f"diagram:pdf:{self.key}",
                lambda: pages(
                    self.diagram.title,
                    self.caption,
                    [self.sheet(number).decode() for number in self.sheet_numbers],
                    self.described,
                ),
            )
        return kept_picture(f"diagram:{fmt}:{self.key}", lambda: self.draw(fmt))

    @property
    def sheet_numbers(self) -> range:
        return range(1, self.sheets.count() + 1)

    def sheet(self, number: int, fmt: str = "svg") -> bytes:
        """One sheet of the drawing on paper, kept by its content."""
        return kept_picture(f"diagram:{fmt}:{number}:{self.key}", lambda: self.sheets.draw(number, fmt))


def _views(nodes: Sequence[Node]) -> dict[Any, NodeView]:
    last = len(nodes) - 1
    return {node.pk: NodeView(node, k, k == 0, k == last) for k, node in enumerate(nodes)}


def map_outline(diagram: Diagram, lanes: Sequence[Lane], nodes: Sequence[Node], edges: Sequence[Edge]) -> Outline:
    """Put a process map together from its rows, in order."""
    views = _views(nodes)
    place = {lane.pk: k for k, lane in enumerate(lanes)}
    for view in views.values():
        node = view.node
        view.lane = lanes[place[node.lane_id]].name if node.lane_id in place else ""
        view.wastes = [WASTES[mark] for mark in node.wastes if mark in WASTES]
        view.minutes = minutes_in_words(float(node.minutes)) if node.minutes is not None else ""
        view.wait = minutes_in_words(float(node.wait_minutes)) if node.wait_minutes is not None else ""
    for edge in edges:
        views[edge.source_id].leads.append((edge, views[edge.target_id].node))
    steps = tuple(
        Step(
            str(v.node.pk),
            v.node.kind,
            v.node.text,
            place.get(v.node.lane_id),
            None if v.node.minutes is None else float(v.node.minutes),
            None if v.node.wait_minutes is None else float(v.node.wait_minutes),
            tuple(v.wastes),
        )
        for v in views.values()
    )
    arrows = tuple(Arrow(str(e.source_id), str(e.target_id), e.label, str(e.pk)) for e in edges)
    names = tuple(lane.name for lane in lanes)

    def draw(fmt: str) -> bytes:
        return process_map(names, steps, arrows, title=diagram.title, fmt=fmt)

    def paint() -> Canvas:
        return paint_map(names, steps, arrows)[0]

    drawn = (names, steps, arrows)
    sheets = Sheets(
        partial(count_sheets, *drawn),
        lambda number, fmt: map_sheet(*drawn, number, title=diagram.title, fmt=fmt),
    )
    when = diagram.get_when_display()
    return Outline(diagram, list(views.values()), draw, drawn, paint, sheets, when, list(lanes), times=_times(nodes))


def _times(nodes: Sequence[Node]) -> str:
    """What all steps take together, and all waits."""
    work = sum(float(node.minutes) for node in nodes if node.minutes is not None)
    wait = sum(float(node.wait_minutes) for node in nodes if node.wait_minutes is not None)
    told = [f"All steps together take {minutes_in_words(work)}."] if work else []
    told += [f"All waits together take {minutes_in_words(wait)}."] if wait else []
    return " ".join(told)


def driver_outline(diagram: Diagram, nodes: Sequence[Node], edges: Sequence[Edge], *, title: str) -> Outline:
    """Put the driver diagram together; ``nodes`` come with measure and idea, and the idea's ramps.

    ``title``: of the picture, what the programme calls the tool.
    """
    views = _views(nodes)
    hung = set()
    for edge in edges:
        views[edge.target_id].hangs.append((edge, views[edge.source_id].node))
        if edge.target_id not in hung:
            hung.add(edge.target_id)
            views[edge.source_id].under.append(views[edge.target_id])
    for view in views.values():
        idea = view.node.change_idea
        view.is_tested = idea is not None and bool(idea.ramps.all())
        if idea is not None and not view.is_tested:
            view.test_url = f"{reverse('ramp-create', kwargs={'project_id': diagram.project_id})}?idea={idea.pk}"
        view.under.sort(key=lambda one: one.position)
    drivers = tuple(
        Driver(
            str(v.node.pk),
            v.node.kind,
            v.node.text,
            f"Measure: {v.node.measure.name}" if v.node.measure else "",
            v.is_tested,
        )
        for v in views.values()
    )
    joins = tuple((str(e.source_id), str(e.target_id)) for e in edges)

    def draw(fmt: str) -> bytes:
        return driver_diagram(diagram.title, drivers, joins, title=title, fmt=fmt)

    def paint() -> Canvas:
        return paint_drivers(diagram.title, drivers, joins)[0]

    roots = sorted((v for pk, v in views.items() if pk not in hung), key=lambda v: (LEVELS[v.node.kind], v.position))
    sheets = Sheets(
        lambda: len(split_drivers(drivers, joins)),
        lambda number, fmt: driver_sheet(diagram.title, drivers, joins, number, title=title, fmt=fmt),
    )
    return Outline(diagram, list(views.values()), draw, (drivers, joins), paint, sheets, title, roots=roots)
