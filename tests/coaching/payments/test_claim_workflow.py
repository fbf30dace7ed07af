"""Every state, every act, every role; two people; once a milestone; two at once."""

from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.models import Claim, ClaimStep
from coaching.payments.claims import draft_claim, send_claim
from coaching.payments.permissions import can_decide
from coaching.payments.waiting import waiting_for_manager
from coaching.payments.workflow import CHANGED, Act, allowed, perform
from projects.refusal import Refusal
from tests.builders import make, payments
from tests.builders.together import run_together
from tests.conftest import CAST

State = Claim.State
SPEAKERS, DECIDERS, RUNNERS = {"lead", "manager"}, {"manager"}, {"manager"}
MAY = {
    Act.SUBMIT: SPEAKERS,
    Act.ANSWER: SPEAKERS,
    Act.TAKE_BACK: SPEAKERS,
    Act.DISCARD: SPEAKERS,
    Act.QUERY: DECIDERS,
    Act.APPROVE: DECIDERS,
    Act.REJECT: DECIDERS,
    Act.EXPORT: RUNNERS,
    Act.PAY: RUNNERS,
    Act.SEND_BACK: DECIDERS,
}
LEADS_TO = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Act.DISCARD): None,
    (State.SUBMITTED, Act.TAKE_BACK): State.DRAFT,
    (State.SUBMITTED, Act.QUERY): State.QUERIED,
    (State.SUBMITTED, Act.APPROVE): State.APPROVED,
    (State.SUBMITTED, Act.REJECT): State.REJECTED,
    (State.QUERIED, Act.ANSWER): State.SUBMITTED,
    (State.QUERIED, Act.TAKE_BACK): State.DRAFT,
    (State.QUERIED, Act.REJECT): State.REJECTED,
    (State.APPROVED, Act.QUERY): State.QUERIED,
    (State.APPROVED, Act.EXPORT): State.EXPORTED,
    (State.EXPORTED, Act.PAY): State.PAID,
    (State.EXPORTED, Act.SEND_BACK): State.APPROVED,
    (State.PAID, Act.SEND_BACK): State.APPROVED,
    (State.REJECTED, Act.SUBMIT): State.SUBMITTED,
}


def stored(claim) -> Claim:
    return Claim.objects.prefetch_related("steps").get(pk=claim.pk)


def do(claim, act, by, **extra):
    words = {"words": "Something new to say", "reason": "evidence"}
    return perform(claim=claim, act=act, by=by, version=stored(claim).version, **{**words, **extra})


@pytest.mark.parametrize("state", State)
def test_every_state_act_and_role(world, state) -> None:
    """What is not in the table above is refused to everybody, with a sentence, and changes nothing."""
    claim = payments.claim_in(world, state)
    before = stored(claim)
    for act, who in product(Act, CAST):
        person = world.people[who]
        fits = (state, act) in LEADS_TO and who in MAY[act]
        assert (act in allowed(stored(claim), person)) is fits, (act, who)
        last = list(before.steps.all())[-1]
        if fits or (last.act == act and last.by == person):  # the same thing sent twice is one
            continue
        with pytest.raises(Refusal, match=r"\.$"):
            do(claim, act, person)
    after = stored(claim)
    assert (after.state, after.version, after.steps.count()) == (before.state, before.version, before.steps.count())


