"""What the database itself refuses of surveys, ideas, counts, ratings, diagrams and the workbook's origins."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from practices.models import Appointments, OpenDataImport, RegisteredPatients, Workforce
from projects.models import Action, Share, ToolUse
from projects.tools import Tool
from tests.builders import make
from toolkit.models import (
    Answer,
    BoxIdea,
    Brainstorm,
    CauseVote,
    Count,
    CountSheet,
    Diagram,
    Edge,
    Lane,
    Node,
    Operation,
    Rating,
    RatingRound,
    Seat,
    Stamp,
    StormIdea,
    StormVote,
    Survey,
    SurveyAnswer,
    Template,
    TimedVisit,
    Timing,
    WayIn,
    Workbook,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def refused(name: str, model: Any, /, **values: Any) -> None:
    """The database says no, by the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**values)


def way_in(world: Any, **extra: Any) -> WayIn:
    values = {"opens": "idea_box", "name": "Staff room", "expires_at": make.now() + timedelta(days=1)}
    return WayIn.objects.create(project=world.project, created_by=world.lead, **{**values, **extra})


def seat(world: Any, **extra: Any) -> Seat:
    return Seat.objects.create(way_in=way_in(world, **extra), browser_hash="a" * 64)


# --- Open data ---------------------------------------------------------------------------------------------------


def applied(**extra: Any) -> OpenDataImport:
    values = {"source": "patients", "sha256": "0" * 64, "first_day": DAY, "last_day": DAY, "applied_at": make.now()}
    return OpenDataImport.objects.create(file_name="patients.csv", **{**values, **extra})


def test_a_file_is_read_in_once() -> None:
    applied()
    values = {"file_name": "again.csv", "source": "patients", "sha256": "0" * 64, "first_day": DAY, "last_day": DAY}
    refused("opendataimport_applied_once", OpenDataImport, **values, applied_at=make.now())
    refused("opendataimport_waits_or_applied", OpenDataImport, **values)
    refused("opendataimport_source_known", OpenDataImport, **{**values, "source": "x", "applied_at": make.now()})
    refused(
        "opendataimport_day_order",
        OpenDataImport,
        **{
            **values,
            "sha256": "1" * 64,
            "last_day": DAY - timedelta(days=1),
            "applied_at": make.now(),
        },
    )


def test_patients_have_every_age_or_none(world) -> None:
    values = {"practice": world.practice, "source": applied(), "day": DAY, "sex": "female", "total": 96}
    refused("registeredpatients_every_age", RegisteredPatients, **values, by_age=[1] * 95)
    RegisteredPatients.objects.create(**values, by_age=[1] * 96)
    refused("registeredpatients_once", RegisteredPatients, **values)
    refused("registeredpatients_sex_known", RegisteredPatients, **{**values, "sex": "x"})


def test_workforce_says_something(world) -> None:
    values = {"practice": world.practice, "source": applied(), "day": DAY, "role": "nurse"}
    refused("workforce_says_something", Workforce, **values)
    refused("workforce_wte_not_negative", Workforce, **values, wte=-1)
    Workforce.objects.create(**values, heads=3)
    refused("workforce_once", Workforce, **values, wte=2)


def test_appointments_are_of_a_practice_or_an_area(world) -> None:
    month = DAY.replace(day=1)
    values = {"source": applied(), "month": month, "by": "status", "value": "Attended", "count": 5}
    refused("appointments_of_a_practice_or_an_area", Appointments, **values)
    refused(
        "appointments_month_from_its_first_day", Appointments, **{**values, "month": DAY}, practice=world.practice
    )
    refused("appointments_split_known", Appointments, **{**values, "by": "x"}, practice=world.practice)
    Appointments.objects.create(**values, practice=world.practice)
    refused("appointments_once", Appointments, **values, practice=world.practice)
    Appointments.objects.create(**values, commissioner=make.commissioner())


