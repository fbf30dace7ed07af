"""Last days that a departure brings forward: taken at once, and given back when it is called off."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.handover import services
from coaching.handover.settling import sweep
from coaching.handover.teams import gone_coaches
from coaching.models import Departure, HandOver, LeftPlace, Visit
from projects.coaches.services import assign_coach, end_coaching, join_coaching, lead_assignment
from projects.models import CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import handover, make


@pytest.fixture
def second(world) -> CoachAssignment:
    """Rachel's place as second coach of the other team."""
    return join_coaching(project=world.other_project, user=world.coach, starts_on=make.today(), by=world.manager)


def place_in(project: Project, coach) -> CoachAssignment:
    return CoachAssignment.objects.filter(project=project, user=coach).order_by("starts_on").last()


def ends(project: Project, coach, days: int) -> None:
    """A last day that was said before any departure."""
    CoachAssignment.objects.filter(project=project, user=coach).update(ends_on=handover.in_days(days))


class TestSecondPlaces:
    def test_visits_stay_until_the_day_comes(self, world, second) -> None:
        before = make.visit(world.other_project, world.coach, at=make.now() + timedelta(days=4))
        after = make.visit(world.other_project, world.coach, at=make.now() + timedelta(days=12))
        handover.say(world)
        assert Visit.objects.filter(pk__in=[before.pk, after.pk]).count() == 2
        assert Event.objects.get(action="coach.leaves").actor == world.coach
        sweep()
        assert Visit.objects.filter(pk=after.pk).exists(), "the day has not come"
        with time_machine.travel(make.now() + timedelta(days=10)):
            sweep()
            assert not Visit.objects.filter(pk=after.pk).exists()
            assert Visit.objects.filter(pk=before.pk).exists()
            assert sweep() == 0
        assert Event.objects.filter(action="coach.ended", project_id=world.other_project.pk).count() == 1

    def test_called_off_everything_is_as_it_was(self, world, second) -> None:
        visit = make.visit(world.other_project, world.coach, at=make.now() + timedelta(days=12))
        services.call_off(departure=handover.say(world), by=world.coach)
        second.refresh_from_db()
        assert second.ends_on is None
        with time_machine.travel(make.now() + timedelta(days=10)):
            sweep()
        assert Visit.objects.filter(pk=visit.pk).exists()
        assert Event.objects.filter(action="coach.stays", project_id=world.other_project.pk).count() == 1
        assert not LeftPlace.objects.exists()

    @pytest.mark.parametrize(("said", "during"), [(4, 4), (10, 10), (30, 10)], ids=["sooner", "that day", "later"])
    def test_the_day_that_comes_sooner_counts_and_comes_back(self, world, second, said, during) -> None:
        ends(world.other_project, world.coach, said)
        departure = handover.say(world)
        assert place_in(world.other_project, world.coach).ends_on == handover.in_days(during)
        services.call_off(departure=departure, by=world.coach)
        assert place_in(world.other_project, world.coach).ends_on == handover.in_days(said)

    def test_a_day_that_is_past_ends_it_at_once(self, world, second) -> None:
        visit = make.visit(world.other_project, world.coach, at=make.now() + timedelta(days=2))
        handover.say(world, from_on=handover.in_days(-5), by=world.manager)
        assert place_in(world.other_project, world.coach).ends_on == make.today()
        assert not Visit.objects.filter(pk=visit.pk).exists()
        assert sweep() == 1, "the team that Rachel leads"

    def test_what_the_manager_ended_meanwhile_stays_ended(self, world, second) -> None:
        departure = handover.say(world)
        end_coaching(project=world.other_project, assignment_id=second.pk, by=world.manager)
        services.call_off(departure=departure, by=world.coach)
        assert place_in(world.other_project, world.coach).ends_on == make.today()
        assert not Event.objects.filter(action="coach.stays").exists()

    @pytest.mark.parametrize("is_called_off", [False, True], ids=["leaves", "stays"])
    def test_whoever_leads_the_team_from_that_day_keeps_visits_and_place(self, world, second, is_called_off) -> None:
        departure = handover.say(world)
        assign_coach(
            project=world.other_project, user=world.coach, starts_on=handover.in_days(10),
            instead_of=lead_assignment(world.other_project).pk, by=world.manager,
        )  # fmt: skip
        visit = make.visit(world.other_project, world.coach, at=make.now() + timedelta(days=12))
        if is_called_off:
            services.call_off(departure=departure, by=world.coach)
        with time_machine.travel(make.now() + timedelta(days=10)):
            sweep()
            assert handover.lead_of(world.other_project) == "Rachel"
        second.refresh_from_db()
        assert second.ends_on == handover.in_days(10)
        assert Visit.objects.filter(pk=visit.pk).exists()

    def test_the_page_names_them(self, world, sign_in, second) -> None:
        departure = handover.say(world)
        url = reverse("departure-detail", args=[world.programme.pk, departure.pk])
        for who in (world.coach, world.manager):
            page = sign_in(who).get(url).text
            assert f"The place as second coach at {world.other_project.practice.name} ends, too." in page
        with time_machine.travel(make.now() + timedelta(days=10)):
            page = sign_in(world.manager).get(url).text
        assert f"The place as second coach at {world.other_project.practice.name} ended, too." in page


