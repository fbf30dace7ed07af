"""Bytes: the same for equal input, whole in every format, usable inline under a strict policy."""

import re
import struct
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.charts import (
    FORMATS,
    SIZES,
    Category,
    Cause,
    Change,
    Chart,
    PhaseMark,
    Point,
    RampTest,
    adoption_curve,
    changes_to_list,
    draw,
    fingerprint,
    fishbone,
    from_mapping,
    ramp,
    sparkline,
    study,
    tokens,
)


def parse(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own picture


START = date(2024, 9, 9)
VALUES = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, 59, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]


def weekly(values, **more):
    points = tuple(
        Point(START + timedelta(weeks=k), v, status="closed" if v is None else "figure") for k, v in enumerate(values)
    )
    return Chart(title=more.pop("title", "Calls answered within 5 minutes"), points=points, **more)


EVERYTHING = weekly(
    VALUES,
    unit="Percentage of all calls each week",
    aim=80,
    direction="up",
    value_format="percent",
    changes=(
        Change(1, date(2024, 10, 3), "Two people on phones 8 to 9"),
        Change(2, date(2024, 11, 7), "Call-back list"),
        Change(3, date(2024, 12, 12), "Online form for repeat scripts"),
        Change(4, date(2025, 2, 6), "Text with a link"),
    ),
)
OTHERS = {
    "fishbone": lambda fmt="svg": fishbone(
        "Long waits", [Category("People", (Cause("Few at 8", 3, ("Leave",)),))], fmt=fmt
    ),
    "ramp": lambda fmt="svg": ramp([RampTest(1, "Two on phones", "1 morning", "Adapt"), RampTest(2)], fmt=fmt),
    "adoption": lambda fmt="svg": adoption_curve([date(2024, 4, 1), date(2024, 6, 1)], 31, fmt=fmt),
    "spark": lambda fmt="svg": sparkline(EVERYTHING, fmt=fmt),
}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("size", SIZES)
def test_equal_input_gives_equal_bytes(size, fmt):
    again = from_mapping({f: getattr(EVERYTHING, f) for f in EVERYTHING.__dataclass_fields__})
    assert draw(EVERYTHING, size, fmt) == draw(again, size, fmt)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("fmt", FORMATS)
def test_the_other_pictures_come_in_every_format_and_the_same_twice(name, fmt):
    picture = OTHERS[name](fmt)
    assert picture == OTHERS[name](fmt)
    assert picture.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[fmt])


@pytest.mark.parametrize("size", SIZES)
def test_png_has_twice_the_pixels_of_its_size(size):
    png = draw(EVERYTHING, size, "png", framed=False)
    assert struct.unpack(">II", png[16:24]) == (SIZES[size].width * 2, SIZES[size].height * 2)


def roots():
    yield from (draw(EVERYTHING, size) for size in SIZES)
    yield draw(EVERYTHING, "full", framed=True)
    yield draw(Chart(title="Nothing <yet> & more"), "full")
    yield from (make() for make in OTHERS.values())


@pytest.mark.parametrize("svg", list(roots()))
def test_svg_is_accessible_and_needs_no_inline_style(svg):
    text = svg.decode()
    root = parse(text)
    ids = re.findall(r' id="([^"]+)"', text)
    assert root.get("role") == "img"
    names = root.get("aria-labelledby").split()
    assert len(ids) == len(set(ids))
    assert set(names) <= set(ids)
    children = list(root)
    assert [c.tag.rpartition("}")[2] for c in children[:2]] == ["title", "desc"]
    assert children[0].text
    assert children[1].text
    assert "style" not in text
    assert "<script" not in text
    assert "<image" not in text
    assert "sans-serif" in root.get("font-family")
    for name in re.findall(r'href="#([^"]+)"', text):
        assert name in ids


def test_text_stays_text():
    words = [e.text for e in parse(draw(EVERYTHING)).iter() if e.tag.endswith("}text")]
    assert {"80%", "78%", "Aim", "Middle", "closed", "24 Feb", "9 in a row above", "1", "Call-back list"} <= set(
        words
    )


def test_ids_differ_between_pictures_on_one_page():
    other = replace(EVERYTHING, title="Another")
    first, second = (set(re.findall(rb' id="([^"]+)"', draw(c))) for c in (EVERYTHING, other))
    assert first.isdisjoint(second)


def test_a_fingerprint_differs_when_anything_shown_differs():
    base = fingerprint(EVERYTHING)
    changed = [
        replace(EVERYTHING, title="x"),
        replace(EVERYTHING, aim=81),
        replace(EVERYTHING, direction="down"),
        replace(EVERYTHING, points=EVERYTHING.points[:-1]),
        replace(EVERYTHING, stale=True),
        replace(EVERYTHING, changes=()),
        replace(EVERYTHING, rules="ihi"),
        replace(EVERYTHING, phases=(PhaseMark(date(2024, 12, 30)),)),
    ]
    keys = {base, *map(fingerprint, changed), fingerprint(EVERYTHING, "half"), fingerprint(EVERYTHING, fmt="png")}
    assert len(keys) == len(changed) + 3
    assert fingerprint(replace(EVERYTHING)) == base
    drawings = {draw(c) for c in (EVERYTHING, *changed)}
    assert len(drawings) == len(changed) + 1