# --- Working together --------------------------------------------------------------------------------------------


def test_an_action_ends_after_it_begins(world) -> None:
    values = {"project": world.project, "text": "Count"}
    refused("action_starts_before_it_is_due", Action, **values, starts_on=DAY, due_on=DAY - timedelta(days=1))
    Action.objects.create(**values, starts_on=DAY)


def test_the_use_of_a_tool_adds_up(world) -> None:
    values = {"project": world.project, "tool": "workbook", "part": "patients", "first_on": DAY, "last_on": DAY}
    refused("tooluse_day_order", ToolUse, **{**values, "last_on": DAY - timedelta(days=1)})
    refused("tooluse_no_more_than_asked", ToolUse, **values, asked=2, answered=3)
    refused("tooluse_at_least_a_day", ToolUse, **values, days=0)
    ToolUse.objects.create(**values)
    refused("tooluse_once", ToolUse, **values)


# --- Ways in, surveys, the box -----------------------------------------------------------------------------------


def test_a_way_in_names_what_it_opens(world) -> None:
    values = {"project": world.project, "name": "x", "created_by": world.lead, "expires_at": make.now()}
    refused("wayin_names_what_it_opens", WayIn, **values, opens="survey")
    refused("wayin_names_what_it_opens", WayIn, **values, opens="idea_box", subject_id=uuid4())
    refused("wayin_revoked_pair", WayIn, **values, opens="idea_box", revoked_at=make.now())
    open_one = way_in(world, opens="brainstorm", subject_id=uuid4(), code="K7M4PX")
    refused("wayin_code_opens_one_thing", WayIn, **values, opens="survey", subject_id=uuid4(), code="K7M4PX")
    assert list(WayIn.visible_to(world.lead).open()) == [open_one]


def test_a_browser_has_one_seat(world) -> None:
    first = seat(world)
    refused("seat_one_a_browser", Seat, way_in=first.way_in, browser_hash="a" * 64)


def test_nothing_leads_from_an_answer_to_a_person() -> None:
    """Neither a person, a seat, nor a time by which rows could be put side by side."""
    assert {field.name for field in SurveyAnswer._meta.get_fields()} == {"id", "survey", "answers", "batch"}
    assert {field.name for field in Seat._meta.concrete_fields} == {"id", "way_in", "browser_hash"}


@pytest.mark.parametrize(("shown", "held"), [(0, True), (1, False), (4, False), (5, True), (7, False), (10, True)])
def test_results_are_shown_in_whole_batches(world, shown: int, held: bool) -> None:
    values = {"project": world.project, "kind": "staff", "title": "How is it?", "shown": shown}
    if held:
        Survey.objects.create(**values)
    else:
        refused("survey_shown_in_whole_batches", Survey, **values)


def test_a_survey_opens_before_it_closes(world) -> None:
    values = {"project": world.project, "kind": "staff", "title": "How is it?"}
    closed = {"closed_at": make.now(), "closed_by": world.lead}
    refused("survey_closed_after_it_opened", Survey, **values, **closed)
    opened = {"opened_at": make.now() - timedelta(days=1), "opened_by": world.lead}
    refused("survey_closed_pair", Survey, **values, **opened, closed_at=make.now())
    refused("survey_opened_pair", Survey, **values, opened_at=make.now())
    refused("survey_kind_known", Survey, **{**values, "kind": "x"})
    survey = Survey.objects.create(**values, opened_at=make.now(), opened_by=world.lead)
    assert list(Survey.visible_to(world.lead).open()) == [survey]
    refused("surveyanswer_batch_from_one", SurveyAnswer, survey=survey, answers={}, batch=0)
    waits = SurveyAnswer.objects.create(survey=survey, answers={})
    seen = SurveyAnswer.objects.create(survey=survey, answers={}, batch=1)
    mine = SurveyAnswer.objects.visible_to(world.lead)
    assert (list(mine.waiting()), list(mine.shown())) == ([waits], [seen])


