"""The picture of a ramp by size and time: words touch nothing, dates are true, and it says what the chart says."""

import random
from datetime import date, timedelta

import pytest

from tests.toolkit.charts.test_charts_layout import collisions
from toolkit.charts import Chart, Point, RampTest, chart_with_test, ramp_over_time
from toolkit.charts.ramp_time import SHAPES, measure_chart_with_test, measure_ramp_over_time

MONDAY = date(2026, 3, 2)


def chart(weeks: int = 20, **extra) -> Chart:
    points = [Point(MONDAY + timedelta(weeks=k), 50 + 7 * (k % 4) + (20 if k > 12 else 0)) for k in range(weeks)]
    return Chart(
        title="Calls answered", points=tuple(points), aim=80, direction="up", value_format="percent", **extra
    )


def made_on(days: list[int], *, final: bool = False) -> list[RampTest]:
    rows = [
        RampTest(
            number,
            "Online form for repeat prescriptions",
            f"{number * 20} patients",
            "Adapt: start at 7:55",
            level=number,
            result="Saw: seven of ten said yes",
            began=MONDAY + timedelta(days=day),
        )
        for number, day in enumerate(days, start=1)
    ]
    if final:
        last = max(row.began for row in rows)
        rows.append(RampTest(0, "The standard", "Phones at 8", "Edition 1", level=99, began=last, final=True))
    return rows


@pytest.mark.parametrize("size", sorted(SHAPES))
@pytest.mark.parametrize("seed", range(10))
def test_words_touch_nothing(seed, size) -> None:
    r = random.Random(seed)
    days = sorted(r.sample(range(-20, 170), r.randint(1, 7)))
    shown = chart(r.choice([1, 4, 20, 40])) if seed % 3 else None
    canvas = measure_ramp_over_time(made_on(days, final=seed % 2 == 0), shown, title="Fewer calls", size=size)
    assert collisions(canvas) == []


def circles(canvas) -> list[tuple[float, float]]:
    """The middle of each test, in order: the boxes without a word that are larger than a figure's."""
    found = [box for box in canvas.boxes if box.text == "" and box.x1 - box.x0 > 30]
    return [((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in found]


def test_tests_stand_at_their_dates() -> None:
    """Three tests of equal distance in time are as far apart on the picture, whatever figures lie between."""
    canvas = measure_ramp_over_time(made_on([0, 49, 98]), chart(), title="Fewer calls")
    (first, _), (second, _), (third, _) = circles(canvas)
    assert second - first == pytest.approx(third - second, abs=0.5)
    assert second - first > 200


def test_a_test_before_the_first_figure_has_room() -> None:
    canvas = measure_ramp_over_time(made_on([-60, 10]), chart(), title="Fewer calls")
    (first, _), (second, _) = circles(canvas)
    assert second - first > 200


def test_the_larger_stands_higher_and_the_standard_at_the_top() -> None:
    canvas = measure_ramp_over_time(made_on([0, 40, 90], final=True), chart(), title="Fewer calls")
    heights = [y for _x, y in circles(canvas)]
    assert len(heights) == 4
    assert heights == sorted(set(heights), reverse=True)


def test_the_description_says_what_the_picture_shows() -> None:
    svg = ramp_over_time(made_on([0, 40], final=True), chart(), title="Fewer calls").decode()
    described = svg.split("</desc>")[0]
    for words in ("Two tests.", "Test 2: Online form", "40 patients", "The standard", "Below, on the same dates"):
        assert words in described


def test_equal_input_gives_equal_bytes() -> None:
    made = [ramp_over_time(made_on([0, 40]), chart(), title="Fewer calls") for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("wrong", ["half", "9999"])
def test_another_size_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match="unknown size"):
        ramp_over_time(made_on([0]), None, title="Fewer calls", size=wrong)


def test_a_test_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="without a day"):
        ramp_over_time([RampTest(1, "A test")], None, title="Fewer calls")


@pytest.mark.parametrize("size", ["half", "phone"])
@pytest.mark.parametrize("days", [(0, 0), (30, 51), (-40, -30), (120, 160)], ids=str)
def test_the_days_of_one_test_are_marked_on_its_chart(size, days) -> None:
    span = tuple(MONDAY + timedelta(days=day) for day in days)
    canvas = measure_chart_with_test(chart(), span, "Test 3", size=size)
    assert collisions(canvas) == []
    assert "Test 3" in [box.text for box in canvas.boxes]
    assert "Test 3: " in chart_with_test(chart(), span, "Test 3", size=size).decode().split("</desc>")[0]
