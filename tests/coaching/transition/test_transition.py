"""The end of the coaching: the check-list from the record, and the contacts afterwards."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from coaching.models import Contact, Transition
from coaching.transition import services
from coaching.transition.calendar import contacts as calendar_contacts
from coaching.transition.reading import facts_for
from projects.calendar.events import Reading
from projects.models import Project, Share
from projects.refusal import Refusal
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import handover, make
from tests.builders.counting import count_queries, queries_of
from tests.builders.visits import NHS_NUMBER, as_typed
from toolkit.models import PlaybookEntry, Standard, Storyboard, Wall
from toolkit.models.storyboard import PARTS


def url(name, project, *args) -> str:
    return reverse(name, args=[project.pk, *args])


def written(**extra) -> dict[str, str]:
    return {"version": "0", "ends_on": as_typed(handover.in_days(30)), **extra}


def keep(project, owner, title="Answer first") -> PlaybookEntry:
    standard = Standard.objects.create(project=project, title=title, who="Reception", what="Answer", owner=owner)
    return PlaybookEntry.objects.create(
        standard=standard,
        edition=1,
        title=title,
        who="Reception",
        what="Answer",
        owner=owner,
        review_on=handover.in_days(90),
        agreed_at=timezone.now(),
        agreed_by=owner,
    )


def titles(page: str) -> list[str]:
    """The titles of the check-list that are ticked."""
    return [part.split("</h3>")[0].split("</span>")[-1].strip() for part in page.split("Done: </span>")[1:]]


class TestBegin:
    def test_three_contacts_are_planned_from_its_day(self, world, sign_in) -> None:
        ends = written(ends_on="31/08/2027")
        answer = sign_in(world.lead).post(url("transition-update", world.project), ends, follow=True)
        assert "Saved." in answer.text
        days = dict(Contact.objects.values_list("months", "due_on"))
        assert days == {3: date(2027, 11, 30), 6: date(2028, 2, 29), 12: date(2028, 8, 31)}
        assert Transition.objects.get().begun_by == world.lead

    def test_another_day_plans_anew_what_has_not_happened(self, world) -> None:
        handover.end(world.project, world.coach, days=-200)
        first = Contact.objects.get(months=3)
        values = {"held_on": make.today(), "mode": "phone", "holds": "yes", "words": ""}
        services.record_contact(contact=first, values=values, expected_version=first.version, by=world.coach)
        before = dict(Contact.objects.values_list("months", "due_on"))
        handover.end(world.project, world.coach, days=-100)
        after = dict(Contact.objects.values_list("months", "due_on"))
        assert after[3] == before[3]
        assert after[6] > before[6]

    @pytest.mark.parametrize("who", ["manager", "mentor", "other_coach", "admin", "other_practice_lead"])
    def test_not_by_others(self, world, who) -> None:
        with pytest.raises(Refusal, match="Only the team and its coach"):
            handover.end(world.project, world.people[who])
        assert not Transition.objects.exists()

    def test_not_once_the_project_is_over(self, world) -> None:
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        with pytest.raises(Refusal):
            handover.end(world.project, world.lead)

    def test_two_writers_lose_nothing(self, world, sign_in) -> None:
        handover.end(world.project, world.lead)
        write, client = url("transition-update", world.project), sign_in(world.lead)
        assert client.post(write, written(version="1", reflection="From the desk")).status_code == 302
        page = client.post(write, written(version="1", reflection="From the phone")).text
        assert "From the desk" in page
        assert "From the phone" in page
        assert Transition.objects.get().reflection == "From the desk"

    def test_bad_input_keeps_what_was_typed(self, world, sign_in) -> None:
        sent = written(ends_on="", reflection=f"Ask {NHS_NUMBER}", celebrate_how="Cake")
        page = sign_in(world.lead).post(url("transition-update", world.project), sent).text
        assert "looks like an NHS number" in page
        assert "Cake" in page
        assert not Contact.objects.exists()


class TestCheckList:
    def test_nothing_is_ready_at_first(self, world, sign_in) -> None:
        page = sign_in(world.lead).get(url("transition-detail", world.project)).text
        assert titles(page) == []
        assert "Begin it" in page
        assert "No process is kept as a standard yet." in page

    def test_each_thing_is_read_from_the_record(self, world, sign_in) -> None:
        handover.end(
            world.project,
            world.lead,
            reflection="We listen more",
            celebrated=True,
            celebrate_on=make.today(),
            celebrate_how="Cake",
        )
        Storyboard.objects.create(project=world.project, **dict.fromkeys(PARTS, "Our words"))
        keep(world.project, world.lead)
        measure = make.measure(world.project)
        make.figures(measure, [50], make.today())
        Wall.objects.create(project=world.project, owner=world.project.team.get(user=world.member))
        page = sign_in(world.lead).get(url("transition-detail", world.project)).text
        assert len(titles(page)) == 6
        assert "Everything is ready." in page
        for words in ("We listen more", "Cake", "Every part is in your own words.", "Sam Whitlock looks after it."):
            assert words in page

    def test_an_owner_who_has_left_is_none(self, world) -> None:
        keep(world.project, world.member)
        keep(world.project, world.lead, "Look at the wall")
        assert facts_for(world.project, make.today()).ownerless == 0
        world.project.team.filter(user=world.member).update(ends_on=make.today())
        facts = facts_for(world.project, make.today())
        assert (facts.standards, facts.ownerless) == (2, 1)

    def test_a_wall_whose_figures_have_stopped_is_not_alive(self, world) -> None:
        Wall.objects.create(project=world.project, owner=world.project.team.get(user=world.member))
        measure = make.measure(world.project)
        make.figures(measure, [50], make.today() - timedelta(days=60))
        assert facts_for(world.project, make.today()).stale_since == make.today() - timedelta(days=60)
        make.figures(measure, [50], make.today())
        assert facts_for(world.project, make.today()).stale_since is None

    def test_the_manager_sees_how_far_and_none_of_the_words(self, world, sign_in) -> None:
        handover.end(world.project, world.lead, reflection="Between ourselves", celebrate_how="In secret")
        Share.objects.filter(project=world.project, audience="programme").update(
            ended_at=timezone.now(), ended_by=world.lead
        )
        page = sign_in(world.manager).get(url("transition-detail", world.project)).text
        assert "We have looked back on how we worked" in titles(page)
        for words in ("Between ourselves", "In secret", "No process is kept", "There is no figure"):
            assert words not in page

    def test_the_same_queries_for_one_standard_and_ten(self, world, sign_in) -> None:
        keep(world.project, world.lead)
        few = queries_of(lambda: facts_for(world.project, make.today()))
        for number in range(9):
            keep(world.project, world.lead, f"Standard {number}")
        assert queries_of(lambda: facts_for(world.project, make.today())) == few


class TestContacts:
    @pytest.fixture
    def contact(self, world) -> Contact:
        handover.end(world.project, world.lead, days=-100)
        return Contact.objects.get(months=3)

    def test_the_coach_writes_down_what_was_heard(self, world, sign_in, contact) -> None:
        sent = {
            "version": str(contact.version),
            "held_on": as_typed(make.today()),
            "mode": "phone",
            "holds": "partly",
            "words": "Huddles go on",
        }
        answer = sign_in(world.coach).post(url("contact-record", world.project, 3), sent, follow=True)
        assert "The contact is written down." in answer.text
        contact.refresh_from_db()
        assert (contact.recorded_by, contact.holds) == (world.coach, "partly")
        for who, sees in {"lead": True, "mentor": True, "manager": False}.items():
            page = sign_in(world.people[who]).get(url("transition-detail", world.project)).text
            assert "Still holds: partly." in page
            assert ("Huddles go on" in page) is sees

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [({"held_on": "1/1/2099"}, "still to come"), ({"holds": ""}, "hold"), ({"mode": "pigeon"}, "How did you")],
        ids=["future", "no answer", "mode"],
    )
    def test_bad_input(self, world, sign_in, contact, wrong, words) -> None:
        sent = {"version": "1", "held_on": as_typed(make.today()), "mode": "phone", "holds": "yes", **wrong}
        page = sign_in(world.coach).post(url("contact-record", world.project, 3), sent).text
        assert "There is a problem" in page
        assert words in page
        contact.refresh_from_db()
        assert contact.recorded_at is None

    def test_it_moves_and_not_into_the_past_nor_once_it_was(self, world, sign_in, contact) -> None:
        client, move = sign_in(world.coach), url("contact-move", world.project, 3)
        page = client.post(move, {"version": str(contact.version), "due_on": "1/1/2020"}).text
        assert "This day is past." in page
        later = as_typed(handover.in_days(20))
        assert client.post(move, {"version": str(contact.version), "due_on": later}).status_code == 302
        contact.refresh_from_db()
        assert contact.due_on == handover.in_days(20)
        values = {"held_on": make.today(), "mode": "phone", "holds": "yes", "words": ""}
        services.record_contact(contact=contact, values=values, expected_version=contact.version, by=world.coach)
        with pytest.raises(Refusal, match="happened already"):
            services.move_contact(contact=contact, due_on=make.today(), expected_version=9, by=world.coach)

    def test_the_next_coach_does_it_after_a_hand_over(self, world, contact) -> None:
        handover.follow(world, handover.say(world, from_on=make.today()), world.other_coach)
        values = {"held_on": make.today(), "mode": "phone", "holds": "yes", "words": ""}
        call = {"contact": contact, "values": values, "expected_version": contact.version}
        with pytest.raises(Refusal, match="Only the team's coach"):
            services.record_contact(**call, by=world.coach)
        assert services.record_contact(**call, by=world.other_coach).recorded_by == world.other_coach

    def test_no_such_months(self, world, sign_in, contact) -> None:
        assert sign_in(world.coach).get(url("contact-record", world.project, 4)).status_code == 404

    def test_it_stands_in_the_calendars_also_once_completed(self, world, contact) -> None:
        Project.objects.filter(pk=world.project.pk).update(status="completed")
        project = Project.objects.select_related("practice").get(pk=world.project.pk)
        first, last = make.today() - timedelta(days=400), handover.in_days(600)
        for team, coached in (((project,), ()), ((), (project,))):
            found = list(calendar_contacts(Reading(world.coach, team, coached, first, last)))
            assert len(found) == 3
            assert found[0].title.startswith("Contact after 3 months")
        assert list(calendar_contacts(Reading(world.outsider, (), (), first, last))) == []


class TestReminder:
    def run(self) -> list[str]:
        plan_reminders(make.now())
        send_due()
        return [message.subject for message in mail.outbox if "time to ask" in message.subject]

    @pytest.fixture
    def monday(self, world) -> date:
        """A working Monday on which the first contact is due."""
        day = date(2027, 3, 1)
        handover.end(world.project, world.lead, days=30)
        Contact.objects.filter(months=3).update(due_on=day)
        return day

    def test_once_on_its_day_to_the_coach(self, world, monday) -> None:
        with time_machine.travel(f"{monday}T12:00:00Z"):
            assert self.run() == ["Larkmead Surgery: time to ask how it goes"]
            assert self.run() == ["Larkmead Surgery: time to ask how it goes"]
        assert {message.to[0] for message in mail.outbox if "time to ask" in message.subject} == {world.coach.email}

    def test_not_before_nor_once_it_is_written_down(self, world, monday) -> None:
        with time_machine.travel(f"{monday - timedelta(days=2)}T12:00:00Z"):
            assert self.run() == []
        contact = Contact.objects.get(months=3)
        values = {"held_on": make.today(), "mode": "phone", "holds": "yes", "words": ""}
        services.record_contact(contact=contact, values=values, expected_version=contact.version, by=world.coach)
        with time_machine.travel(f"{monday}T12:00:00Z"):
            assert self.run() == []


class TestElsewhere:
    def test_the_programme_sees_it(self, world, sign_in) -> None:
        handover.end(world.project, world.lead)
        words = "Coaching ends on"
        client = sign_in(world.manager)
        for page in (
            reverse("programme-detail", args=[world.programme.pk]),
            reverse("today"),
            reverse("project-detail", args=[world.project.pk]),
        ):
            assert words in client.get(page).text, page
        assert words.encode() in b"".join(client.get(reverse("programme-download", args=[world.programme.pk])))

    def test_the_page_of_the_steps_leads_there(self, world, sign_in) -> None:
        page = sign_in(world.lead).get(url("steps-detail", world.project)).text
        assert url("transition-detail", world.project) in page

    def test_the_page_asks_the_same_of_many(self, world, sign_in) -> None:
        detail = url("transition-detail", world.project)
        few = count_queries(sign_in(world.lead), detail)
        handover.end(world.project, world.lead)
        assert count_queries(sign_in(world.lead), detail) == few
