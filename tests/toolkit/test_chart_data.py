"""A chart for programs."""

from datetime import timedelta

from django.urls import reverse

from tests.builders import make

RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


def data(client, measure):
    return client.get(reverse("measure-data", args=[measure.project_id, measure.pk]))


def test_it_holds_what_the_page_says(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="percentage", denominator="all calls")
    figures = make.figures(measure, RISEN)
    make.chart_mark(world.project, date=figures[11].date, label="Online form")
    answer = data(sign_in(world.lead), measure)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = answer.json()
    assert (found["form"], found["title"], found["aim"]) == (1, measure.name, 80)
    assert (found["signal"], found["rule_set"]) == ("Changed for the better", "Run chart, Anhøj rules")
    assert [point["value"] for point in found["points"]] == RISEN
    assert found["points"][0]["middle"] == found["phases"][0]["middle"] == 57.5
    assert found["signals"][0]["meaning"] == "better"
    assert found["signals"][0]["to"] == figures[-1].date.isoformat()
    assert found["changes"] == [{"number": 1, "date": figures[11].date.isoformat(), "label": "Online form"}]
    assert "of 100 such charts" in found["sentence"]


def test_hidden_figures_have_no_value(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None)
    make.figures(measure, [14, 3, 22, None])
    found = data(sign_in(world.partner), measure).json()
    assert [(p["status"], p["value"]) for p in found["points"]] == [
        ("figure", 15), ("hidden", None), ("figure", 20), ("closed", None),
    ]  # fmt: skip
    assert found["hidden_means"] == "1 to 7 hidden"
    assert data(sign_in(world.lead), measure).json()["points"][1]["value"] == 3


def test_a_chart_without_figures_and_one_off_the_wall(world, sign_in) -> None:
    measure = make.measure(world.project)
    assert data(sign_in(world.lead), measure).json()["points"] == []
    measure.is_lead = measure.on_wall = False
    measure.save()
    make.figures(measure, [1], last=make.today() - timedelta(days=7))
    assert data(sign_in(world.lead), measure).status_code == 200
    assert data(sign_in(world.partner), measure).status_code == 404
