"""Pyramid, staff and months: no label touches another, nothing leaves the picture, equal input gives equal bytes."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.charts.people import (
    SHAPES,
    Staff,
    band_names,
    bands_of,
    measure_months,
    measure_pyramid,
    measure_staff,
    month_columns,
    population_pyramid,
    staff_bars,
)

DAY = date(2026, 1, 1)
AGES = st.lists(st.integers(0, 3000), min_size=96, max_size=96)
COUNT = st.none() | st.integers(0, 300)
STAFF = st.lists(
    st.builds(Staff, st.sampled_from(["GP partners", "Reception and care navigation", "Others"]), COUNT,
              st.none() | st.floats(0, 300, allow_nan=False)),
    min_size=1, max_size=12,
)  # fmt: skip


def clear(canvas) -> None:
    for one, two in combinations(canvas.boxes, 2):
        apart = one.x1 <= two.x0 or two.x1 <= one.x0 or one.y1 <= two.y0 or two.y1 <= one.y0
        assert apart, (one, two)
    for box in canvas.boxes:
        assert box.x0 >= -1, box
        assert box.x1 <= canvas.width + 1, box
        assert 0 <= box.y0 < box.y1 <= canvas.height, box


@pytest.mark.parametrize("size", sorted(SHAPES))
@settings(max_examples=40, deadline=None)
@given(female=AGES, male=AGES)
def test_pyramid(size, female, male) -> None:
    clear(measure_pyramid(female, male, day=DAY, size=size))


@pytest.mark.parametrize("size", sorted(SHAPES))
@settings(max_examples=40, deadline=None)
@given(staff=STAFF)
def test_staff(size, staff) -> None:
    clear(measure_staff(staff, day=DAY, size=size))


@pytest.mark.parametrize("size", sorted(SHAPES))
@settings(max_examples=40, deadline=None)
@given(first=st.integers(0, 11), counts=st.lists(st.integers(0, 3_000_000), min_size=1, max_size=24))
def test_months(size, first, counts) -> None:
    months = [(date(2023 + (first + k) // 12, (first + k) % 12 + 1, 1), count) for k, count in enumerate(counts)]
    clear(measure_months(months, what="Appointments", size=size))


def test_bands() -> None:
    assert bands_of([1] * 96) == [5] * 19 + [1]
    assert band_names(20)[:2] + band_names(20)[-2:] == ["0 to 4", "5 to 9", "90 to 94", "95+"]


@pytest.mark.parametrize("fmt", ["svg", "png", "pdf"])
def test_equal_input_equal_bytes(fmt) -> None:
    ages = list(range(96))
    for draw in (
        lambda: population_pyramid(ages, ages, day=DAY, fmt=fmt),
        lambda: staff_bars([Staff("GP partners", 3, 2.5)], day=DAY, fmt=fmt),
        lambda: month_columns([(DAY, 5), (date(2026, 3, 1), 7)], what="Appointments", fmt=fmt),
    ):
        assert draw() == draw()


def test_the_words_say_what_the_picture_shows() -> None:
    svg = population_pyramid([10] * 96, [20] * 95 + [500], day=DAY).decode()
    assert "960 women and girls, 2,400 men and boys on Thursday 1 January 2026." in svg
    assert "The largest age group is 95+." in svg
