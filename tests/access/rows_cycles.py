"""Small tests and the playbook: the team writes, the coach reads."""

from typing import Any

from tests.builders import make

from .table import COACHES, TEAM, Row, of_project

READERS = TEAM | COACHES


def of_cycle(world: Any) -> dict[str, Any]:
    return {**of_project(world), "cycle_id": make.cycle(world.project).pk}


def of_ramp(world: Any) -> dict[str, Any]:
    return {**of_project(world), "ramp_id": make.cycle(world.project).ramp_id}


def of_stage(world: Any) -> dict[str, Any]:
    return {**of_cycle(world), "stage": "plan"}


def of_move(world: Any) -> dict[str, Any]:
    return {**of_cycle(world), "move": "start"}


def of_standard(world: Any) -> dict[str, Any]:
    return {**of_project(world), "standard_id": make.standard(world.project).pk}


ROWS = {
    "ramp-list": Row(read=READERS),
    "ramp-create": Row(read=TEAM, write=TEAM),
    "ramp-picture": Row(of_ramp, read=READERS),
    "idea-create": Row(read=TEAM, write=TEAM),
    "cycle-detail": Row(of_cycle, read=READERS),
    "cycle-stage": Row(of_stage, read=TEAM, write=TEAM),
    "cycle-move": Row(of_move, write=TEAM),
    "standard-list": Row(read=READERS),
    "standard-create": Row(read=TEAM, write=TEAM),
    "standard-detail": Row(of_standard, read=READERS),
    "standard-update": Row(of_standard, read=TEAM, write=TEAM),
}
