"""A measure of each kind, how its chart is read, what it counts, and its middle lines: in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make
from toolkit.models import Measure

from .looking import DESKTOP, PHONE, Looker
from .steps import fill, follow, heading, press
from .world import Team, person, team

KINDS = [
    ("Minutes to answer", "A value, such as minutes or days", "minutes", "Every working day"),
    ("Visits asked for", "A count", "visits", "Every week"),
    ("Results handled in time", "A percentage", "", "Every month"),
    ("Urgent contacts", "A rate", "patients", "Every week"),
    ("Minutes in a test", "A value, such as minutes or days", "minutes", "With every small test"),
    ("Days between falls", "Days between rare events", "", None),
    ("Samples between two sent back", "Cases between rare events", "samples", None),
]
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def page(larkmead: Team, sign_in: Callable[..., Page]) -> Page:
    return sign_in(larkmead.lead.email)


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


@pytest.mark.parametrize(("name", "kind", "unit", "schedule"), KINDS, ids=[row[0] for row in KINDS])
def test_a_measure_of_each_kind(larkmead: Team, page: Page, look: Looker, name, kind, unit, schedule) -> None:
    page.goto(larkmead.url("measures/"))
    press(page.get_by_role("main"), "Add a measure")
    heading(page, "What do you want to count?")
    look(page, "measure-choose")
    follow(page, "write your own")
    look(page, "measure-create")
    page.get_by_label("What do you want to count?").fill(name)
    choose(page, kind)
    counted_in, better = page.get_by_label("Counted in"), page.get_by_role("group", name="Which way is better?")
    if unit:
        counted_in.fill(unit)
    else:
        expect(counted_in).to_be_hidden()
    if schedule:
        choose(page, "Higher is better")
        choose(page, schedule)
    else:
        expect(better).to_be_hidden()
        expect(page.get_by_role("group", name="How often will you enter it?")).to_be_hidden()
        look(page, "measure-create-rare")
    press(page, "Save this measure")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Your measure is saved.")
    look(page, "measure-first-figure-rare" if schedule is None else "measure-first-figure")
    made = Measure.objects.get(project=larkmead.project, name=name)
    assert made.get_schedule_display() == (schedule or "Each time it happens")
    assert page.url.endswith(larkmead.url(f"measures/{made.pk}/figures/add/"))
    expect(page.get_by_role("button", name="Save")).to_be_visible()


def test_how_the_chart_is_read(larkmead: Team, page: Page, look: Looker) -> None:
    measure = make.measure(larkmead.project, name="Phone wait", unit="minutes", is_lead=False, goal=30)
    figures = make.figures(measure, [*RISEN[:12], 54, 55])
    page.goto(larkmead.url(f"measures/{measure.pk}/"))
    follow(page, "How the chart is read")
    heading(page, "How is the chart read?")
    look(page, "measure-reading")
    preview = page.get_by_role("region", name="The chart", exact=True)
    page.set_viewport_size(PHONE)
    shown, save = preview.bounding_box(), page.get_by_role("button", name="Save how it is read").bounding_box()
    assert shown["y"] + shown["height"] <= save["y"], "on a phone the chart is seen before it is saved"
    page.set_viewport_size(DESKTOP)
    assert preview.bounding_box()["x"] > 600, "beside the choices on a desk"
    choose(page, "A mean with limits (I chart, XmR)")
    expect(preview).to_contain_text("I chart, Anhøj rules")
    choose(page, "The NHS rules, with two icons (Making Data Count)")
    expect(preview).to_contain_text("Making Data Count, shift of 6")
    choose(page, "Seven figures")
    expect(preview).to_contain_text("shift of 7 and trend of 7")
    page.get_by_label("Leave out unusually large moving ranges").check()
    expect(preview).to_contain_text("moving ranges screened")
    page.get_by_label("Work out the line and its limits from figures up to").fill("1 January 2001")
    press(page, "Save how it is read")
    expect(page.get_by_role("alert")).to_contain_text("Choose a day between them.")
    look(page, "measure-reading-problem")
    page.get_by_label("Work out the line and its limits from figures up to").fill(f"{figures[10].date:%d/%m/%Y}")
    press(page, "Save how it is read")
    heading(page, "Phone wait")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Will keep meeting the aim")
    expect(main).to_contain_text("line from the figures up to")
    look(page, "measure-read-as-mdc")
    measure.refresh_from_db()
    assert (measure.chart, measure.rules, measure.rule_length, measure.screen_ranges) == ("i", "mdc", 7, True)
    follow(page, "How the chart is read")
    press(page, "Use the suggestion")
    expect(main).to_contain_text("I chart, Anhøj rules")


def test_counted_in_another_way(larkmead: Team, page: Page, look: Looker) -> None:
    measure = make.measure(
        larkmead.project, name="Letters coded", value_kind="percentage", is_lead=False, numerator="in five days"
    )
    figures = make.figures(measure, RISEN[:14])
    page.goto(larkmead.url(f"measures/{measure.pk}/change/"))
    page.get_by_text("Exactly what is counted, and by whom").click()
    page.get_by_label("Counted", exact=True).fill("in two days")
    look(page, "measure-update")
    fill(page, {"From when do you count this way?": f"{figures[9].date:%d/%m/%Y}"})
    press(page, "Save this measure")
    heading(page, "Letters coded")
    expect(page.get_by_role("main")).to_contain_text("Counted: ‘in five days’ became ‘in two days’.")
    look(page, "measure-with-a-line")
    assert measure.phases.get().starts_on == figures[9].date


def test_lines_offered_and_of_their_own(larkmead: Team, page: Page, look: Looker) -> None:
    measure = make.measure(larkmead.project, name="Seen the same day", value_kind="percentage", is_lead=False)
    figures = make.figures(measure, RISEN)
    make.chart_mark(larkmead.project, measure=measure, date=figures[11].date, label="Online form")
    page.goto(larkmead.url(f"measures/{measure.pk}/"))
    follow(page, "Decide together")
    look(page, "phase-create")
    page.get_by_label("Why do you think this change will last?").fill("The form stays")
    press(page, "Start a new middle line")
    expect(page.get_by_role("main")).to_contain_text("After a change that lasted. Jo Pritchard")
    follow(page, "Start a line of your own")
    look(page, "phase-begin")
    fill(page, {
        "From when?": f"{figures[5].date:%d/%m/%Y}",
        "A name for it": "New phones",
        "Why does a new line start here?": "The phone system was changed",
    })  # fmt: skip
    press(page, "Start a new middle line")
    expect(page.get_by_role("heading", name="New phones")).to_be_visible()
    page.get_by_role("button", name="Take this line away").first.click()
    expect(page.get_by_role("heading", name="New phones")).to_have_count(0)
    assert measure.phases.get().kind == "shift"


def test_off_the_wall_and_back(larkmead: Team, page: Page, look: Looker) -> None:
    measure = make.measure(
        larkmead.project, name="Requests online", value_kind="count", unit="requests", is_lead=False
    )
    make.figures(measure, RISEN, last=make.today() - timedelta(days=1))
    page.goto(larkmead.url("measures/"))
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Requests online"))
    row.get_by_text("Its place on the wall").click()
    press(row, "Take off the wall")
    expect(row).to_contain_text("not on the wall")
    look(page, "measure-list")
    page.goto(larkmead.url("wall/"))
    expect(page.get_by_role("heading", name="Requests online")).to_have_count(0)
    page.goto(larkmead.url("measures/"))
    row.get_by_text("Its place on the wall").click()
    press(row, "Hang it on the wall")
    page.goto(larkmead.url("wall/"))
    expect(page.get_by_role("heading", name="Requests online")).to_be_visible()


def test_reading_without_javascript(larkmead: Team, sign_in: Any) -> None:
    measure = make.measure(larkmead.project, name="Waits", unit="minutes", is_lead=False)
    make.figures(measure, RISEN)
    page = sign_in(larkmead.lead.email, java_script_enabled=False)
    page.goto(larkmead.url(f"measures/{measure.pk}/chart/"))
    choose(page, "A mean with limits (I chart, XmR)")
    choose(page, "The NHS rules, with two icons (Making Data Count)")
    choose(page, "Seven figures")
    press(page, "Save how it is read")
    expect(page.get_by_role("main")).to_contain_text("shift of 7 and trend of 7")


def test_rare_events_from_inside_and_outside(larkmead: Team, page: Page, sign_in: Any, look: Looker) -> None:
    measure = make.measure(
        larkmead.project, name="Days between lost results", value_kind="days_between", schedule="event", unit="days",
        chart="t", is_lead=False, goal=None,
    )  # fmt: skip
    make.figures(measure, [30, 41, 12, 25, 60, 33, 18, 44, 51, 29, 70, 82, 64], every=40)
    page.goto(larkmead.url(f"measures/{measure.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("T chart, days between")
    look(page, "measure-rare-inside")
    manager = person("Helen Brandt")
    make.manager(larkmead.project.programme, manager)
    outside = sign_in(manager.email)
    outside.goto(larkmead.url(f"measures/{measure.pk}/"))
    expect(outside.get_by_role("main")).to_contain_text("keep this chart to themselves")
    expect(outside.get_by_role("img")).to_have_count(0)
    look(outside, "measure-rare-outside")
