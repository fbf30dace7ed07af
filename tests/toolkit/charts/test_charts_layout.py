"""No label touches another label, a point or a line: measured over many generated charts."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from toolkit.charts import Category, Cause, Change, Chart, PhaseMark, Point, RampTest
from toolkit.charts.adoption import SHAPES as ADOPTION_SIZES
from toolkit.charts.adoption import measure_adoption
from toolkit.charts.canvas import Box
from toolkit.charts.draw import changes_to_list, measure
from toolkit.charts.fishbone import SIZES as FISH_SIZES
from toolkit.charts.fishbone import measure_fishbone
from toolkit.charts.layout import stroke_touches
from toolkit.charts.ramp import SHAPES as RAMP_SIZES
from toolkit.charts.ramp import measure_ramp
from toolkit.spc import CHARTS, RULE_SETS

START = date(2024, 9, 9)
BODY = ("full", "beside", "half", "phone", "tv", "tv_small", "tv_large", "poster")


def boxes_touch(a: Box, b: Box, gap: float) -> bool:
    return a.x0 < b.x1 + gap and b.x0 < a.x1 + gap and a.y0 < b.y1 + gap and b.y0 < a.y1 + gap


def random_chart(seed):
    """Anything a team may have: gaps, closures, changes, phases, aims near and far, every kind of chart."""
    r = random.Random(seed)
    n = r.choice([1, 2, 3, 5, 9, 10, 12, 18, 24, 24, 24, 30, 52, 90])
    kind = r.choice(CHARTS)
    percent = r.random() < 0.5
    level = r.choice([0, 5, 60, 60, 1000, 1_250_000]) if not percent else 60
    spread = r.choice([0, 1, 5]) if percent or level < 100 else level / 10
    jump = r.choice([0, 0, 3]) * spread
    points = []
    for k in range(n):
        day = START + timedelta(weeks=k)
        chance = r.random()
        value = level + r.gauss(0, 1) * spread + (jump if k > n * 0.6 else 0)
        value = min(max(round(value), 0), 100) if percent else round(value, r.choice([0, 0, 1]))
        if chance < 0.06:
            points.append(Point(day, status="closed"))
        elif chance < 0.1:
            points.append(Point(day, status="missing"))
        elif kind in ("p", "pp", "u", "up"):
            points.append(Point(day, r.randint(0, 40), r.choice([0, 40, 60, 45]) if chance < 0.3 else 50))
        else:
            points.append(Point(day, value, status="estimate" if chance > 0.95 else "figure"))
    span = (n - 1) * 7
    words = ["Online form for repeat scripts", "Text with a link", "Huddle", "A much longer name for one small test"]
    changes = tuple(
        Change(k + 1, START + timedelta(days=r.randint(0, max(span, 1))), r.choice(words))
        for k in range(r.choice([0, 1, 3, 4, 9]))
    )
    phases = tuple(
        PhaseMark(START + timedelta(weeks=k), r.choice(["", "Online form is standard"]))
        for k in (r.sample(range(1, n), min(r.choice([0, 0, 1, 2]), n - 1)) if n > 1 else [])
    )
    aim = r.choice([None, level, level + 2 * spread, level * 1.5])
    return Chart(
        title="Calls answered within 5 minutes " * r.choice([1, 4]),
        unit="Percentage of all calls each week",
        points=tuple(points),
        changes=changes,
        phases=phases,
        kind=kind,
        rules=r.choice(RULE_SETS),
        direction=r.choice(["up", "down", "neutral"]),
        value_format="percent" if percent else "number",
        aim=min(aim, 100) if percent and aim is not None else aim,
    )


def inked(box):
    """The ink of a text is a little smaller than the room kept for it."""
    return Box(box.text, box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)


def collisions(canvas):
    texts = [inked(b) for b in canvas.boxes if b.text]
    shapes = [b for b in canvas.boxes if not b.text]
    found = []
    for k, a in enumerate(texts):
        found += [(a.text, b.text) for b in texts[k + 1 :] if boxes_touch(a, b, 0)]
        found += [(a.text, "point") for b in shapes if boxes_touch(a, b, -1.5)]
        found += [(a.text, s.kind) for s in canvas.strokes if s.kind != "axis" and stroke_touches(s, a, 0)]
        if a.x0 < -1 or a.y0 < -1 or a.x1 > canvas.width + 1 or a.y1 > canvas.height + 1:
            found.append((a.text, "edge"))
    return found


@pytest.mark.parametrize("size", BODY)
@pytest.mark.parametrize("seed", range(60))
def test_labels_of_generated_charts_touch_nothing(seed, size):
    assert collisions(measure(random_chart(seed), size)) == []


@pytest.mark.parametrize("size", ["full", "half", "phone"])
@pytest.mark.parametrize("seed", range(100, 120))
def test_framed_charts_too(seed, size):
    assert collisions(measure(random_chart(seed), size, framed=True)) == []


def test_the_measuring_finds_a_collision_when_there_is_one():
    canvas = measure(random_chart(3), "full")
    canvas.text(200, 200, "On top", 14)
    canvas.text(205, 203, "of each other", 14)
    assert ("On top", "of each other") in collisions(canvas)


def test_seventy_eight_under_an_aim_of_eighty():
    values = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, 59, 68, 71, 67, 74, 72, 70, 76, 75, 78]
    chart = Chart(
        title="Calls",
        aim=80,
        direction="up",
        value_format="percent",
        points=tuple(Point(START + timedelta(weeks=k), v) for k, v in enumerate(values)),
    )
    for size in BODY:
        canvas = measure(chart, size)
        assert sum(b.text == "78%" for b in canvas.boxes) == 1, size
        assert collisions(canvas) == []


def weekly(**given):
    values = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]
    points = [Point(START + timedelta(weeks=k), v, status="figure" if v else "closed") for k, v in enumerate(values)]
    return Chart(title="Calls", direction="up", value_format="percent", points=tuple(points), **given)


@pytest.mark.parametrize("weeks", [12, 13])
@pytest.mark.parametrize("size", ["full", "beside", "half", "phone"])
def test_words_in_the_plot_keep_a_little_away_from_lines_and_marks_where_there_is_room(size, weeks):
    change = Change(3, START + timedelta(weeks=weeks), "Online form")
    canvas = measure(weekly(aim=80, changes=(change,)), size)
    (closed,) = [b for b in canvas.boxes if b.text == "closed"]
    (above,) = [b for b in canvas.boxes if b.text.endswith("above")]
    for box in (closed, above):
        assert not [s.kind for s in canvas.strokes if s.kind not in ("axis", "grid") and stroke_touches(s, box, 3.5)]
        assert not [b for b in canvas.boxes if b is not box and boxes_touch(b, box, 3.5)]


@pytest.mark.parametrize("hidden", [0, 6])
@pytest.mark.parametrize("size", [*BODY, "tv_half"])
def test_values_at_the_side_stand_clear_of_each_other(size, hidden):
    values = [10, 10, 10, 15, 10, 10, 10, 10, 10, 10, 10, 10]
    points = [
        Point(
            START + timedelta(weeks=k),
            None if k >= 12 - hidden else v,
            status="hidden" if k >= 12 - hidden else "figure",
        )
        for k, v in enumerate(values)
    ]
    change = Change(1, START + timedelta(weeks=3), "Online form")
    canvas = measure(
        Chart(title="Complaints", direction="down", aim=3, points=tuple(points), changes=(change,)), size
    )
    side = sorted((b for b in canvas.boxes if b.text in {"0", "5", "10", "15", "20"}), key=lambda b: b.y0)
    assert len(side) >= 2
    assert not [(a.text, b.text) for a, b in pairwise(side) if a.x1 > b.x0 and b.x1 > a.x0 and a.y1 > b.y0]


def test_closed_stands_right_above_its_cross_and_not_above_the_words_of_a_run():
    values = [
        115,
        117,
        114,
        116,
        113,
        135,
        105,
        117,
        107,
        110,
        113,
        120,
        135,
        125,
        None,
        127,
        213,
        203,
        181,
        209,
        175,
        182,
        188,
        210,
    ]
    points = [
        Point(START + timedelta(weeks=k), v, status="closed" if v is None else "figure") for k, v in enumerate(values)
    ]
    changes = tuple(
        Change(n, START + timedelta(weeks=w), "Online form") for n, w in ((1, 5), (2, 9), (3, 13), (4, 20))
    )
    canvas = measure(Chart(title="Requests", direction="up", aim=200, points=tuple(points), changes=changes), "half")
    (closed,) = [b for b in canvas.boxes if b.text == "closed"]
    (run,) = [b for b in canvas.boxes if "above" in b.text or "in a row" in b.text]
    assert closed.y1 > run.y0


def test_names_of_changes_are_never_cut_off_either_all_are_written_or_the_list_names_them():
    days = [START + timedelta(weeks=k) for k in (4, 8, 12, 20)]
    names = ["Two people on phones 8 to 9", "Call-back list at the peak", "Online form for repeat scripts", "Text"]
    chart = weekly(changes=tuple(Change(k + 1, *pair) for k, pair in enumerate(zip(days, names, strict=True))))
    for size in BODY:
        shown = " ".join(b.text for b in measure(chart, size).boxes)
        assert "\u2026" not in shown
        listed = {c.label for c in changes_to_list(chart, size)}
        assert listed in (set(), set(names))
        assert ("Online form" in shown) == (not listed)
    assert "Online form" in " ".join(b.text for b in measure(chart, "full").boxes)


@pytest.mark.parametrize("size", FISH_SIZES)
@pytest.mark.parametrize(("categories", "causes"), [(0, 0), (1, 1), (2, 0), (3, 2), (6, 2), (6, 5), (8, 10), (13, 3)])
def test_fishbone_labels_touch_nothing(categories, causes, size):
    r = random.Random(categories * 100 + causes)
    texts = [
        "One person on the phones at 8",
        "Queue message says nothing",
        "Supercalifragilisticexpialidocious words",
        "The online form asks for a login that few of our older patients have and nobody explains it",
    ]
    content = [
        Category(
            r.choice(["People", "Process", "Equipment and rooms", "A category with a very long name"]),
            tuple(
                Cause(
                    r.choice(texts),
                    r.choice([None, 0, 4, 17, 120]),
                    tuple(r.choice(texts) for _ in range(r.randint(0, 3))),
                    r.random() < 0.2,
                )
                for _ in range(causes)
            ),
        )
        for _ in range(categories)
    ]
    canvas = measure_fishbone("Patients wait more than 5 minutes when they ring at 8", content, size)
    assert collisions(canvas) == []
    shown = " ".join(b.text for b in canvas.boxes)
    assert "\u2026" not in shown


@pytest.mark.parametrize("size", RAMP_SIZES)
@pytest.mark.parametrize("seed", range(12))
def test_ramp_labels_touch_nothing(seed, size):
    r = random.Random(seed)
    tests = [
        RampTest(
            k + 1,
            "Online form for repeat prescriptions",
            r.choice(["1 morning", "60 patients", "everyone in the practice"]),
            r.choice(["Adapt", "Adopt", "To study"]),
            r.random() < 0.2,
            r.choice([None, r.randint(1, 5)]) if seed % 2 else None,
        )
        for k in range(r.randint(1, 9))
    ]
    assert collisions(measure_ramp(tests, size=size)) == []


@pytest.mark.parametrize("size", ADOPTION_SIZES)
@pytest.mark.parametrize(("joined", "total"), [(0, 31), (1, 31), (12, 31), (31, 31), (700, 700), (6, 7000)])
def test_adoption_labels_touch_nothing_and_tell_the_number(joined, total, size):
    days = [date(2024, 4, 1) + timedelta(days=2 * k) for k in range(joined)]
    canvas = measure_adoption(days, total, today=date(2026, 3, 5), size=size)
    assert collisions(canvas) == []
    noun = "practice" if joined == 1 else "practices"
    assert f"{joined} {noun}" in [b.text for b in canvas.boxes]
