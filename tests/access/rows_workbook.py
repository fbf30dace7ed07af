"""Workbook, fishbone and aims."""

from typing import Any

from tests.access.table import COACHES, TEAM, Row, of_project
from tests.builders import counts, opendata
from tests.builders import toolkit as build
from toolkit.models import Template

READERS = TEAM | COACHES
AIM_READERS = READERS | {"manager"}


def of_part(world: Any) -> dict[str, Any]:
    return {**of_project(world), "part": "patients"}


def of_answer(world: Any) -> dict[str, Any]:
    return {**of_project(world), "key": "patients.list_size"}


def of_kept_answer(world: Any) -> dict[str, Any]:
    build.answer(world.project, answered_by=world.lead)
    return of_answer(world)


def of_fishbone(world: Any) -> dict[str, Any]:
    build.fishbone(world.project)
    return of_project(world)


def of_category(world: Any) -> dict[str, Any]:
    return {**of_project(world), "category_id": build.fishbone(world.project).categories.first().pk}


def of_cause(world: Any) -> dict[str, Any]:
    return {**of_project(world), "cause_id": build.cause(build.fishbone(world.project)).pk}


def of_published(world: Any) -> dict[str, Any]:
    opendata.kept(world.practice)
    return {**of_project(world), "name": "ages", "fmt": "svg"}


def of_template(world: Any) -> dict[str, Any]:
    content = {"groups": ["Rooms"]}
    row = Template.objects.create(
        project=world.project, tool="fishbone", title="Rooms", content=content, offered_by=world.lead
    )
    return {**of_project(world), "template_id": row.pk}


def of_offer(world: Any) -> dict[str, Any]:
    return {**of_fishbone(world), "what": "fishbone"}


def of_found(world: Any) -> dict[str, Any]:
    return {**of_project(world), "kind": "sheet", "thing_id": counts.sheet(world.project).pk}


ROWS = {
    "found-take": Row(of_found, read=TEAM, write=TEAM),
    "template-list": Row(read=TEAM),
    "template-offer": Row(of_offer, read=TEAM, write=TEAM),
    "template-copy": Row(of_template, write=TEAM),
    "template-withdraw": Row(of_template, write=TEAM),
    "workbook-earlier": Row(read=READERS, write=TEAM),
    "workbook-still-true": Row(write=TEAM),
    "published-figures": Row(read=READERS, write=TEAM),
    "published-picture": Row(of_published, read=READERS),
    "workbook-detail": Row(read=READERS),
    "workbook-print": Row(read=READERS),
    "workbook-document": Row(read=READERS, write=READERS),
    "workbook-part": Row(of_part, read=READERS, write=TEAM),
    "workbook-skip": Row(of_part, read=TEAM, write=TEAM),
    "workbook-take-up": Row(of_part, write=TEAM),
    "workbook-path": Row(of_project, write=TEAM),
    "answer-save": Row(of_answer, write=TEAM),
    "answer-history": Row(of_kept_answer, read=TEAM, write=TEAM),
    "fishbone-detail": Row(of_fishbone, read=READERS),
    "fishbone-picture": Row(of_fishbone, read=READERS),
    "fishbone-operations": Row(of_fishbone, read=READERS, write=TEAM),
    "fishbone-undo": Row(of_fishbone, write=TEAM),
    "cause-vote": Row(of_cause, write=TEAM),
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