@pytest.mark.parametrize(("state", "act"), [pytest.param(*pair, id="-".join(pair)) for pair in LEADS_TO])
def test_where_each_act_leads(world, state, act) -> None:
    claim = payments.claim_in(world, state)
    by = world.lead if "lead" in MAY[act] else world.manager
    facts = {}
    if act is Act.EXPORT:
        file = payments.hand_over(claim, by=by)
        assert stored(claim).file == file
        assert stored(claim).state == State.EXPORTED
        return
    if act is Act.PAY:
        facts = {"paid_on": make.today(), "reference": "R1"}
    do(claim, act, by, **facts)
    if LEADS_TO[state, act] is None:
        assert not Claim.objects.exists()
        assert Event.objects.filter(action="claim.discarded").exists()
        return
    after = stored(claim)
    assert after.state == LEADS_TO[state, act]
    step = list(after.steps.all())[-1]
    assert (step.act, step.by, step.state, step.amount) == (act, by, after.state, after.amount)
    event = Event.objects.filter(action=f"claim.{act}").order_by("-pk").first()
    assert (event.actor, event.detail["state"], event.detail["amount"]) == (by, after.state, str(after.amount))
    assert "Something new" not in str(event.detail), "the trail holds no words"


def test_whoever_sent_it_never_approves_it_in_any_roundabout_way(world) -> None:
    claim = payments.sent(world, by=world.manager)
    for act in (Act.APPROVE, Act.QUERY, Act.REJECT):
        with pytest.raises(Refusal, match="claimed this yourself"):
            payments.move(claim, act, world.manager)
    second = payments.second_manager(world)
    payments.move(claim, Act.QUERY, second)
    payments.move(claim, Act.ANSWER, world.lead)
    assert Act.APPROVE not in allowed(stored(claim), world.manager), "sent by the manager first"
    payments.move(claim, Act.TAKE_BACK, world.lead)
    row = stored(claim)
    send_claim(claim=row, by=world.lead, version=row.version)
    with pytest.raises(Refusal, match="claimed this yourself"):
        payments.move(claim, Act.APPROVE, world.manager)
    assert payments.move(claim, Act.APPROVE, second).approved_by == second


def test_a_manager_on_the_team_decides_nothing_of_it(world) -> None:
    make.member(world.project, world.manager)
    claim = payments.sent(world)
    with pytest.raises(Refusal, match="Only a manager who has not claimed it"):
        payments.move(claim, Act.APPROVE, world.manager)


def test_the_database_refuses_one_person_in_both_places(world) -> None:
    claim = payments.sent(world)
    with pytest.raises(IntegrityError, match="claim_two_people"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="approved", approved_at=make.now(), approved_by=world.lead)
    claim.state, claim.approved_at, claim.approved_by = "approved", make.now(), world.lead
    with pytest.raises(ValidationError, match="cannot approve"):
        claim.full_clean()


def test_a_milestone_is_claimed_once_whoever_asks(world) -> None:
    claim = payments.draft(world)
    assert payments.draft(world, by=world.manager) == claim
    copy = {field.name: getattr(claim, field.name) for field in Claim._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match="claim_once_a_milestone"), transaction.atomic():
        Claim.objects.create(**copy)
    rejected = payments.claim_in(world, State.REJECTED, place=1)
    assert payments.draft(world, place=1) == rejected, "turned down, it is sent again and not made anew"


def test_the_same_act_twice_is_one(world) -> None:
    claim = payments.claim_in(world, State.SUBMITTED)
    version = stored(claim).version
    for _ in range(2):
        perform(claim=claim, act=Act.QUERY, by=world.manager, version=version, words="Which tests?")
    assert ClaimStep.objects.filter(act="queried").count() == 1
    with pytest.raises(Refusal):
        perform(claim=claim, act=Act.QUERY, by=world.manager, version=version, words="And when?")


def test_nobody_decides_on_what_they_have_not_seen(world) -> None:
    """Taken back and sent again, it is another claim than the one on the page."""
    claim = payments.claim_in(world, State.SUBMITTED)
    seen = stored(claim).version
    payments.move(claim, Act.TAKE_BACK, world.lead)
    row = stored(claim)
    send_claim(claim=row, by=world.lead, version=row.version)
    with pytest.raises(Refusal, match=CHANGED):
        perform(claim=claim, act=Act.APPROVE, by=world.manager, version=seen)


