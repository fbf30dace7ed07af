"""The minutes by mail: rows of work, so that each leaves once, whatever fails on the way."""

import io
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from kombu.exceptions import OperationalError

from projects.meetings.mailing import mail_minutes
from projects.models import Delivery, Meeting, Reminder, ReminderPreference
from projects.refusal import Refusal
from projects.reminders import claiming
from projects.reminders.preparing import prepare
from projects.reminders.sending import send_due
from tests.builders import make, meetings
from tests.builders.meetings import HOSTILE, full
from tests.builders.smtp import mail_server
from tests.builders.together import run_together


@pytest.fixture(autouse=True)
def nudges(monkeypatch) -> list[str]:
    """What the broker is told."""
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, *args, **kwargs: sent.append(name))
    return sent


def url(meeting: Meeting) -> str:
    return reverse("minutes-mail", args=[meeting.project_id, meeting.pk])


def test_minutes_go_to_the_lead_team_once(
    world, sign_in, nudges, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    meeting = full(world)
    gone = make.user("Gone Long")
    make.member(world.project, gone, ends_on=make.today() - timedelta(days=1))
    client = sign_in(world.member)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            shown = client.post(url(meeting), follow=True).text
    assert "Nobody gets them twice" in shown
    assert nudges == ["projects.send_reminders"]
    assert [send_due(), send_due()] == [2, 0]
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([world.lead.email, world.member.email])
    assert Delivery.objects.filter(outcome="accepted", reminder__kind="minutes").count() == 2
    mail = mailoutbox[0]
    html = mail.alternatives[0][0]
    assert mail.subject.startswith("Minutes: Lead team meeting, ")
    assert f"- Decided {HOSTILE}" in mail.body
    assert f"- Colin & Co: {HOSTILE}" in mail.body
    assert "8 out of 10" in mail.body
    assert f"{HOSTILE}\n{HOSTILE}\nSecond line" in mail.body, "the notes under their point"
    assert "<br>Second line" in html
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert html.count("background:#007f3b") == 1, "one button"
    assert html.count(mail.extra_headers["List-Unsubscribe"][1:-1]) == 1
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 2
    ((name, content, _),) = mail.attachments
    assert name.endswith(".docx")
    assert f"Decided {HOSTILE}" in [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_without_a_broker_they_leave_at_the_next_look(
    world, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    def no_broker(*args, **kwargs):
        raise OperationalError("nobody there")

    monkeypatch.setattr(current_app, "send_task", no_broker)
    with django_capture_on_commit_callbacks(execute=True):
        assert mail_minutes(meeting=full(world), by=world.lead)
    assert send_due() == 2


def test_a_worker_killed_before_the_server_answered_sends_none_twice(world, mailoutbox) -> None:
    mail_minutes(meeting=full(world), by=world.lead)
    now = timezone.now()
    _, (first, second) = claiming.claim_batch(now, 50)
    Reminder.objects.filter(pk=first.pk).update(handed_at=now)
    with time_machine.travel(now + claiming.LEASE * 2, tick=False):
        assert send_due() == 1, "the one that had not been handed over"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("failed", "sent"), "the administrator is told of the one in doubt"
    assert list(Reminder.objects.failed()) == [first]


def test_what_the_mail_server_puts_off_is_tried_again(world, settings) -> None:
    mail_minutes(meeting=full(world), by=world.lead)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.EMAIL_USE_TLS = "127.0.0.1", 5, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        server.answers["RCPT"] = "450 later"
        assert send_due() == 0
        del server.answers["RCPT"]
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            assert send_due() == 2
        assert len(server.taken) == 2


def test_minutes_asked_for_before_it_was_opened_again_do_not_leave(world, mailoutbox) -> None:
    meeting = full(world)
    mail_minutes(meeting=meeting, by=world.lead)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_mailed_at=None, minutes_mailed_by=None)
    mail_minutes(meeting=meeting, by=world.lead)
    assert Reminder.objects.filter(kind="minutes").count() == 4
    assert send_due() == 2, "those of the second time"
    assert sorted(Reminder.objects.values_list("state", flat=True)) == ["dropped", "dropped", "sent", "sent"]
    assert len(mailoutbox) == 2


def test_who_leaves_before_or_wants_none_gets_none(world, mailoutbox) -> None:
    mail_minutes(meeting=full(world), by=world.lead)
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    ReminderPreference.objects.create(user=world.lead, kind="minutes", is_on=False)
    assert send_due() == 0
    assert mailoutbox == []


def test_they_are_read_in_as_many_queries_for_two_meetings_as_for_one(world) -> None:
    def counted() -> int:
        rows = list(Reminder.objects.filter(kind="minutes").select_related("user", "project__practice"))
        with CaptureQueriesContext(connection) as queries:
            prepare(rows)
        return len(queries)

    mail_minutes(meeting=full(world), by=world.lead)
    one = counted()
    for _ in range(3):
        mail_minutes(meeting=full(world), by=world.lead)
    assert counted() == one


def test_minutes_of_a_meeting_under_way_are_not_mailed(world) -> None:
    running = meetings.running(world.project, world.lead)
    with pytest.raises(Refusal, match="once the meeting is closed"):
        mail_minutes(meeting=running, by=world.lead)
    with pytest.raises(Refusal, match="Only the lead team"):
        mail_minutes(meeting=running, by=world.coach)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_send_the_minutes_once() -> None:
    project = make.project(make.programme(), make.practice())
    one, two = make.user("Jo Pritchard"), make.user("Sam Whitlock")
    make.member(project, one)
    make.member(project, two)
    meeting = meetings.closed(project, one)
    found = run_together(*(lambda by=by: mail_minutes(meeting=meeting, by=by) for by in (one, two)))
    assert sorted(found) == [False, True]
    assert Reminder.objects.filter(kind="minutes").count() == 2
