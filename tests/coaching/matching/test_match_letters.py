"""Mails about a match: who gets one when, and who no longer needs it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from coaching.matching.workflow import Act, answer
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make, matching

DAY = timedelta(days=1)


@pytest.fixture
def match(world):
    matching.leave(world.project)
    return matching.match(world.project, world.other_coach, world.manager)


def letters(now) -> set[tuple[str, str]]:
    """To whom and about what, of the mails that leave now."""
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        send_due()
    return {(letter.to[0], letter.subject) for letter in mail.outbox}


def test_both_sides_are_asked_at_once_and_again_a_week_later(world, match) -> None:
    now = match.chosen_at + timedelta(minutes=1)
    asked = {
        (world.other_coach.email, "Will you coach Larkmead Surgery?"),
        (world.lead.email, "Anita Rowe could be your coach"),
    }
    assert letters(now) == asked
    link = reverse("match-detail", args=[match.pk])
    assert all(link in letter.body for letter in mail.outbox)
    assert letters(now + timedelta(hours=1)) == set()
    answer(match=match, act=Act.COACH_AGREE, by=world.other_coach)
    found = set()
    for day in range(1, 13):
        found |= letters((now + day * DAY).replace(hour=12))
    assert found == {(world.lead.email, "Anita Rowe could be your coach")}


def test_all_hear_that_the_coaching_begins_but_the_one_who_said_so_last(world, match) -> None:
    answer(match=match, act=Act.COACH_AGREE, by=world.other_coach)
    done = answer(match=match, act=Act.PRACTICE_AGREE, by=world.lead)
    sent = letters(done.settled_at + timedelta(minutes=1))
    words = "Anita Rowe coaches Larkmead Surgery"
    assert sent == {(world.other_coach.email, words), (world.manager.email, words)}


def test_the_manager_hears_of_a_no(world, match) -> None:
    done = answer(match=match, act=Act.COACH_DECLINE, by=world.other_coach, reason="no_time", words="Too much on")
    sent = letters(done.settled_at + timedelta(minutes=1))
    assert (world.manager.email, "Larkmead Surgery still needs a coach") in sent
    assert world.other_coach.email not in {to for to, _ in sent}
    assert all("Too much on" not in letter.body for letter in mail.outbox)


def test_a_question_that_was_taken_back_before_it_left_is_not_sent(world, match) -> None:
    with time_machine.travel(match.chosen_at + timedelta(minutes=1), tick=False):
        plan_reminders(make.now())
        answer(match=match, act=Act.WITHDRAW, by=world.manager)
        mail.outbox.clear()
        send_due()
    assert mail.outbox == []
