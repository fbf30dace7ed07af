"""Process maps and the driver diagram."""

from collections.abc import Callable
from typing import Any

from tests.access.table import COACHES, TEAM, Row, of_project
from tests.builders import diagrams as draw

READERS = TEAM | COACHES


def of_map(world: Any) -> dict[str, Any]:
    return {**of_project(world), "diagram_id": draw.process_map(world.project).pk}


def of_part(name: str, related: str) -> Callable[[Any], dict[str, Any]]:
    """A map and one of its rows."""

    def args(world: Any) -> dict[str, Any]:
        board = draw.process_map(world.project)
        return {**of_project(world), "diagram_id": board.pk, name: getattr(board, related).first().pk}

    return args


def of_drivers(world: Any) -> dict[str, Any]:
    draw.drivers(world.project)
    return of_project(world)


def of_entry(world: Any) -> dict[str, Any]:
    return {**of_project(world), "node_id": draw.drivers(world.project).nodes.last().pk}


def of_join(world: Any) -> dict[str, Any]:
    return {**of_project(world), "edge_id": draw.drivers(world.project).edges.last().pk}


of_step, of_lane, of_line = of_part("node_id", "nodes"), of_part("lane_id", "lanes"), of_part("edge_id", "edges")

ROWS = {
    "map-list": Row(read=READERS),
    "map-create": Row(read=TEAM, write=TEAM),
    "map-detail": Row(of_map, read=READERS),
    "map-operations": Row(of_map, read=READERS, write=TEAM),
    "map-picture": Row(of_map, read=READERS),
    "map-edit": Row(of_map, read=TEAM, write=TEAM),
    "map-undo": Row(of_map, write=TEAM),
    "map-future": Row(of_map, write=TEAM),
    "map-delete": Row(of_map, read=TEAM, write=TEAM),
    "step-create": Row(of_map, read=TEAM, write=TEAM),
    "step-edit": Row(of_step, read=TEAM, write=TEAM),
    "step-move": Row(of_step, write=TEAM),
    "step-delete": Row(of_step, read=TEAM, write=TEAM),
    "line-create": Row(of_step, read=TEAM, write=TEAM),
    "line-delete": Row(of_line, write=TEAM),
    "lane-create": Row(of_map, read=TEAM, write=TEAM),
    "lane-edit": Row(of_lane, read=TEAM, write=TEAM),
    "lane-move": Row(of_lane, write=TEAM),
    "lane-delete": Row(of_lane, read=TEAM, write=TEAM),
    "driver-detail": Row(of_drivers, read=READERS),
    "driver-operations": Row(of_drivers, read=READERS, write=TEAM),
    "driver-picture": Row(of_drivers, read=READERS),
    "driver-edit": Row(of_drivers, read=TEAM, write=TEAM),
    "driver-undo": Row(of_drivers, write=TEAM),
    "entry-create": Row(of_drivers, read=TEAM, write=TEAM),
    "entry-edit": Row(of_entry, read=TEAM, write=TEAM),
    "entry-move": Row(of_entry, write=TEAM),
    "entry-delete": Row(of_entry, read=TEAM, write=TEAM),
    "join-create": Row(of_entry, read=TEAM, write=TEAM),
    "join-delete": Row(of_join, write=TEAM),
    "entry-test": Row(of_entry, write=TEAM),
}
