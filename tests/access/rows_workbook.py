"""Workbook, fishbone and aims."""

from typing import Any

from tests.access.table import COACHES, TEAM, Row, of_project
from tests.builders import toolkit as build

READERS = TEAM | COACHES
AIM_READERS = READERS | {"manager"}


def of_part(world: Any) -> dict[str, Any]:
    return {**of_project(world), "part": "patients"}


def of_answer(world: Any) -> dict[str, Any]:
    return {**of_project(world), "key": "patients.list_size"}


def of_fishbone(world: Any) -> dict[str, Any]:
    build.fishbone(world.project)
    return of_project(world)


def of_category(world: Any) -> dict[str, Any]:
    return {**of_project(world), "category_id": build.fishbone(world.project).categories.first().pk}


def of_cause(world: Any) -> dict[str, Any]:
    return {**of_project(world), "cause_id": build.cause(build.fishbone(world.project)).pk}


ROWS = {
    "workbook-detail": Row(read=READERS),
    "workbook-print": Row(read=READERS),
    "workbook-document": Row(read=READERS, write=READERS),
    "workbook-part": Row(of_part, read=READERS, write=TEAM),
    "workbook-skip": Row(of_part, read=TEAM, write=TEAM),
    "workbook-take-up": Row(of_part, write=TEAM),
    "answer-save": Row(of_answer, write=TEAM),
    "fishbone-detail": Row(of_fishbone, read=READERS),
    "fishbone-picture": Row(of_fishbone, read=READERS),
    "fishbone-print": Row(of_fishbone, read=READERS),
    "fishbone-edit": Row(of_project, read=TEAM, write=TEAM),
    "fishbone-votes": Row(of_fishbone, read=TEAM, write=TEAM),
    "category-create": Row(of_fishbone, read=TEAM, write=TEAM),
    "category-edit": Row(of_category, read=TEAM, write=TEAM),
    "category-move": Row(of_category, write=TEAM),
    "category-delete": Row(of_category, read=TEAM, write=TEAM),
    "cause-create": Row(of_category, read=TEAM, write=TEAM),
    "cause-edit": Row(of_cause, read=TEAM, write=TEAM),
    "cause-move": Row(of_cause, write=TEAM),
    "cause-delete": Row(of_cause, read=TEAM, write=TEAM),
    "cause-test": Row(of_cause, read=TEAM, write=TEAM),
    "aims-detail": Row(read=AIM_READERS),
    "global-aim-edit": Row(read=TEAM, write=TEAM),
    "global-aim-preview": Row(write=TEAM),
    "specific-aim-edit": Row(read=TEAM, write=TEAM),
    "specific-aim-preview": Row(write=TEAM),
}
