"""All in one mail a day: at the person's own hour, once, with what was overdue, and never lost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from projects.models import Delivery, Reminder, ReminderPreference, ReminderSettings
from projects.reminders import claiming
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make
from tests.builders.smtp import mail_server
from tests.builders.together import run_together

SINCE = date(2019, 1, 1)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def run(now: datetime) -> list[str]:
    """Plan and send as the worker does at a time; the subjects of the mails that left."""
    before = len(mail.outbox)
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        send_due(now)
    return [message.subject for message in mail.outbox[before:]]


def wishes(user, **extra) -> ReminderSettings:
    return ReminderSettings.objects.create(**{"user": user, "bundle": "digest", "time_of_day": time(7, 30), **extra})


@pytest.fixture
def project(db):
    practice = make.practice("Larkmead Surgery")
    return make.project(make.programme(starts_on=SINCE), practice, "Answering the phones sooner")


@pytest.fixture
def jo(project):
    user = make.user("Jo Pritchard")
    make.member(project, user, is_champion=True, is_lead=True, starts_on=SINCE)
    return user


@pytest.fixture
def busy(project, jo):
    """A Monday with a figure and a huddle, told in one mail at half past seven."""
    make.measure(project, created_at=at(2019, 1, 1, 0))
    make.huddle_schedule(project)
    return wishes(jo)


MONDAY = at(2026, 3, 2, 7, 30)


def test_what_the_day_brings_is_in_one_mail_at_the_persons_hour(busy, jo) -> None:
    assert run(MONDAY - timedelta(minutes=1)) == []
    assert run(MONDAY) == ["Your day: 2 things to look at"]
    (message,) = mail.outbox
    html = message.alternatives[0].content
    for form in (message.body, html):
        assert "This week&#x27;s figure" in form or "This week's figure" in form
        assert "Huddle at 8:50am" in form
        assert (
            form.count("/today/") == 1 or form.count("127.0.0.1:8000/\n") == 1 or "Open your page for today" in form
        )
    assert run(at(2026, 3, 2, 8)) == []
    assert run(at(2026, 3, 2, 8, 20)) == [], "not once more by itself"
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
    assert Reminder.objects.filter(digest__isnull=False).count() == 2


def test_nothing_due_means_no_mail(project, jo) -> None:
    wishes(jo)
    assert run(MONDAY) == []
    assert not Reminder.objects.exists()


def test_what_was_done_meanwhile_is_left_out(busy, project) -> None:
    with time_machine.travel(MONDAY, tick=False):
        plan_reminders(MONDAY)
        make.figures(project.measures.get(), [61], last=date(2026, 3, 2))
        send_due(MONDAY)
    assert [message.subject for message in mail.outbox] == ["Your day: one thing to look at"]


def test_a_kind_turned_off_is_not_in_it(busy, jo) -> None:
    ReminderPreference.objects.create(user=jo, kind="huddle", is_on=False)
    assert run(MONDAY) == ["Your day: one thing to look at"]
    assert "Huddle" not in mail.outbox[0].body


def test_overdue_actions_stand_in_it(busy, project, jo) -> None:
    make.action(project, text="Print the chart", owner=jo, due_on=date(2026, 2, 20))
    make.action(project, text="Somebody else's", owner=make.user(), due_on=date(2026, 2, 20))
    assert run(MONDAY) == ["Your day: 3 things to look at"]
    assert "Print the chart, by Friday 20 February" in mail.outbox[0].body
    assert "Somebody else" not in mail.outbox[0].body


def test_overdue_actions_alone_are_told_on_mondays(project, jo) -> None:
    wishes(jo)
    make.action(project, text="Print the chart", owner=jo, due_on=date(2026, 2, 20))
    assert [len(run(MONDAY + timedelta(days=day))) for day in range(8)] == [1, 0, 0, 0, 0, 0, 0, 1]


def test_what_cannot_be_told_ahead_comes_with_the_next(project, jo) -> None:
    """A coach's visit of the afternoon, not logged in the evening."""
    from coaching.models import Visit

    coach = make.user("Rachel Osei")
    make.coaches(project, coach, starts_on=SINCE)
    wishes(coach)
    Visit.objects.create(project=project, coach=coach, at=at(2026, 3, 2, 13), mode="video")
    assert run(MONDAY) == []
    assert run(at(2026, 3, 2, 17)) == []
    assert run(MONDAY + timedelta(days=1)) == ["Your day: one thing to look at"]


