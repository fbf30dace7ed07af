import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cmsportal.nhsuk import fields, formats
from cmsportal.nhsuk.dates import NotADate, read_date, read_time
from toolkit.charts import numbers

TODAY = dt.date(2026, 3, 3)
THIRD = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3/3/2026", THIRD),
        ("03.03.26", THIRD),
        ("3-3-2026", THIRD),
        ("3 3 2026", THIRD),
        ("2026-03-03", THIRD),
        ("3 March 2026", THIRD),
        ("  3rd   march ", THIRD),
        ("3 of March", THIRD),
        ("Tuesday 3 March 2026", THIRD),
        ("Tue, 3 Mar", THIRD),
        ("3/3", THIRD),
        ("29 December", dt.date(2025, 12, 29)),
        ("today", THIRD),
        ("yesterday", dt.date(2026, 3, 2)),
        ("29 February", dt.date(2024, 2, 29)),
    ],
)
def test_dates_as_people_write_them(text: str, date: dt.date) -> None:
    if text == "29 February":
        assert read_date(text, dt.date(2025, 1, 5)) == date
    else:
        assert read_date(text, TODAY) == date


@pytest.mark.parametrize(
    "text", ["", "soon", "31/2/2026", "3/13/2026", "3 Ma 2026", "Monday 3 March 2026", "xx 3 March", "3"]
)
def test_what_is_no_date_says_why(text: str) -> None:
    with pytest.raises(NotADate) as reason:
        read_date(text, TODAY)
    assert str(reason.value).endswith(".")


def test_the_wrong_weekday_is_named() -> None:
    with pytest.raises(NotADate, match="3 March 2026 is a Tuesday, not a Monday"):
        read_date("Monday 3 March 2026", TODAY)


def test_a_date_survives_its_own_box() -> None:
    field = fields.DateField()
    for days in range(0, 800, 7):
        date = THIRD + dt.timedelta(days=days)
        assert field.clean(field.widget.format_value(date)) == date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8:50", dt.time(8, 50)),
        ("8.50am", dt.time(8, 50)),
        ("1pm", dt.time(13)),
        ("12am", dt.time(0)),
        ("12 pm", dt.time(12)),
        ("13:00", dt.time(13)),
        ("midday", dt.time(12)),
    ],
)
def test_times(text: str, time: dt.time) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["8", "25:00", "13pm", "8:75", "late"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(NotADate):
        read_time(text)


def test_a_time_survives_its_own_box() -> None:
    field = fields.TimeField()
    for minutes in range(0, 24 * 60, 5):
        time = dt.time(minutes // 60, minutes % 60)
        assert field.clean(field.widget.format_value(time)) == time


def test_days_carry_the_year_when_it_is_not_this_one() -> None:
    assert formats.day(THIRD, today=TODAY) == "Tuesday 3 March"
    assert formats.day(THIRD, today=dt.date(2027, 1, 1)) == "Tuesday 3 March 2026"
    assert formats.day(None) == ""
    assert formats.day_short(THIRD) == "3 Mar"


@time_machine.travel("2026-06-30 23:30:00+00:00", tick=False)
def test_days_are_those_of_the_place() -> None:
    assert formats.day(dt.datetime.now(dt.UTC)) == "Wednesday 1 July"


@pytest.mark.parametrize(
    ("value", "words"),
    [(1250, "1,250"), (Decimal("3.50"), "3.5"), (None, ""), ("x", "x"), (0, "0"), (1e6, "1,000,000"), ("NaN", "NaN")],
)
def test_numbers(value: object, words: str) -> None:
    assert formats.number(value) == words


def test_number_with_fixed_places() -> None:
    assert formats.number(3, 1) == "3.0"


@pytest.mark.parametrize(
    ("text", "figure"), [("1,250", 1250), (" 78 %", 78), ("1 250", 1250), ("£1,500", 1500), ("-3", -3)]
)
def test_figures_as_people_write_them(text: str, figure: int) -> None:
    assert fields.WholeNumberField().clean(text) == figure
    assert fields.NumberField().clean(text) == figure


@pytest.mark.parametrize("text", ["12,5", "1.2.3", "abc", "1,2,3", "NaN", "Infinity"])
def test_what_is_no_figure(text: str) -> None:
    with pytest.raises(ValidationError):
        fields.NumberField().clean(text)


def test_date_in_three_boxes() -> None:
    field = fields.DatePartsField(required=False)
    assert field.clean(["31", "3", "1980"]) == dt.date(1980, 3, 31)
    assert field.clean(["", "", ""]) is None
    for parts in (["31", "2", "1980"], ["31", "", "1980"], ["x", "2", "1980"], ["1", "1", "99999"]):
        with pytest.raises(ValidationError):
            field.clean(parts)


def test_months_and_days_are_english_whatever_the_machine_says() -> None:
    assert formats.MONTHS == numbers.MONTHS
    assert (formats.MONTHS[0], formats.MONTHS[8], len(formats.MONTHS)) == ("January", "September", 12)
    assert (formats.WEEKDAYS[0], formats.WEEKDAYS[6]) == ("Monday", "Sunday")