class TestPlacesThatLead:
    @pytest.mark.parametrize(("said", "during"), [(4, 4), (30, 10)], ids=["sooner", "later"])
    def test_an_earlier_word_comes_back_when_it_is_called_off(self, world, said, during) -> None:
        ends(world.project, world.coach, said)
        departure = handover.say(world)
        assert handover.of(world.project).leaves_on == handover.in_days(during)
        services.call_off(departure=departure, by=world.coach)
        assert place_in(world.project, world.coach).ends_on == handover.in_days(said)

    def test_a_team_that_goes_back_keeps_the_last_day_that_was_said(self, world) -> None:
        ends(world.project, world.coach, 90)
        departure = handover.away(world, from_on=make.today())
        handover.follow(world, departure, world.other_coach)
        given = {"departure": departure, "project_ids": [world.project.pk], "by": world.manager}
        with time_machine.travel(make.now() + timedelta(days=40)):
            assert services.come_back(**given, starts_on=make.today()) == (1, [])
        assert place_in(world.project, world.coach).ends_on == handover.in_days(90)

    def test_a_last_day_that_is_past_by_then_does_not_come_back(self, world) -> None:
        ends(world.project, world.coach, 20)
        departure = handover.away(world, from_on=make.today())
        handover.follow(world, departure, world.other_coach)
        given = {"departure": departure, "project_ids": [world.project.pk], "by": world.manager}
        with time_machine.travel(make.now() + timedelta(days=40)):
            assert services.come_back(**given, starts_on=make.today()) == (1, [])
            assert handover.lead_of(world.project) == "Rachel"


class TestAtRest:
    """A coach who has stopped: nothing is to be pressed once each team has somebody."""

    def page(self, world, sign_in, departure: Departure) -> str:
        return sign_in(world.manager).get(reverse("departure-detail", args=[world.programme.pk, departure.pk])).text

    def listed(self, world, sign_in) -> dict:
        return sign_in(world.manager).get(reverse("departure-list", args=[world.programme.pk])).context

    def names(self, rows) -> list[str]:
        return [row.name for row in rows]

    def test_before_and_after_the_last_day(self, world, sign_in) -> None:
        departure = handover.say(world)
        assert "once each team has a successor" in self.page(world, sign_in, departure)
        handover.follow(world, departure, world.other_coach)
        assert self.names(self.listed(world, sign_in)["departures"]) == ["Rachel Osei"]
        with time_machine.travel(make.now() + timedelta(days=10)):
            listed = self.listed(world, sign_in)
            assert (self.names(listed["departures"]), self.names(listed["stopped"])) == ([], ["Rachel Osei"])
            page = self.page(world, sign_in, departure)
        assert "It is closed: nothing is left to do." in page
        assert "Rachel Osei is back" in page

    def test_a_team_whose_project_has_ended_needs_nobody(self, world, sign_in) -> None:
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        assert self.names(self.listed(world, sign_in)["departures"]) == ["Rachel Osei"]
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        assert self.names(self.listed(world, sign_in)["stopped"]) == ["Rachel Osei"]
        page = self.page(world, sign_in, departure)
        assert "The project has ended, nobody needs to follow" in page
        assert "Choose successors" not in page

    def test_its_coach_writes_no_note_for_a_team_that_has_ended(self, world, sign_in) -> None:
        url = reverse("departure-detail", args=[world.programme.pk, handover.say(world).pk])
        client = sign_in(world.coach)
        assert "Write the note" in client.get(url).text
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        assert "Write the note" not in client.get(url).text

    def test_whoever_has_stopped_is_not_asked_until_they_are_back(self, world, sign_in) -> None:
        from coaching.matching.services import candidates

        waits = make.project(world.programme, make.practice("Gorse Hill Surgery"))
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        handover.follow(world, departure, world.other_coach)
        assert "Rachel Osei" not in {one.coach.name for one in candidates(waits)}
        url = reverse("departure-back", args=[world.programme.pk, departure.pk])
        sent = {"teams": [str(world.project.pk)], "starts_on": f"{make.today():%d/%m/%Y}"}
        answer = sign_in(world.manager).post(url, sent, follow=True)
        assert "Rachel Osei is back." in answer.text
        assert handover.lead_of(world.project) == "Rachel"
        assert "Rachel Osei" in {one.coach.name for one in candidates(waits)}
        departure.refresh_from_db()
        assert departure.outcome == "back"

    def test_not_before_the_day(self, world) -> None:
        departure = handover.say(world)
        with pytest.raises(Refusal, match="is not away"):
            services.come_back(
                departure=departure, project_ids=[world.project.pk], starts_on=make.today(), by=world.manager
            )

    @pytest.mark.parametrize(("kind", "who"), [("stops", "manager"), ("fewer", "coach")])
    def test_one_at_rest_gives_way_to_the_next(self, world, kind, who) -> None:
        first = handover.say(world, kind=kind, from_on=make.today(), by=world.manager)
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        by = getattr(world, who)
        second = handover.away(world, project_ids=[], by=by)
        first.refresh_from_db()
        assert (first.outcome, first.over_by) == ("done", by)
        assert list(Departure.objects.open()) == [second]
        assert not HandOver.objects.open().exists()

    def test_the_pages_let_the_next_one_begin(self, world, sign_in) -> None:
        handover.say(world, kind="fewer", from_on=make.today(), by=world.manager)
        place = handover.place_of(world.coach, world.programme)
        begin, profile = (
            reverse(name, args=[world.programme.pk, place.pk]) for name in ("departure-begin", "coach-detail")
        )
        client = sign_in(world.coach)
        assert "This has begun already." in client.get(begin).text
        assert "See the hand-over" in client.get(profile).text
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        assert "Begin the hand-over" in client.get(begin).text
        assert begin in client.get(profile).text

    def test_one_under_way_does_not(self, world) -> None:
        handover.say(world, from_on=make.today(), by=world.manager)
        with pytest.raises(Refusal, match="has begun already"):
            handover.away(world, project_ids=[])

    def test_some_teams_are_done_where_the_last_ones_project_has_ended(self, world) -> None:
        ended = make.project(world.programme, make.practice("Gorse Hill Surgery"))
        make.coaches(ended, world.coach)
        departure = handover.say(world, kind="fewer", project_ids=[world.project.pk, ended.pk])
        Project.objects.filter(pk=ended.pk).update(status="completed")
        handover.follow(world, departure, world.other_coach)
        departure.refresh_from_db()
        assert departure.outcome == "done"
        assert not HandOver.objects.open().exists()


