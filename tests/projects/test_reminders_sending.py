"""Each mail leaves once: whoever runs the task, however often, and wherever it is cut off."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail
from django.db import connection
from django.utils import timezone

from cmsportal.celery import app
from projects.models import Delivery, Project, Reminder, ReminderPreference
from projects.reminders import claiming, kinds, planning, sending
from projects.reminders.kinds import Due, Kind, Letter
from projects.reminders.sending import send_due
from projects.tasks import plan_reminders, send_reminders
from tests.builders import make
from tests.builders.smtp import mail_server
from tests.builders.together import run_together

ROOT = Path(__file__).resolve().parents[2]
SECOND = timedelta(seconds=1)


def plain_letter(reminder: Reminder, now) -> Letter:
    return Letter("projects/emails/huddle_reminder", {"link": "https://example.org"})


@pytest.fixture
def plain(monkeypatch):
    """A kind of reminder that is always wanted, with nothing due by itself."""
    kind = Kind("plain", "Plain", "Always.", True, True, lambda now: [], plain_letter)
    monkeypatch.setitem(kinds._kinds, "plain", kind)
    return kind


@pytest.fixture
def project(db):
    return make.project(make.programme(), make.practice("Larkmead Surgery"))


def due(project: Project, count: int = 1, **extra) -> list[Reminder]:
    now = timezone.now() - SECOND
    return [
        make.reminder(project, make.user(), **{"kind": "plain", "due_at": now, "try_at": now, **extra})
        for _ in range(count)
    ]


def states(**filters) -> list[str]:
    return sorted(Reminder.objects.filter(**filters).values_list("state", flat=True))


@pytest.fixture
def server(settings):
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield running


class TestOnce:
    def test_running_it_again_sends_nothing(self, project, plain) -> None:
        due(project, 45)
        assert send_due() == 45
        assert send_due() == 0
        assert len(mail.outbox) == 45

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_share_the_work(self, project, plain, server) -> None:
        due(project, 60)
        counts = run_together(send_due, send_due, send_due)
        assert sum(counts) == 60
        assert len({message["Message-ID"] for message in server.taken}) == len(server.taken) == 60
        assert states() == ["sent"] * 60

    @pytest.mark.django_db(transaction=True)
    def test_planning_at_once_makes_one_row(self, project, plain, monkeypatch) -> None:
        now = timezone.now()
        user = make.user()
        one = Due(user.pk, project.pk, project.pk, now.date(), now, now + timedelta(hours=1))
        monkeypatch.setitem(kinds._kinds, "plain", Kind("plain", "", "", True, True, lambda now: [one], plain_letter))
        results = run_together(*[lambda: planning.plan_reminders(now)] * 4)
        assert all(isinstance(result, int) for result in results), results
        assert Reminder.objects.filter(kind="plain").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_real_worker_given_the_same_task_many_times(self, project, plain, server) -> None:
        due(project, 12)
        app.control.purge()
        with start_worker(app, pool="threads", concurrency=3, perform_ping_check=False, shutdown_timeout=30):
            for _ in range(5):
                plan_reminders.delay()
            wait_until(lambda: states() == ["sent"] * 12)
        assert len(server.taken) == 12
        assert len({message["Message-ID"] for message in server.taken}) == 12

    def test_more_than_a_batch_is_shared_with_another_process(self, project, plain, monkeypatch) -> None:
        monkeypatch.setattr(sending, "BATCH", 3)
        asked = []
        monkeypatch.setattr(send_reminders, "delay", lambda **told: asked.append(told))
        due(project, 3)
        send_reminders()
        due(project, 4)
        send_reminders()
        due(project, 4)
        send_reminders(helping=True)
        assert asked == [{"helping": True}], "once, and whoever helps asks nobody"
        assert states() == ["sent"] * 11

    def test_the_tasks_are_acknowledged_late_and_tried_a_few_times(self, settings) -> None:
        assert app.conf.task_acks_late
        assert app.conf.task_reject_on_worker_lost
        assert plan_reminders.max_retries == 2
        assert settings.CELERY_BEAT_SCHEDULE["reminders"]["task"] in app.tasks


def wait_until(happened, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.05)


class TestClaims:
    def test_a_claim_that_was_never_finished_runs_out(self, project, plain) -> None:
        (row,) = due(project)
        now = timezone.now()
        with claiming.at_work() as claim:
            claiming.claim_batch(now, 5, claim)
            assert send_due(now + claiming.LEASE - SECOND) == 0, "its worker is still there"
            assert send_due(now + claiming.LEASE + SECOND) == 1, "but takes too long"
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("sent", 2)

    def test_the_claim_of_a_worker_that_is_gone_is_free_at_once(self, project, plain) -> None:
        (row,) = due(project)
        now = timezone.now()
        with claiming.at_work() as claim:
            claiming.claim_batch(now, 5, claim)
        assert send_due(now) == 1
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("sent", 2)

    def test_a_worker_whose_claim_has_run_out_sends_nothing(self, project, plain) -> None:
        (_row,) = due(project)
        now = timezone.now()
        old, (mine,) = claiming.claim_batch(now, 5)
        claiming.claim_batch(now + claiming.LEASE + SECOND, 5)
        assert claiming.move_on(old, None, mine, now) == (False, False)

    def test_what_may_have_left_is_never_sent_again_by_itself(self, project, plain) -> None:
        (row,) = due(project)
        now = timezone.now()
        claim, (mine,) = claiming.claim_batch(now, 5)
        assert claiming.move_on(claim, None, mine, now) == (False, True)
        assert send_due(now + claiming.LEASE + SECOND) == 0
        row.refresh_from_db()
        assert (row.state, row.problem) == ("failed", claiming.CUT_OFF)

    def test_a_late_answer_of_the_mail_server_still_counts(self, project, plain) -> None:
        (_row,) = due(project)
        now = timezone.now()
        claim, (mine,) = claiming.claim_batch(now, 5)
        claiming.move_on(claim, None, mine, now)
        claiming.settle(now + claiming.LEASE + SECOND)
        assert claiming.move_on(claim, claiming.Accepted(mine.pk, now), None, now) == (True, False)
        assert states() == ["sent"]

    def test_claims_are_bounded(self, project, plain) -> None:
        due(project, expires_at=make.now() + timedelta(days=2))
        now = timezone.now()
        for _ in range(claiming.MAX_ATTEMPTS):
            claiming.claim_batch(now, 5)
            now += claiming.LEASE + SECOND
        assert send_due(now) == 0
        assert Reminder.objects.get().problem == claiming.STOPPED


class TestMailServer:
    """What the mail server answers decides whether a mail is tried again."""

    @pytest.fixture(autouse=True, params=["250-test\r\n250 PIPELINING", "250 test"], ids=["pipelining", "plain"])
    def hello(self, request, server) -> None:
        """Some servers take MAIL, RCPT and DATA in one go; others want to be asked one by one."""
        server.answers["EHLO"] = request.param

    def test_what_it_takes_is_sent(self, project, plain, server) -> None:
        (row,) = due(project)
        assert send_due() == 1
        (message,) = server.taken
        assert message["Message-ID"] == f"<reminder-{row.pk}@127.0.0.1>"
        assert message["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/mails/off/")
        assert message["To"] == row.user.email
        assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}

    @pytest.mark.parametrize(
        ("command", "answer"), [("RCPT", "450 later"), ("END", "451 later"), ("MAIL", "421 bye")]
    )
    def test_refused_for_now_is_tried_again_later(self, project, plain, server, command, answer) -> None:
        server.answers[command] = answer
        (row,) = due(project)
        assert send_due() == 0
        row.refresh_from_db()
        assert (row.state, row.attempts, row.handed_at) == ("due", 1, None)
        assert row.try_at > timezone.now() + timedelta(seconds=50)
        server.answers.clear()
        assert send_due() == 0, "not before its time"
        assert send_due(row.try_at) == 1

    def test_after_a_refusal_it_goes_on_with_the_next(self, project, plain, server) -> None:
        """A server that wants no address refuses the text as well (RFC 2920, section 3.1)."""
        due(project, 3)
        usual, recipients = server.reply, iter(["250 ok", "550 no such box", "250 ok"])
        texts = iter(["354 go on", "503 nobody", "354 go on"] if "PIPELINING" in server.answers["EHLO"] else [])

        def reply(command: str, answer: str) -> str:
            if command == "RCPT":
                return next(recipients)
            return next(texts, answer) if command == "DATA" else usual(command, answer)

        server.reply = reply
        assert send_due() == 2
        assert states() == ["failed", "sent", "sent"]
        assert len(server.taken) == 2

    @pytest.mark.parametrize(("command", "answer"), [("RCPT", "550 no such box"), ("END", "554 no")])
    def test_refused_for_good_fails_at_once(self, project, plain, server, command, answer) -> None:
        server.answers[command] = answer
        due(project)
        assert send_due() == 0
        assert states() == ["failed"]
        assert Reminder.objects.get().problem.startswith("The mail server refused")

    def test_a_server_that_hangs_up_after_taking_it_is_not_asked_again(self, project, plain, server) -> None:
        server.answers["END"] = "hang up"
        due(project, 2)
        assert send_due() == 0
        assert states() == ["failed", "failed"]
        assert set(Reminder.objects.values_list("problem", flat=True)) == {claiming.CUT_OFF}
        assert len(server.taken) == 2

    def test_one_bad_address_does_not_hold_up_the_others(self, project, plain, server) -> None:
        rows = due(project, 3)
        type(rows[0].user).objects.filter(pk=rows[1].user_id).update(email="gone@example.org")
        usual = server.reply
        recipients = iter(["250 ok", "550 no such box", "250 ok"])
        server.reply = lambda command, answer: next(recipients) if command == "RCPT" else usual(command, answer)
        assert send_due() == 2
        assert states() == ["failed", "sent", "sent"]

    def test_a_server_that_is_down_costs_each_mail_one_try(self, project, plain, settings) -> None:
        with mail_server() as gone:
            settings.EMAIL_PORT = gone.port
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
        due(project, 3)
        assert send_due() == 0
        assert states() == ["due"] * 3
        assert set(Reminder.objects.values_list("attempts", "problem")) == {(1, sending.NO_SERVER)}

    def test_the_last_try_fails_for_good_and_the_pauses_grow(self, project, plain, server) -> None:
        server.answers["RCPT"] = "450 later"
        (row,) = due(project, expires_at=make.now() + timedelta(days=2))
        pauses, now = [], timezone.now()
        while row.state == "due":
            send_due(now)
            row.refresh_from_db()
            pauses.append(row.try_at - now)
            now = max(now, row.try_at)
        assert row.state == "failed"
        assert row.attempts == claiming.MAX_ATTEMPTS
        assert [pause / timedelta(minutes=1) for pause in pauses[:-1]] == [1, 2, 4, 8, 16, 32, 64]

    def test_what_could_never_be_sent_in_time_is_shown(self, project, plain, server) -> None:
        server.answers["RCPT"] = "450 later"
        (row,) = due(project)
        send_due()
        assert send_due(row.expires_at + SECOND) == 0
        assert states() == ["failed"]

    def test_a_mail_that_cannot_be_written_waits_and_the_next_one_leaves(self, project, plain, monkeypatch) -> None:
        first, _second = due(project, 2)

        def compose(reminder, now):
            if reminder.pk == first.pk:
                raise ValueError("broken")
            return plain_letter(reminder, now)

        monkeypatch.setitem(kinds._kinds, "plain", Kind("plain", "", "", True, True, lambda now: [], compose))
        assert send_due() == 1
        assert states(pk=first.pk) == ["due"]
        assert Reminder.objects.get(pk=first.pk).problem == sending.NOT_WRITTEN


class TestNoLongerNeeded:
    def test_too_late(self, project, plain) -> None:
        due(project, expires_at=timezone.now() - SECOND)
        assert send_due() == 0
        assert states() == ["dropped"]

    @pytest.mark.parametrize("status", ["paused", "withdrawn", "completed"])
    def test_the_project_is_not_under_way(self, project, plain, status) -> None:
        due(project)
        Project.objects.update(status=status)
        assert send_due() == 0
        assert states() == ["dropped"]

    def test_the_account_is_closed(self, project, plain) -> None:
        (row,) = due(project)
        type(row.user).objects.update(is_active=False)
        assert send_due() == 0
        assert states() == ["dropped"]

    def test_the_person_has_turned_it_off(self, project, plain) -> None:
        (row,) = due(project)
        ReminderPreference.objects.create(user=row.user, kind="plain", is_on=False)
        assert send_due() == 0
        assert states() == ["dropped"]

    def test_the_figure_came_meanwhile(self, project) -> None:
        user = make.user()
        make.member(project, user, is_champion=True)
        measure = make.measure(project)
        make.reminder(project, user, kind="figure", subject_id=measure.pk, day=make.today())
        make.figures(measure, [61], last=make.today())
        assert send_due() == 0
        assert states() == ["dropped"]
        assert not measure.figure_links.exists()

    @pytest.mark.parametrize("change", ["paused", "other days", "begun", "left"])
    def test_the_huddle_is_not_as_planned(self, project, change) -> None:
        place = make.member(project, make.user())
        soon = timezone.localtime() + timedelta(minutes=20 if change != "begun" else -5)
        extra = {
            "paused": {"is_paused": True},
            "other days": {"weekdays": [(soon.weekday() + 1) % 7]},
        }.get(change, {})
        schedule = make.huddle_schedule(
            project, **{"weekdays": list(range(7)), "time": soon.time().replace(microsecond=0), **extra}
        )
        if change == "left":
            type(place).objects.update(ends_on=make.today() - timedelta(days=1))
        make.reminder(project, place.user, subject_id=schedule.pk, day=soon.date())
        assert send_due() == 0
        assert states() == ["dropped"]

    def test_nobody_knows_the_kind_any_more(self, project) -> None:
        due(project, kind="retired")
        assert send_due() == 0
        assert states() == ["dropped"]


# A kind registered by hand, as the apps do; the mail server is the test's own.
WORKER = """
import django
django.setup()
from projects.reminders import kinds
from projects.reminders.kinds import Kind, Letter
from projects.reminders.sending import send_due
kinds.register(Kind("plain", "Plain", "Always.", True, True, lambda now: [],
    lambda reminder, now: Letter("projects/emails/huddle_reminder", {"link": "https://example.org"})))
