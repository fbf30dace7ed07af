"""Counting, timing, rating, ground rules, the action plan and the sheet of measures."""

from typing import Any

from tests.access.rows_measures import READ_MEASURES
from tests.access.table import COACHES, EVERYBODY, TEAM, Row, of_project
from tests.builders import counts as build
from tests.builders import taking_part
from toolkit.ways_in.tokens import token_of

READERS = TEAM | COACHES


def of_timing(world: Any) -> dict[str, Any]:
    return {**of_project(world), "timing_id": build.timing(world.project).pk}


def of_visit(world: Any) -> dict[str, Any]:
    timing = build.timing(world.project)
    return {**of_project(world), "timing_id": timing.pk, "visit_id": build.visit(timing, 0, 4, 9).pk}


def of_sheet(world: Any) -> dict[str, Any]:
    return {**of_project(world), "sheet_id": build.sheet(world.project).pk}


def of_kind(world: Any) -> dict[str, Any]:
    return {**of_project(world), "kind": "phone"}


def of_round(world: Any) -> dict[str, Any]:
    return {**of_project(world), "round_id": build.rating_round(world.project, world.lead).pk}


def of_kind_of_round(world: Any) -> dict[str, Any]:
    return {**of_project(world), "kind": "skills"}


def of_rule(world: Any) -> dict[str, Any]:
    rule = world.project.ground_rules.create(text="We begin and end on time.")
    return {**of_project(world), "rule_id": rule.pk}


def token_to(opens: str, thing: Any, world: Any) -> dict[str, Any]:
    return {"token": token_of(taking_part.way_in(world.project, world.lead, opens, thing))}


def of_sheet_token(world: Any) -> dict[str, Any]:
    return token_to("count", build.sheet(world.project), world)


def of_timing_token(world: Any) -> dict[str, Any]:
    return token_to("timing", build.timing(world.project), world)


def of_round_token(world: Any) -> dict[str, Any]:
    return token_to("rating", build.rating_round(world.project, world.lead), world)


ROWS = {
    "action-plan": Row(read=READERS),
    "action-plan-picture": Row(read=READERS),
    "measure-sheet": Row(read=READ_MEASURES),
    "rule-list": Row(read=READERS, write=TEAM),
    "rule-update": Row(of_rule, read=TEAM, write=TEAM),
    "rule-move": Row(of_rule, write=TEAM),
    "rule-delete": Row(of_rule, write=TEAM),
    "counting-detail": Row(read=READERS),
    "timing-create": Row(read=TEAM, write=TEAM),
    "timing-detail": Row(of_timing, read=READERS),
    "timing-edit": Row(of_timing, read=TEAM, write=TEAM),
    "timing-parts": Row(of_timing, read=TEAM, write=TEAM),
    "timing-close": Row(of_timing, write=TEAM),
    "timing-picture": Row(of_timing, read=READERS),
    "timing-phone": Row(of_timing, read=TEAM, write=TEAM),
    "timing-send": Row(of_timing, write=TEAM),
    "visit-note": Row(of_visit, read=TEAM, write=TEAM),
    "rating-list": Row(read=READERS),
    "rating-begin": Row(of_kind_of_round, write=TEAM),
    "rating-detail": Row(of_round, read=READERS),
    "rating-give": Row(of_round, read=TEAM, write=TEAM),
    "rating-close": Row(of_round, write=TEAM),
    "rating-picture": Row(of_round, read=READERS),
    "sheet-create": Row(of_kind, read=TEAM, write=TEAM),
    "sheet-detail": Row(of_sheet, read=READERS),
    "sheet-edit": Row(of_sheet, read=TEAM, write=TEAM),
    "sheet-add": Row(of_sheet, read=TEAM, write=TEAM),
    "sheet-close": Row(of_sheet, write=TEAM),
    "sheet-picture": Row(of_sheet, read=READERS),
    "sheet-phone": Row(of_sheet, read=TEAM, write=TEAM),
    "sheet-send": Row(of_sheet, write=TEAM),
    "sheet-link-create": Row(of_sheet, read=TEAM, write=TEAM),
    "timing-link-create": Row(of_timing, read=TEAM, write=TEAM),
    "rating-link-create": Row(of_round, read=TEAM, write=TEAM),
    "sheet-part": Row(of_sheet_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "sheet-part-send": Row(of_sheet_token, write=EVERYBODY, known=EVERYBODY, open=True),
    "timing-part": Row(of_timing_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "timing-part-send": Row(of_timing_token, write=EVERYBODY, known=EVERYBODY, open=True),
    "rating-part": Row(of_round_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
}
