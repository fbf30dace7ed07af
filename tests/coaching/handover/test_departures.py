"""A coach goes: what ends, what goes over, and what happens when they come back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from cmsportal.audit.models import Event
from coaching.handover import services
from coaching.handover.settling import sweep
from coaching.handover.teams import gone_coaches, teams_of
from coaching.matching.services import ask_coach, candidates
from coaching.matching.workflow import Act, answer
from coaching.models import Departure, HandOver, Match, Visit
from projects.coaches.services import assign_coach, begin_coaching, join_coaching, lead_assignment
from projects.models import Action, CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import handover, make, matching
from tests.builders.together import run_together


@pytest.fixture
def steps(world) -> dict[str, Action]:
    """What Rachel said she would do, by the day it is due; and somebody else's step."""
    due = {"soon": 3, "that day": 10, "later": 20, "some time": None}
    own = {
        name: make.action(
            world.project, text=name, owner=world.coach, due_on=None if days is None else handover.in_days(days)
        )
        for name, days in due.items()
    }
    done = make.action(world.project, text="done", owner=world.coach, done_at=timezone.now(), done_by=world.coach)
    return {**own, "done": done, "lead's": make.action(world.project, text="lead's", owner=world.lead)}


def owners(steps) -> dict[str, str]:
    return {name: Action.objects.get(pk=row.pk).owner.name.split()[0] for name, row in steps.items()}


class TestSaying:
    def test_access_ends_by_the_date_and_not_before(self, world) -> None:
        handover.say(world)
        assert handover.lead_of(world.project) == "Rachel"
        assert handover.lead_of(world.project, handover.in_days(9)) == "Rachel"
        assert handover.lead_of(world.project, handover.in_days(10)) == ""
        with time_machine.travel(make.now() + timedelta(days=10)):
            assert not Project.visible_to(world.coach).filter(pk=world.project.pk).exists()

    def test_only_the_coach_or_a_manager_says_it(self, world) -> None:
        for who in ("mentor", "other_coach", "lead", "admin", "other_manager", "outsider"):
            with pytest.raises(Refusal, match="Only the coach"):
                handover.say(world, by=getattr(world, who))
        handover.say(world, by=world.manager)
        assert Event.objects.get(action="departure.said").actor == world.manager

    def test_sent_twice_is_once_and_two_at_a_time_are_refused(self, world) -> None:
        key = uuid4()
        first = handover.say(world, key=key)
        assert handover.say(world, key=key) == first
        with pytest.raises(Refusal, match="has begun already"):
            handover.away(world)
        assert Departure.objects.count() == HandOver.objects.count() == 1

    def test_who_stops_hands_over_all_who_is_away_the_chosen_ones(self, world) -> None:
        assign_coach(
            project=world.other_project,
            user=world.coach,
            starts_on=make.today(),
            instead_of=lead_assignment(world.other_project).pk,
            by=world.manager,
        )
        HandOver.objects.all().delete()
        handover.away(world, project_ids=[world.project.pk])
        assert handover.of(world.project).state == "open"
        assert CoachAssignment.objects.get(project=world.other_project, user=world.coach).ends_on is None

    def test_some_teams_need_at_least_one(self, world) -> None:
        with pytest.raises(Refusal, match="at least one team"):
            handover.say(world, kind="fewer", project_ids=[])
        assert not Departure.objects.exists()

    def test_a_second_coach_who_stops_needs_nobody_to_follow(self, world) -> None:
        join_coaching(project=world.other_project, user=world.coach, starts_on=make.today(), by=world.manager)
        handover.say(world)
        second = CoachAssignment.objects.get(project=world.other_project, user=world.coach)
        assert second.ends_on == handover.in_days(10)
        assert not HandOver.objects.filter(project=world.other_project).exists()

    def test_a_day_that_is_past_ends_access_today(self, world) -> None:
        handover.say(world, from_on=handover.in_days(-30), by=world.manager)
        assert handover.lead_of(world.project) == ""
        assert handover.of(world.project).leaves_on == make.today()


class TestStaying:
    def test_called_off_before_the_day_the_coach_stays(self, world) -> None:
        departure = handover.say(world)
        match = ask_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=handover.in_days(10),
            override_reason="They know each other",
            by=world.manager,
        )
        services.call_off(departure=departure, by=world.coach)
        services.call_off(departure=departure, by=world.coach)
        assert handover.lead_of(world.project, handover.in_days(30)) == "Rachel"
        assert handover.of(world.project).state == "called_off"
        match.refresh_from_db()
        assert match.state == "withdrawn"
        assert Event.objects.filter(action="departure.over").count() == 1

    def test_not_once_the_day_has_come_nor_by_others(self, world) -> None:
        departure = handover.say(world)
        with pytest.raises(Refusal, match="Only the coach"):
            services.call_off(departure=departure, by=world.lead)
        with time_machine.travel(make.now() + timedelta(days=11)), pytest.raises(Refusal, match="day has come"):
            services.call_off(departure=departure, by=world.manager)


