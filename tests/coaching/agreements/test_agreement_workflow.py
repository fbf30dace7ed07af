"""Every state, every act, every role: what is allowed, and what it leads to."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from cmsportal.audit.models import Event
from coaching.agreements.leaving import end_those_of_former_coaches
from coaching.agreements.workflow import Act, allowed, move
from coaching.models import Agreement
from coaching.querysets import OPEN_AGREEMENTS
from projects.coaches.services import assign_coach, end_coaching
from projects.models import CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.agreements import agreement
from tests.builders.together import run_together
from tests.conftest import CAST

State = Agreement.State
SIDES = {"coach", "lead"}
MAY = {
    Act.OFFER: SIDES,
    Act.COACH_ACCEPT: {"coach"},
    Act.PRACTICE_ACCEPT: {"lead"},
    Act.SEND_BACK: SIDES,
    Act.REVIEW: SIDES,
    Act.END: SIDES,
}
LEADS_TO = {
    (State.DRAFT, Act.OFFER): State.OFFERED,
    (State.OFFERED, Act.COACH_ACCEPT): State.COACH_ACCEPTED,
    (State.OFFERED, Act.PRACTICE_ACCEPT): State.PRACTICE_ACCEPTED,
    (State.PRACTICE_ACCEPTED, Act.COACH_ACCEPT): State.IN_FORCE,
    (State.COACH_ACCEPTED, Act.PRACTICE_ACCEPT): State.IN_FORCE,
    (State.OFFERED, Act.SEND_BACK): State.DRAFT,
    (State.COACH_ACCEPTED, Act.SEND_BACK): State.DRAFT,
    (State.PRACTICE_ACCEPTED, Act.SEND_BACK): State.DRAFT,
    (State.IN_FORCE, Act.REVIEW): State.IN_FORCE,
    **{(state, Act.END): State.ENDED for state in (*OPEN_AGREEMENTS, State.IN_FORCE)},
}
# The same acceptance once more changes nothing.
SAME = {
    (State.COACH_ACCEPTED, Act.COACH_ACCEPT),
    (State.PRACTICE_ACCEPTED, Act.PRACTICE_ACCEPT),
    (State.IN_FORCE, Act.COACH_ACCEPT),
    (State.IN_FORCE, Act.PRACTICE_ACCEPT),
}


def act_on(row, act, by, **extra):
    return move(agreement=row, act=act, by=by, **{"seen": 0, "reason": "done", "words": "Fewer visits", **extra})


def force(world, coach="coach", **extra) -> Agreement:
    return agreement(world.project, getattr(world, coach), State.IN_FORCE, **extra)


@pytest.mark.parametrize(("state", "act"), [pytest.param(s, a, id=f"{s}-{a}") for s, a in product(State, Act)])
def test_every_state_act_and_role(world, state, act) -> None:
    row = agreement(world.project, world.coach, state)
    for who in CAST:
        fits = who in MAY[act] and (state, act) in LEADS_TO
        assert (act in allowed(Agreement.objects.get(pk=row.pk), world.people[who])) is fits, who
        if fits or (who in MAY[act] and (state, act) in SAME):
            continue
        with pytest.raises(Refusal):
            act_on(row, act, world.people[who])
    row.refresh_from_db()
    assert row.state == state
    if (state, act) in LEADS_TO:
        who = sorted(MAY[act])[0]
        assert act_on(row, act, world.people[who]).state == LEADS_TO[state, act]
        assert Event.objects.filter(action=f"agreement.{act}", project_id=world.project.pk).count() == 1
    elif (state, act) in SAME:
        assert act_on(row, act, world.people[sorted(MAY[act])[0]]).state == state
        assert not Event.objects.filter(action=f"agreement.{act}").exists()


@pytest.mark.parametrize("first", ["coach", "practice"])
def test_in_force_with_both_whoever_came_first(world, first) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    acts = [(Act.COACH_ACCEPT, world.coach), (Act.PRACTICE_ACCEPT, world.lead)]
    for act, person in acts if first == "coach" else reversed(acts):
        assert row.in_force_at is None
        row = act_on(row, act, person)
    assert (row.state, row.practice_accepted_by, row.next_review_on) == (State.IN_FORCE, world.lead, row.review_on)


def test_a_change_leaves_the_older_in_force_until_both_have_accepted(world) -> None:
    old = force(world)
    new = agreement(world.project, world.coach, State.OFFERED)
    act_on(new, Act.COACH_ACCEPT, world.coach)
    old.refresh_from_db()
    assert old.state == State.IN_FORCE
    act_on(new, Act.PRACTICE_ACCEPT, world.lead)
    old.refresh_from_db()
    assert (old.state, Agreement.objects.in_force().get()) == (State.REPLACED, new)
    assert old.coach_accepted_at, "who had accepted the older one is kept"
    assert Event.objects.filter(action="agreement.replaced", target_id=str(old.pk)).count() == 1


def test_an_acceptance_counts_for_the_words_that_were_read(world) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    act_on(row, Act.SEND_BACK, world.lead)
    Agreement.objects.filter(pk=row.pk).update(version=1, practice_gives="Two hours a week.")
    act_on(row, Act.OFFER, world.coach, seen=1)
    for seen in (0, None):
        with pytest.raises(Refusal, match="Read them again"):
            act_on(row, Act.PRACTICE_ACCEPT, world.lead, seen=seen)
    assert act_on(row, Act.PRACTICE_ACCEPT, world.lead, seen=1).state == State.PRACTICE_ACCEPTED


def test_sent_back_forgets_what_one_side_had_accepted(world) -> None:
    row = agreement(world.project, world.coach, State.COACH_ACCEPTED)
    with pytest.raises(Refusal, match="what should be different"):
        act_on(row, Act.SEND_BACK, world.lead, words=" ")
    row = act_on(row, Act.SEND_BACK, world.lead, words=" Fewer visits ")
    assert (row.sent_back_words, row.coach_accepted_at, row.offered_at) == ("Fewer visits", None, None)
    assert "visits" not in str(Event.objects.get(action="agreement.sent_back").detail)
    assert act_on(row, Act.OFFER, world.coach).sent_back_words == ""


def test_an_end_wants_a_reason_and_takes_the_change_along(world) -> None:
    old, new = force(world), agreement(world.project, world.coach, State.OFFERED)
    with pytest.raises(Refusal, match="reason"):
        act_on(old, Act.END, world.lead, reason="")
    act_on(old, Act.END, world.lead, reason="no_time", words=" After the winter ")
    for row in (old, new):
        row.refresh_from_db()
        assert (row.state, row.end_reason, row.end_words, row.ended_by) == (
            State.ENDED, "no_time", "After the winter", world.lead
        )  # fmt: skip
    assert all("winter" not in str(event.detail) for event in Event.objects.filter(action="agreement.ended"))


def test_a_change_that_is_given_up_leaves_what_is_in_force(world) -> None:
    old, new = force(world), agreement(world.project, world.coach, State.OFFERED)
    act_on(new, Act.END, world.coach)
    old.refresh_from_db()
    assert old.state == State.IN_FORCE


def test_what_came_into_force_meanwhile_is_not_given_up(world) -> None:
    row = force(world)
    with pytest.raises(Refusal, match="accepted it meanwhile"):
        act_on(row, Act.END, world.coach, was=State.PRACTICE_ACCEPTED)
    assert act_on(row, Act.END, world.coach, was=State.IN_FORCE).state == State.ENDED


def test_a_review_plans_the_next_and_twice_a_day_is_once(world) -> None:
    row = force(world, next_review_on=make.today(), review_months=3)
    for _ in range(2):
        row = act_on(row, Act.REVIEW, world.lead)
    assert timedelta(days=85) < row.next_review_on - make.today() < timedelta(days=95)
    assert Event.objects.filter(action="agreement.reviewed").count() == 1
    Agreement.objects.filter(pk=row.pk).update(reviewed_at=make.now() - timedelta(days=1), review_months=None)
    assert act_on(row, Act.REVIEW, world.coach).next_review_on is None


class TestWhoSpeaksForThePractice:
    def test_the_sponsor_does(self, world) -> None:
        world.project.team.filter(user=world.member).update(is_sponsor=True)
        row = agreement(world.project, world.coach, State.OFFERED)
        assert act_on(row, Act.PRACTICE_ACCEPT, world.member).practice_accepted_by == world.member

    def test_a_leader_who_is_neither_does_not_while_there_is_a_champion(self, world) -> None:
        world.project.team.filter(user=world.member).update(is_lead=True)
        row = agreement(world.project, world.coach, State.OFFERED)
        with pytest.raises(Refusal, match="champion or the sponsor"):
            act_on(row, Act.PRACTICE_ACCEPT, world.member)

    def test_a_leader_does_where_there_is_neither(self, world) -> None:
        world.project.team.filter(user=world.lead).update(is_champion=False)
        row = agreement(world.project, world.coach, State.OFFERED)
        assert act_on(row, Act.PRACTICE_ACCEPT, world.lead).state == State.PRACTICE_ACCEPTED

    def test_nobody_who_has_left(self, world) -> None:
        world.project.team.filter(user=world.lead).update(ends_on=make.today())
        with pytest.raises(Refusal):
            act_on(agreement(world.project, world.coach, State.OFFERED), Act.PRACTICE_ACCEPT, world.lead)

    def test_the_database_refuses_one_person_on_both_sides(self, world) -> None:
        with pytest.raises(IntegrityError, match="agreement_two_sides"), transaction.atomic():
            force(world, practice_accepted_by=world.coach)


class TestTheCoachLeaves:
    def test_at_once(self, world) -> None:
        old, new = force(world), agreement(world.project, world.coach, State.OFFERED)
        assignment = CoachAssignment.objects.get(project=world.project)
        end_coaching(project=world.project, assignment_id=assignment.pk, by=world.manager)
        for row in (old, new):
            row.refresh_from_db()
            assert (row.state, row.end_reason, row.ended_by) == (State.ENDED, "coach_left", world.manager)
        assert Event.objects.filter(action="agreement.ended").count() == 2

    def test_on_a_later_day(self, world) -> None:
        row = force(world)
        assignment = CoachAssignment.objects.get(project=world.project)
        assign_coach(
            project=world.project, user=world.mentor, starts_on=make.today() + timedelta(days=9),
            instead_of=assignment.pk, by=world.manager,
        )  # fmt: skip
        assert end_those_of_former_coaches() == 0
        CoachAssignment.objects.filter(project=world.project, user=world.mentor).delete()
        CoachAssignment.objects.filter(pk=assignment.pk).update(ends_on=make.today())
        assert [end_those_of_former_coaches(), end_those_of_former_coaches()] == [1, 0]
        row.refresh_from_db()
        assert (row.state, row.ended_by) == (State.ENDED, None)

    def test_until_then_nothing_moves_but_an_end(self, world) -> None:
        row = agreement(world.project, world.coach, State.OFFERED)
        CoachAssignment.objects.filter(project=world.project).update(ends_on=make.today())
        assert allowed(Agreement.objects.get(pk=row.pk), world.lead) == [Act.END]
        with pytest.raises(Refusal, match="does not coach the team"):
            act_on(row, Act.PRACTICE_ACCEPT, world.lead)
        with pytest.raises(Refusal, match="whom it names"):
            act_on(row, Act.COACH_ACCEPT, world.coach)


@pytest.mark.parametrize("status", ["declined", "withdrawn", "completed"])
def test_of_a_project_that_has_ended_it_can_only_end(world, status) -> None:
    row = force(world)
    Project.objects.filter(pk=world.project.pk).update(status=status)
    assert allowed(Agreement.objects.get(pk=row.pk), world.lead) == [Act.END]
    with pytest.raises(Refusal, match="has ended"):
        act_on(row, Act.REVIEW, world.lead)


def test_a_second_coach_cannot_accept_for_the_one_it_names(world) -> None:
    make.coaches(world.project, world.other_coach, is_lead=False)
    row = agreement(world.project, world.coach, State.OFFERED)
    with pytest.raises(Refusal):
        act_on(row, Act.COACH_ACCEPT, world.other_coach)


@pytest.mark.django_db(transaction=True)
def test_both_sides_at_once(world) -> None:
    old, row = force(world), agreement(world.project, world.coach, State.OFFERED)
    run_together(
        lambda: act_on(row, Act.COACH_ACCEPT, world.coach), lambda: act_on(row, Act.PRACTICE_ACCEPT, world.lead)
    )
    row.refresh_from_db()
    old.refresh_from_db()
    assert (row.state, old.state) == (State.IN_FORCE, State.REPLACED)