def test_an_idea_of_the_box_is_answered_in_words(world) -> None:
    values = {"project": world.project, "text": "A bell at the door"}
    answered = {"answered_at": make.now(), "answered_by": world.lead}
    refused("boxidea_answered_in_words", BoxIdea, **values, state="not", **answered)
    refused("boxidea_answered_in_words", BoxIdea, **values, reply="We like it")
    refused("boxidea_answered_pair", BoxIdea, **values, state="not", reply="No", answered_at=make.now())
    BoxIdea.objects.create(**values, state="not", reply="There is one.", **answered)
    new = BoxIdea.objects.create(**values)
    assert list(BoxIdea.visible_to(world.lead).unanswered()) == [new]


# --- Ideas and votes ---------------------------------------------------------------------------------------------


def test_voting_has_its_number_of_votes(world) -> None:
    values = {"project": world.project, "question": "What holds us up?", "begun_by": world.lead}
    refused("brainstorm_state_has_what_it_needs", Brainstorm, **values, state="voting")
    refused("brainstorm_state_has_what_it_needs", Brainstorm, **values, state="done", votes_each=2)
    refused("brainstorm_counted_pair", Brainstorm, **values, state="done", votes_each=2, counted_at=make.now())
    storm = Brainstorm.objects.create(**values, state="voting", votes_each=2)
    idea = StormIdea.objects.create(brainstorm=storm, number=1, text="Phones")
    refused("stormidea_number_once", StormIdea, brainstorm=storm, number=1, text="Letters")
    refused("stormidea_numbers_from_one", StormIdea, brainstorm=storm, number=0, text="Letters")
    own = uuid4()
    refused(
        "stormidea_not_joined_to_itself", StormIdea, brainstorm=storm, number=2, text="x", id=own, joined_to_id=own
    )
    voter = seat(world, opens="brainstorm", subject_id=storm.pk)
    StormVote.objects.create(idea=idea, seat=voter)
    refused("stormvote_one_an_idea", StormVote, idea=idea, seat=voter)


# --- Timing, counting, rating ------------------------------------------------------------------------------------


def test_a_timing_has_two_points_and_a_stamp_for_each(world) -> None:
    values = {"project": world.project, "title": "A morning"}
    refused("timing_from_one_point_to_another", Timing, **values, points=["In"])
    refused("timing_closed_pair", Timing, **values, points=["In", "Out"], closed_at=make.now())
    timing = Timing.objects.create(**values, points=["In", "Out"])
    visit = TimedVisit.objects.create(timing=timing, day=DAY, number=1)
    refused("timedvisit_number_once_a_day", TimedVisit, timing=timing, day=DAY, number=1)
    refused("timedvisit_numbers_from_one", TimedVisit, timing=timing, day=DAY, number=0)
    Stamp.objects.create(visit=visit, point=0, at=make.now())
    refused("stamp_once_a_point", Stamp, visit=visit, point=0, at=make.now())
    refused("stamp_point_of_a_timing", Stamp, visit=visit, point=12, at=make.now())
    assert Stamp.visible_to(world.lead).count() == 1
    assert not Stamp.visible_to(world.outsider).exists()


def test_a_count_is_of_an_hour_of_a_sheet(world) -> None:
    values = {"project": world.project, "kind": "phone", "title": "Calls", "lines": ["Appointment"]}
    days = {"first_day": DAY, "last_day": DAY}
    refused("countsheet_day_order", CountSheet, **values, first_day=DAY, last_day=DAY - timedelta(days=1))
    refused("countsheet_has_lines", CountSheet, **{**values, "lines": []}, **days)
    refused("countsheet_kind_known", CountSheet, **{**values, "kind": "x"}, **days)
    refused("countsheet_closed_pair", CountSheet, **values, **days, closed_by=world.lead)
    sheet = CountSheet.objects.create(**values, **days)
    count = {"sheet": sheet, "day": DAY, "line": 0, "amount": 1}
    refused("count_hour_of_a_day", Count, **count, hour=24)
    refused("count_of_something", Count, **{**count, "amount": 0})
    refused("count_line_of_a_sheet", Count, **{**count, "line": 30})
    Count.objects.create(**count, hour=8)
    Count.objects.create(**{**count, "amount": -1}, hour=8)