class TestFollowing:
    def test_everything_goes_over_at_once_and_the_history_stays(self, world, steps) -> None:
        visit = make.visit(world.project, world.coach, at=make.now() + timedelta(days=12))
        past = make.visit(world.project, world.coach, at=make.now() - timedelta(days=12), logged_at=make.now())
        departure = handover.say(world)
        assert handover.follow(world, departure, world.other_coach) == (1, [])
        row = handover.of(world.project)
        assert (row.state, row.successor, row.starts_on) == ("settled", world.other_coach, handover.in_days(10))
        assert handover.lead_of(world.project, handover.in_days(9)) == "Rachel"
        assert handover.lead_of(world.project, handover.in_days(10)) == "Anita"
        assert owners(steps) == {
            "soon": "Rachel",
            "that day": "Anita",
            "later": "Anita",
            "some time": "Anita",
            "done": "Rachel",
            "lead's": "Jo",
        }
        assert Visit.objects.get(pk=visit.pk).coach == world.other_coach
        assert Visit.objects.get(pk=past.pk).coach == world.coach
        assert Event.objects.get(action="handover.settled").detail["actions"] == 3

    def test_what_was_left_goes_over_once_the_day_is_past(self, world, steps) -> None:
        handover.follow(world, handover.say(world), world.other_coach)
        assert sweep() == 0
        assert owners(steps)["soon"] == "Rachel"
        with time_machine.travel(make.now() + timedelta(days=10)):
            assert (sweep(), sweep()) == (1, 0)
        assert owners(steps)["soon"] == "Anita"

    def test_a_refusal_leaves_nothing_half_moved(self, world, steps) -> None:
        departure = handover.say(world)
        make.member(world.project, world.other_coach)
        done, refused = handover.follow(world, departure, world.other_coach)
        assert (done, len(refused)) == (0, 1)
        assert "is on this lead team" in refused[0]
        assert handover.of(world.project).state == "open"
        assert set(owners(steps).values()) == {"Rachel", "Jo"}
        assert not Event.objects.filter(action="handover.settled").exists()

    def test_only_a_manager_chooses(self, world) -> None:
        departure = handover.say(world)
        for who in ("coach", "mentor", "lead", "other_manager", "admin"):
            with pytest.raises(Refusal, match="Only a manager"):
                services.assign_successors(
                    departure=departure, chosen={world.project.pk: world.other_coach.pk}, by=getattr(world, who)
                )

    def test_sent_twice_is_once(self, world) -> None:
        departure = handover.say(world)
        handover.follow(world, departure, world.other_coach)
        assert handover.follow(world, departure, world.mentor) == (0, [])
        assert handover.lead_of(world.project, handover.in_days(10)) == "Anita"

    def test_both_sides_can_be_asked_first(self, world, steps) -> None:
        handover.say(world)
        match = ask_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=handover.in_days(10),
            override_reason="They know each other",
            by=world.manager,
        )
        answer(match=match, act=Act.COACH_AGREE, by=world.other_coach)
        assert handover.of(world.project).state == "open"
        answer(match=match, act=Act.PRACTICE_AGREE, by=world.lead)
        assert handover.of(world.project).successor == world.other_coach
        assert handover.lead_of(world.project, handover.in_days(9)) == "Rachel"
        assert handover.lead_of(world.project, handover.in_days(10)) == "Anita"
        assert owners(steps)["later"] == "Anita"

    def test_a_coach_who_does_not_go_is_not_replaced_by_asking(self, world) -> None:
        with pytest.raises(Refusal, match="has a coach"):
            ask_coach(
                project=world.project,
                user=world.other_coach,
                starts_on=make.today(),
                override_reason="Why not",
                by=world.manager,
            )

    def test_the_second_coach_can_take_the_team_over(self, world) -> None:
        join_coaching(project=world.project, user=world.other_coach, starts_on=make.today(), by=world.manager)
        departure = handover.say(world)
        assert handover.follow(world, departure, world.other_coach) == (1, [])
        assert handover.lead_of(world.project, handover.in_days(10)) == "Anita"
        second = CoachAssignment.objects.get(project=world.project, user=world.other_coach, is_lead=False)
        assert second.ends_on == handover.in_days(10)

    def test_a_hand_over_without_a_word_before_has_its_note_too(self, world, steps) -> None:
        present = lead_assignment(world.project)
        assign_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=make.today(),
            instead_of=present.pk,
            by=world.manager,
        )
        row = handover.of(world.project)
        assert (row.departure, row.state, row.coach) == (None, "settled", world.coach)
        assert "Jo Pritchard" in row.people
        assert set(owners(steps).values()) == {"Rachel", "Anita", "Jo"}
        assert owners(steps)["soon"] == "Anita"

    def test_the_team_that_found_nobody_in_time(self, world, steps) -> None:
        """Its visits leave the calendar on the day; the coach who comes later gets what is open all the same."""
        visit = make.visit(world.project, world.coach, at=make.now() + timedelta(days=12))
        departure = handover.say(world)
        with time_machine.travel(make.now() + timedelta(days=11)):
            assert (sweep(), sweep()) == (1, 0)
            assert not Visit.objects.filter(pk=visit.pk).exists()
            assert handover.follow(world, departure, world.other_coach) == (1, [])
            assert handover.lead_of(world.project) == "Anita"
        assert owners(steps)["soon"] == owners(steps)["later"] == "Anita"

    @pytest.mark.django_db(transaction=True)
    def test_two_managers_at_once_choose_one(self, world) -> None:
        departure = handover.say(world)
        users = [world.other_coach, world.mentor]
        run_together(*[lambda user=user: handover.follow(world, departure, user) for user in users])
        coming = CoachAssignment.objects.filter(project=world.project, ends_on=None)
        assert coming.count() == 1
        assert handover.of(world.project).successor == coming.get().user

    def test_some_teams_are_done_with_the_last_one(self, world) -> None:
        departure = handover.say(world, kind="fewer")
        handover.follow(world, departure, world.other_coach)
        departure.refresh_from_db()
        assert departure.outcome == "done"


