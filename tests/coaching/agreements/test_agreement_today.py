"""Who is told on Today what to do about an agreement, and by which mails."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cmsportal.programme.today.manager import agreement_decisions
from coaching.agreements.overview import Wanting, lines_of_coach, lines_of_team, standings
from coaching.agreements.workflow import Act, move
from coaching.models import Agreement
from projects.models import CoachAssignment
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make
from tests.builders.agreements import agreement
from tests.builders.together import run_together

State = Agreement.State
DAY = timedelta(days=1)


def ago(days: int):
    return timezone.now() - days * DAY


def need_of(world) -> Wanting:
    return next(one.need for one in standings(world.programme) if one.project == world.project)


@pytest.mark.parametrize(
    ("state", "extra", "need"),
    [
        pytest.param(State.DRAFT, {}, Wanting.WRITTEN, id="draft"),
        pytest.param(State.OFFERED, {}, Wanting.WAITING, id="offered"),
        pytest.param(State.COACH_ACCEPTED, {}, Wanting.WAITING, id="coach-accepted"),
        pytest.param(State.IN_FORCE, {}, Wanting.NOTHING, id="in-force"),
        pytest.param(State.IN_FORCE, {"next_review_on": make.today()}, Wanting.OLD, id="review-due"),
        pytest.param(State.IN_FORCE, {"next_review_on": None}, Wanting.NOTHING, id="no-review"),
        pytest.param(State.ENDED, {}, Wanting.MISSING, id="ended"),
    ],
)
def test_what_is_wanting(world, state, extra, need) -> None:
    agreement(world.project, world.coach, state, **extra)
    assert need_of(world) == need


def test_an_agreement_with_the_coach_before_is_none(world) -> None:
    agreement(world.project, world.mentor, State.IN_FORCE)
    assert need_of(world) == Wanting.MISSING


def test_the_manager_decides_on_what_takes_too_long(world) -> None:
    CoachAssignment.objects.update(starts_on=make.today() - 14 * DAY)
    assert agreement_decisions(world.programme) == []
    CoachAssignment.objects.update(starts_on=make.today() - 15 * DAY)
    [two] = agreement_decisions(world.programme)
    assert two.title == "Two teams have no agreement with their coach"
    row = agreement(world.project, world.coach, State.OFFERED, offered_at=ago(7))
    [one] = agreement_decisions(world.programme)
    assert one.title == "Beckwater Surgery has no agreement with its coach"
    Agreement.objects.update(offered_at=ago(8))
    waiting = agreement_decisions(world.programme)[-1]
    assert waiting.title == "Larkmead Surgery has an agreement that waits to be accepted"
    assert waiting.url == reverse("agreement-detail", args=[world.project.pk, row.pk])
    row.delete()
    agreement(world.project, world.coach, State.IN_FORCE, next_review_on=make.today() - 15 * DAY)
    assert agreement_decisions(world.programme)[-1].title.endswith("to be looked at again")


def test_todays_pages_say_it(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.COACH_ACCEPTED)
    page = sign_in(world.lead).get(reverse("today")).content.decode()
    assert "Your agreement with Rachel Osei waits for you" in page
    assert reverse("agreement-detail", args=[world.project.pk, row.pk]) in page
    assert "agreement" not in sign_in(world.member).get(reverse("today")).content.decode().lower()
    page = sign_in(world.other_coach).get(reverse("today")).content.decode()
    assert reverse("agreement-create", args=[world.other_project.pk]) in page
    page = sign_in(world.manager).get(reverse("today")).content.decode()
    assert "Beckwater Surgery has no agreement with its coach" in page
    page = sign_in(world.manager).get(reverse("agreement-overview", args=[world.programme.pk])).content.decode()
    assert page.index("No agreement") < page.index("Waits to be accepted")


@pytest.mark.parametrize(
    ("state", "extra", "coach", "team"),
    [
        pytest.param(State.DRAFT, {}, "Go on with it", None, id="draft"),
        pytest.param(State.DRAFT, {"sent_back_words": "Less"}, "Change it", None, id="sent-back"),
        pytest.param(State.OFFERED, {}, "Read and accept", "Read", id="offered"),
        pytest.param(State.COACH_ACCEPTED, {}, None, "Read", id="coach-accepted"),
        pytest.param(State.PRACTICE_ACCEPTED, {}, "Read and accept", None, id="practice-accepted"),
        pytest.param(State.IN_FORCE, {}, None, None, id="in-force"),
        pytest.param(State.IN_FORCE, {"next_review_on": make.today()}, "Look at it again", "Look", id="review-due"),
    ],
)
def test_lines_for_each_side(world, state, extra, coach, team) -> None:
    agreement(world.project, world.coach, state, **extra)
    assert [line.label for line in lines_of_coach(world.coach)] == ([coach] if coach else [])
    assert [line.label for line in lines_of_team([world.project], world.lead)] == ([team] if team else [])
    assert lines_of_team([world.project], world.member) == []


def test_the_same_queries_for_many_teams(world, django_assert_num_queries) -> None:
    for number in range(12):
        project = make.project(world.programme, make.practice(f"Practice {number}"), "Letters")
        make.coaches(project, world.coach)
        agreement(project, world.coach, State.OFFERED, offered_by=world.coach)
    with django_assert_num_queries(2):
        assert len(standings(world.programme)) == 14
    with django_assert_num_queries(2):
        assert len(lines_of_coach(world.coach)) == 13
    projects = list(world.programme.projects.all())
    with django_assert_num_queries(2):
        lines_of_team(projects, world.lead)


# --- Mails ------------------------------------------------------------------------------------------------------


def letters(now) -> set[tuple[str, str]]:
    """To whom and about what, of the mails about agreements that leave now."""
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        send_due()
    return {(letter.to[0], letter.subject) for letter in mail.outbox if "greement" in letter.subject}


def test_both_are_asked_but_for_the_one_who_offered_it(world) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    words = "Your agreement with Rachel Osei waits for you"
    assert letters(row.offered_at + timedelta(minutes=1)) == {(world.lead.email, words)}
    assert reverse("agreement-detail", args=[world.project.pk, row.pk]) in mail.outbox[0].body
    assert letters(row.offered_at + timedelta(hours=1)) == set()
    found = set()
    for day in range(1, 13):
        found |= letters((row.offered_at + day * DAY).replace(hour=12))
    assert found == {(world.lead.email, words), (world.coach.email, words.replace("Rachel Osei", "Larkmead Surgery"))}


def test_who_has_accepted_is_not_asked_again(world) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    with time_machine.travel(row.offered_at + timedelta(minutes=1), tick=False):
        plan_reminders(timezone.now())
    move(agreement=row, act=Act.PRACTICE_ACCEPT, by=world.lead, seen=0)
    assert letters(row.offered_at + timedelta(minutes=2)) == set()


def test_both_are_reminded_on_the_day_of_the_review(world) -> None:
    monday = make.monday(weeks=-1)
    row = agreement(world.project, world.coach, State.IN_FORCE, in_force_at=ago(50), next_review_on=monday)
    at = timezone.now().replace(year=monday.year, month=monday.month, day=monday.day, hour=12)
    assert letters(at - DAY) == set()
    assert letters(at) == {
        (world.lead.email, "Does your agreement with Rachel Osei still hold?"),
        (world.coach.email, "Does your agreement with Larkmead Surgery still hold?"),
    }
    with time_machine.travel(at, tick=False):
        move(agreement=row, act=Act.REVIEW, by=world.lead)
    assert letters(at + 7 * DAY) == set()


def test_the_other_side_hears_that_it_is_in_force_and_that_it_has_ended(world) -> None:
    row = agreement(world.project, world.coach, State.COACH_ACCEPTED)
    row = move(agreement=row, act=Act.PRACTICE_ACCEPT, by=world.lead, seen=0)
    words = "Your agreement with Larkmead Surgery"
    assert letters(timezone.now() + timedelta(minutes=1)) == {(world.coach.email, f"{words} is in force")}
    mail.outbox.clear()
    move(agreement=row, act=Act.END, by=world.lead, reason="no_time", words="Not for mails")
    send = timezone.now() + timedelta(minutes=2)
    with time_machine.travel(send, tick=False):
        plan_reminders(send)
    assert letters(send + DAY) <= {(world.coach.email, f"{words} has ended")}
    assert all("Not for mails" not in letter.body for letter in mail.outbox)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once(world) -> None:
    agreement(world.project, world.coach, State.OFFERED)
    plan_reminders(timezone.now())
    mail.outbox.clear()
    run_together(send_due, send_due)
    assert len([one for one in mail.outbox if "agreement" in one.subject]) == 1
