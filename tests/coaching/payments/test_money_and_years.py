"""Where money goes wrong elsewhere: floats, half pennies, caps to the penny, and the night from March to April."""

import ast
import decimal
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from coaching.models import Budget, Claim, Milestone, Package, WeightedList
from coaching.payments import files, years
from coaching.payments.budgets import ahead, years_of
from coaching.payments.claims import send_claim
from coaching.payments.ladder import ladder_of, ladders
from coaching.payments.packages import package_on
from coaching.payments.trail import reconcile
from coaching.payments.workflow import Act
from projects.refusal import Refusal
from tests.builders import make, payments

PACKAGE = Path(files.__file__).parent
TO_EXCEL = {("files.py", "workbook")}  # a cell of a sheet is a float, and nothing is worked out from it


def where_of(tree: ast.AST) -> list[tuple[str, ast.AST]]:
    """Each node with the name of the function it stands in."""
    found = []
    for top in ast.iter_child_nodes(tree):
        name = getattr(top, "name", "")
        found += [(name, node) for node in ast.walk(top)]
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in PACKAGE.glob("*.py")))
def test_no_float_is_written_where_sums_are_worked_out(name) -> None:
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    floats = [
        (where, node.lineno)
        for where, node in where_of(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert [line for where, line in floats if (name, where) not in TO_EXCEL] == []


def test_no_model_keeps_money_as_a_float() -> None:
    kinds = {
        field.name: type(field).__name__
        for model in (Claim, Budget, Package, Milestone)
        for field in model._meta.concrete_fields
        if field.name in {"amount", "full_amount", "cap"}
    }
    assert kinds == {"amount": "DecimalField", "full_amount": "DecimalField", "cap": "DecimalField"}


@pytest.fixture
def no_floats():
    """From here on Python itself refuses to mix a float into a sum."""
    with decimal.localcontext() as context:
        context.traps[decimal.FloatOperation] = True
        context.clear_flags()
        yield
        assert not context.flags[decimal.FloatOperation]


def test_no_float_reaches_a_sum_on_the_whole_way(world, sign_in, no_floats) -> None:
    """A sum for each weighted patient with a cap, from the ladder to the paid claim, and every page on the way."""
    terms = (("Team", ["lead_team"], "0.1275"), ("Ramp", ["first_ramp"], "0.2"))
    payments.package(world.programme, world.manager, terms, basis="weighted", cap=Decimal("3000.01"))
    payments.weighted(world.practice, world.manager, 9873)
    payments.budget(world.programme, years.year_of(make.today()), "999999.99")
    paid, waits = payments.claim_in(world, "paid"), payments.claim_in(world, "submitted", place=1)
    assert (paid.amount, waits.amount) == (Decimal("1258.81"), Decimal("1741.20"))
    assert paid.amount + waits.amount == Decimal("3000.01"), "the cap to the penny"
    project, programme = [world.project.pk], [world.programme.pk]
    pages = [
        reverse("milestone-list", args=project),
        reverse("weighted-create", args=project),
        *(
            reverse(name, args=[*project, one.pk])
            for name in ("claim-detail", "claim-paper")
            for one in (paid, waits)
        ),
        *(reverse(name, args=programme) for name in ("payment-list", "payment-download", "package-detail")),
        *(reverse(name, args=programme) for name in ("package-update", "paymentfile-create")),
        *(
            reverse(name, args=[*programme, paid.file_id])
            for name in ("paymentfile-detail", "paymentfile-csv", "paymentfile-xlsx", "paymentfile-paid")
        ),
        reverse("today"),
    ]
    client = sign_in(world.manager)
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        b"".join(answer) if answer.streaming else answer.content
    found = years_of(world.programme)[0]
    sums = [found.budget, found.paid, found.approved, found.waiting, found.committed, found.left]
    still = ahead(ladders([world.project]))
    lines = [amount for line in reconcile(world.programme).lines for amount in (line.total, line.trail_total)]
    rungs = [amount for rung in ladder_of(world.project).rungs for amount in (rung.full, rung.amount) if amount]
    everything = [*sums, still.reached, still.to_reach, *lines, *rungs]
    assert {type(one) for one in everything} == {Decimal}
    assert all(one == one.quantize(Decimal("0.01")) for one in everything), "to the penny"


def test_what_was_turned_down_leaves_its_part_of_the_cap_to_others(world) -> None:
    payments.package(world.programme, world.manager, cap=Decimal("1700.50"))
    first = payments.claim_in(world, "rejected")
    second = payments.claim_in(world, "submitted", place=1)
    assert (first.amount, second.amount) == (Decimal(500), Decimal(1500))
    again = Claim.objects.get(pk=first.pk)
    sent = send_claim(claim=again, by=world.lead, version=again.version, words="A sponsor has come")
    assert sent.amount == Decimal("200.50"), "what the other has left of it"
    assert sent.full_amount == Decimal(500)


def test_half_a_penny_of_a_weighted_sum_goes_up_in_the_claim_too(world) -> None:
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.125"),), basis="weighted")
    payments.weighted(world.practice, world.manager, 9001)
    claim = payments.claim_in(world, "submitted")
    assert claim.amount == Decimal("1125.13"), "9,001 at 12.5 pence are £1,125.125"


def test_a_sum_that_rounds_to_nothing_is_not_claimed(world) -> None:
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.0001"),), basis="weighted")
    WeightedList.objects.all().delete()
    payments.weighted(world.practice, world.manager, 49)
    with pytest.raises(Refusal):
        payments.draft(world)
    assert not Claim.objects.exists()


# --- Years --------------------------------------------------------------------------------------------------------


def test_each_day_of_a_century_lies_in_one_year() -> None:
    day, last = date(2000, 4, 1), date(2100, 3, 31)
    while day <= last:
        year = years.year_of(day)
        assert years.first_day(year) <= day <= years.last_day(year)
        day += timedelta(days=1)
    assert years.last_day(2027) - years.first_day(2027) == timedelta(days=365), "2027/28 has a leap day"
    assert years.year_of(date(2028, 2, 29)) == 2027


# In 2030 the clocks change in the night before 31 March; in 2027 they have changed three days earlier.
@pytest.mark.parametrize("april", [2027, 2030])
def test_the_year_ends_at_midnight_in_britain_and_not_in_greenwich(world, april) -> None:
    payments.package(world.programme, world.manager)
    before = datetime(april, 3, 31, 22, 59, 59, tzinfo=UTC)  # a second to midnight, British Summer Time
    after = datetime(april, 3, 31, 23, 0, 0, tzinfo=UTC)
    with time_machine.travel(before - timedelta(hours=3), tick=False):
        one, two = payments.claim_in(world, "submitted"), payments.claim_in(world, "submitted", place=1)
    with time_machine.travel(before, tick=False):
        payments.move(one, Act.APPROVE, world.manager)
    with time_machine.travel(after, tick=False):
        payments.move(two, Act.APPROVE, world.manager)
    with time_machine.travel(after + timedelta(days=1), tick=False):
        found = {year.year: year for year in years_of(world.programme)}
        assert (found[april - 1].approved, found[april].approved) == (Decimal(500), Decimal(1500))
        file = payments.hand_over(Claim.objects.get(pk=one.pk), Claim.objects.get(pk=two.pk), by=world.manager)
        rows = list(files.rows_of(files.with_sent_back(file.claims.with_names().order_by("number"))))
        at = files.HEAD.index("Financial year"), files.HEAD.index("Approved on")
        assert [tuple(row[place] for place in at) for row in rows] == [
            (years.words(april - 1), f"{april}-03-31"),
            (years.words(april), f"{april}-04-01"),
        ]
        with pytest.raises(Refusal, match="before a claim was approved"):
            pay(file, two, date(april, 3, 31), world.manager)
        assert pay(file, two, date(april, 4, 1), world.manager)[0].state == "paid"


def pay(file, claim, day, by):
    return files.mark_paid(file=file, claims=[claim.pk], paid_on=day, reference="R", by=by)


def test_terms_of_april_hold_from_midnight_in_britain(world) -> None:
    old = payments.package(world.programme, world.manager, ends_on=date(2030, 4, 1))
    new = payments.package(world.programme, world.manager, starts_on=date(2030, 4, 1))
    for at, holds in (
        (datetime(2030, 3, 31, 22, 59, 59, tzinfo=UTC), old),
        (datetime(2030, 3, 31, 23, 0, 0, tzinfo=UTC), new),
    ):
        with time_machine.travel(at, tick=False):
            assert ladder_of(world.project).package == holds
            assert package_on(world.programme, make.today()) == holds


def test_a_leap_day_is_a_day_like_any_other(world) -> None:
    payments.package(world.programme, world.manager)
    with time_machine.travel(datetime(2028, 2, 29, 12, tzinfo=UTC), tick=False):
        claim = payments.claim_in(world, "paid")
        assert (claim.paid_on, years.year_of(claim.paid_on)) == (date(2028, 2, 29), 2027)
        assert claim.steps.get(act="paid").words.startswith("Paid on Tuesday 29 February 2028.")
        [year] = years_of(world.programme)
        assert (year.year, year.paid) == (2027, claim.amount)