@pytest.mark.parametrize(
    ("own_time", "due"),
    [
        (time(7, 30), at(2026, 3, 30, 6, 30)),  # the Monday after the clocks went forward
        (time(7, 30), at(2026, 10, 26, 7, 30)),  # and back
    ],
)
def test_it_stays_at_the_hour_across_the_clock_change(busy, own_time, due) -> None:
    assert run(due - timedelta(minutes=1)) == []
    assert len(run(due)) == 1


@pytest.mark.parametrize(
    ("own_time", "due"),
    [
        (time(1, 30), at(2026, 3, 29, 1, 30)),  # half past one does not exist: half past two by the clock
        (time(1, 30), at(2026, 10, 25, 0, 30)),  # and comes twice: the first
    ],
)
def test_in_the_night_of_the_change_it_leaves_once(project, jo, own_time, due) -> None:
    make.huddle_schedule(project, weekdays=[6])
    wishes(jo, time_of_day=own_time)
    assert run(due - timedelta(minutes=1)) == []
    assert len(run(due)) == 1
    assert run(due + timedelta(hours=1)) == []


def test_the_leap_day_and_a_bank_holiday(project, jo) -> None:
    make.huddle_schedule(project)
    wishes(jo)
    assert len(run(at(2024, 2, 29, 7, 30))) == 1
    assert run(at(2026, 4, 6, 6, 30)) == [], "Easter Monday"


class TestOnce:
    @pytest.mark.django_db(transaction=True)
    def test_planning_at_once_makes_one(self, busy) -> None:
        with time_machine.travel(MONDAY, tick=False):
            results = run_together(*[lambda: plan_reminders(MONDAY)] * 4)
        assert all(isinstance(result, int) for result in results), results
        assert Reminder.objects.filter(kind="digest").count() == 1
        assert Reminder.objects.filter(digest__kind="digest").count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_three_workers_send_one(self, busy) -> None:
        with time_machine.travel(MONDAY, tick=False):
            plan_reminders(MONDAY)
            counts = run_together(*[lambda: send_due(MONDAY)] * 3)
        assert sum(counts) == 1
        assert len(mail.outbox) == 1

    def test_its_parts_are_never_taken_alone(self, busy) -> None:
        with time_machine.travel(MONDAY, tick=False):
            plan_reminders(MONDAY)
        _, rows = claiming.claim_batch(MONDAY, 50)
        assert [row.kind for row in rows] == ["digest"]
        assert set(Reminder.objects.values_list("state", flat=True)) == {"claimed"}
        assert Reminder.objects.values("claim").distinct().count() == 1

    def test_cut_off_it_is_failed_with_its_parts_and_sent_again_with_them(self, busy, world) -> None:
        from projects.reminders.services import send_again

        with time_machine.travel(MONDAY, tick=False):
            plan_reminders(MONDAY)
            claim, (whole,) = claiming.claim_batch(MONDAY, 50)
            assert claiming.move_on(claim, None, whole, MONDAY) == (False, True)
            assert send_due(MONDAY) == 0
            assert set(Reminder.objects.values_list("state", flat=True)) == {"failed"}
            assert Reminder.objects.failed().get() == whole, "the administrator sees one"
            assert Delivery.objects.get().outcome == "cut_off"
            send_again(reminder=whole, by=world.admin)
            assert send_due(timezone.now()) == 1
        assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}

    def test_refused_for_now_it_waits_whole(self, busy, settings) -> None:
        with mail_server() as server, time_machine.travel(MONDAY, tick=False):
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
            server.answers["RCPT"] = "450 later"
            plan_reminders(MONDAY)
            assert send_due(MONDAY) == 0
            assert set(Reminder.objects.values_list("state", flat=True)) == {"due"}
            server.answers.clear()
            assert send_due(MONDAY + timedelta(minutes=2)) == 1
        assert list(Delivery.objects.order_by("at").values_list("outcome", "code")) == [
            ("not_now", 450),
            ("accepted", 250),
        ]

    def test_a_part_planned_too_late_for_it_goes_alone(self, busy, project, jo) -> None:
        run(MONDAY)
        whole = Reminder.objects.get(kind="digest")
        part = make.reminder(
            project,
            jo,
            digest=whole,
            subject_id=project.huddle_schedule.pk,
            day=date(2026, 3, 2),
            due_at=MONDAY,
        )
        with time_machine.travel(MONDAY, tick=False):
            assert send_due(MONDAY) == 1
        part.refresh_from_db()
        assert (part.state, part.digest) == ("sent", None)
