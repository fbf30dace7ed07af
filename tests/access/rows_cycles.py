"""Small tests and the playbook: the team writes, the coach reads."""

from typing import Any

from tests.builders import make, playbook

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


def of_edition(world: Any) -> dict[str, Any]:
    standard = make.standard(world.project)
    entry = playbook.edition(standard, world.lead)
    return {**of_project(world), "standard_id": standard.pk, "edition": entry.edition}


def of_run(world: Any) -> dict[str, Any]:
    make.figures(make.measure(world.project), [50, 55, 60])
    cycle = make.cycle(world.project, stage="study", starts_on=make.today())
    return {**of_project(world), "cycle_id": cycle.pk}


def of_lesson(world: Any) -> dict[str, Any]:
    """What the other practice of the programme shows in the learning library, for this team to try."""
    playbook.shared(world.other_project, "cycles", "library")
    return {**of_project(world), "kind": "ramp", "source_id": make.cycle(world.other_project).ramp_id}


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
    "standard-decide": Row(of_standard, read=TEAM, write=TEAM),
    "playbookentry-detail": Row(of_edition, read=READERS),
    "playbookentry-print": Row(of_edition, read=READERS),
    "playbookentry-pdf": Row(of_edition, read=READERS),
    "playbook-print": Row(read=READERS),
    "playbook-pdf": Row(read=READERS),
    "ramp-detail": Row(of_ramp, read=READERS),
    "cycle-chart": Row(of_run, read=READERS),
    "idea-learn": Row(of_lesson, read=TEAM, write=TEAM),
    "fidelity-detail": Row(read=READERS),
}
