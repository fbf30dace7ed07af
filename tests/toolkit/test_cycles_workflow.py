"""The stages of a small test: every move from every stage, and what goes with each."""

import itertools
from uuid import uuid4

import pytest

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.together import run_together
from toolkit.cycles import services
from toolkit.cycles.workflow import BACKWARD, MOVES, ONWARD, REOPEN, STAGES, may_change, move_cycle, refusal_words
from toolkit.models import ChartMark, Cycle, CycleQuestion

LEADS_ON = ("adapt", "enlarge")


def cycle_at(project, stage: str, **extra) -> Cycle:
    decided = {"decision": "adopt", "decided_on": make.today()} if stage == "closed" else {}
    return make.cycle(project, stage=stage, **{**decided, **extra})


@pytest.mark.parametrize(("stage", "name"), list(itertools.product(Cycle.Stage.values, MOVES)))
def test_every_move_from_every_stage(world, stage, name) -> None:
    move, cycle = MOVES[name], cycle_at(world.project, stage, decision="adopt")
    if stage == move.end:
        assert move_cycle(cycle=cycle, move=move, by=world.lead).stage == stage
        assert not Event.objects.exists(), "a second press does nothing"
    elif stage == move.start:
        assert move_cycle(cycle=cycle, move=move, by=world.lead).stage == move.end
        event = Event.objects.get()
        assert (event.action, event.actor, event.project_id) == (f"cycle.{name}", world.lead, world.project.pk)
    else:
        with pytest.raises(Refusal, match=f"'{Cycle.Stage(stage).label}' now"):
            move_cycle(cycle=cycle, move=move, by=world.lead)
        assert Cycle.objects.get().stage == stage


def test_each_stage_has_one_way_on_and_one_way_back() -> None:
    assert [move.start for move in ONWARD.values()] == STAGES[:-1]
    assert [move.start for move in BACKWARD.values()] == STAGES[1:]
    for stage, move in BACKWARD.items():
        assert STAGES.index(move.end) == STAGES.index(stage) - 1


@pytest.mark.parametrize(
    ("present", "stage"), list(itertools.product(Cycle.Stage.values, [*Cycle.Stage.values, "x"]))
)
def test_what_can_be_written_when(present, stage) -> None:
    cycle = Cycle(stage=present)
    reached = stage in STAGES and STAGES.index(stage) <= STAGES.index(present)
    wanted = reached and stage != "closed" and (present, stage) != ("closed", "act")
    assert may_change(cycle, stage) is wanted
    if not wanted and stage in {"do", "study", "act"}:
        assert len(refusal_words(cycle, stage)) > 20


def test_nothing_is_closed_without_a_decision(world) -> None:
    cycle = cycle_at(world.project, "act")
    with pytest.raises(Refusal, match="Choose what you decide first"):
        services.go_on(cycle=cycle, by=world.lead)
    assert Cycle.objects.get().stage == "act"


@pytest.mark.parametrize("decision", Cycle.Decision.values)
def test_what_a_decision_leads_to(world, decision) -> None:
    cycle = cycle_at(
        world.project, "act", decision=decision, scale="20 patients", size=20, who="Reception", what="Ring back",
        learned="It works", observations="All well",
    )  # fmt: skip
    following = services.go_on(cycle=cycle, by=world.lead)
    again = services.close_cycle(cycle=cycle, by=world.lead)
    assert (following and following.pk) == (again and again.pk)
    assert Cycle.objects.count() == (2 if decision in LEADS_ON else 1)
    assert Cycle.objects.get(pk=cycle.pk).decided_on == make.today()
    if decision in LEADS_ON:
        assert (following.number, following.previous_id, following.stage) == (2, cycle.pk, "plan")
        assert (following.title, following.who, following.what) == (cycle.title, "Reception", "Ring back")
        assert (following.learned, following.observations, following.decision) == ("", "", "")
        larger = decision == "enlarge"
        assert (following.scale, following.size) == (("", None) if larger else ("20 patients", 20))
        question = following.questions.get()
        assert (question.question, question.prediction) == ("Will the queue halve?", "")


