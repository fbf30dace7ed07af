"""Visits timed and calls counted on a phone whose line drops; a round of rating by keyboard; each page looked at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import counts as build
from tests.builders import make
from toolkit.models import Count, CountSheet, Rating, Stamp, Timing
from toolkit.ratings import services
from toolkit.ratings.spread import Given

from .looking import PHONE
from .steps import fill, follow, heading, press, tab_to
from .world import Team, team

Sign = Callable[..., Page]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def test_visits_are_timed_without_a_line_and_sent_once(larkmead, sign_in, look) -> None:
    page = sign_in(larkmead.member.email, viewport=PHONE)
    page.goto(larkmead.url("counting/"))
    look(page, "counting")
    press(page, "Time a visit")
    look(page, "timing-new")
    fill(
        page,
        {"What do you time?": "A blood test", "Which points does a visit come to?": "Comes in\nCalled in\nLeaves"},
    )
    press(page, "Start timing")
    expect(page.get_by_text("Next visit", exact=True).first).to_be_visible()
    look(page, "timing-phone")
    press(page, "Comes in")
    expect(page.locator("[data-visit-name]")).to_have_text("Visit 1")
    page.context.set_offline(True)
    press(page, "Called in")
    press(page, "Leaves")
    press(page, "Undo")
    press(page, "Leaves")
    expect(page.locator("[data-phone-note]")).to_contain_text("kept on this phone")
    expect(page.locator("[data-phone-waiting]")).to_contain_text("2 not sent yet")
    assert Stamp.objects.count() == 1
    page.context.set_offline(False)
    expect(page.locator("[data-phone-waiting]")).to_have_text("")
    assert Stamp.objects.count() == 3
    look(page, "timing-phone-done")
    page.reload()
    follow(page, "What was found")
    expect(page.get_by_role("main")).to_contain_text("A whole visit usually takes under a minute.")
    timing = Timing.objects.get()
    for minutes in ((0, 9, 20), (0, 14, 31), (0, 22, 40)):
        build.visit(timing, *minutes)
    page.reload()
    look(page, "timing-found")


def test_a_line_that_drops_after_the_server_wrote_counts_once(larkmead, sign_in, look) -> None:
    sheet = build.sheet(larkmead.project)
    page = sign_in(larkmead.member.email, viewport=PHONE)
    page.goto(larkmead.url(f"counting/sheets/{sheet.pk}/phone/"))
    look(page, "sheet-phone")
    lost = []

    def lose(route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # it arrived, and the answer did not
        route.abort()

    page.route("**/phone/send/", lose)
    press(page, re.compile("Appointment"))
    expect(page.locator("[data-phone-note]")).to_contain_text("no connection")
    assert Count.objects.filter(sheet=sheet).count() == 1
    press(page, re.compile("Prescription"))
    expect(page.locator("[data-phone-waiting]")).to_have_text("")
    expect(page.locator("[data-count-total]")).to_have_text("2")
    assert Count.objects.filter(sheet=sheet).count() == 2
    press(page, "Undo")
    expect(page.locator("[data-count-total]")).to_have_text("1")
    for hour, amount in ((8, 31), (9, 18), (11, 7), (15, 9)):
        build.count(sheet, make.today(), hour=hour, amount=amount)
    page.goto(larkmead.url(f"counting/sheets/{sheet.pk}/"))
    look(page, "sheet-found")
    assert CountSheet.objects.count() == 1


def test_a_round_of_rating_by_keyboard(larkmead, sign_in, look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("ratings/"))
    look(page, "ratings")
    tab_to(page, "button", "Begin a round How good our meetings are")
    page.keyboard.press("Enter")
    heading(page, "How often is that so?")
    look(page, "rating-give")
    page.get_by_role("group", name="We begin and end on time").get_by_label("Never").focus()
    page.keyboard.press("Space")
    tab_to(page, "button", "Save my answers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("One person has rated.")
    row = larkmead.project.rating_rounds.get()
    assert Rating.objects.get().value == 1
    for value in (1, 4, 4):
        other = make.user(f"Person {value}")
        services.give_ratings(round=row, given=[Given("time", value)], by=other)
    tab_to(page, "button", "All have rated: close it and look")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("far apart on ‘We begin and end on time’")
    look(page, "rating-found")


def test_rules_plan_and_sheet(larkmead, sign_in, look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("ground-rules/"))
    fill(page, {"Add a rule": "One speaks, the others listen."})
    press(page, "Add the rule")
    heading(page, "Ground rules")
    look(page, "rules")
    page.goto(larkmead.url("actions/new/"))
    today = make.today()
    fill(
        page, {"What is to be done?": "Ring the telephone company", "From when?": str(today), "By when?": str(today)}
    )
    look(page, "action-new")
    press(page, "Add the action")
    follow(page, "The action plan, week by week")
    expect(page.get_by_role("main")).to_contain_text("One action open.")
    look(page, "plan")
    page.goto(larkmead.url("measures/"))
    follow(page, "All of them on one sheet, to print")
    look(page, "sheet")
    page.goto(larkmead.url("aims/specific/"))
    fill(page, {"What will change?": "Calls answered"})
    expect(page.locator("#preview")).to_contain_text("It has no date")
    look(page, "aim")