def test_departures_of_before_know_their_places(world, second) -> None:
    """What the migration does for those that had begun: whoever stays, stays without a last day."""
    departure = handover.say(world)
    LeftPlace.objects.all().delete()
    import_module("coaching.migrations.0010_places_that_are_left").fill(apps, None)
    found = {row.assignment.project_id: row.swept_at is None for row in departure.left_places.all()}
    assert found == {world.project.pk: True, world.other_project.pk: False}
    services.call_off(departure=departure, by=world.coach)
    assert place_in(world.project, world.coach).ends_on is place_in(world.other_project, world.coach).ends_on is None


class TestStopped:
    def stop(self, world) -> Departure:
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        for row in HandOver.objects.select_related("project"):
            services.assign_successors(
                departure=departure, chosen={row.project_id: world.mentor.pk}, by=world.manager
            )
        return departure

    def test_only_a_manager_lifts_a_stop(self, world) -> None:
        self.stop(world)
        with time_machine.travel(make.now() + timedelta(days=3)):
            with pytest.raises(Refusal, match="You have stopped"):
                handover.away(world, project_ids=[], from_on=handover.in_days(1))
            handover.away(world, project_ids=[], from_on=handover.in_days(1), by=world.manager)

    def test_a_team_given_to_them_again_is_seen_when_they_go(self, world) -> None:
        self.stop(world)
        with time_machine.travel(make.now() + timedelta(days=3)):
            present = lead_assignment(world.project)
            assign_coach(
                project=world.project,
                user=world.coach,
                starts_on=make.today(),
                instead_of=present.pk if present else None,
                by=world.manager,
            )
        with time_machine.travel(make.now() + timedelta(days=6)):
            world.coach.is_active = False
            world.coach.save()
            assert [row.teams[0].project for row in gone_coaches(world.programme)] == [world.project]

    def test_what_ends_with_the_departure_is_on_the_trail(self, world) -> None:
        departure = handover.say(world, from_on=make.today(), by=world.manager)
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        services.close_done(departure, world.manager)
        ended = Event.objects.filter(action="handover.called_off").values_list("project_id", flat=True)
        assert list(ended) == [world.project.pk]

    @pytest.mark.parametrize(("kind", "stands"), [("stops", True), ("fewer", False)])
    def test_who_handed_over_some_teams_has_not_stopped(self, world, sign_in, kind, stands) -> None:
        departure = handover.say(world, kind=kind, from_on=make.today(), by=world.manager)
        for row in HandOver.objects.select_related("project"):
            services.assign_successors(
                departure=departure, chosen={row.project_id: world.mentor.pk}, by=world.manager
            )
        with time_machine.travel(make.now() + timedelta(days=3)):
            page = sign_in(world.manager).get(reverse("departure-list", args=[world.programme.pk])).content.decode()
        assert ("They have stopped" in page) is stands
        assert (world.coach.name in page.split("<main")[1]) is stands
