"""Every state, every act, every role: what is allowed, and what it leads to."""

from itertools import product

import pytest

from cmsportal.audit.models import Event
from coaching.matching.services import ask_coach
from coaching.matching.workflow import Act, allowed, answer
from coaching.models import Match
from projects.coaches.services import assign_coach
from projects.models import CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import make, matching
from tests.builders.together import run_together
from tests.conftest import CAST

State = Match.State
MAY = {
    Act.COACH_AGREE: {"other_coach"},
    Act.COACH_DECLINE: {"other_coach"},
    Act.PRACTICE_AGREE: {"lead"},
    Act.PRACTICE_DECLINE: {"lead"},
    Act.WITHDRAW: {"manager"},
}
LEADS_TO = {
    Act.COACH_AGREE: State.ASKED,
    Act.PRACTICE_AGREE: State.ASKED,
    Act.COACH_DECLINE: State.COACH_DECLINED,
    Act.PRACTICE_DECLINE: State.PRACTICE_DECLINED,
    Act.WITHDRAW: State.WITHDRAWN,
}


@pytest.fixture
def free(world):
    """The world's project without a coach; ``other_coach`` is asked for it."""
    matching.leave(world.project)
    return world


def asked(world, **extra) -> Match:
    return matching.match(world.project, world.other_coach, world.manager, **extra)


def say(match, act, by, **extra):
    return answer(match=match, act=act, by=by, **{"reason": "no_time", **extra})


@pytest.mark.parametrize(("state", "act"), [pytest.param(s, a, id=f"{s}-{a}") for s, a in product(State, Act)])
def test_every_state_act_and_role(free, state, act) -> None:
    settled = {} if state == State.ASKED else matching.settled(state, free.manager)
    match = asked(free, **settled)
    for who in CAST:
        person = free.people[who]
        fits = who in MAY[act] and state == State.ASKED
        assert (act in allowed(Match.objects.get(pk=match.pk), person)) is fits, who
        if fits:
            continue
        if who in MAY[act] and state == State.AGREED and act in {Act.COACH_AGREE, Act.PRACTICE_AGREE}:
            continue  # the same yes once more changes nothing
        with pytest.raises(Refusal):
            say(match, act, person)
    match.refresh_from_db()
    assert match.state == state
    if state == State.ASKED:
        [who] = MAY[act]
        assert say(match, act, free.people[who]).state == LEADS_TO[act]


@pytest.mark.parametrize("first", ["coach", "practice"])
def test_with_both_answers_the_coaching_begins_whichever_came_first(free, first) -> None:
    match = asked(free)
    answers = [(Act.COACH_AGREE, free.other_coach), (Act.PRACTICE_AGREE, free.lead)]
    for act, person in answers if first == "coach" else reversed(answers):
        assert not Project.objects.coached_by(free.other_coach).filter(pk=free.project.pk).exists()
        match = say(match, act, person)
    assert match.state == State.AGREED
    assignment = CoachAssignment.objects.get(project=free.project, ends_on=None)
    assert (assignment.user, assignment.assigned_by, assignment.starts_on) == (
        free.other_coach, free.manager, make.today()
    )  # fmt: skip
    acts = list(Event.objects.filter(project_id=free.project.pk).order_by("pk").values_list("action", flat=True))
    assert acts[-1] == "coach.assigned"
    assert {"match.coach_agreed", "match.practice_agreed"} <= set(acts)


def test_the_same_yes_twice_is_one(free) -> None:
    match = asked(free)
    for _ in range(2):
        say(match, Act.COACH_AGREE, free.other_coach)
    assert Event.objects.filter(action="match.coach_agreed").count() == 1


def test_a_no_wants_a_reason_and_the_practice_waits_again(free) -> None:
    match = asked(free)
    with pytest.raises(Refusal, match="reason"):
        say(match, Act.COACH_DECLINE, free.other_coach, reason="")
    say(match, Act.COACH_DECLINE, free.other_coach, reason="too_far", words=" An hour each way ")
    match.refresh_from_db()
    assert (match.decline_reason, match.decline_words) == ("too_far", "An hour each way")
    assert "hour" not in str(Event.objects.get(action="match.coach_declined").detail)
    again = ask_coach(
        project=free.project, user=free.mentor, starts_on=make.today(), override_reason="Knows them", by=free.manager
    )
    assert again.state == State.ASKED


def test_nothing_begins_when_the_coach_has_left_the_pool_meanwhile(free) -> None:
    match = asked(free)
    say(match, Act.COACH_AGREE, free.other_coach)
    free.other_coach.programme_memberships.update(ends_on=make.today())
    with pytest.raises(Refusal, match="not one of the programme's coaches"):
        say(match, Act.PRACTICE_AGREE, free.lead)
    match.refresh_from_db()
    assert (match.state, match.practice_agreed_at) == (State.ASKED, None)


@pytest.mark.parametrize("status", ["declined", "withdrawn", "completed"])
def test_a_project_that_has_ended_needs_no_answer(free, status) -> None:
    match = asked(free)
    Project.objects.filter(pk=free.project.pk).update(status=status)
    match = Match.objects.get(pk=match.pk)
    assert allowed(match, free.other_coach) == []
    assert allowed(match, free.manager) == [Act.WITHDRAW]
    with pytest.raises(Refusal, match="has ended"):
        say(match, Act.COACH_AGREE, free.other_coach)
    assert say(match, Act.WITHDRAW, free.manager).state == State.WITHDRAWN


def test_a_coach_assigned_without_asking_overtakes_the_question(free) -> None:
    match = asked(free)
    assign_coach(project=free.project, user=free.mentor, starts_on=make.today(), instead_of=None, by=free.manager)
    match.refresh_from_db()
    assert match.state == State.WITHDRAWN
    with pytest.raises(Refusal, match="taken this back"):
        say(match, Act.COACH_AGREE, free.other_coach)


def test_the_manager_answers_for_a_team_that_has_nobody_yet(free) -> None:
    match = asked(free)
    with pytest.raises(Refusal):
        say(match, Act.PRACTICE_AGREE, free.manager)
    free.project.team.update(ends_on=make.today())
    match = Match.objects.get(pk=match.pk)
    assert say(match, Act.PRACTICE_AGREE, free.manager).practice_agreed_by == free.manager


@pytest.mark.django_db(transaction=True)
def test_both_sides_at_once_begin_the_coaching_once(world) -> None:
    matching.leave(world.project)
    match = asked(world)
    run_together(
        lambda: say(match, Act.COACH_AGREE, world.other_coach), lambda: say(match, Act.PRACTICE_AGREE, world.lead)
    )
    match.refresh_from_db()
    assert match.state == State.AGREED
    assert CoachAssignment.objects.filter(project=world.project, user=world.other_coach).count() == 1
