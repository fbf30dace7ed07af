"""Mails about a claim, and what Today says of it: who hears what, when, and who no longer needs to."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from coaching.models import Claim, ClaimStep
from coaching.payments.reminders import find_news, find_to_decide
from coaching.payments.workflow import Act
from projects.models import Project, ReminderPreference, ReminderSettings
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make, payments
from tests.builders.counting import queries_of

MINUTE = timedelta(minutes=1)
MILESTONE = "Lead team in place"


def letters(now=None) -> set[tuple[str, str]]:
    """To whom and about what, of the mails that leave now."""
    now = now or make.now() + MINUTE
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        send_due()
    return {(letter.to[0], letter.subject) for letter in mail.outbox}


def body(to) -> str:
    [letter] = [one for one in mail.outbox if one.to == [to.email]]
    html = letter.alternatives[0].content
    assert html.count("border-radius:4px") == 1, "one button"
    return letter.body


@pytest.fixture
def second(world):
    return payments.second_manager(world)


def test_managers_who_can_decide_hear_of_a_claim_that_was_sent(world, second) -> None:
    claim = payments.claim_in(world, "submitted")
    words = f"{world.practice.name} has sent a claim"
    assert letters() == {(world.manager.email, words), (second.email, words)}
    text = body(world.manager)
    assert f"Jo Pritchard has sent claim 1: {MILESTONE}, £500. The evidence stands with it." in text
    assert reverse("claim-detail", args=[world.project.pk, claim.pk]) in text
    assert letters(make.now() + timedelta(hours=3)) == set(), "once"


def test_nobody_is_asked_to_decide_on_an_own_claim(world, second) -> None:
    claim = payments.sent(world, by=world.manager)
    assert {to for to, _ in letters()} == {second.email}
    payments.move(claim, Act.QUERY, second)
    assert letters() == {(world.manager.email, f"A question about your claim: {MILESTONE}")}
    payments.move(claim, Act.ANSWER, world.lead, words="Since June")
    assert letters() == {(second.email, f"{world.practice.name} has answered about a claim")}
    assert "They write: Since June." in body(second)


def test_a_manager_on_the_team_is_not_asked(world, second) -> None:
    make.member(world.project, second)
    payments.claim_in(world, "submitted")
    assert {to for to, _ in letters()} == {world.manager.email}


@pytest.mark.parametrize(
    ("state", "subject", "said"),
    [
        ("queried", "A question about your claim", "Helen Brandt asks about claim 1 of"),
        ("rejected", "Your claim was turned down", "The reason: The evidence does not show it."),
        ("approved", "Your claim is approved", "It goes to finance next."),
        ("paid", "Your claim is paid", "Reference: BACS 4711."),
    ],
)
def test_whoever_sent_it_hears_what_came_of_it(world, state, subject, said) -> None:
    payments.claim_in(world, state)
    assert letters() == {(world.lead.email, f"{subject}: {MILESTONE}")}
    text = " ".join(body(world.lead).split())
    assert said in text
    if state in {"queried", "rejected"}:
        assert "Which two tests are these?" in text, "with its words"


def test_what_finance_sends_back_is_told_too(world) -> None:
    claim = payments.claim_in(world, "paid")
    payments.move(claim, Act.SEND_BACK, world.manager, words="The account is closed")
    assert letters() == {(world.lead.email, f"Finance has sent your claim back: {MILESTONE}")}
    assert "The account is closed." in body(world.lead)


def test_asked_and_answered_and_asked_again_in_one_day_makes_a_letter_each(world) -> None:
    claim = payments.claim_in(world, "submitted")
    letters()
    for number in (1, 2):
        payments.move(claim, Act.QUERY, world.manager, words=f"Question {number}")
        assert {to for to, _ in letters()} == {world.lead.email}
        assert f"Question {number}" in body(world.lead)
        payments.move(claim, Act.ANSWER, world.lead, words=f"Answer {number}")
        assert {to for to, _ in letters()} == {world.manager.email}
        assert f"Answer {number}" in body(world.manager)


@pytest.mark.parametrize("act", [Act.TAKE_BACK, Act.APPROVE])
def test_what_was_overtaken_before_it_left_is_not_sent(world, second, act) -> None:
    claim = payments.claim_in(world, "submitted")
    now = make.now() + MINUTE
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        payments.move(claim, act, world.lead if act is Act.TAKE_BACK else second)
        send_due()
    assert mail.outbox == []


def test_where_the_sender_leads_no_more_those_who_do_hear_of_it(world) -> None:
    claim = payments.claim_in(world, "submitted")
    other = make.user("Ruth Okafor")
    make.member(world.project, other, is_lead=True)
    world.project.team.filter(user=world.lead).update(is_lead=False, is_champion=False)
    payments.move(claim, Act.REJECT, world.manager)
    assert {to for to, _ in letters()} == {other.email}


def test_a_manager_whose_time_is_over_hears_nothing(world, second) -> None:
    payments.claim_in(world, "submitted")
    now = make.now() + MINUTE
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        second.programme_memberships.update(ends_on=make.today())
        send_due()
    assert [one.to for one in mail.outbox] == [[world.manager.email]]


def test_money_is_settled_after_a_project_was_withdrawn(world) -> None:
    claim = payments.claim_in(world, "exported")
    letters()
    Project.objects.filter(pk=world.project.pk).update(status="withdrawn")
    payments.move(claim, Act.SEND_BACK, world.manager, words="Wrong account")
    assert {to for to, _ in letters()} == {world.lead.email}


def test_preferences_and_quiet_hours_hold(world, second, sign_in) -> None:
    page = sign_in(world.manager).get(reverse("reminder-preferences")).content.decode()
    assert "A claim waits for your decision" in page, "a manager can choose, too"
    assert "Figure" not in page
    ReminderPreference.objects.create(user=world.manager, kind="claim-to-decide", is_on=False)
    ReminderSettings.objects.create(user=second, quiet_from=time(19), quiet_until=time(7), version=1)
    evening = make.now().replace(hour=22, minute=0)
    with time_machine.travel(evening, tick=False):
        payments.claim_in(world, "submitted")
    assert letters(evening + MINUTE) == set()
    morning = (evening + timedelta(days=1)).replace(hour=9)
    assert {to for to, _ in letters(morning)} == {second.email}


def test_as_many_queries_for_many_claims_as_for_one(world) -> None:
    payments.claim_in(world, "submitted")
    payments.claim_in(world, "approved", place=1)
    now = make.now() + MINUTE
    few = queries_of(lambda: (list(find_to_decide(now)), list(find_news(now))))
    for number in range(6):
        project = make.project(world.programme, make.practice(f"Surgery {number}"))
        make.member(project, world.lead, is_lead=True, is_champion=True)
        payments.claim_in(world, "submitted", project=project)
        payments.claim_in(world, "rejected", project=project, place=1)
    many = queries_of(lambda: (list(find_to_decide(now)), list(find_news(now))))
    assert (many, len(list(find_to_decide(now)))) == (few, 7)


# --- Today --------------------------------------------------------------------------------------------------------


def today(sign_in, user) -> str:
    return sign_in(user).get(reverse("today")).content.decode()


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("queried", "You are asked about a claim"),
        ("rejected", "A claim was turned down"),
        ("approved", "Your claim is approved"),
        ("paid", "Your claim is paid"),
    ],
)
def test_today_tells_whoever_sent_it(world, sign_in, state, title) -> None:
    payments.claim_in(world, state)
    assert title in today(sign_in, world.lead)
    assert title not in today(sign_in, world.member)


def test_today_tells_good_news_for_a_week_and_only_to_the_sender(world, sign_in) -> None:
    payments.claim_in(world, "paid")
    other = make.user("Ruth Okafor")
    make.member(world.project, other, is_lead=True)
    assert "Your claim is paid" not in today(sign_in, other)
    client = sign_in(world.lead)
    assert "Your claim is paid" in client.get(reverse("today")).content.decode()
    ClaimStep.objects.update(at=make.now() - timedelta(days=8))
    assert "Your claim is paid" not in client.get(reverse("today")).content.decode()


def test_a_manager_who_sent_a_claim_reads_of_it_on_today(world, second, sign_in) -> None:
    claim = payments.sent(world, by=world.manager)
    assert "One claim to approve" not in today(sign_in, world.manager)
    assert "One claim to approve" in today(sign_in, second)
    payments.move(claim, Act.QUERY, second)
    assert f"You are asked about the claim of {world.practice.name}" in today(sign_in, world.manager)
    payments.move(claim, Act.ANSWER, world.manager)
    payments.move(claim, Act.APPROVE, second)
    assert f"claim approved: {MILESTONE}" in today(sign_in, world.manager)
    assert f"claim approved: {MILESTONE}" not in today(sign_in, second)


def test_whoever_answered_for_the_practice_or_is_on_its_team_is_not_told_to_approve(world, second, sign_in) -> None:
    claim = payments.claim_in(world, "submitted")
    payments.move(claim, Act.QUERY, second)
    payments.move(claim, Act.ANSWER, world.manager)
    assert "One claim to approve" not in today(sign_in, world.manager)
    assert "One claim to approve" in today(sign_in, second)
    make.member(world.project, second)
    assert Claim.objects.get().state == "submitted"
    assert "One claim to approve" not in today(sign_in, second)
