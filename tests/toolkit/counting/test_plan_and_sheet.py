"""The action plan over time, the sheet of measures, and what makes an aim weak."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from projects.models import Action, Progress
from tests.builders import make
from tests.builders import toolkit as build
from tests.builders.counting import count_queries
from tests.toolkit.charts.test_spread_and_heat import outside, touching
from toolkit.aims.sentences import weaknesses
from toolkit.charts.canvas import Canvas
from toolkit.charts.gantt import DOWN, Bar, gantt, measure_gantt, split_bars
from toolkit.plan.presenters import plan_of

TODAY = date(2026, 3, 4)
BARS = [
    Bar("Ring the telephone company and ask what a second line costs (Sam Whitlock)", TODAY, TODAY + timedelta(9)),
    Bar("Late", TODAY - timedelta(20), TODAY - timedelta(6), "late"),
    Bar("Done-and-a-very-long-word-without-blanks-that-goes-on-and-on-and-on", None, TODAY, "done"),
]


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("days", [0, 60, 500])
def test_labels_touch_nothing(size, days) -> None:
    bars = [*BARS, Bar("Far", TODAY, TODAY + timedelta(days))] * 5
    canvas = measure_gantt(bars, TODAY, title="T", desc="D", size=size)
    assert touching(canvas) == []
    assert outside(canvas) == []


@pytest.mark.parametrize("fmt", ["svg", "png", "pdf"])
def test_equal_plans_are_equal_pictures(fmt) -> None:
    assert gantt(BARS, TODAY, title="T", desc="D", fmt=fmt) == gantt(BARS, TODAY, title="T", desc="D", fmt=fmt)


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("start", [TODAY - timedelta(20), None], ids=["bar", "diamond"])
def test_late_is_told_by_a_cross_and_not_by_colour_alone(size, start, monkeypatch) -> None:
    drawn = []
    monkeypatch.setattr(Canvas, "marks", lambda canvas, shape, points, *looks: drawn.append((shape, points[0][0])))
    for state in ("late", "open", "done"):
        drawn.clear()
        canvas = measure_gantt(
            [Bar("Ring them", start, TODAY - timedelta(6), state)], TODAY, title="", desc="", size=size
        )
        crosses = [x for shape, x in drawn if shape == "cross"]
        assert len(crosses) == (state == "late")
        assert all(x <= canvas.width - 4 for x in crosses)


def test_on_paper_every_row_stands_on_one_sheet_and_all_have_the_same_weeks() -> None:
    bars = [Bar(f"Action number {k}", None, TODAY + timedelta(k)) for k in range(60)]
    sheets = split_bars(bars)
    assert [bar for some in sheets for bar in some] == bars
    assert len(sheets) == 3
    weeks = set()
    for some in sheets:
        canvas = measure_gantt(some, TODAY, title="T", desc="D", over=bars)
        assert canvas.height < DOWN + 60
        weeks.add(tuple(box.text for box in canvas.boxes if box.text[0].isdigit()))
    assert len(weeks) == 1
    assert split_bars([]) == [[]]


def test_an_empty_plan_and_no_other_size() -> None:
    assert b"Today" in gantt([], TODAY, title="T", desc="D")
    with pytest.raises(ValueError, match="size"):
        measure_gantt([], TODAY, title="", desc="", size="huge")


def test_the_plan_in_order_and_in_words(world) -> None:
    today = make.today()
    late = make.action(world.project, text="Late", due_on=today - timedelta(days=1))
    long = make.action(
        world.project, text="Long", starts_on=today - timedelta(days=9), due_on=today + timedelta(days=9)
    )
    coming = make.action(
        world.project, text="Coming", starts_on=today + timedelta(days=2), due_on=today + timedelta(days=3)
    )
    free = make.action(world.project, text="Some day")
    plan = plan_of([late, long, coming, free], today)
    assert [action.text for action in plan.planned] == ["Long", "Late", "Coming"]
    assert [row[-1] for row in plan.rows] == ["Under way", "Late", "Not begun"]
    assert {row[1] for row in plan.rows} == {"Nobody yet"}
    assert [row[2] == "–" for row in plan.rows] == [False, True, False], "a card on a phone is never left empty"
    assert plan.without_day == [free]
    assert plan.sentence == "Four actions open. One is late."


def test_from_when_is_typed_and_stands_in_the_plan(world, sign_in) -> None:
    client = sign_in(world.lead)
    create = reverse("action-create", args=[world.project.pk])
    key = client.get(create).context["form"]["key"].value()
    typed = {"text": "Try two on the phones", "person": str(world.member.pk), "key": key, "version": "0"}
    refused = client.post(create, {**typed, "starts_on": "2026-03-09", "due_on": "2026-03-06"})
    assert "before the day it begins" in refused.text
    assert "Try two on the phones" in refused.text
    assert not Action.objects.exists()
    client.post(create, {**typed, "starts_on": "2026-03-09", "due_on": "2026-03-20"})
    action = Action.objects.get()
    assert (action.starts_on, action.due_on) == (date(2026, 3, 9), date(2026, 3, 20))
    assert Progress.objects.filter(project=world.project, tool="actions").exists()
    page = client.get(reverse("action-plan", args=[world.project.pk])).text
    assert "Monday 9 March" in page
    picture = client.get(reverse("action-plan-picture", args=[world.project.pk])).text
    assert "(Sam Whitlock)" in picture
    update = reverse("action-update", args=[world.project.pk, action.pk])
    client.post(update, {**typed, "starts_on": "", "due_on": "2026-03-21"})
    action.refresh_from_db()
    assert (action.starts_on, action.due_on) == (None, date(2026, 3, 21))


def test_the_page_prints_sheets_that_have_addresses(world, sign_in) -> None:
    for k in range(40):
        make.action(world.project, text=f"Action {k}.", due_on=make.today() + timedelta(k))
    client = sign_in(world.lead)
    page = client.get(reverse("action-plan", args=[world.project.pk])).text
    url = reverse("action-plan-picture", args=[world.project.pk])
    assert f"{url}?sheet=2" in page
    assert f"{url}?sheet=3" not in page
    assert "Action 0." in client.get(url, {"sheet": 1}).text
    assert "Action 39." not in client.get(url, {"sheet": 1}).text
    assert "Action 39." in client.get(url, {"sheet": 2}).text
    for wrong in ("0", "3", "x"):
        assert client.get(url, {"sheet": wrong}).status_code == 404


def test_a_coachs_step_does_not_begin_the_teams_tool(world) -> None:
    from projects.actions.services import add_action

    add_action(project=world.project, text="Send the chart", owner=world.coach, by=world.coach)
    assert not Progress.objects.filter(project=world.project, tool="actions").exists()


def test_the_same_queries_for_two_actions_and_twenty(world, sign_in) -> None:
    client, url = sign_in(world.lead), reverse("action-plan", args=[world.project.pk])
    make.action(world.project, due_on=make.today(), owner=world.member)
    few = count_queries(client, url)
    for _ in range(20):
        make.action(world.project, due_on=make.today(), owner=world.member)
    assert count_queries(client, url) == few


def test_all_measures_on_one_sheet(world, sign_in) -> None:
    make.measure(
        world.project, name="Calls", exclusions="Test calls", baseline=Decimal(3), value_kind="count", kind="outcome"
    )
    make.measure(world.project, name="Staff mood", kind="balancing", is_lead=False)
    put_away = make.measure(world.project, name="Old", is_lead=False)
    put_away.archived_at, put_away.archived_by = make.now(), world.lead
    put_away.save()
    url = reverse("measure-sheet", args=[world.project.pk])
    page = sign_in(world.lead).get(url).text
    assert page.index("Calls") < page.index("Staff mood")
    assert "Test calls" in page
    assert "No process measure yet" in page
    assert "No outcome measure yet" not in page
    assert ">Old<" not in page
    assert "Where we started" in page
    hidden = sign_in(world.manager).get(url).context["sheets"]
    assert dict(next(rows for measure, rows in hidden if measure.name == "Calls")).get("Where we started", "") != "3"


@pytest.mark.parametrize(
    ("direction", "goal", "weak"),
    [
        ("increase", 40, True),
        ("increase", 52, True),
        ("increase", 53, False),
        ("decrease", 80, True),
        ("decrease", 40, False),
    ],
)
def test_a_goal_on_the_wrong_side_is_named(direction, goal, weak) -> None:
    aim = SimpleNamespace(
        direction=direction, what="Calls", measure=SimpleNamespace(direction="neutral", name="Calls"),
        baseline=Decimal(52), goal=Decimal(goal), unit="%", by_date=TODAY, population="all",
    )  # fmt: skip
    assert any("wrong side" in words for words in weaknesses(aim, TODAY)) == weak


def test_the_preview_says_what_is_weak_while_it_is_typed(world, sign_in) -> None:
    url = reverse("specific-aim-preview", args=[world.project.pk])
    client = sign_in(world.lead)
    page = client.post(url, {"what": "Calls answered", "direction": "increase", "version": "0"}).text
    assert "It has no number to reach" in page
    assert "It has no date" in page
    wrong = client.post(
        url, {"what": "Calls", "direction": "increase", "baseline": "9", "goal": "5", "version": "0"}
    ).text
    assert "must be above" in wrong
    assert "no number" not in wrong


def test_the_aim_leads_to_its_measure(world, sign_in) -> None:
    measure = make.measure(world.project)
    build.specific_aim(world.project, measure=measure)
    page = sign_in(world.lead).get(reverse("aims-detail", args=[world.project.pk])).text
    assert f'href="{reverse("measure-detail", args=[world.project.pk, measure.pk])}"' in page