class TestComingBack:
    def test_teams_go_back_and_the_stand_in_loses_access(self, world) -> None:
        departure = handover.away(world, from_on=make.today())
        handover.follow(world, departure, world.other_coach)
        assert handover.lead_of(world.project) == "Anita"
        step = make.action(world.project, owner=world.other_coach)
        with time_machine.travel(make.now() + timedelta(days=40)):
            given = services.come_back(
                departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
            )
            assert given == (1, [])
            assert handover.lead_of(world.project) == "Rachel"
            assert not Project.visible_to(world.other_coach).filter(pk=world.project.pk).exists()
        step.refresh_from_db()
        assert step.owner == world.coach
        states = dict(HandOver.objects.filter(project=world.project).values_list("coach__name", "state"))
        assert states == {"Rachel Osei": "given_back", "Anita Rowe": "settled"}
        departure.refresh_from_db()
        assert departure.outcome == "back"

    def test_a_team_that_stays_with_the_new_coach(self, world) -> None:
        departure = handover.away(world, from_on=make.today())
        handover.follow(world, departure, world.other_coach)
        services.come_back(departure=departure, project_ids=[], starts_on=make.today(), by=world.manager)
        assert handover.lead_of(world.project) == "Anita"
        assert handover.of(world.project).state == "settled"

    def test_a_team_that_found_nobody_goes_back(self, world) -> None:
        departure = handover.away(world, from_on=make.today())
        with time_machine.travel(make.now() + timedelta(days=5)):
            services.come_back(
                departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
            )
            assert handover.lead_of(world.project) == "Rachel"
        assert set(HandOver.objects.values_list("state", flat=True)) == {"called_off"}

    def test_back_before_the_day_a_team_without_a_successor_is_not_lost(self, world) -> None:
        departure = handover.away(world)
        services.come_back(
            departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
        )
        assert handover.lead_of(world.project, handover.in_days(30)) == "Rachel"
        assert handover.of(world.project).state == "called_off"

    def test_only_a_manager_and_only_who_was_away(self, world) -> None:
        departure = handover.say(world)
        back = {"departure": departure, "project_ids": [world.project.pk], "starts_on": make.today()}
        with pytest.raises(Refusal, match="Only a manager"):
            services.come_back(**back, by=world.coach)
        with pytest.raises(Refusal, match="is not away"):
            services.come_back(**back, by=world.manager)


