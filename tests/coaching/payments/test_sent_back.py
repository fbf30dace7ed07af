"""What finance sends back is undone: the claim, the file, the totals, the trail, and the next file that names it."""

import csv
import io
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.models import Claim, ClaimStep
from coaching.payments import files, years
from coaching.payments.budgets import year_now, years_of
from coaching.payments.trail import reconcile
from coaching.payments.workflow import Act, perform
from projects.refusal import Refusal
from tests.builders import make, payments
from tests.builders.together import run_together

WORDS = "The account in the file is closed"


def send_back(claim, by, words=WORDS) -> Claim:
    return perform(claim=claim, act=Act.SEND_BACK, by=by, version=Claim.objects.get(pk=claim.pk).version, words=words)


def csv_rows(client, world, file) -> list[dict[str, str]]:
    answer = client.get(reverse("paymentfile-csv", args=[world.programme.pk, file.pk]))
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("state", ["exported", "paid"])
def test_it_is_approved_again_and_keeps_what_was(world, state) -> None:
    claim = payments.claim_in(world, state)
    file = claim.file
    back = send_back(claim, world.manager)
    assert (back.state, back.file, back.paid_on, back.reference) == ("approved", None, None, "")
    assert (back.approved_by, back.amount) == (world.manager, claim.amount)
    steps = {step.act: step for step in ClaimStep.objects.filter(claim=back)}
    assert (steps["sent_back"].file, steps["sent_back"].words, steps["exported"].file) == (file, WORDS, file)
    if state == "paid":
        assert steps["paid"].words.endswith("Reference: BACS 4711"), "under which reference it was paid is not lost"
    event = Event.objects.get(action="claim.sent_back")
    assert (event.actor, event.detail["state"], event.detail["amount"]) == (world.manager, "approved", "500.00")
    assert WORDS not in str(event.detail)
    assert reconcile(world.programme).agrees


def test_without_a_reason_nothing_changes(world) -> None:
    claim = payments.claim_in(world, "paid")
    with pytest.raises(Refusal, match="what finance says"):
        send_back(claim, world.manager, "  ")
    assert Claim.objects.get().state == "paid"
    step = {"claim": claim, "at": make.now(), "by": world.manager, "state": "approved", "amount": claim.amount}
    with pytest.raises(IntegrityError, match="claimstep_question_has_words"), transaction.atomic():
        ClaimStep.objects.create(act="sent_back", file=claim.file, words="", **step)
    with pytest.raises(IntegrityError, match="claimstep_file_by_its_act"), transaction.atomic():
        ClaimStep.objects.create(act="sent_back", words=WORDS, **step)


def test_it_goes_out_again_and_the_next_file_says_that_it_came_back(world, sign_in) -> None:
    claim, other = payments.claim_in(world, "approved"), payments.claim_in(world, "approved", place=1)
    first = payments.hand_over(claim, other, by=world.manager)
    send_back(claim, world.manager)
    client = sign_in(world.manager)
    new = reverse("paymentfile-create", args=[world.programme.pk])
    assert f"sent back from file 1: {WORDS}" in client.get(new).content.decode()
    today = client.get(reverse("today")).content.decode()
    assert "One came back from finance" in today
    payments_page = client.get(reverse("payment-list", args=[world.programme.pk])).content.decode()
    assert "Not with finance yet. One came back." in payments_page
    second = payments.hand_over(Claim.objects.get(pk=claim.pk), by=world.manager)
    assert [row["Claim"] for row in csv_rows(client, world, first)] == [str(other.number)]
    [row] = csv_rows(client, world, second)
    assert row["Sent back before"] == f"File 1, {make.today().isoformat()}: {WORDS}"
    answer = client.get(reverse("paymentfile-xlsx", args=[world.programme.pk, second.pk]))
    [head, cells] = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert dict(zip(head, cells, strict=True))["Sent back before"].endswith(WORDS)
    page = client.get(reverse("paymentfile-detail", args=[world.programme.pk, first.pk])).content.decode()
    assert "File 1: £1,500" in page, "the sum is of what finance still has"
    assert "Sent back by finance" in page
    assert f"{WORDS}." in page
    everything = client.get(reverse("payment-download", args=[world.programme.pk]))
    assert WORDS in b"".join(everything.streaming_content).decode()


def test_a_file_of_which_all_came_back_says_so(world, sign_in) -> None:
    claim = payments.claim_in(world, "paid")
    file = claim.file
    send_back(claim, world.manager)
    client = sign_in(world.manager)
    page = client.get(reverse("paymentfile-detail", args=[world.programme.pk, file.pk])).content.decode()
    assert "Finance has sent all of it back." in page
    assert "All of it is paid" not in page
    assert csv_rows(client, world, file) == []


