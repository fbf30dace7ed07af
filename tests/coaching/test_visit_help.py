"""'I need help': to the mentor and the managers at once, and not a word more than they may read."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from coaching.sealed import seal
from coaching.visits.help import find_help
from projects.models import Reminder
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make
from tests.builders.visits import SECRET, logged, of


def sent(world) -> dict[str, str]:
    """Mails about help, by address."""
    make_due()
    return {message.to[0]: message.body for message in mail.outbox if "needs help" in message.subject}


def make_due() -> None:
    plan_reminders(make.now())
    send_due(make.now())


def test_the_mentor_and_the_managers_are_told_once(world, sign_in, visit) -> None:
    values = logged(needs_help="on", note=SECRET, barriers="They quarrel", progress="Nothing moved")
    sign_in(world.coach).post(of("visit-log", visit), values)
    found = sent(world)
    assert set(found) == {world.mentor.email, world.manager.email}
    assert of("visit-detail", visit) in found[world.mentor.email]
    assert reverse("project-detail", args=[world.project.pk]) in found[world.manager.email]
    assert "visits" not in found[world.manager.email]
    for body in found.values():
        assert not any(words in body for words in ("Wombat", "quarrel", "Nothing moved"))
    make_due()
    assert len([message for message in mail.outbox if "needs help" in message.subject]) == 2


def test_help_asked_for_in_a_correction_is_told_then(world, sign_in) -> None:
    done = make.visit(
        world.project, world.coach, at=make.now() - timedelta(days=9), logged_at=make.now() - timedelta(days=9)
    )
    assert list(find_help(make.now())) == []
    sign_in(world.coach).post(of("visit-log", done), logged(needs_help="on", progress="Worse"))
    assert {due.user_id for due in find_help(make.now())} == {world.mentor.pk, world.manager.pk}


@pytest.mark.parametrize("change", ["taken back", "mentor gone", "manager gone"])
def test_who_needs_not_know_any_more_is_not_told(world, sign_in, visit, change) -> None:
    client = sign_in(world.coach)
    client.post(of("visit-log", visit), logged(needs_help="on"))
    plan_reminders(make.now())
    if change == "taken back":
        client.post(of("visit-log", visit), logged(version="1", progress="Better"))
    else:
        gone = world.mentor if change == "mentor gone" else world.manager
        world.programme.memberships.filter(user=gone).update(ends_on=make.today())
    send_due(make.now())
    told = {message.to[0] for message in mail.outbox if "needs help" in message.subject}
    assert told == {
        "taken back": set(), "mentor gone": {world.manager.email}, "manager gone": {world.mentor.email}
    }[change]  # fmt: skip
    assert Reminder.objects.filter(kind="visit-help").count() == 2


def test_the_mentor_sees_it_on_today_and_the_other_coach_does_not(world, sign_in) -> None:
    make.visit(
        world.project, world.coach, logged_at=make.now(), needs_help=True, private_note_sealed=seal(SECRET),
        barriers="They quarrel",
    )  # fmt: skip
    page = sign_in(world.mentor).get(reverse("today")).content.decode()
    assert "Rachel Osei asks for your help" in page
    assert "quarrel" not in page
    for who in (world.other_coach, world.coach):
        assert "asks for your help" not in sign_in(who).get(reverse("today")).content.decode()