send_due()
"""


@pytest.mark.django_db(transaction=True)
class TestKilled:
    """A worker killed without a chance to clean up (kill -9)."""

    def start(self, server) -> subprocess.Popen:
        base = connection.settings_dict
        url = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cmsportal.settings",
            "CMSPORTAL_MODE": "test",
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        return subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=env)

    def kill_when_held(self, server, at: str) -> None:
        server.hold_at = at
        worker = self.start(server)
        try:
            assert server.held.wait(60), "the worker never came that far"
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(10)
        server.hold_at = ""
        server.go.set()

    def test_after_the_server_took_the_mail(self, project, plain, server) -> None:
        due(project, 3)
        self.kill_when_held(server, "END")
        assert len(server.taken) == 1
        assert states() == ["claimed"] * 3
        assert send_due() == 2, "what it had not handed over is free at once"
        assert states() == ["failed", "sent", "sent"]
        assert len({message["Message-ID"] for message in server.taken}) == len(server.taken) == 3

    def test_killed_three_times_none_comes_twice_and_none_is_lost(self, project, plain, server) -> None:
        """A quarter of the way each time, between two commands, as a machine that loses its power does."""
        due(project, 120)
        for _ in range(3):
            wanted = len(server.taken) + 30
            worker = self.start(server)
            wait_until(lambda wanted=wanted: len(server.taken) >= wanted, 120)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(10)
        last = self.start(server)
        assert last.wait(120) == 0
        came = [message["Message-ID"] for message in server.taken]
        assert len(set(came)) == len(came)
        in_doubt = Reminder.objects.filter(state="failed", problem=claiming.CUT_OFF)
        assert in_doubt.count() <= 3, "one for each kill at the most, and shown to the administrator"
        told = {
            f"<reminder-{pk}@127.0.0.1>" for pk in Reminder.objects.filter(state="sent").values_list("pk", flat=True)
        }
        doubted = {f"<reminder-{row.pk}@127.0.0.1>" for row in in_doubt}
        assert told <= set(came) <= told | doubted
        assert len(told) + len(doubted) == 120
        assert Delivery.objects.filter(outcome="accepted").count() == len(told)

    def test_before_anything_left(self, project, plain, server) -> None:
        due(project, 3)
        self.kill_when_held(server, "HELLO")
        assert server.taken == []
        assert send_due() == 3
        assert len(server.taken) == 3
        assert states() == ["sent"] * 3
