"""Diagrams of any size: no words touch words, lines or edges, and no line runs through a box."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.toolkit.charts.test_charts_layout import collisions
from toolkit.charts.canvas import Box
from toolkit.charts.drivers import LEVELS, Driver, driver_diagram, paint_drivers
from toolkit.charts.fishbone import Category, Cause, measure_fishbone
from toolkit.charts.layout import stroke_touches
from toolkit.charts.map_layout import Arrow, Step, minutes_in_words
from toolkit.charts.process_map import KINDS, paint_map, process_map

WORDS = ["Ring", "Patient rings at 8 in the morning", "Prescription", "W" * 40, "نسخة", "note lies in a tray", "É 8"]
LONG = "Somebody looks up the notes of the patient and rings the pharmacy to ask what was last handed out there"
texts = st.one_of(st.sampled_from(WORDS), st.just(LONG), st.text("aWil m-.", min_size=1, max_size=120))
often = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],  # shrinking eighty steps takes longer than reading them
)


@st.composite
def maps(draw):
    lanes = tuple(draw(st.lists(texts.map(lambda x: x[:60]), max_size=6)))
    count = draw(st.integers(1, 80))
    lane = st.none() if not lanes else st.one_of(st.none(), st.integers(0, len(lanes) - 1))
    times = st.one_of(st.none(), st.sampled_from([0.5, 3.0, 90.0, 1441.0]))
    wastes = st.sampled_from([(), ("Waiting",), ("Done again or put right", "Checked or typed twice", "Waiting")])
    steps = tuple(
        Step(
            str(k),
            draw(st.sampled_from(list(KINDS))),
            draw(texts),
            draw(lane),
            draw(times),
            draw(times),
            draw(wastes),
        )
        for k in range(count)
    )
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, max_size=40, unique=True)) if count > 1 else []
    chain = [(k, k + 1) for k in range(count - 1)] if draw(st.booleans()) else []
    label = st.sampled_from(["", "", "Yes", "No, or it was changed by the hospital"])
    arrows = tuple(Arrow(str(a), str(b), draw(label)) for a, b in sorted({*pairs, *chain}))
    return lanes, steps, arrows


@st.composite
def trees(draw):
    count = draw(st.integers(1, 80))
    drivers = tuple(
        Driver(
            str(k), draw(st.sampled_from(list(LEVELS))), draw(texts), draw(st.sampled_from(["", "Measure: calls"]))
        )
        for k in range(count)
    )
    right = [
        (a.ident, b.ident) for a in drivers for b in drivers if LEVELS[a.kind] < LEVELS[b.kind] <= LEVELS[a.kind] + 2
    ]
    joins = draw(st.lists(st.sampled_from(right), max_size=60, unique=True)) if right else []
    return draw(texts), drivers, tuple(joins)


def inside(box, by: float = 1.0) -> Box:
    return Box("", box[0] + by, box[1] + by, box[2] - by, box[3] - by)


def check_boxes(canvas, boxes: dict, kind: str) -> None:
    for (one, a), (two, b) in combinations(boxes.items(), 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3], f"{one} lies on {two}"
    for stroke in canvas.strokes:
        if stroke.kind == kind:
            for ident, box in boxes.items():
                assert not stroke_touches(stroke, inside(box), 0), f"a line runs through {ident}"


@often
@given(maps())
def test_process_maps(drawn) -> None:
    canvas, layout = paint_map(*drawn)
    assert collisions(canvas) == []
    check_boxes(canvas, layout.areas(), "edge")
    assert len(layout.areas()) == len(drawn[1])
    assert len(layout.routes) == len(drawn[2])


@often
@given(trees())
def test_driver_diagrams(drawn) -> None:
    canvas, layout = paint_drivers(*drawn)
    assert collisions(canvas) == []
    check_boxes(canvas, layout.boxes, "join")
    assert len(layout.boxes) == len(drawn[1]) + 1


@st.composite
def bones(draw):
    count = draw(st.integers(1, 80))
    groups = draw(st.integers(1, 12))
    causes: list[list[Cause]] = [[] for _ in range(groups)]
    while count > 0:
        subs = draw(st.integers(0, min(4, count - 1)))
        votes = draw(st.one_of(st.none(), st.integers(1, 999)))
        cause = Cause(draw(texts), votes, tuple(draw(texts) for _ in range(subs)), draw(st.booleans()))
        causes[draw(st.integers(0, groups - 1))].append(cause)
        count -= 1 + subs
    names = [draw(texts)[:40] for _ in range(groups)]
    return draw(texts), [Category(name, tuple(some)) for name, some in zip(names, causes, strict=True)]


@pytest.mark.parametrize("size", ["full", "phone"])
@often
@given(bones())
def test_fishbones(size: str, drawn) -> None:
    assert collisions(measure_fishbone(*drawn, size)) == []


@pytest.mark.parametrize("fmt", ["svg", "png", "pdf"])
def test_the_same_input_gives_the_same_bytes_in_every_format(fmt: str) -> None:
    steps = (Step("a", "end", "Ring & <wait>", 0, 3, 90, ("Waiting",)), Step("b", "unclear", "Who?"))
    first = process_map(["Desk"], steps, (Arrow("a", "b", "Yes"),), title="How", fmt=fmt)
    assert process_map(["Desk"], steps, (Arrow("a", "b", "Yes"),), title="How", fmt=fmt) == first
    tree = (Driver("p", "primary", "People & phones"), Driver("i", "idea", "Two at 8", tested=True))
    second = driver_diagram("80%", tree, (("p", "i"),), title="What", fmt=fmt)
    assert driver_diagram("80%", tree, (("p", "i"),), title="What", fmt=fmt) == second
    start = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF"}[fmt]
    assert first.startswith(start)
    assert second.startswith(start)


def test_the_words_say_what_the_picture_shows() -> None:
    steps = (Step("a", "step", "Write it down", 0, 3, 90, ("Waiting",)), Step("b", "decision", "Due?", 1))
    svg = process_map(["Desk", "GP"], steps, (Arrow("a", "b", "Then"),), title="How").decode()
    assert "Desk: Write it down (takes 3 minutes" in svg
    assert "then Then: Due?" in svg
    svg = driver_diagram("Nobody waits", (Driver("p", "primary", "People"),), (), title="What").decode()
    assert "What it depends on: People." in svg


def test_an_empty_map_and_an_empty_tree_are_drawn() -> None:
    assert b"No steps yet" in process_map([], (), (), title="How")
    assert b"Nothing hangs on it yet" in driver_diagram("Aim", (), (), title="What")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (2.5, "2.5 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (2880, "2 days")],
    ids=["one", "halves", "hour", "mixed", "days"],
)
def test_minutes_in_words(minutes: float, words: str) -> None:
    assert minutes_in_words(minutes) == words


def test_an_entry_is_drawn_under_the_first_that_it_hangs_on() -> None:
    tree = (
        Driver("a", "primary", "Fewer calls"),
        Driver("b", "primary", "More people"),
        Driver("c", "secondary", "Slots"),
        Driver("d", "secondary", "Rota"),
        Driver("i", "idea", "Release half the evening before"),
    )
    hung = [("a", "c"), ("b", "d"), ("c", "i"), ("b", "i")]
    boxes = paint_drivers("Aim", tree, hung)[1].boxes
    assert boxes["i"][1] < boxes["b"][1], "beside what came first, though others before it in the list hold it, too"
    boxes = paint_drivers("Aim", tree, [*hung[:2], hung[3], hung[2]])[1].boxes
    assert boxes["i"][1] > boxes["a"][3]