def test_totals_and_budget_follow_and_stay_in_the_year_of_the_approval(world) -> None:
    """Approved and paid in March, sent back in April: last year's money, promised and not paid."""
    payments.package(world.programme, world.manager)
    year = years.year_of(make.today())
    begins = datetime.combine(years.first_day(year + 1), time(12), tzinfo=ZoneInfo("Europe/London"))
    payments.budget(world.programme, year, "1000")
    with time_machine.travel(begins - timedelta(days=3), tick=False):
        claim = payments.claim_in(world, "paid")
        assert (year_now(world.programme).paid, year_now(world.programme).left) == (500, 500)
    with time_machine.travel(begins + timedelta(days=3), tick=False):
        send_back(claim, world.manager)
        found = {one.year: one for one in years_of(world.programme)}
        assert (found[year].paid, found[year].approved, found[year].left) == (0, 500, 500)
        assert (found[year + 1].paid, found[year + 1].approved) == (0, 0)
        lines = {line.state: line for line in reconcile(world.programme).lines}
        assert set(lines) == {"approved"}
        assert lines["approved"].agrees


def test_the_page_keeps_what_was_typed_and_a_second_press_changes_nothing(world, sign_in) -> None:
    claim = payments.claim_in(world, "exported")
    client, address = sign_in(world.manager), reverse("claim-send-back", args=[world.project.pk, claim.pk])
    detail = reverse("claim-detail", args=[world.project.pk, claim.pk])
    assert address in client.get(detail).content.decode()
    empty = client.post(address, {"version": claim.version, "words": ""}).content.decode()
    assert "error-summary" in empty
    stale = client.post(address, {"version": 0, "words": WORDS}).content.decode()
    assert WORDS in stale
    assert Claim.objects.get().state == "exported"
    for _ in range(2):
        assert client.post(address, {"version": claim.version, "words": WORDS}).status_code == 302
    assert ClaimStep.objects.filter(act="sent_back").count() == 1
    page = client.get(detail).content.decode()
    assert f"Finance has sent it back: {WORDS}. Put it right, then hand it to finance again." in page
    page = sign_in(world.lead).get(detail).content.decode()
    assert f"Finance has sent it back: {WORDS}. The manager sees to it." in page
    assert "sent-back/" not in page, "the practice cannot say this"


def test_after_it_came_back_the_practice_can_be_asked_and_the_claim_turned_down(world) -> None:
    claim = send_back(payments.claim_in(world, "exported"), world.manager)
    payments.move(claim, Act.QUERY, world.manager)
    payments.move(claim, Act.REJECT, world.manager)
    assert Claim.objects.get().state == "rejected"
    assert reconcile(world.programme).agrees


@pytest.mark.django_db(transaction=True)
def test_paid_and_sent_back_at_once_is_one_after_the_other(world) -> None:
    claim = payments.claim_in(world, "exported")
    second = payments.second_manager(world)
    results = run_together(
        lambda: files.mark_paid(
            file=claim.file, claims=[claim.pk], paid_on=make.today(), reference="B1", by=world.manager
        ),
        lambda: perform(claim=claim, act=Act.SEND_BACK, by=second, version=claim.version, words=WORDS),
    )
    refused = [one for one in results if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert Claim.objects.get().state in {"approved", "paid"}
    assert reconcile(world.programme).agrees


def test_who_claimed_it_cannot_send_it_back_and_have_it_paid_again(world, sign_in) -> None:
    second = payments.second_manager(world)
    row = payments.sent(world, by=second)
    row = payments.move(row, Act.APPROVE, world.manager)
    file = payments.hand_over(row, by=second)
    files.mark_paid(file=file, claims=[row.pk], paid_on=make.today(), reference="B1", by=second)
    with pytest.raises(Refusal, match="claimed this yourself"):
        send_back(row, second)
    page = reverse("claim-detail", args=[world.project.pk, row.pk])
    assert "sent-back/" not in sign_in(second).get(page).content.decode()
    assert sign_in(second).get(reverse("claim-send-back", args=[world.project.pk, row.pk])).status_code == 403
    assert send_back(row, world.manager).state == "approved"


def test_the_second_payment_bears_a_day_of_its_own(world) -> None:
    claim = payments.claim_in(world, "paid")
    with time_machine.travel(make.now() + timedelta(days=3)):
        send_back(claim, world.manager)
        file = payments.hand_over(Claim.objects.get(), by=world.manager)
        again = {"file": file, "claims": [claim.pk], "reference": "B2", "by": world.manager}
        with pytest.raises(Refusal, match="before finance sent a claim back"):
            files.mark_paid(paid_on=make.today() - timedelta(days=1), **again)
        files.mark_paid(paid_on=make.today(), **again)
    assert Claim.objects.get().reference == "B2"


def test_the_trail_alone_tells_the_files_and_the_references(world) -> None:
    claim = payments.claim_in(world, "paid")
    send_back(claim, world.manager)
    told = dict(Event.objects.filter(action__startswith="claim.").values_list("action", "detail"))
    assert told["claim.exported"]["file"] == told["claim.sent_back"]["file"] == 1
    assert (told["claim.paid"]["reference"], told["claim.paid"]["paid_on"]) == (
        "BACS 4711",
        make.today().isoformat(),
    )


def test_the_page_of_an_earlier_file_makes_no_file_of_what_came_back(world) -> None:
    claim = payments.claim_in(world, "approved")
    page = {"programme": world.programme, "claims": [claim.pk], "by": world.manager, "key": uuid4()}
    file = files.make_file(**page)
    assert files.make_file(**page) == file, "a double click"
    send_back(claim, world.manager)
    with pytest.raises(Refusal, match="Open the page again"):
        files.make_file(**page)
    assert Claim.objects.get().state == "approved"