@pytest.mark.parametrize("act", [Act.QUERY, Act.ANSWER, Act.REJECT, Act.SUBMIT, Act.SEND_BACK])
def test_words_are_wanted_where_somebody_has_to_understand(world, act) -> None:
    states = {Act.ANSWER: State.QUERIED, Act.SUBMIT: State.REJECTED, Act.SEND_BACK: State.PAID}
    state = states.get(act, State.SUBMITTED)
    claim = payments.claim_in(world, state)
    by = world.lead if "lead" in MAY[act] else world.manager
    with pytest.raises(Refusal):
        do(claim, act, by, words="  ")
    if act is Act.REJECT:
        with pytest.raises(Refusal, match="reason"):
            do(claim, act, by, reason="none-such")


def test_a_claim_that_was_sent_before_is_never_thrown_away(world) -> None:
    claim = payments.claim_in(world, State.SUBMITTED)
    payments.move(claim, Act.TAKE_BACK, world.lead)
    assert Act.DISCARD not in allowed(stored(claim), world.lead)
    with pytest.raises(Refusal, match="with its history"):
        payments.move(claim, Act.DISCARD, world.lead)


def test_claims_are_numbered_from_the_day_they_are_sent(world) -> None:
    first = payments.claim_in(world, State.DRAFT)
    second = payments.claim_in(world, State.SUBMITTED, place=1)
    assert (first.number, second.number) == (None, 1)
    first = send_claim(claim=first, by=world.lead, version=first.version)
    assert first.number == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_claim_and_one_decision(world) -> None:
    package = payments.package(world.programme, world.manager)
    payments.reach_team(world.project)
    key = package.milestones.all()[0].key
    made = run_together(
        lambda: draft_claim(project=world.project, milestone_key=key, by=world.lead),
        lambda: draft_claim(project=world.project, milestone_key=key, by=world.manager),
    )
    claim = Claim.objects.get()
    assert [one.pk for one in made] == [claim.pk, claim.pk]
    assert Event.objects.filter(action="claim.drafted").count() == 1
    claim = send_claim(claim=claim, by=world.lead, version=claim.version)
    second = payments.second_manager(world)
    results = run_together(
        lambda: perform(claim=claim, act=Act.APPROVE, by=world.manager, version=claim.version),
        lambda: perform(claim=claim, act=Act.REJECT, by=second, version=claim.version, words="No", reason="other"),
    )
    assert sorted(type(one).__name__ for one in results) == ["Claim", "Refusal"]
    assert ClaimStep.objects.filter(act__in=["approved", "rejected"]).count() == 1
    assert Event.objects.filter(action__in=["claim.approved", "claim.rejected"]).count() == 1


def test_the_page_of_ones_own_claim_says_who_decides(world, sign_in) -> None:
    claim = payments.sent(world, by=world.manager)
    client = sign_in(world.manager)
    url = reverse("claim-detail", args=[world.project.pk, claim.pk])
    page = client.get(url).content.decode()
    assert "You have claimed this yourself. Another manager decides on it." in page
    assert "claim-approve" not in page
    assert "/approve/" not in page
    approve = reverse("claim-approve", args=[world.project.pk, claim.pk])
    assert client.post(approve, {"version": stored(claim).version}).status_code == 403
    assert stored(claim).state == State.SUBMITTED
    assert stored(claim).amount == Decimal(500)


@pytest.mark.parametrize("why", ["sent it", "is on the team", "nothing"])
def test_page_today_and_rule_agree_on_who_decides(world, sign_in, why) -> None:
    other = payments.second_manager(world)
    if why == "is on the team":
        make.member(world.project, other)
    row = stored(payments.sent(world, by=other if why == "sent it" else None))
    may = why == "nothing"
    assert can_decide(other, row) is may
    assert any("to approve" in line.title for line in waiting_for_manager(world.programme, other)) is may
    page = sign_in(other).get(reverse("payment-list", args=[world.programme.pk])).content.decode()
    assert ("another manager decides" not in page) is may