@pytest.mark.parametrize("decision", ["adopt", "abandon"])
def test_a_decision_can_be_opened_again_and_leads_on_then(world, decision) -> None:
    cycle = cycle_at(world.project, "closed", decision=decision)
    services.take_move(cycle=cycle, move=REOPEN, by=world.lead)
    opened = Cycle.objects.get()
    assert (opened.stage, opened.decided_on) == ("act", None)
    opened.decision = "adapt"
    services.save_stage(cycle=opened, fields=["decision"], version=opened.version, questions=None, by=world.lead)
    assert services.go_on(cycle=opened, by=world.lead).number == 2


def test_a_decision_stays_once_a_test_builds_on_it(world) -> None:
    cycle = cycle_at(world.project, "closed", decision="adapt")
    services.next_cycle(cycle=cycle, by=world.lead)
    with pytest.raises(Refusal, match="The next test builds on this decision"):
        services.take_move(cycle=cycle, move=REOPEN, by=world.lead)
    assert Cycle.objects.get(pk=cycle.pk).stage == "closed"


def test_a_decision_taken_is_not_written_over(world) -> None:
    cycle = cycle_at(world.project, "closed")
    cycle.decision = "abandon"
    with pytest.raises(Refusal, match="Change the decision"):
        services.save_stage(cycle=cycle, fields=["decision"], version=0, questions=None, by=world.lead)
    assert Cycle.objects.get().decision == "adopt"


def test_the_next_test_waits_for_the_decision(world) -> None:
    with pytest.raises(Refusal, match="Decide on this test"):
        services.next_cycle(cycle=cycle_at(world.project, "act", decision="adapt"), by=world.lead)


def test_closing_by_its_own_address_plans_the_next_too(world) -> None:
    cycle = cycle_at(world.project, "act", decision="adapt")
    assert services.take_move(cycle=cycle, move=MOVES["close"], by=world.lead).number == 2


def test_a_test_that_starts_is_marked_once(world) -> None:
    cycle = cycle_at(world.project, "plan", starts_on=make.today())
    for move in ("start", "start", "back-to-plan", "start"):
        services.take_move(cycle=cycle, move=MOVES[move], by=world.lead)
    mark = ChartMark.objects.get()
    assert (mark.cycle_id, mark.date, mark.label) == (cycle.pk, make.today(), cycle.title)


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_plan_one_next_test(world) -> None:
    cycle = cycle_at(world.project, "act", decision="enlarge")
    done = run_together(
        lambda: services.close_cycle(cycle=cycle, by=world.lead),
        lambda: services.close_cycle(cycle=cycle, by=world.member),
    )
    assert len({row.pk for row in done}) == 1
    assert Cycle.objects.filter(previous=cycle).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_start_the_same_idea_start_one_ramp(world) -> None:
    idea = services.add_idea(project=world.project, text="Ring back", by=world.lead, key=uuid4())
    start = {"project": world.project, "title": "Ring back", "first_test": "One call", "idea": idea}
    done = run_together(
        lambda: services.start_ramp(**start, by=world.lead, key=uuid4()),
        lambda: services.start_ramp(**start, by=world.member, key=uuid4()),
    )
    assert len({row.pk for row in done}) == 1


def test_questions_are_added_changed_and_taken_away(world) -> None:
    cycle = make.cycle(world.project)
    first = cycle.questions.get()
    services.save_questions(
        cycle=cycle,
        rows=[
            {"id": first.pk, "question": "", "prediction": ""},
            {"id": None, "question": "Do people ring back?", "prediction": "Half of them"},
            {"id": None, "question": "", "prediction": ""},
        ],
    )
    left = CycleQuestion.objects.get()
    assert (left.question, left.prediction, left.position) == ("Do people ring back?", "Half of them", 1)


def test_a_question_of_another_test_is_not_touched(world) -> None:
    other = make.cycle(world.other_project).questions.get()
    rows = [{"id": other.pk, "question": "Mine now?"}]
    services.save_questions(cycle=make.cycle(world.project), rows=rows)
    other.refresh_from_db()
    assert other.question == "Will the queue halve?"