class TestWhoIsGone:
    def test_an_account_that_is_closed_is_found_and_its_teams_handed_over(self, world) -> None:
        assert gone_coaches(world.programme) == []
        world.coach.is_active = False
        world.coach.save()
        [gone] = gone_coaches(world.programme)
        assert (gone.membership.user, gone.has_closed) == (world.coach, True)
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        assert gone_coaches(world.programme) == []
        handover.follow(world, departure, world.other_coach)
        assert handover.lead_of(world.project) == "Anita"
        assert handover.of(world.project).ready_at is None

    def test_a_team_whose_coach_was_ended_waits_with_its_coachs_name(self, world) -> None:
        CoachAssignment.objects.filter(project=world.project).update(ends_on=make.today())
        place = handover.place_of(world.coach, world.programme)
        place.ends_on = make.today()
        place.save()
        [gone] = gone_coaches(world.programme)
        assert [team.project for team in gone.teams] == [world.project]
        assert [team.project for team in teams_of(place)] == [world.project]
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        handover.follow(world, departure, world.other_coach)
        assert handover.of(world.project).successor == world.other_coach
        with pytest.raises(Refusal, match="Only the coach"):
            handover.say(world)


class TestMatching:
    def test_whoever_goes_is_not_asked_for_a_team(self, world) -> None:
        waiting = make.project(world.programme, make.practice("Gorse Hill Surgery"))
        assert "Rachel Osei" in {one.coach.name for one in candidates(waiting)}
        handover.away(world)
        assert "Rachel Osei" not in {one.coach.name for one in candidates(waiting)}
        assert "Rachel Osei" not in {one.coach.name for one in candidates(world.project)}
        assert Match.objects.count() == 0

    def test_whoever_hands_over_some_teams_is_not_asked_for_those(self, world) -> None:
        waiting = make.project(world.programme, make.practice("Gorse Hill Surgery"))
        handover.say(world, kind="fewer")
        assert "Rachel Osei" not in {one.coach.name for one in candidates(world.project)}
        assert "Rachel Osei" in {one.coach.name for one in candidates(waiting)}


class TestWhoGoesGetsNothingNew:
    def test_a_team_that_asked_before_waits_for_somebody_else(self, world) -> None:
        waits = matching.waiting(world.programme)
        lead = make.member(waits, make.user("Pat Hill"), is_lead=True).user
        asked = matching.match(waits, world.coach, world.manager)
        answer(match=asked, act=Act.COACH_AGREE, by=world.coach)
        handover.say(world)
        with pytest.raises(Refusal, match="takes on no team"):
            answer(match=asked, act=Act.PRACTICE_AGREE, by=lead)
        assert not CoachAssignment.objects.filter(project=waits).exists()
        assert answer(match=asked, act=Act.WITHDRAW, by=world.manager).state == "withdrawn"


def test_visits_of_a_coach_who_was_gone_already_go_to_whoever_follows(world) -> None:
    planned = make.visit(world.project, world.coach, at=make.now() + timedelta(days=5))
    departure = handover.say(world, from_on=make.today(), by=world.manager)
    assert lead_assignment(world.project) is None
    handover.follow(world, departure, world.other_coach)
    assert Visit.objects.get(pk=planned.pk).coach == world.other_coach


def test_whoever_begins_before_the_last_day_takes_the_next_steps_of_all_days_after(world) -> None:
    step = make.action(world.project, text="soon", owner=world.coach, due_on=handover.in_days(7))
    departure = handover.say(world)
    row = departure.hand_overs.get(project=world.project)
    present = lead_assignment(world.project)
    begin_coaching(
        project=world.project, user=world.other_coach, starts_on=handover.in_days(5),
        instead_of=present.pk, assigned_by=world.manager, by=world.manager,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.leaves_on == handover.in_days(5)
    assert Action.objects.get(pk=step.pk).owner == world.other_coach


def test_a_team_that_went_on_to_a_third_coach_is_not_taken_from_them_unseen(world) -> None:
    departure = handover.away(world, from_on=make.today(), by=world.manager)
    handover.follow(world, departure, world.other_coach)
    third = make.pool_coach(world.programme, make.user("Cleo Third")).user
    present = lead_assignment(world.project)
    begin_coaching(
        project=world.project, user=third, starts_on=make.today(),
        instead_of=present.pk, assigned_by=world.manager, by=world.manager,
    )  # fmt: skip
    given, refused = services.come_back(
        departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
    )
    assert given == 0
    assert "Cleo Third coaches the team meanwhile" in refused[0]
    assert lead_assignment(world.project).user == third
