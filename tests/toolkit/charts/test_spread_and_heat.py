"""Dots that show how far apart values lie, and the heat map: nothing touches anything."""

from itertools import combinations

import pytest

from toolkit.charts.heat import DARK_FROM, SHADES, heat_picture, measure_heat, shade_of
from toolkit.charts.spread import Scale, Strip, measure_spread, spread_picture

SCALE = Scale(1, 4, ((1, "Broken"), (2, "Real problem"), (3, "Small problem"), (4, "Works well")))
STRIPS = [
    Strip("Answering the phones in the morning when everybody rings", (1, 1, 2, 4, 4, 4), True),
    Strip("Results", ()),
    Strip("Prescriptions-that-are-one-very-long-word-without-any-blank-in-it-at-all", (3,) * 30),
]


def touching(canvas) -> list[tuple[str, str]]:
    return [
        (a.text, b.text)
        for a, b in combinations(canvas.boxes, 2)
        if a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
    ]


def outside(canvas) -> list[str]:
    return [
        box.text
        for box in canvas.boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > canvas.width + 1 or box.y1 > canvas.height + 1
    ]


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_spread_labels(size) -> None:
    canvas = measure_spread(STRIPS, SCALE, title="T", desc="D", size=size)
    assert touching(canvas) == []
    assert outside(canvas) == []
    assert "Nothing yet" in {box.text for box in canvas.boxes}


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("days", [5, 7])
@pytest.mark.parametrize("most", [3.5, 99999.0])
def test_heat_labels(size, days, most) -> None:
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][:days]
    values = {(day, hour): most for day in range(days) for hour in range(7, 21) if day != 2}
    canvas = measure_heat(names, range(7, 21), values, title="T", desc="D", size=size)
    assert touching(canvas) == []
    assert outside(canvas) == []
    assert [box.text for box in canvas.boxes].count("–") == 14


def test_the_more_the_darker() -> None:
    assert [shade_of(value, 100) for value in (0, 1, 25, 26, 50, 75, 76, 100)] == [0, 1, 1, 2, 2, 3, 4, 4]
    assert shade_of(0, 0) == 0


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("place", range(5))
def test_numbers_can_be_read_on_every_shade(place) -> None:
    ink, ground = luminance("#ffffff" if place >= DARK_FROM else "#212b32"), luminance(SHADES[place])
    assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5


@pytest.mark.parametrize("fmt", ["svg", "png", "pdf"])
def test_equal_input_gives_equal_bytes(fmt) -> None:
    drawn = {spread_picture(STRIPS, SCALE, title="T", desc="D", fmt=fmt) for _ in range(2)}
    heat = {heat_picture(["Monday"], [8, 9], {(0, 8): 3.0}, title="T", desc="D", fmt=fmt) for _ in range(2)}
    assert (len(drawn), len(heat)) == (1, 1)


def test_no_other_size() -> None:
    with pytest.raises(ValueError, match="size"):
        measure_spread([], SCALE, title="", desc="", size="huge")
    with pytest.raises(ValueError, match="size"):
        measure_heat([], [], {}, title="", desc="", size="huge")