def test_a_rating_is_of_one_person_once(world) -> None:
    values = {"project": world.project, "kind": "processes", "begun_by": world.lead}
    refused("ratinground_kind_known", RatingRound, **{**values, "kind": "x"})
    refused("ratinground_closed_pair", RatingRound, **values, closed_at=make.now() + timedelta(days=1))
    early = {"closed_at": make.now() - timedelta(days=1), "closed_by": world.lead}
    refused("ratinground_closed_after_begun", RatingRound, **values, **early)
    rounds = RatingRound.objects.create(**values)
    refused("ratinground_one_open", RatingRound, **values)
    rating = {"round": rounds, "thing": "phones"}
    refused("rating_of_one_person", Rating, **rating)
    refused("rating_of_one_person", Rating, **rating, rater=world.lead, seat=seat(world))
    refused("rating_value_range", Rating, **rating, rater=world.lead, value=6)
    Rating.objects.create(**rating, rater=world.lead, value=2)
    refused("rating_once_a_person", Rating, **rating, rater=world.lead)
    Rating.objects.create(**rating, rater=world.member)


# --- Diagrams ----------------------------------------------------------------------------------------------------


def test_a_map_is_of_now_or_the_future(world) -> None:
    values = {"project": world.project, "title": "A repeat prescription"}
    refused("diagram_a_map_is_of_now_or_the_future", Diagram, **values, kind="map")
    refused("diagram_a_map_is_of_now_or_the_future", Diagram, **values, kind="drivers", when="now")
    Diagram.objects.create(**values, kind="drivers")
    refused("diagram_one_driver_diagram", Diagram, **values, kind="drivers")
    own = uuid4()
    refused("diagram_not_made_from_itself", Diagram, **values, kind="map", when="now", id=own, made_from_id=own)


def test_nodes_lanes_and_edges(world) -> None:
    diagram = Diagram.objects.create(project=world.project, kind="map", when="now", title="Letters")
    lane = Lane.objects.create(diagram=diagram, name="Reception")
    refused("lane_name_once", Lane, diagram=diagram, name="Reception")
    step = Node.objects.create(diagram=diagram, kind="step", lane=lane, text="Open it")
    end = Node.objects.create(diagram=diagram, kind="end", lane=lane, text="Filed")
    refused("node_kind_known", Node, diagram=diagram, kind="x", text="x")
    refused("node_drivers_have_no_lane", Node, diagram=diagram, kind="primary", lane=lane, text="x")
    refused("node_times_not_negative", Node, diagram=diagram, kind="step", text="x", minutes=-1)
    refused("node_times_not_negative", Node, diagram=diagram, kind="step", text="x", wait_minutes=-1)
    Edge.objects.create(diagram=diagram, source=step, target=end)
    refused("edge_once", Edge, diagram=diagram, source=step, target=end)
    other = Diagram.objects.create(project=world.project, kind="map", when="future", title="Letters")
    with pytest.raises(ValidationError, match="inside one diagram"):
        Edge(diagram=other, source=end, target=step).full_clean()
    with pytest.raises(ValidationError, match="of another diagram"):
        Node(diagram=other, kind="step", lane=lane, text="Open it").full_clean()
    refused("edge_leads_elsewhere", Edge, diagram=diagram, source=step, target=step)
    assert not Node.visible_to(world.outsider).exists()


