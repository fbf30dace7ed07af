"""Surveys, idea box, brainstorm, and the links to them."""

from typing import Any

from tests.access.table import COACHES, EVERYBODY, TEAM, Row, nothing, of_project
from tests.builders import taking_part
from toolkit.ways_in.tokens import token_of

READERS = TEAM | COACHES


def of_survey(world: Any) -> dict[str, Any]:
    return {**of_project(world), "survey_id": taking_part.survey(world.project, world.lead).pk}


def of_draft(world: Any) -> dict[str, Any]:
    survey = taking_part.survey(world.project, world.lead, opened_at=None, opened_by=None)
    return {**of_project(world), "survey_id": survey.pk}


def of_link(world: Any) -> dict[str, Any]:
    survey = taking_part.survey(world.project, world.lead)
    return {**of_project(world), "link_id": taking_part.survey_link(survey, world.lead).pk}


def of_survey_token(world: Any) -> dict[str, Any]:
    survey = taking_part.survey(world.project, world.lead)
    return {"token": token_of(taking_part.survey_link(survey, world.lead))}


def of_idea(world: Any) -> dict[str, Any]:
    return {**of_project(world), "idea_id": taking_part.idea(world.project).pk}


def of_box_token(world: Any) -> dict[str, Any]:
    return {"token": token_of(taking_part.way_in(world.project, world.lead, "idea_box"))}


def of_storm(world: Any) -> dict[str, Any]:
    return {**of_project(world), "storm_id": taking_part.storm(world.project, world.lead).pk}


def of_counted(world: Any) -> dict[str, Any]:
    storm, _ = taking_part.with_ideas(world.project, world.lead, "One", state="done")
    return {**of_project(world), "storm_id": storm.pk}


def of_storm_idea(world: Any) -> dict[str, Any]:
    storm, ideas = taking_part.with_ideas(world.project, world.lead, "One", state="done")
    return {**of_project(world), "storm_id": storm.pk, "idea_id": ideas[0].pk, "act": "test"}


def of_storm_token(world: Any) -> dict[str, Any]:
    storm = taking_part.storm(world.project, world.lead)
    return {"token": token_of(taking_part.way_in(world.project, world.lead, "brainstorm", storm))}


ROWS = {
    "survey-list": Row(of_project, read=READERS),
    "survey-create": Row(lambda world: {**of_project(world), "kind": "staff"}, read=TEAM, write=TEAM),
    "survey-detail": Row(of_survey, read=READERS),
    "survey-edit": Row(of_draft, read=TEAM, write=TEAM),
    "survey-versions": Row(of_draft, read=TEAM, write=TEAM),
    "survey-open": Row(of_draft, write=TEAM),
    "survey-close": Row(of_survey, read=TEAM, write=TEAM),
    "survey-download": Row(of_survey, read=READERS),
    "survey-delete": Row(of_draft, write=TEAM),
    "survey-link-create": Row(of_survey, read=TEAM, write=TEAM),
    "wayin-detail": Row(of_link, read=TEAM),
    "wayin-revoke": Row(of_link, write=TEAM),
    "wayin-code": Row(nothing, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "survey-answer": Row(of_survey_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "boxidea-list": Row(of_project, read=READERS),
    "boxidea-create": Row(of_project, read=TEAM, write=TEAM),
    "box-link-create": Row(of_project, read=TEAM, write=TEAM),
    "boxidea-answer": Row(of_idea, read=TEAM, write=TEAM),
    "boxidea-versions": Row(of_idea, read=TEAM, write=TEAM),
    "boxidea-delete": Row(of_idea, read=TEAM, write=TEAM),
    "boxidea-put": Row(of_box_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
    "brainstorm-list": Row(of_project, read=READERS),
    "brainstorm-create": Row(of_project, read=TEAM, write=TEAM),
    "brainstorm-detail": Row(of_storm, read=READERS),
    "brainstorm-move": Row(lambda world: {**of_storm(world), "move": "sort"}, write=TEAM),
    "brainstorm-code": Row(of_storm, write=TEAM),
    "brainstorm-join": Row(of_storm, write=TEAM),
    "brainstorm-idea": Row(of_storm_idea, write=TEAM),
    "brainstorm-theme": Row(of_counted, read=TEAM, write=TEAM),
    "brainstorm-part": Row(of_storm_token, read=EVERYBODY, write=EVERYBODY, known=EVERYBODY, open=True),
}
