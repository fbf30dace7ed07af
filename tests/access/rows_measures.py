from datetime import timedelta
from typing import Any

from tests.access.table import COACHES, EVERYBODY, KNOW_PROJECT, TEAM, Row, nothing, of_project
from tests.builders import make

READ_MEASURES = TEAM | COACHES | {"manager"}
READ_WALL = READ_MEASURES | {"partner"}


def of_measure(world: Any) -> dict[str, Any]:
    measure = make.measure(world.project)
    make.figures(measure, [52, 55, 49, 61, 58, 63, 66, 70, 71, 74, 76, 78])
    return {"project_id": world.project.pk, "measure_id": measure.pk}


def of_figure(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    return {**args, "figure_id": world.project.measures.get().figures.last().pk}


def of_mark(world: Any) -> dict[str, Any]:
    return {"project_id": world.project.pk, "mark_id": make.chart_mark(world.project).pk}


def of_phase(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    phase = world.project.measures.get().phases.create(starts_on=make.today(), label="After change 1")
    return {**args, "phase_id": phase.pk}


def of_link(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    token = make.figure_link_token(world.project.measures.get(), world.member)
    assert token
    return {**args, "link_id": world.project.measures.get().figure_links.get().pk}


def of_token(world: Any) -> dict[str, Any]:
    of_measure(world)
    sunday = make.today() - timedelta(days=make.today().weekday() + 1)  # its figures stand on Mondays
    return {"token": make.figure_link_token(world.project.measures.get(), world.member, sunday)}


ROWS = {
    "measure-list": Row(of_project, read=READ_MEASURES, known=KNOW_PROJECT),
    "measure-create": Row(of_project, read=TEAM, write=TEAM),
    "measure-detail": Row(of_measure, read=READ_MEASURES),
    "measure-update": Row(of_measure, read=TEAM, write=TEAM),
    "measure-archive": Row(of_measure, write=TEAM),
    "measure-restore": Row(of_measure, write=TEAM),
    "measure-lead": Row(of_measure, write=TEAM),
    "measure-move": Row(of_measure, write=TEAM),
    "measure-hang": Row(of_measure, write=TEAM),
    "measure-take-down": Row(of_measure, write=TEAM),
    "measure-chart-settings": Row(of_measure, read=TEAM, write=TEAM),
    "measure-chart-preview": Row(of_measure, read=TEAM),
    "chart-icon": Row(lambda world: {"name": "common_cause"}, read=EVERYBODY, open=True),
    "measure-chart": Row(lambda world: {**of_measure(world), "fmt": "svg"}, read=READ_WALL),
    "measure-download": Row(of_measure, read=READ_WALL),
    "figure-create": Row(of_measure, read=TEAM, write=TEAM),
    "figure-saved": Row(of_figure, read=TEAM),
    "figure-update": Row(of_figure, read=TEAM, write=TEAM),
    "figure-delete": Row(of_figure, read=TEAM, write=TEAM),
    "figurelink-revoke": Row(of_link, write=TEAM),
    "figure-link": Row(of_token, read=EVERYBODY, write=EVERYBODY, open=True),
    "phase-create": Row(of_measure, read=TEAM, write=TEAM),
    "phase-begin": Row(of_measure, read=TEAM, write=TEAM),
    "phase-delete": Row(of_phase, write=TEAM),
    "chartmark-create": Row(of_project, read=TEAM, write=TEAM),
    "chartmark-update": Row(of_mark, read=TEAM, write=TEAM),
    "chartmark-delete": Row(of_mark, write=TEAM),
    "wall-detail": Row(of_project, read=READ_WALL),
    "wall-list": Row(nothing, read=EVERYBODY),
}