def test_operations_are_numbered_on_one_thing(world) -> None:
    diagram = Diagram.objects.create(project=world.project, kind="map", when="now", title="Letters")
    values = {"does": {}, "undoes": {}, "by": world.lead}
    refused("operation_on_one_thing", Operation, **values, number=1)
    refused("operation_numbers_from_one", Operation, **values, diagram=diagram, number=0)
    first = Operation.objects.create(**values, diagram=diagram, number=1)
    refused("operation_number_once", Operation, **values, diagram=diagram, number=1)
    assert list(Operation.visible_to(world.member)) == [first]
    assert not Operation.visible_to(world.outsider).exists()


def test_a_person_votes_once_for_a_cause(world) -> None:
    from toolkit.fishbone.services import add_cause, set_effect

    bone = set_effect(project=world.project, effect="Slow", version=0, by=world.lead)
    place = f"category:{bone.categories.first().pk}"
    cause = add_cause(fishbone=bone, text="One line", place=place, by=world.lead)
    CauseVote.objects.create(cause=cause, user=world.lead)
    refused("causevote_once", CauseVote, cause=cause, user=world.lead)


# --- The workbook and templates ----------------------------------------------------------------------------------


def test_an_answer_says_where_it_is_filled_in_from(world) -> None:
    values = {"project": world.project, "key": "patients.list_size", "number": 9500}
    refused("answer_published_on_a_day", Answer, **values, origin="open_data")
    refused("answer_of_an_earlier_project_has_it", Answer, **values, origin="earlier")
    refused("answer_origin_known", Answer, **values, origin="x")
    Answer.objects.create(**values, origin="open_data", as_of=DAY)


def test_a_workbook_begins_from_another_project(world) -> None:
    refused("workbook_not_begun_from_itself", Workbook, project=world.project, begun_from=world.project)
    refused("workbook_path_known", Workbook, project=world.project, path="x")
    Workbook.objects.create(project=world.project, begun_from=world.other_project)


def test_templates_are_for_the_teams_of_the_programme(world) -> None:
    values = {"project": world.project, "tool": "maps", "title": "Repeat prescriptions", "content": {}}
    refused("template_withdrawn_pair", Template, **values, offered_by=world.lead, withdrawn_at=make.now())
    offered = Template.objects.create(**values, offered_by=world.lead)
    gone = {"withdrawn_at": make.now(), "withdrawn_by": world.lead}
    withdrawn = Template.objects.create(**values, offered_by=world.lead, **gone)
    assert set(Template.visible_to(world.lead)) == {offered, withdrawn}
    assert set(Template.visible_to(world.other_practice_lead)) == {offered}
    assert not Template.visible_to(world.outsider).exists()


# --- Sharing -----------------------------------------------------------------------------------------------------


def test_coaches_are_shown_the_new_tools_next_to_the_old(world) -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("projects.migrations.0003_working_together")
    new = {tool for tools in migration.SHOWN_WITH.values() for tool in tools}
    assert new == {tool.value for tool in NEW}
    Share.objects.filter(tool__in=new).delete()
    hidden = Share.objects.filter(project=world.other_project, tool=Tool.WORKBOOK, audience="coach")
    hidden.update(ended_at=make.now(), ended_by=world.other_practice_lead)
    migration.show_new_tools_to_coaches(apps, None)
    assert set(coach_sees(world.project)) == new
    assert Tool.SURVEYS not in coach_sees(world.other_project)
    assert not Share.objects.filter(tool__in=new).exclude(audience="coach").exists(), "the team decides"


def coach_sees(project: Any) -> set[str]:
    shares = Share.objects.open().filter(project=project, audience="coach", tool__in=NEW)
    return set(shares.values_list("tool", flat=True))


NEW = (
    Tool.SURVEYS,
    Tool.COUNTING,
    Tool.RATINGS,
    Tool.MAPS,
    Tool.BRAINSTORM,
    Tool.IDEA_BOX,
    Tool.DRIVERS,
    Tool.GROUND_RULES,
)
