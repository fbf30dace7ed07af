"""Huddles that are held, days a practice is closed, one's own actions."""

from tests.access.table import COACHES, EVERYBODY, TEAM, Row, nothing, of_project
from tests.builders import huddles

LEAD = frozenset({"lead"})


def of_huddle(world):
    return {**of_project(world), "huddle_id": huddles.huddle(world.project).pk}


def of_question(world):
    return {**of_huddle(world), "slug": "staffing"}


def of_item(world):
    return {**of_project(world), "item_id": huddles.item(world.project).pk}


def of_closure(world):
    return {**of_project(world), "closure_id": huddles.closure(world.practice).pk}


ROWS = {
    "huddle-begin": Row(read=TEAM, write=TEAM),
    "huddle-record": Row(args=of_huddle, read=TEAM | COACHES),
    "huddle-question": Row(args=of_question, read=TEAM, write=TEAM),
    "huddle-finish": Row(args=of_huddle, write=TEAM),
    "huddleitem-update": Row(args=of_item, read=TEAM, write=TEAM),
    "huddleitem-settle": Row(args=of_item, write=TEAM),
    "huddleitem-assign": Row(args=of_item, read=TEAM, write=TEAM),
    "closure-list": Row(read=TEAM | COACHES),
    "closure-create": Row(read=TEAM, write=TEAM),
    "closure-update": Row(args=of_closure, read=TEAM, write=TEAM),
    "closure-delete": Row(args=of_closure, write=TEAM),
    "nation-update": Row(read=LEAD, write=LEAD),
    "action-mine": Row(args=nothing, read=EVERYBODY, known=EVERYBODY),
}
