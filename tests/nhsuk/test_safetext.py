import datetime as dt

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmsportal.safetext import find_birth_date, find_nhs_number

TODAY = dt.date(2026, 3, 3)
NUMBER = "9434765919"  # a made-up number with a right check digit, as are those below


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "943 476 5919",
        "943-476-5919",
        "943.476.5919",
        "943\u00a0476\u00a05919",
        "943\u2013476\u20135919",
        "943\u200b476\u200b5919",
        "943  476  5919",
        "94347 65919",
        "9 4 3 4 7 6 5 9 1 9",
        "Mrs B (NHS9434765919) rang twice",
        "ring 01234 567890 about 943 476 5919.",
        "at 8 943 476 5919",
        "9434765919 9434765919",
        "９４３４７６５９１９",
        "week 12: 943 476-5919",
    ],
)
def test_numbers_are_found(text: str) -> None:
    assert find_nhs_number(text) == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "943 476 5918",
        "9434765918",
        "94347659190",
        "09434765919",
        "07700 900123",
        "943\n476\n5919",
        "943, 476, 5919",
        "943.47.65919",
        "9,434,765,919",
        "ten per cent of 9434 patients, 765 calls, 919 letters",
        "£943,476.5919",
        "category:0a1b2c3d-4e5f-4a6b-8c7d-a9434765919b",
        "see https://portal.example/projects/ab943476-5919-4abc-8def-0123456789ab/",
    ],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert find_nhs_number(text) is None


@given(st.integers(0, 10**9 - 1), st.sampled_from(["", " ", "-"]), st.text("abc .,\n", max_size=8))
def test_every_right_number_is_found_wherever_it_stands(nine: int, gap: str, around: str) -> None:
    digits = f"{nine:09d}"
    check = nhs_number.calculate_checksum(digits)
    full = f"{digits}{check}"
    text = f"{around}a {gap.join([full[:3], full[3:6], full[6:10]])} b{around}"
    expected = full if check != 10 and nhs_number.is_valid(full) else None
    assert find_nhs_number(text) == expected


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    find_nhs_number(text)
    find_birth_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("born 3/3/2020", "3/3/2020"),
        ("DOB: 03.03.2019", "03.03.2019"),
        ("d.o.b. 3 March 2021", "3 March 2021"),
        ("Mr A, 12/11/1950", "12/11/1950"),
        ("seen since 1st Feb 1972", "1st Feb 1972"),
        ("12-11-50 rings daily", "12-11-50"),
        ("we start on 3/3/2026", None),
        ("since Monday 3 March 2025", None),
        ("born 3/3/2030", None),
        ("31/2/1950", None),
        ("the surgery opened in 1950", None),
    ],
)
def test_birthdays_are_noted(text: str, found: str | None) -> None:
    assert find_birth_date(text, TODAY) == found
