"""Pictures that travel: other processes and programs, any title, everything that is said written on them."""

import io
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from toolkit.charts import FORMATS, SIZES, Change, Chart, Point, draw, study, words
from toolkit.charts.draw import measure

START = date(2024, 9, 9)
VALUES = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, 59, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]


def parse(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own picture


def weekly(values, **more):
    points = tuple(
        Point(START + timedelta(weeks=k), v, status="closed" if v is None else "figure") for k, v in enumerate(values)
    )
    return Chart(title="Calls answered within 5 minutes", points=points, **more)


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
    ),
)


SCRIPT = """
import hashlib
from datetime import date, timedelta
from toolkit.charts import Change, Chart, Point, draw, fingerprint
days = [date(2024, 9, 9) + timedelta(weeks=k) for k in range(14)]
chart = Chart(
    title="Calls",
    points=tuple(Point(d, 50 + k % 5) for k, d in enumerate(days)),
    changes=(Change(1, days[4], "Two on phones"),),
    exclude=frozenset(days[2:9:2]),
    kind="i",
)
parts = [fingerprint(chart)] + [hashlib.sha256(draw(chart, "full", f)).hexdigest() for f in ("svg", "png", "pdf")]
print(*parts)
"""


def test_bytes_and_fingerprint_are_the_same_in_another_process_with_another_hash_seed():
    root = Path(__file__).resolve().parents[3]
    made = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "4242")
    ]
    assert made[0] == made[1]
    assert len(made[0].split()) == 4


@pytest.mark.parametrize("size", ["full", "phone", "tv", "poster"])
def test_a_pdf_opens_in_another_program_at_its_size_with_text_as_text(size):
    chart = replace(EVERYTHING, title="Calls answered (within 5 minutes) \\ \u00f8")
    page = PdfReader(io.BytesIO(draw(chart, size, "pdf"))).pages[0]
    drawn = parse(draw(chart, size, framed=True))
    assert [float(v) for v in page.mediabox[2:]] == pytest.approx(
        [float(drawn.get("width")), float(drawn.get("height"))], abs=0.2
    )
    text = " ".join(page.extract_text().split())
    for part in ("Calls answered", "Changed for the better", "Anh\u00f8j", "24 February", "78%", "Aim"):
        assert part in text, part


def visible(svg):
    return " ".join(e.text for e in parse(svg).iter() if e.tag.endswith("}text"))


@pytest.mark.parametrize("size", [s for s in SIZES if s != "small"])
def test_a_framed_chart_carries_title_unit_rule_set_and_date_of_the_last_figure(size):
    shown = visible(draw(EVERYTHING, size, framed=True))
    for part in (
        EVERYTHING.title,
        EVERYTHING.unit,
        "Run chart, Anh\u00f8j rules",
        "Last figure Monday 24 February",
        "Changed for the better",
        "of 100 such charts of 24 figures",
        *(c.label for c in EVERYTHING.changes),
    ):
        assert all(word in shown for word in part.split()), part


def test_the_title_and_description_of_a_page_picture_hold_what_the_page_says_around_it():
    root = parse(draw(EVERYTHING))
    title, desc = (e.text for e in list(root)[:2])
    assert title == EVERYTHING.title
    for part in (EVERYTHING.unit, "Run chart, Anh\u00f8j rules", "24 February 2025", "Changed for the better"):
        assert part in desc


NHS = weekly(
    [61, 66, 58, 63, 69, 60, 64, 57, 67, 62, 65, 59, 68, 61, 64, 58, 66, 60, 72, 74, 70, 76, 73, 75],
    kind="i",
    rules="mdc",
    aim=72,
    direction="up",
    value_format="percent",
)


def test_a_framed_nhs_chart_carries_its_two_icons_and_their_words():
    for size in ("full", "phone", "tv_large", "poster"):
        shown = visible(draw(NHS, size, framed=True))
        assert "Changed for the better" in shown
        assert "May hit or miss the aim" in shown
    markers = draw(NHS, framed=True).count(b"<defs>"), draw(NHS).count(b"<defs>")
    assert markers[0] > markers[1]


TITLES = {
    "arabic": "\u0646\u0633\u0628\u0629 \u0627\u0644\u0645\u0643\u0627\u0644\u0645\u0627\u062a",
    "hebrew override": "\u202e\u05e9\u05dc\u05d5\u05dd\u202c calls",
    "emoji": "Calls \U0001f600\U0001f4de answered \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "combining": "Cafe\u0301 " + "z\u0335" * 30,
    "chinese": "\u63a5\u542c\u7684\u7535\u8bdd",
    "one endless word": "Prescriptions" * 30,
    "long": "Repeat prescriptions turned round within two working days of the request " * 8,
    "control": "a\x00b\x0bc\x1fd\ufffe",
    "markup": "]]> &amp; <b> \" ' </title><script>",
    "spaces": "   ",
}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("name", TITLES)
def test_any_title_can_be_drawn_in_every_format(name, fmt):
    chart = replace(EVERYTHING, title=TITLES[name], unit=TITLES[name], changes=(Change(1, START, TITLES[name]),))
    picture = draw(chart, "phone", fmt, framed=True)
    assert picture.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[fmt])
    if fmt == "svg":
        root = parse(picture)
        assert root[0].text == "".join(c for c in TITLES[name] if unicodedata.category(c) != "Cc" and c != "\ufffe")


def test_the_end_of_a_frozen_baseline_is_drawn_and_named():
    frozen = replace(EVERYTHING, changes=(), freeze=START + timedelta(weeks=11), kind="i")
    canvas = measure(frozen)
    assert "Baseline to 25 Nov" in [b.text for b in canvas.boxes]
    assert [s for s in canvas.strokes if s.kind == "phase"]
    carried = [s for s in canvas.strokes if s.kind == "centre"]
    assert len(carried) == 2
    assert carried[0].x1 == carried[1].x0
    assert not [s for s in measure(replace(frozen, freeze=None)).strokes if s.kind == "phase"]


def test_an_aim_far_off_is_named_beside_the_chart_instead_of_flattening_it():
    far = Chart(title="List", aim=20, points=tuple(Point(START + timedelta(weeks=k), 812 + k % 4) for k in range(12)))
    canvas = measure(far)
    assert {"Aim below", "20"} <= {b.text for b in canvas.boxes}
    assert not [s for s in canvas.strokes if s.kind == "aim"]
    assert [s for s in measure(replace(far, aim=800)).strokes if s.kind == "aim"]
    assert "The aim is 20." in words(far, study(far)).alt
    percent = weekly([90, 91, 92] * 5, aim=10, value_format="percent")
    assert [s for s in measure(percent).strokes if s.kind == "aim"]


@pytest.mark.parametrize("cadence", ["day", "week", "month", "event", "cycle"])
def test_dates_on_the_axis_step_evenly_back_from_the_newest(cadence):
    step = {"day": 1, "month": 30}.get(cadence, 7)
    days = [START + timedelta(days=k * step) for k in range(60)]
    if cadence == "day":
        days = [d for d in days if d.weekday() < 5]
    chart = Chart(title="x", cadence=cadence, points=tuple(Point(d, 5 + k % 3) for k, d in enumerate(days)))
    ticks = sorted(s.x0 for s in measure(chart).strokes if s.kind == "tick")
    steps = [b - a for a, b in pairwise(ticks)]
    assert len(ticks) >= 4
    assert max(steps) - min(steps) < 1
