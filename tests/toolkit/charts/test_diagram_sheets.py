"""Diagrams cut into sheets of paper: nothing is lost, nothing is drawn twice, and no words touch."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from tests.toolkit.charts.test_charts_layout import collisions
from tests.toolkit.charts.test_diagram_layout import bones, check_boxes, maps, often, trees
from toolkit.charts import fishbone_sheets
from toolkit.charts import tokens as t
from toolkit.charts.canvas import MISSING, Canvas
from toolkit.charts.driver_sheets import DOWN, driver_sheet, split_drivers
from toolkit.charts.drivers import Driver, paint_drivers
from toolkit.charts.fishbone import Category, Cause, measure_fishbone
from toolkit.charts.fishbone_sheets import fishbone_sheet, split_fishbone
from toolkit.charts.map_layout import Arrow, Step, lay_out_map
from toolkit.charts.map_sheets import ACROSS, ON, count_sheets, map_sheet, paint_sheet

ROW = [Step(str(k), "step", f"Step {k}", 0) for k in range(40)]
CHAIN = [Arrow(str(k), str(k + 1)) for k in range(39)]
BACK = [*CHAIN, Arrow("30", "2", "No")]


def level(canvas_or_points) -> float:
    return sum(abs(bx - ax) for _kind, ax, ay, bx, by in canvas_or_points if ay == by)


@often
@given(maps())
def test_every_step_of_a_map_stands_on_one_sheet(drawn) -> None:
    lanes, steps, arrows = drawn
    steps = [replace(step, ident=f"step {step.ident}") for step in steps]
    arrows = [replace(a, source=f"step {a.source}", target=f"step {a.target}") for a in arrows]
    count = count_sheets(lanes, steps, arrows)
    sheets = [paint_sheet(lanes, steps, arrows, number) for number in range(1, count + 1)]
    placed = [ident for canvas in sheets for ident in canvas.places if ident.startswith("step")]
    assert sorted(placed) == sorted(step.ident for step in steps)
    for canvas in sheets:
        assert collisions(canvas) == []
        assert {canvas.width, canvas.height} == {sheets[0].width, sheets[0].height}


def test_a_sheet_is_no_wider_than_paper_and_its_lines_go_on_at_the_same_height() -> None:
    sheets = [paint_sheet(["Desk"], ROW, BACK, number) for number in range(1, count_sheets(["Desk"], ROW, BACK) + 1)]
    assert len(sheets) > 5
    assert all(canvas.width <= ACROSS for canvas in sheets)
    for canvas, following in pairwise(sheets):
        edge = max(s.x1 for s in canvas.strokes if s.kind == "edge")
        begin = min(s.x0 for s in following.strokes if s.kind == "edge")
        out = {s.y1 for s in canvas.strokes if s.kind == "edge" and max(s.x0, s.x1) == edge}
        into = {s.y0 for s in following.strokes if s.kind == "edge" and min(s.x0, s.x1) == begin}
        assert out == into, "a line ends on one sheet and does not begin on the next"
        check_boxes(canvas, {k: box for k, box in canvas.places.items() if k not in {"0"}}, "edge")
    said = [any(box.text == ON for box in canvas.boxes) for canvas in sheets]
    assert said == [True] * (len(sheets) - 1) + [False]


def test_no_part_of_a_line_is_lost_between_the_sheets() -> None:
    layout = lay_out_map(["Desk"], ROW, BACK)
    whole = sum(abs(b[0] - a[0]) for r in layout.routes for a, b in pairwise(r.points))
    drawn = 0.0
    sheets = [paint_sheet(["Desk"], ROW, BACK, n) for n in range(1, count_sheets(["Desk"], ROW, BACK) + 1)]
    for canvas in sheets:
        drawn += level(s for s in canvas.strokes if s.kind == "edge")
    assert drawn >= whole - 0.01, "part of a line is on no sheet"


def test_a_small_map_is_one_sheet() -> None:
    assert count_sheets(["Desk"], ROW[:3], CHAIN[:2]) == count_sheets([], (), ()) == 1
    svg = map_sheet(["Desk"], ROW[:3], CHAIN[:2], 1, title="A letter").decode()
    assert "sheet 1" not in svg
    assert ON not in svg
    with pytest.raises(IndexError):
        map_sheet(["Desk"], ROW[:3], CHAIN[:2], 2, title="A letter")


@often
@given(trees())
def test_every_driver_stands_on_a_sheet_and_every_join_is_drawn_or_said(drawn) -> None:
    aim, drivers, joins = drawn
    parts = split_drivers(drivers, joins)
    assert {d.ident for some, _ in parts for d in some} == {d.ident for d in drivers}
    seen = {join for _, hung in parts for join in hung}
    named = {d.ident: d.text for d in drivers}
    for a, b in set(joins) - seen:
        assert any(d.ident == b and named[a] in d.note for some, _ in parts for d in some)
    for some, hung in parts:
        assert collisions(paint_drivers(aim, some, hung)[0]) == []


def test_a_large_tree_is_cut_between_its_branches_and_a_small_one_is_not() -> None:
    people = [Driver(f"p{k}", "primary", f"Reason {k}") for k in range(4)]
    ideas = [Driver(f"i{k}", "idea", f"Idea {k}") for k in range(60)]
    joins = [(f"p{k % 4}", f"i{k}") for k in range(60)] + [("p3", "i0")]
    parts = split_drivers([*people, *ideas], joins)
    assert len(parts) > 3
    for some, hung in parts:
        assert paint_drivers("Aim", some, hung)[1].height <= DOWN + 60
        assert {d.kind for d in some} == {"primary", "idea"}, "ideas stand with what they hang on"
    assert [d.note for some, _ in parts for d in some if d.ident == "i0"] == ["Also for: Reason 3"]
    assert len(split_drivers(people, ())) == 1
    assert len(split_drivers((), ())) == 1
    svg = driver_sheet("Aim", [*people, *ideas], joins, 2, title="What").decode()
    assert f"What, sheet 2 of {len(parts)}" in svg


@often
@given(bones())
def test_every_cause_stands_on_a_sheet_that_is_no_larger_than_paper(drawn) -> None:
    effect, categories = drawn
    categories = [
        replace(group, causes=tuple(replace(cause, ident=f"{g} {k}") for k, cause in enumerate(group.causes)))
        for g, group in enumerate(categories)
    ]
    sheets = split_fishbone(effect, categories)
    placed = [cause for sheet in sheets for group in sheet for cause in group.causes]
    whole = [cause for group in categories for cause in group.causes]
    assert [cause.ident for cause in placed if cause.ident] == [cause.ident for cause in whole]
    assert [cause.votes for cause in placed if cause.ident] == [cause.votes for cause in whole]
    assert [sub for cause in placed for sub in cause.subs] == [sub for cause in whole for sub in cause.subs]
    for sheet in sheets:
        canvas = measure_fishbone(effect, sheet)
        assert collisions(canvas) == []
        assert (canvas.width, canvas.height <= fishbone_sheets.DOWN) == (fishbone_sheets.ACROSS, True)


def test_a_group_is_cut_only_where_it_must_be_and_says_so() -> None:
    causes = tuple(Cause(f"The queue message says nothing of how long it takes {k}", votes=k) for k in range(13))
    groups = [Category(name, causes) for name in ("People", "Process", "Rooms")]
    sheets = split_fishbone("Patients wait", groups)
    assert [sorted({group.name.removesuffix(" (goes on)") for group in sheet}) for sheet in sheets] == [
        *(["People"], ["Process"], ["Rooms"]),
    ]
    assert [group.name for group in sheets[0]][:2] == ["People", "People (goes on)"]
    assert len(split_fishbone("Patients wait", groups[:1])) == 1
    few = [replace(group, causes=causes[:2]) for group in groups]
    assert split_fishbone("Patients wait", few) == [tuple(few)]
    assert split_fishbone("Patients wait", ()) == [()]


def test_on_each_sheet_the_same_votes_stand_dark() -> None:
    """Three fifths of the most on any sheet, not of the most on this one."""
    loud, quiet = (tuple(Cause(f"{who} {k}", votes=votes) for k in range(70)) for who, votes in (("A", 20), ("B", 3)))
    groups = [Category("People", loud), Category("Process", quiet)]
    sheets = split_fishbone("Patients wait", groups)
    drawn = [
        fishbone_sheet("Patients wait", groups, number, title="Why").decode() for number in range(1, len(sheets) + 1)
    ]
    dark = [f'fill="{t.INK}" stroke="{t.GREY_1}"' in svg for svg in drawn]
    assert dark[0]
    assert not dark[-1]
    assert f"Why, sheet 2 of {len(sheets)}" in drawn[1]
    with pytest.raises(IndexError):
        fishbone_sheet("Patients wait", groups, len(sheets) + 1, title="Why")


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("会议", MISSING * 2),
        ("\U0001f691 late", f"{MISSING} late"),
        ("\U0001f469\u200d\u2695\ufe0f", f"{MISSING}\u200d\u2695\ufe0f"),
        ("e\u0301t\u00e9", "e\u0301t\u00e9"),
        ("नि", MISSING + MISSING),
    ],
    ids=["chinese", "emoji", "joined emoji", "accents", "devanagari"],
)
def test_what_no_font_can_draw_leaves_a_sign(words: str, drawn: str, monkeypatch) -> None:
    canvas = Canvas(300, 60, "png", title="", desc="", ident="x")
    said = []
    monkeypatch.setattr(canvas.renderer, "draw_text", lambda *args: said.append(args[3]))
    canvas.text(10, 30, words, 15)
    assert said == [drawn]
