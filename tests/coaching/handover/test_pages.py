"""The pages of who goes and who follows, as coach, manager, successor and team."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from coaching.models import CoachProfile, Departure, HandOver, Match
from projects.coaches.services import assign_coach
from projects.models import Reminder
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import handover, make, matching
from tests.builders.counting import count_queries
from tests.builders.visits import as_typed


def begin_url(world, coach="coach") -> str:
    place = handover.place_of(world.people[coach], world.programme)
    return handover.url("departure-begin", world.programme.pk, place.pk)


def departure_url(name, departure) -> str:
    return handover.url(name, departure.membership.programme_id, departure.pk)


def said(world, **extra) -> dict:
    return {
        "kind": "away",
        "from_on": as_typed(handover.in_days(10)),
        "back_on": as_typed(handover.in_days(40)),
        "teams": [str(world.project.pk)],
        **extra,
    }


class TestBegin:
    def test_a_coach_says_it(self, world, sign_in) -> None:
        client = sign_in(world.coach)
        assert "Larkmead Surgery" in client.get(begin_url(world)).text
        answer = client.post(begin_url(world), said(world), follow=True)
        assert "The hand-over has begun." in answer.text
        assert "Write the note" in answer.text
        assert Departure.objects.get().back_on == handover.in_days(40)
        assert "This has begun already." in client.get(begin_url(world)).text

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"from_on": ""}, "first day"),
            ({"from_on": "1/1/2020"}, "This day is past."),
            ({"back_on": "1/1/2020"}, "after the first day away"),
            ({"kind": "fewer", "teams": []}, "Choose at least one team."),
            ({"kind": "nonsense"}, "What happens?"),
            ({"teams": ["00000000-0000-0000-0000-000000000000"]}, "The list of teams has changed."),
        ],
        ids=["no day", "past", "back before", "no team", "kind", "foreign team"],
    )
    def test_bad_input_is_said_beside_the_field(self, world, sign_in, wrong, words) -> None:
        answer = sign_in(world.coach).post(begin_url(world), said(world, **wrong))
        assert answer.status_code == 200
        assert words in answer.text
        assert not Departure.objects.exists()

    def test_until_when_is_dropped_for_whoever_stops(self, world, sign_in) -> None:
        sign_in(world.coach).post(begin_url(world), said(world, kind="stops"))
        assert Departure.objects.get().back_on is None

    def test_a_manager_says_it_for_a_coach_who_has_gone(self, world, sign_in) -> None:
        place = handover.place_of(world.coach, world.programme)
        world.project.coach_assignments.update(ends_on=make.today())
        place.ends_on = make.today()
        place.save()
        client = sign_in(world.manager)
        page = client.get(reverse("departure-list", args=[world.programme.pk])).text
        assert "Left behind: Larkmead Surgery." in page
        answer = client.post(begin_url(world), said(world, kind="stops", from_on=as_typed(make.today())))
        assert answer.status_code == 302
        assert handover.of(world.project).state == "open"

    def test_a_coach_without_teams_is_away_all_the_same(self, world, sign_in) -> None:
        answer = sign_in(world.mentor).post(begin_url(world, "mentor"), said(world, teams=[]), follow=True)
        assert "No team needs anybody else." in answer.text
        assert Departure.objects.get().membership.user == world.mentor


class TestDetail:
    def test_what_the_coach_and_the_manager_may_do(self, world, sign_in) -> None:
        departure = handover.away(world)
        make.visit(world.project, world.coach, at=make.now() + timedelta(days=12))
        own = sign_in(world.coach).get(departure_url("departure-detail", departure)).text
        assert "Your hand-over" in own
        assert "One visit planned for afterwards stays with the team." in own
        assert "Choose successors" not in own
        runs = sign_in(world.manager).get(departure_url("departure-detail", departure)).text
        assert "The team has no successor yet." in runs
        assert "Choose successors" in runs
        assert "Write the note" not in runs

    def test_staying_after_all(self, world, sign_in) -> None:
        departure = handover.away(world)
        answer = sign_in(world.coach).post(departure_url("departure-call-off", departure), follow=True)
        assert "Teams without a successor stay" in answer.text
        with time_machine.travel(make.now() + timedelta(days=20)):
            answer = sign_in(world.coach).post(departure_url("departure-call-off", departure), follow=True)
            assert answer.status_code == 200

    def test_the_same_queries_for_two_teams_and_twelve(self, world, sign_in) -> None:
        def teams(count: int) -> None:
            for _ in range(count):
                project = matching.waiting(world.programme)
                make.coaches(project, world.coach)

        url = reverse("departure-list", args=[world.programme.pk])
        teams(1)
        departure = handover.say(world)
        client = sign_in(world.manager)
        few = count_queries(client, departure_url("departure-detail", departure))
        few_listed = count_queries(client, url)
        for project in [matching.waiting(world.programme) for _ in range(10)]:
            HandOver.objects.create(
                departure=departure, project=project, coach=world.coach, leaves_on=departure.from_on
            )
        many = count_queries(client, departure_url("departure-detail", departure))
        many_listed = count_queries(client, url)
        assert few == many
        assert few_listed == many_listed


class TestSuccessors:
    @pytest.fixture
    def departure(self, world) -> Departure:
        return handover.say(world)

    def test_the_best_is_proposed_and_asked(self, world, sign_in, departure) -> None:
        client = sign_in(world.manager)
        url = departure_url("departure-successors", departure)
        page = client.get(url).text
        assert "Rachel Osei," not in page
        assert "Marcus Bell," in page
        why = page.split("Why ")[1].split("</ul>")[0]
        assert ">For: </span>" in why, "the reasons are spelt out"
        sent = {f"team-{world.project.pk}": str(world.other_coach.pk), "how": "ask"}
        answer = client.post(url, sent, follow=True)
        assert "have been asked" in answer.text
        assert Match.objects.get().starts_on == handover.in_days(10)
        assert "Anita Rowe has been asked" in answer.text
        assert handover.of(world.project).state == "open"

    def test_at_once(self, world, sign_in, departure) -> None:
        sent = {f"team-{world.project.pk}": str(world.other_coach.pk), "how": "at_once"}
        answer = sign_in(world.manager).post(departure_url("departure-successors", departure), sent, follow=True)
        assert "One team has a new coach." in answer.text
        assert handover.lead_of(world.project, handover.in_days(10)) == "Anita"

    @pytest.mark.parametrize("value", ["", "nonsense", "coach", "outsider"])
    def test_nobody_or_a_stranger_is_refused(self, world, sign_in, departure, value) -> None:
        chosen = str(world.people[value].pk) if value in world.people else value
        sent = {f"team-{world.project.pk}": chosen, "how": "at_once"}
        answer = sign_in(world.manager).post(departure_url("departure-successors", departure), sent)
        assert answer.status_code == 200
        assert "There is a problem" in answer.text
        assert handover.of(world.project).state == "open"

    def test_one_page_for_many_teams(self, world, sign_in) -> None:
        projects = [matching.waiting(world.programme) for _ in range(3)]
        for project in projects:
            make.coaches(project, world.coach)
        departure = handover.say(world)
        sent = {f"team-{project.pk}": str(world.other_coach.pk) for project in projects[:2]}
        url = departure_url("departure-successors", departure)
        answer = sign_in(world.manager).post(url, {**sent, "how": "at_once"}, follow=True)
        assert "Two teams have a new coach." in answer.text
        assert "Two of four teams have no successor yet." in answer.text

    def test_nothing_is_left_to_choose(self, world, sign_in, departure) -> None:
        handover.follow(world, departure, world.other_coach)
        assert (
            "Nothing to choose" in sign_in(world.manager).get(departure_url("departure-successors", departure)).text
        )

    def test_the_list_for_one_team_asks_too(self, world, sign_in, departure) -> None:
        page = sign_in(world.manager).get(reverse("match-choose", args=[world.project.pk])).text
        assert "Rachel Osei hands the team over" in page
        assert "Ask this coach" in page
        place = handover.place_of(world.other_coach, world.programme)
        ask = sign_in(world.manager).get(reverse("match-ask", args=[world.project.pk, place.pk])).text
        assert str(handover.in_days(10).day) in ask


class TestBack:
    def test_the_manager_gives_the_team_back(self, world, sign_in) -> None:
        departure = handover.away(world, from_on=make.today(), back_on=handover.in_days(5))
        handover.follow(world, departure, world.other_coach)
        with time_machine.travel(make.now() + timedelta(days=5)):
            client = sign_in(world.manager)
            assert "Rachel Osei is back" in client.get(reverse("today")).text
            url = departure_url("departure-back", departure)
            assert "Anita Rowe coaches them" in client.get(url).text
            late = client.post(url, {"teams": [str(world.project.pk)], "starts_on": "1/1/2020"})
            assert "This day is past." in late.text
            sent = {"teams": [str(world.project.pk)], "starts_on": as_typed(make.today())}
            answer = client.post(url, sent, follow=True)
            assert "Rachel Osei is back." in answer.text
            assert "Given back to Rachel Osei" in answer.text
            assert handover.lead_of(world.project) == "Rachel"


class TestToday:
    def test_the_manager_has_a_decision_until_everybody_has_a_coach(self, world, sign_in) -> None:
        departure = handover.say(world)
        assert "Who follows Rachel Osei?" in sign_in(world.manager).get(reverse("today")).text
        handover.follow(world, departure, world.other_coach)
        assert "Who follows Rachel Osei?" not in sign_in(world.manager).get(reverse("today")).text

    def test_the_coach_is_told_of_notes(self, world, sign_in) -> None:
        handover.say(world)
        assert "One note is still to be" in sign_in(world.coach).get(reverse("today")).text
        handover.ready(world.project, world.coach)
        assert "All notes are ready." in sign_in(world.coach).get(reverse("today")).text


class TestProjectPage:
    def words(self, world, sign_in, who="lead") -> str:
        return sign_in(world.people[who]).get(reverse("project-detail", args=[world.project.pk])).text

    def test_before_and_after(self, world, sign_in) -> None:
        CoachProfile.objects.create(user=world.other_coach, about="I bring biscuits.")
        departure = handover.say(world)
        assert "A successor is being sought." in self.words(world, sign_in)
        assert "Hand-over note" not in self.words(world, sign_in)
        handover.follow(world, departure, world.other_coach)
        assert "Anita Rowe follows Rachel Osei on" in self.words(world, sign_in)
        assert "Hand-over note" in self.words(world, sign_in)
        assert "Hand-over note" not in self.words(world, sign_in, "manager")
        with time_machine.travel(make.now() + timedelta(days=12)):
            for who in ("lead", "other_coach"):
                page = self.words(world, sign_in, who)
                assert "Anita Rowe has followed Rachel Osei since" in page
                assert "I bring biscuits." in page
        with time_machine.travel(make.now() + timedelta(days=60)):
            page = self.words(world, sign_in)
            assert "has followed" not in page
            assert "Hand-over note" in page


class TestIntroduction:
    def run(self) -> None:
        plan_reminders(make.now())
        send_due()

    def sent(self, person) -> list[str]:
        return [message.body for message in mail.outbox if person.email in message.to]

    def test_the_team_and_the_successor_are_told_once(self, world) -> None:
        make.visit(world.project, world.coach, at=make.now() + timedelta(days=12))
        handover.follow(world, handover.say(world), world.other_coach)
        self.run()
        self.run()
        for who in ("lead", "member"):
            [body] = self.sent(world.people[who])
            assert "Anita Rowe coaches your team from" in body
            assert "These visits stay in the calendar" in body
        [body] = self.sent(world.other_coach)
        assert "open for you on that day" in body
        assert self.sent(world.coach) == []
        mail.outbox.clear()
        with time_machine.travel(make.now() + timedelta(days=10, hours=12)):
            self.run()
        [body] = [body for body in self.sent(world.other_coach) if "from today" in body]
        assert "/hand-over/" in body

    def test_nobody_else_is_told(self, world) -> None:
        handover.follow(world, handover.say(world), world.other_coach)
        self.run()
        told = {address for message in mail.outbox for address in message.to}
        assert told == {world.lead.email, world.member.email, world.other_coach.email}

    def test_what_is_overtaken_is_not_sent(self, world) -> None:
        departure = handover.away(world, from_on=make.today())
        handover.follow(world, departure, world.other_coach)
        plan_reminders(make.now())
        HandOver.objects.update(state="given_back")
        send_due()
        assert mail.outbox == []

    def test_reminders_of_the_former_coach_lapse(self, world) -> None:
        """An action that goes over is then asked of the successor."""
        make.action(world.project, text="Draft the aim", owner=world.coach, due_on=make.today())
        present = world.project.coach_assignments.get()
        assign_coach(
            project=world.project,
            user=world.other_coach,
            starts_on=make.today(),
            instead_of=present.pk,
            by=world.manager,
        )
        with time_machine.travel(timezone.now().replace(hour=12)):
            plan_reminders(make.now())
        owners = set(Reminder.objects.filter(kind__startswith="action").values_list("user__name", flat=True))
        assert owners <= {"Anita Rowe"}
