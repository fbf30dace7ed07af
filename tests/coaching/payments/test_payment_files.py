"""On the way to finance: files, budgets, and whether it all adds up."""

import csv
import io
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from coaching.models import Claim, ClaimStep, PaymentFile
from coaching.payments import files, years
from coaching.payments.budgets import ahead, save_budget, year_now, years_of
from coaching.payments.ladder import ladders
from coaching.payments.overview import bar_of, over_budget_words
from coaching.payments.trail import reconcile
from coaching.payments.workflow import Act
from practices.models import Practice
from projects.models import Project
from projects.refusal import Refusal
from tests.builders import make, payments
from tests.builders.together import run_together


def make_file(world, *claims, **extra):
    return files.make_file(programme=world.programme, claims=[one.pk for one in claims], by=world.manager, **extra)


def pay(world, file, *claims, **extra):
    values = {"paid_on": make.today(), "reference": "BACS 12", **extra}
    return files.mark_paid(file=file, claims=[one.pk for one in claims], by=world.manager, **values)


def csv_rows(client, world, file) -> list[dict[str, str]]:
    answer = client.get(reverse("paymentfile-csv", args=[world.programme.pk, file.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_claim_goes_to_finance_once(world) -> None:
    one, two = payments.claim_in(world, "approved"), payments.claim_in(world, "approved", place=1)
    file = make_file(world, one, two)
    assert (file.number, file.claims.count()) == (1, 2)
    with pytest.raises(Refusal, match="with finance already"):
        make_file(world, one)
    with pytest.raises(Refusal, match="at least one"):
        make_file(world)
    assert PaymentFile.objects.count() == 1
    made = Event.objects.get(action="payment_file.made")
    assert (made.detail["claims"], made.detail["total"]) == (2, "2000.00")


def test_one_that_is_not_approved_keeps_the_whole_file_back(world) -> None:
    good, bad = payments.claim_in(world, "approved"), payments.claim_in(world, "submitted", place=1)
    with pytest.raises(Refusal, match="not approved"):
        make_file(world, good, bad)
    good.refresh_from_db()
    assert good.state == "approved"
    assert not PaymentFile.objects.exists()


def test_claims_of_another_programme_do_not_slip_in(world) -> None:
    claim = payments.claim_in(world, "approved")
    with pytest.raises(Refusal):
        files.make_file(programme=world.other_programme, claims=[claim.pk], by=world.other_manager)
    file = make_file(world, claim)
    with pytest.raises(Refusal):
        files.mark_paid(file=file, claims=[claim.pk], paid_on=make.today(), reference="x", by=world.other_manager)


def test_the_page_of_the_file_sent_twice_makes_one(world, sign_in) -> None:
    claim = payments.claim_in(world, "approved")
    client, url = sign_in(world.manager), reverse("paymentfile-create", args=[world.programme.pk])
    page = client.get(url).content.decode()
    assert f'value="{claim.pk}" checked' in page
    key = page.split('name="key" value="')[1].split('"')[0]
    none = client.post(url, {"key": key}).content.decode()
    assert "Tick at least one claim." in none
    first = client.post(url, {"key": key, "claims": [str(claim.pk)]})
    assert first.status_code == 302
    again = client.post(url, {"key": key, "claims": [str(claim.pk)]})
    assert "The list has changed meanwhile" in again.content.decode()
    assert PaymentFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_hand_a_claim_over_once(world) -> None:
    claim = payments.claim_in(world, "approved")
    second = payments.second_manager(world)
    results = run_together(
        lambda: make_file(world, claim),
        lambda: files.make_file(programme=world.programme, claims=[claim.pk], by=second),
    )
    assert sorted(type(one).__name__ for one in results) == ["PaymentFile", "Refusal"]
    assert ClaimStep.objects.filter(act="exported").count() == 1


NASTY = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", '=HYPERLINK("http://x")')


@pytest.mark.parametrize("words", NASTY)
def test_no_cell_runs_as_a_formula(world, sign_in, words) -> None:
    Practice.objects.filter(pk=world.practice.pk).update(name=words)
    Project.objects.filter(pk=world.project.pk).update(title=words)
    claim = payments.claim_in(world, "approved")
    file = make_file(world, claim)
    pay(world, file, claim, reference=words)
    client = sign_in(world.manager)
    [row] = csv_rows(client, world, file)
    assert row["Practice"] == row["Project"] == row["Reference"] == f"'{words}"
    assert (row["Amount"], row["State"]) == ("500.00", "Paid")
    answer = client.get(reverse("paymentfile-xlsx", args=[world.programme.pk, file.pk]))
    [head, cells] = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    by_head = {title.value: cell for title, cell in zip(head, cells, strict=True)}
    assert by_head["Practice"].value == words
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no formula"
    assert (by_head["Amount"].value, by_head["Amount"].number_format) == (500, "£#,##0.00")
    assert Event.objects.filter(action="payments.taken_away").count() == 2


def test_what_finance_reads(world, sign_in) -> None:
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.15"),), basis="weighted")
    payments.weighted(world.practice, world.manager, 9872)
    claim = payments.claim_in(world, "approved")
    [row] = csv_rows(sign_in(world.manager), world, make_file(world, claim))
    today = make.today().isoformat()
    assert (row["Claim"], row["Practice code"], row["Terms"]) == ("1", world.practice.code, "Package 1")
    assert (row["Weighted patients"], row["Amount"]) == ("9872", "1480.80")
    assert (row["Sent by"], row["Approved by"], row["Approved on"]) == ("Jo Pritchard", "Helen Brandt", today)
    assert row["State"] == "With finance"


def test_part_of_a_file_is_paid_and_the_rest_later(world, sign_in) -> None:
    one, two = payments.claim_in(world, "approved"), payments.claim_in(world, "approved", place=1)
    file = make_file(world, one, two)
    client, url = sign_in(world.manager), reverse("paymentfile-paid", args=[world.programme.pk, file.pk])
    data = {"claims": [str(two.pk)], "paid_on": "32 Mai", "reference": "BACS 9"}
    page = client.post(url, data).content.decode()
    assert 'value="32 Mai"' in page
    assert 'value="BACS 9"' in page
    assert f'value="{two.pk}" checked' in page
    assert f'value="{one.pk}" checked' not in page, "the tick that was taken away stays away"
    assert client.post(url, {**data, "paid_on": "today"}).status_code == 302
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state, two.paid_on, two.reference) == ("exported", "paid", make.today(), "BACS 9")
    pay(world, file, one)
    assert (
        "All of it is paid"
        in client.get(reverse("paymentfile-detail", args=[world.programme.pk, file.pk])).content.decode()
    )


@pytest.mark.parametrize(("days", "words"), [(1, "still to come"), (-1, "before a claim was approved")])
def test_a_day_that_cannot_be_is_refused(world, days, words) -> None:
    claim = payments.claim_in(world, "exported")
    with pytest.raises(Refusal, match=words):
        pay(world, claim.file, claim, paid_on=make.today() + timedelta(days=days))
    assert Claim.objects.get().state == "exported"


# --- Budgets ------------------------------------------------------------------------------------------------------


def test_a_claim_counts_in_the_year_in_which_it_was_approved(world) -> None:
    """Around the next first of April, by the clock in Britain: an hour before midnight, and half an hour after."""
    payments.package(world.programme, world.manager)
    year = years.year_of(make.today())
    begins = datetime.combine(years.first_day(year + 1), time(0), tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(begins - timedelta(days=2), tick=False):
        claim = payments.claim_in(world, "submitted")
        assert year_now(world.programme).waiting == Decimal(500)
    with time_machine.travel(begins - timedelta(hours=1), tick=False):
        payments.move(claim, Act.APPROVE, world.manager)
    with time_machine.travel(begins + timedelta(minutes=30), tick=False):
        other = payments.claim_in(world, "submitted", place=1)
    with time_machine.travel(begins + timedelta(days=2), tick=False):
        file = make_file(world, claim)
        pay(world, file, claim)
        found = {one.year: one for one in years_of(world.programme)}
        assert (found[year].paid, found[year].waiting) == (Decimal(500), Decimal(0))
        assert (found[year + 1].paid, found[year + 1].waiting) == (Decimal(0), other.amount)


def test_budget_commitments_and_what_is_left(world) -> None:
    for state, place in (("paid", 0), ("submitted", 1)):
        payments.claim_in(world, state, place=place)
    year = year_now(world.programme)
    assert (year.budget, year.left) == (None, None)
    assert bar_of(year) is None
    payments.budget(world.programme, year.year, "1000")
    year = year_now(world.programme)
    assert (year.paid, year.approved, year.waiting, year.left) == (500, 0, 1500, 500)
    bar = bar_of(year)
    assert (bar.paid_pc, bar.waiting_pc, bar.budget_pc, bar.is_over) == ("25.00%", "75.00%", "50.00%", True)
    waiting = Claim.objects.get(state="submitted")
    assert "£1,000 more is promised" in over_budget_words(waiting, year)
    still = ahead(ladders([world.project]))
    assert (still.reached, still.to_reach) == (0, 2000)


def test_two_managers_set_a_budget_and_neither_is_lost(world, sign_in) -> None:
    save_budget(programme=world.programme, year=2026, amount=Decimal(9000), expected_version=0, by=world.manager)
    with pytest.raises(Stale):
        save_budget(programme=world.programme, year=2026, amount=Decimal(1), expected_version=0, by=world.manager)
    url = reverse("budget-update", args=[world.programme.pk, 2026])
    page = sign_in(world.manager).post(url, {"amount": "£8,000.50", "version": "0"}).content.decode()
    assert "8,000.50" in page
    assert "9000" in page
    page = sign_in(world.manager).post(url, {"amount": "lots", "version": "1"}).content.decode()
    assert 'value="lots"' in page
    assert "error-summary" in page
    assert sign_in(world.manager).get(reverse("budget-update", args=[world.programme.pk, 1999])).status_code == 404


# --- Does it add up? ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", Claim.State.values)
def test_claims_and_trail_say_the_same_after_every_act(world, state) -> None:
    payments.claim_in(world, state)
    payments.claim_in(world, "approved", place=1)
    found = reconcile(world.programme)
    assert found.agrees, found.differing
    assert sum(line.trail_total for line in found.lines) == Decimal(2000)


def test_a_draft_thrown_away_leaves_nothing_to_add(world) -> None:
    payments.move(payments.claim_in(world, "draft"), Act.DISCARD, world.lead)
    found = reconcile(world.programme)
    assert (found.agrees, found.lines) == (True, ())


@pytest.mark.parametrize("change", ["amount", "state", "gone"])
def test_what_was_changed_by_hand_is_noticed_and_said_on_the_page(world, sign_in, change) -> None:
    claim = payments.claim_in(world, "submitted")
    if change == "amount":
        Claim.objects.filter(pk=claim.pk).update(amount=Decimal(450))
    elif change == "state":
        Claim.objects.filter(pk=claim.pk).update(state="approved", approved_at=make.now(), approved_by=world.manager)
    else:
        ClaimStep.objects.all().delete()
        Claim.objects.all().delete()
    found = reconcile(world.programme)
    assert not found.agrees
    assert len(found.differing) == 1
    page = sign_in(world.manager).get(reverse("payment-list", args=[world.programme.pk])).content.decode()
    assert "The claims and the audit trail differ" in page
    assert "the trail says waits for a decision, £500.00." in page
