"""Money, rounding, caps and years, without a database."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from coaching.payments import years
from coaching.payments.amounts import full_amount, pounds, rate, under_cap


@pytest.mark.parametrize(
    ("amount", "patients", "expected"),
    [
        ("1500", None, "1500.00"),
        ("0.15", 9872, "1480.80"),
        ("0.125", 9, "1.13"),  # 1.125: half a penny goes up
        ("0.125", 7, "0.88"),  # 0.875, too, though the penny below is odd
        ("0.1049", 1, "0.10"),
        ("0.0001", 1, "0.00"),
    ],
)
def test_a_sum_is_rounded_once_to_the_penny_and_half_a_penny_goes_up(amount, patients, expected) -> None:
    assert str(full_amount(Decimal(amount), patients)) == expected


@pytest.mark.parametrize(
    ("full", "cap", "claimed", "expected"),
    [
        ("2000", None, "9000", "2000"),
        ("2000", "4000", "1500", "2000"),
        ("2000", "4000", "2500", "1500"),
        ("2000", "4000", "4000", "0.00"),
        ("2000", "4000", "4500", "0.00"),
    ],
)
def test_the_cap_takes_what_is_over_it(full, cap, claimed, expected) -> None:
    assert under_cap(Decimal(full), cap and Decimal(cap), Decimal(claimed)) == Decimal(expected)


def test_a_project_never_gets_more_than_the_cap_and_no_penny_less() -> None:
    random = Random(7)

    def money() -> Decimal:
        return Decimal(random.randrange(1, 500_000)) / 100

    for _ in range(500):
        sums, cap, taken = [money() for _ in range(random.randrange(1, 9))], money(), Decimal(0)
        for full in sums:
            taken += under_cap(full, cap, taken)
        assert taken == min(cap, sum(sums))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 31), "2025/26"),
        (date(2026, 4, 1), "2026/27"),
        (date(2027, 3, 31), "2026/27"),
        (date(2099, 12, 31), "2099/00"),
    ],
)
def test_a_financial_year_begins_on_the_first_of_april(day, words) -> None:
    year = years.year_of(day)
    assert years.words(year) == words
    assert years.first_day(year) <= day <= years.last_day(year)


def test_money_in_words() -> None:
    assert pounds(Decimal("1500.00")) == "£1,500"
    assert pounds(Decimal("1234.5")) == "£1,234.50"
    assert pounds(Decimal("-20")) == "-£20"
    assert pounds(None) == ""
    assert rate(Decimal("0.1500")) == "£0.15"
    assert rate(Decimal("0.1275")) == "£0.1275"