def test_decimals_from_a_database_are_figures_too():
    plain = weekly(VALUES, aim=80)
    exact = weekly([None if v is None else Decimal(v) for v in VALUES], aim=Decimal(80))
    assert draw(exact) == draw(plain)
    assert fingerprint(exact) == fingerprint(plain)


def test_unknown_sizes_and_formats_are_refused():
    with pytest.raises(ValueError, match="size"):
        draw(EVERYTHING, "huge")
    with pytest.raises(ValueError, match="format"):
        draw(EVERYTHING, "full", "gif")
    with pytest.raises(ValueError, match="size"):
        ramp([], size="huge")
    with pytest.raises(ValueError, match="size"):
        fishbone("x", [], size="huge")
    with pytest.raises(ValueError, match="size"):
        adoption_curve([], 3, size="huge")
    with pytest.raises(ValueError, match="status"):
        Point(START, 1, status="lost")


def test_hostile_text_is_only_text():
    chart = weekly(
        VALUES, title='<script>alert("1")</script>\x07', unit="a & b", changes=(Change(1, START, "</text><b>"),)
    )
    root = parse(draw(chart, framed=True))
    assert not [e for e in root.iter() if e.tag.endswith(("script", "}b"))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12, allow_nan=False)), max_size=40),
    st.sampled_from(sorted(SIZES)),
    st.one_of(st.none(), st.floats(-1e9, 1e9)),
    st.text(max_size=80),
)
def test_any_figures_can_be_drawn(values, size, aim, title):
    root = parse(draw(weekly(values, aim=aim, title=title, direction="up"), size))
    for element in root.iter():
        for name in ("x", "y", "d"):
            assert not re.search("nan|inf", element.get(name, ""))


def test_changes_not_written_on_the_picture_are_listed():
    assert changes_to_list(EVERYTHING, "full") == ()
    assert changes_to_list(EVERYTHING, "phone") == EVERYTHING.changes
    crowded = replace(
        EVERYTHING,
        changes=tuple(Change(k, START + timedelta(weeks=k), f"A long name for change {k}") for k in range(1, 13)),
    )
    assert len(changes_to_list(crowded, "full")) >= 11


def hidden_chart(hidden):
    """A partner's copy: the true small values exist nowhere in it."""
    values = [15, 20, 10, 0, 15, 20, 0, 15, 10, 20, 15, 10, 25, 15, 30, 10, 20, 25, 10, 20]
    return Chart(
        title="Urgent home visits",
        direction="down",
        aim=10,
        points=tuple(
            Point(START + timedelta(weeks=k), v, status="hidden" if k in hidden else "figure")
            for k, v in enumerate(values)
        ),
    )


def test_hidden_points_leave_no_trace_of_their_value():
    few, many = hidden_chart({3}), hidden_chart({1, 3, 5, 7})
    assert all(p.value is None for p in many.points if p.status == "hidden")
    stars = re.findall(r'<text x="[^"]+" y="([^"]+)"[^>]*>\*</text>', draw(many).decode())
    assert len(stars) == 4
    assert len(set(stars)) == 1
    analysis = study(many)
    assert set(analysis.centre) == {None}
    assert not analysis.signals
    assert b"Middle" not in draw(many)
    assert b"Middle" in draw(few)


def test_a_hidden_point_is_drawn_alike_whatever_its_value_was():
    a = Chart(title="x", points=(Point(START, 3, status="hidden"), Point(START + timedelta(7), 40)))
    b = Chart(title="x", points=(Point(START, 7, 90, status="hidden"), Point(START + timedelta(7), 40)))
    assert draw(a) == draw(b)
    assert fingerprint(a) == fingerprint(b)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_marks_and_words_stand_out_from_their_ground():
    grounds = [tokens.WHITE, tokens.GREY_5, *tokens.TINT.values()]
    for ground in grounds:
        for mark in (*tokens.FILL.values(), *tokens.EDGE.values(), tokens.GREY_1, tokens.GREY_2, tokens.AIM):
            assert contrast(mark, ground) >= 3, (mark, ground)
        for words in (*tokens.EDGE.values(), tokens.INK, tokens.GREY_1):
            assert contrast(words, ground) >= 4.5, (words, ground)
    assert contrast(tokens.AIM, tokens.WHITE) >= 4.5


def test_a_chart_with_everything_on_it_is_small():
    assert len(draw(EVERYTHING)) <= 20_000
