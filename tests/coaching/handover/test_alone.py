"""A team that goes on without a coach: said by the manager, with the reason, and the departure comes to its end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.handover.alone import go_on_alone
from coaching.handover.services import assign_successors, call_off, come_back
from coaching.handover.settling import sweep
from coaching.handover.teams import gone_coaches, teams_of
from coaching.matching.reading import going_on_alone, waiting_projects
from coaching.matching.services import ask_coach
from coaching.matching.workflow import Act, answer
from coaching.models import Agreement, Departure, HandOver, Match, Visit
from projects.coaches.services import assign_coach
from projects.models import Action, CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import handover, make
from tests.builders.agreements import agreement

WHY = "They have their own improvement lead now"


def alone(world: Any, departure: Departure, **extra: Any) -> HandOver:
    row = departure.hand_overs.get(project=world.project, state="open")
    return go_on_alone(**{"hand_over": row, "why": WHY, "by": world.manager, **extra})


def later(days: int) -> Any:
    return time_machine.travel(make.now() + timedelta(days=days))


def closed(departure: Departure) -> bool:
    needed = departure.hand_overs.needing_successors().exists()
    return Departure.objects.get(pk=departure.pk).has_come_to_rest(make.today(), needed)


class TestBeforeTheLastDay:
    def test_the_reason_is_kept_and_access_ends_on_the_day_that_was_said(self, world) -> None:
        departure = handover.say(world)
        row = alone(world, departure)
        assert (row.state, row.why_nobody, row.settled_by, row.successor) == ("nobody", WHY, world.manager, None)
        assert row.kept_at is not None, "the note is kept for the team"
        event = Event.objects.get(action="handover.nobody_follows")
        assert (event.actor, WHY in str(event.detail)) == (world.manager, False)
        assert handover.lead_of(world.project, handover.in_days(9)) == "Rachel"
        assert not closed(departure)
        with later(10):
            assert closed(departure)
            assert not Project.visible_to(world.coach).filter(pk=world.project.pk).exists()

    def test_visits_after_it_leave_the_calendar_and_those_before_stay(self, world) -> None:
        before = make.visit(world.project, world.coach, at=make.now() + timedelta(days=5))
        make.visit(world.project, world.coach, at=make.now() + timedelta(days=15))
        alone(world, handover.say(world))
        assert Visit.objects.planned().get() == before

    def test_next_steps_are_the_coachs_until_then_and_nobodys_afterwards(self, world) -> None:
        step = make.action(world.project, text="send it", owner=world.coach, due_on=handover.in_days(20))
        alone(world, handover.say(world))
        assert Action.objects.get(pk=step.pk).owner == world.coach
        with later(10):
            assert sweep() == 1
            assert sweep() == 0
        assert (Action.objects.get(pk=step.pk).owner, Action.objects.get(pk=step.pk).owner_name) == (None, "")

    def test_called_off_the_coach_stays(self, world) -> None:
        departure = handover.say(world)
        alone(world, departure)
        call_off(departure=departure, by=world.coach)
        assert handover.of(world.project).state == "called_off"
        assert CoachAssignment.objects.get(project=world.project, user=world.coach).ends_on is None

    def test_gone_sooner_it_is_decided_anew(self, world) -> None:
        first = handover.say(world, kind="fewer", project_ids=[world.project.pk])
        alone(world, first)
        assert Departure.objects.get(pk=first.pk).outcome == "done", "some teams: it is over with the last of them"
        second = handover.say(world, from_on=handover.in_days(4))
        assert [row.state for row in HandOver.objects.filter(project=world.project).order_by("created_at")] == [
            "called_off",
            "open",
        ]
        assert second.hand_overs.get().leaves_on == handover.in_days(4)

    def test_gone_later_the_decision_stands(self, world) -> None:
        alone(world, handover.say(world, kind="fewer", project_ids=[world.project.pk]))
        handover.say(world, from_on=handover.in_days(20))
        row = HandOver.objects.get(project=world.project)
        assert (row.state, row.why_nobody, row.leaves_on) == ("nobody", WHY, handover.in_days(10))

    def test_somebody_can_be_asked_after_all(self, world, sign_in) -> None:
        departure = handover.say(world)
        alone(world, departure)
        page = sign_in(world.manager).get(handover.url("departure-detail", world.programme.pk, departure.pk)).text
        assert reverse("match-choose", args=[world.project.pk]) in page
        asked = ask_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=handover.in_days(10),
            override_reason="Knows them",
            by=world.manager,
        )
        answer(match=asked, act=Act.COACH_AGREE, by=world.other_coach)
        answer(match=asked, act=Act.PRACTICE_AGREE, by=world.lead)
        row = handover.of(world.project)
        assert (row.state, row.successor) == ("settled", world.other_coach)


class TestOnceTheDayHasCome:
    @pytest.fixture
    def departure(self, world) -> Departure:
        return handover.say(world, from_on=make.today())

    @pytest.mark.parametrize("is_swept", [False, True])
    def test_all_ends_in_one_transaction(self, world, departure, is_swept) -> None:
        agreement(world.project, world.coach, "in_force")
        step = make.action(world.project, text="send it", owner=world.coach)
        make.visit(world.project, world.coach, at=make.now() + timedelta(days=3))
        if is_swept:
            sweep()
        alone(world, departure)
        assert closed(departure)
        assert Action.objects.get(pk=step.pk).owner is None
        assert not Visit.objects.planned().exists()
        assert Agreement.objects.get().state == "ended"
        assert Event.objects.filter(action="coach.ended").count() == 1
        assert sweep() == 0

    def test_a_failure_takes_back_all(self, world, departure, monkeypatch) -> None:
        step = make.action(world.project, text="send it", owner=world.coach)
        monkeypatch.setattr("coaching.handover.alone.close_when_done", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            alone(world, departure)
        assert handover.of(world.project).state == "open"
        assert Action.objects.get(pk=step.pk).owner == world.coach

    def test_it_has_no_coach_waits_for_none_and_is_left_behind_by_nobody(self, world, departure) -> None:
        alone(world, departure)
        assert world.project in Project.objects.without_coach()
        assert world.project not in waiting_projects(world.programme)
        assert [row.project for row in going_on_alone(world.programme)] == [world.project]
        assert gone_coaches(world.programme) == []
        assert teams_of(departure.membership) == []

    def test_a_coach_who_begins_after_all_takes_it_up_with_the_note(self, world, departure) -> None:
        alone(world, departure)
        assign_coach(
            project=world.project, user=world.other_coach, starts_on=make.today(), instead_of=None, by=world.manager
        )
        row = handover.of(world.project)
        assert (row.state, row.successor, row.why_nobody) == ("settled", world.other_coach, WHY)
        assert not going_on_alone(world.programme).exists()

    def test_the_coach_who_comes_back_may_take_it_up(self, world, departure) -> None:
        alone(world, departure)
        given = come_back(
            departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
        )
        assert given == (1, [])
        assert handover.lead_of(world.project) == "Rachel"
        assert handover.of(world.project).state == "called_off"

    def test_without_going_back_it_goes_on_alone(self, world, departure) -> None:
        alone(world, departure)
        come_back(departure=departure, project_ids=[], starts_on=make.today(), by=world.manager)
        assert [row.project for row in going_on_alone(world.programme)] == [world.project]


class TestRefused:
    @pytest.mark.parametrize("who", ["coach", "mentor", "other_coach", "lead", "admin", "other_manager"])
    def test_only_a_manager_of_the_programme_says_it(self, world, who) -> None:
        with pytest.raises(Refusal, match="Only a manager"):
            alone(world, handover.say(world), by=getattr(world, who))

    def test_it_wants_a_reason(self, world) -> None:
        with pytest.raises(Refusal, match="Say why"):
            alone(world, handover.say(world), why="  ")

    def test_not_while_somebody_is_asked(self, world) -> None:
        departure = handover.say(world)
        ask_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=handover.in_days(10),
            override_reason="Knows them",
            by=world.manager,
        )
        with pytest.raises(Refusal, match="Anita Rowe has been asked to follow"):
            alone(world, departure)
        assert Match.objects.asked().exists()

    def test_not_once_somebody_follows(self, world) -> None:
        departure = handover.say(world)
        row = departure.hand_overs.get()
        assign_successors(departure=departure, chosen={world.project.pk: world.other_coach.pk}, by=world.manager)
        with pytest.raises(Refusal, match="follows already"):
            go_on_alone(hand_over=row, why=WHY, by=world.manager)

    def test_twice_is_once(self, world) -> None:
        departure = handover.say(world)
        row = departure.hand_overs.get()
        for why in (WHY, "Something else"):
            go_on_alone(hand_over=row, why=why, by=world.manager)
        assert handover.of(world.project).why_nobody == WHY
        assert Event.objects.filter(action="handover.nobody_follows").count() == 1

    @pytest.mark.parametrize(
        "values",
        [
            {"state": "nobody", "why_nobody": ""},
            {"state": "nobody", "why_nobody": WHY, "settled_at": None, "settled_by": None},
            {"state": "open"},
        ],
    )
    def test_the_database_checks_it_too(self, world, values) -> None:
        alone(world, handover.say(world))
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.update(**values)


class TestPages:
    def test_the_manager_says_it_on_a_page_of_its_own(self, world, sign_in) -> None:
        departure = handover.say(world, from_on=make.today())
        page = handover.url("departure-detail", world.programme.pk, departure.pk)
        ask = handover.url("handover-alone", world.programme.pk, departure.pk, departure.hand_overs.get().pk)
        client = sign_in(world.manager)
        assert ask in client.get(page).text
        empty = client.post(ask, {"why": ""})
        assert "There is a problem" in empty.text
        assert client.post(ask, {"why": WHY}).headers["Location"] == page
        shown = client.get(page).text
        assert f"Goes on without a coach. Why: {WHY}" in shown
        assert "It is closed: nothing is left to do." in shown
        assert ask not in shown
        assert WHY in sign_in(world.coach).get(page).text

    def test_the_coach_is_not_offered_it(self, world, sign_in) -> None:
        departure = handover.say(world)
        page = sign_in(world.coach).get(handover.url("departure-detail", world.programme.pk, departure.pk)).text
        ask = handover.url("handover-alone", world.programme.pk, departure.pk, departure.hand_overs.get().pk)
        assert ask not in page

    def test_a_hand_over_of_somebody_else_is_not_there(self, world, sign_in) -> None:
        departure = handover.say(world)
        theirs = handover.say(world, coach=world.other_coach)
        ask = handover.url("handover-alone", world.programme.pk, departure.pk, theirs.hand_overs.get().pk)
        assert sign_in(world.manager).get(ask).status_code == 404

    def test_it_stands_under_has_no_coach_and_not_under_waiting(self, world, sign_in) -> None:
        departure = handover.say(world, from_on=make.today())
        alone(world, departure)
        client = sign_in(world.manager)
        page = client.get(reverse("match-list", args=[world.programme.pk])).text
        assert "Has no coach, and none is sought" in page
        assert WHY in page
        assert "No practice waits." in page
        assert "Larkmead Surgery has no coach" not in client.get(reverse("today")).text
        overview = client.get(reverse("programme-detail", args=[world.programme.pk]) + "?coach=none").text
        assert "Larkmead Surgery" in overview
        gone = client.get(reverse("departure-list", args=[world.programme.pk])).text
        assert "Left behind" not in gone

    @pytest.mark.parametrize(("days", "words"), [(5, "Then it goes on without a coach."), (0, "has left. The team")])
    def test_the_team_reads_it_on_its_project_page_with_the_note(self, world, sign_in, days, words) -> None:
        alone(world, handover.say(world, from_on=handover.in_days(days)))
        page = sign_in(world.lead).get(reverse("project-detail", args=[world.project.pk])).text
        assert words in page
        assert WHY in page
        assert "Hand-over note" in page
