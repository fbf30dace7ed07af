"""How and when each person wants to be reminded: hours, quiet, pauses, the portal alone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Reminder, ReminderSettings
from projects.reminders import services
from projects.reminders.digest import KIND as DIGEST
from projects.reminders.emails import off_link
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from projects.reminders.settings import quiet_until
from tests.builders import make
from tests.projects.reminders.test_digest import SINCE, at, run

LONDON = ZoneInfo("Europe/London")
URL = "/account/mails/"
ALL = ["huddle", "figure", "visit-follow-up", "meeting", "action", "check", "champion", "offer"]


@pytest.fixture
def project(db):
    return make.project(make.programme(starts_on=SINCE), make.practice("Larkmead Surgery"))


@pytest.fixture
def jo(project):
    user = make.user("Jo Pritchard")
    make.member(project, user, is_champion=True, is_lead=True, starts_on=SINCE)
    return user


def wishes(user, **extra) -> ReminderSettings:
    return ReminderSettings.objects.create(**{"user": user, **extra})


def test_what_a_day_brings_comes_at_the_persons_hour(project, jo) -> None:
    make.measure(project, created_at=at(2019, 1, 1, 0))
    wishes(jo, time_of_day=time(13))
    assert run(at(2026, 3, 2, 8)) == []
    assert len(run(at(2026, 3, 2, 13))) == 1


def test_a_huddle_keeps_its_hour(project, jo) -> None:
    make.huddle_schedule(project)
    wishes(jo, time_of_day=time(13))
    assert len(run(at(2026, 3, 2, 8, 20))) == 1


def test_nothing_comes_in_a_paused_week_and_all_starts_again_by_itself(project, jo) -> None:
    make.huddle_schedule(project)
    wishes(jo, paused_from=date(2026, 3, 9), paused_until=date(2026, 3, 16))
    days = [date(2026, 3, 6), *(date(2026, 3, day) for day in range(9, 18))]
    assert [len(run(datetime.combine(day, time(8, 20), tzinfo=UTC))) for day in days] == [1, *[0] * 7, 1, 1]


def test_a_pause_that_begins_after_planning_holds_the_mail(project, jo) -> None:
    make.huddle_schedule(project)
    now = at(2026, 3, 2, 8, 20)
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        wishes(jo, paused_from=date(2026, 3, 2), paused_until=date(2026, 3, 9))
        assert send_due(now) == 0
    assert Reminder.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (at(2026, 3, 2, 23), at(2026, 3, 3, 7)),
        (at(2026, 3, 2, 6, 59), at(2026, 3, 2, 7)),
        (at(2026, 3, 2, 7), None),
        (at(2026, 3, 2, 12), None),
        (at(2026, 3, 28, 23), at(2026, 3, 29, 6)),  # the clocks go forward: seven comes an hour sooner
        (at(2026, 10, 24, 22), at(2026, 10, 25, 7)),  # and back
    ],
)
def test_quiet_hours_by_the_clock_on_the_wall(now, ends) -> None:
    own = ReminderSettings(quiet_from=time(19), quiet_until=time(7))
    assert quiet_until(own, now, LONDON) == ends


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_once() -> None:
    own = ReminderSettings(quiet_from=time(22), quiet_until=time(1, 30))
    assert quiet_until(own, at(2026, 10, 25, 0, 29), LONDON) == at(2026, 10, 25, 0, 30)
    assert quiet_until(own, at(2026, 10, 25, 1, 10), LONDON) is None, "ten past one for the second time"


def test_quiet_hours_that_end_at_a_time_that_does_not_exist() -> None:
    own = ReminderSettings(quiet_from=time(22), quiet_until=time(1, 30))
    assert quiet_until(own, at(2026, 3, 29, 1, 10), LONDON) == at(2026, 3, 29, 1, 30)


def test_a_mail_waits_for_the_end_of_quiet_hours_and_it_is_no_try(project, jo) -> None:
    make.huddle_schedule(project)
    wishes(jo, quiet_from=time(19), quiet_until=time(8, 30))
    assert run(at(2026, 3, 2, 8, 20)) == []
    row = Reminder.objects.get()
    assert (row.state, row.attempts, row.try_at) == ("due", 0, at(2026, 3, 2, 8, 30))
    assert len(run(at(2026, 3, 2, 8, 30))) == 1


def test_what_is_over_by_then_is_not_sent(project, jo) -> None:
    make.huddle_schedule(project)
    wishes(jo, quiet_from=time(19), quiet_until=time(9))
    assert run(at(2026, 3, 2, 8, 20)) == []
    assert Reminder.objects.get().state == "dropped"


class TestPortal:
    def test_it_stands_on_today_until_it_is_put_away(self, world, sign_in) -> None:
        now = make.now()
        wishes(world.member, channel="portal")
        measure = make.measure(world.project)
        row = make.reminder(
            world.project,
            world.member,
            kind="figure",
            subject_id=measure.pk,
            channel="portal",
            state="sent",
            sent_at=now,
        )
        client = sign_in(world.member)
        page = client.get(reverse("today")).content.decode()
        assert "A figure is due" in page
        assert reverse("figure-create", args=[world.project.pk, measure.pk]) in page
        for _ in range(2):
            client.post(reverse("reminder-seen", args=[row.pk]))
        assert "A figure is due" not in client.get(reverse("today")).content.decode()
        row.refresh_from_db()
        assert row.seen_at

    def test_planned_it_is_there_and_no_mail_leaves(self, project, jo) -> None:
        make.huddle_schedule(project)
        wishes(jo, channel="portal")
        assert run(at(2026, 3, 2, 8, 20)) == []
        row = Reminder.objects.get()
        assert (row.state, row.channel) == ("sent", "portal")
        assert not row.deliveries.exists()
        assert list(Reminder.objects.on_today(at(2026, 3, 2, 8, 30))) == [row]
        assert not Reminder.objects.on_today(at(2026, 3, 2, 8, 50)), "the huddle has begun"

    def test_who_has_left_reads_no_more_of_the_project(self, world, sign_in) -> None:
        other = make.project(world.programme, make.practice("Elsewhere Surgery"), "Something else")
        make.member(other, world.member)
        action = make.action(world.project, owner=world.member, due_on=make.today())
        about = {"kind": "action", "subject_id": action.pk}
        make.reminder(world.project, world.member, channel="portal", state="sent", sent_at=make.now(), **about)
        assert world.project.title in sign_in(world.member).get(reverse("today")).content.decode()
        world.project.team.filter(user=world.member).update(ends_on=make.today())
        assert world.project.title not in sign_in(world.member).get(reverse("today")).content.decode()

    def test_nobody_puts_away_what_is_another_persons(self, world, sign_in) -> None:
        row = make.reminder(world.project, world.lead, channel="portal", state="sent", sent_at=make.now())
        for who in (world.member, world.admin):
            assert sign_in(who).post(reverse("reminder-seen", args=[row.pk])).status_code == 404


def typed(**extra) -> dict:
    return {"channel": "mail", "bundle": "single", "time_of_day": "8am", "wanted": ALL, "version": "0", **extra}


class TestPage:
    def test_all_of_it_is_kept_and_shown_again(self, world, sign_in) -> None:
        client = sign_in(world.member)
        answer = client.post(
            URL,
            typed(bundle="digest", time_of_day="7:30am", quiet_from="7pm", quiet_until="7am",
                  paused_from="3 March 2031", paused_until="10 March 2031"),
            follow=True,
        )  # fmt: skip
        assert "Your choice is saved." in answer.content.decode()
        own = ReminderSettings.objects.get(user=world.member)
        assert (own.bundle, own.time_of_day, own.quiet_from) == ("digest", time(7, 30), time(19))
        assert (own.paused_from, own.paused_until) == (date(2031, 3, 3), date(2031, 3, 10))
        page = client.get(URL).content.decode()
        assert "7:30am" in page
        assert Event.objects.filter(action="reminders.changed").count() == 1

    @pytest.mark.parametrize(
        ("extra", "field", "words"),
        [
            ({"quiet_from": "7pm"}, "quiet_until", "Say when the quiet hours end"),
            ({"quiet_until": "7am"}, "quiet_from", "Say when they begin"),
            ({"quiet_from": "7am", "quiet_until": "7am"}, "quiet_until", "different times"),
            ({"quiet_from": "7pm", "quiet_until": "9am"}, "time_of_day", "8am lies in your quiet hours"),
            ({"paused_from": "3 March 2031"}, "paused_until", "Say on which day"),
            ({"paused_until": "3 March 2031"}, "paused_from", "Say from when"),
            ({"paused_from": "3 March 2031", "paused_until": "3 March 2031"}, "paused_until", "before it begins"),
            ({"channel": "pigeon"}, "channel", ""),
            ({"bundle": ""}, "bundle", ""),
            ({"time_of_day": "breakfast"}, "time_of_day", ""),
        ],
        ids=range(10),
    )
    def test_what_does_not_fit_is_said_and_nothing_is_kept(self, world, sign_in, extra, field, words) -> None:
        answer = sign_in(world.member).post(URL, typed(**extra))
        assert words in " ".join(answer.context["form"].errors[field])
        assert not ReminderSettings.objects.exists()

    def test_two_windows_lose_nothing(self, world, sign_in) -> None:
        client = sign_in(world.member)
        client.post(URL, typed(time_of_day="7am"))
        answer = client.post(URL, typed(time_of_day="9am"))
        assert ReminderSettings.objects.get().time_of_day == time(7)
        assert "7am" in answer.content.decode()
        assert "9am" in answer.content.decode()


class TestOffTheDigest:
    def path(self, user) -> str:
        return "/" + off_link(user.pk, "digest").split("/", 3)[3]

    def test_the_link_needs_its_button_and_what_is_due_moves_to_today(self, world, client) -> None:
        own = wishes(world.member, bundle="digest")
        assert "Stop these mails?" in client.get(self.path(world.member)).content.decode()
        own.refresh_from_db()
        assert own.channel == "mail"
        for _ in range(2):
            assert "stands on your Today page" in client.post(self.path(world.member)).content.decode()
        own.refresh_from_db()
        assert (own.channel, own.version) == ("portal", 1)
        assert not services.is_on(world.member, DIGEST)
        assert len(mail.outbox) == 0
