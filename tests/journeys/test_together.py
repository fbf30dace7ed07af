"""A survey, the idea box and a brainstorm, from the team's page to a phone without an account and back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from toolkit.models import SurveyAnswer

from .looking import NARROW, PHONE, Looker
from .steps import fill, follow, heading, press, tab_to, wait_until
from .world import Team, team

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def link_of(page: Page) -> str:
    return page.locator(".tg-address").inner_text().strip()


def test_a_survey_from_the_first_question_to_the_results(larkmead, sign_in, open_page, look: Looker) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("surveys/"))
    look(page, "surveys")
    follow(page, "Staff")
    look(page, "survey-form")
    press(page, "Save and look at it")
    heading(page, "How we work together")
    look(page, "survey-draft")
    press(page, "Open this survey")
    press(page, "Make a link")
    look(page, "survey-link-form")
    fill(page, {"Where will it be?": "Staff mail"})
    press(page, "Make this link")
    look(page, "survey-link")
    address = link_of(page)
    for number in range(5):
        phone = open_page(address, viewport=NARROW if number else PHONE)
        if not number:
            look(phone, "survey-answer")
            tab_to(phone, "radio", "Very poor")
            phone.keyboard.press("ArrowDown")
        else:
            phone.get_by_label("Good", exact=True).first.check()
        press(phone, "Send my answers")
        heading(phone, "Thank you")
        if not number:
            look(phone, "survey-thanks")
            phone.goto(address)
            heading(phone, "Thank you")
        phone.close()
    assert SurveyAnswer.objects.count() == 5
    page.goto(larkmead.url("surveys/"))
    follow(page, "Open")
    expect(page.get_by_text("5 answers are in the results.")).to_be_visible()
    look(page, "survey-results")
    follow(page, "Close this survey")
    look(page, "survey-close")
    press(page, "Close it")
    expect(page.get_by_text("Its results stay")).to_be_visible()


def test_an_idea_is_put_in_by_a_phone_and_answered(larkmead, sign_in, open_page, look: Looker) -> None:
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url("idea-box/"))
    press(page, "Make a link")
    fill(page, {"Where will it be?": "Staff room"})
    press(page, "Make this link")
    phone = open_page(link_of(page), viewport=PHONE)
    fill(phone, {"Your idea": "A headset for whoever is on the phones"})
    press(phone, "Put it in the box")
    expect(phone.get_by_text("Your idea is in the box")).to_be_visible()
    look(phone, "idea-box-phone")
    page.goto(larkmead.url("idea-box/"))
    page.get_by_role("main").locator("a.nhsuk-button", has_text="A headset").click()
    page.get_by_label("We try it").check()
    fill(page, {"Our answer": "Two come next week."})
    look(page, "idea-answer")
    press(page, "Save this answer")
    look(page, "idea-box")
    phone.reload()
    expect(phone.get_by_text("Two come next week.")).to_be_visible()


def test_two_phones_take_part_in_a_brainstorm_and_follow_the_screen(
    larkmead, sign_in, open_page, look: Looker
) -> None:
    page: Any = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("brainstorms/"))
    look(page, "brainstorms")
    press(page, "Begin")
    fill(page, {"What do you want ideas for?": "How could people get through sooner?"})
    press(page, "Begin")
    look(page, "brainstorm-screen")
    code = page.locator(".tg-code__code [aria-hidden]").inner_text()
    phones = [open_page("/in/", viewport=size) for size in (PHONE, NARROW)]
    for number, phone in enumerate(phones):
        if not number:
            look(phone, "brainstorm-code")
        fill(phone, {"Code on the screen": code})
        press(phone, "Take part")
        for text in ("Call back later", f"Online form {number}"):
            fill(phone, {"An idea": text})
            phone.get_by_label("An idea", exact=True).press("Tab")
            press(phone, "Add this idea")
            expect(phone.get_by_role("listitem").filter(has_text=text)).to_be_visible()
    look(phones[0], "brainstorm-write")
    expect(page.locator(".tg-tally__number")).to_have_text("4")
    fill(phones[1], {"An idea": "Still being typed"})
    press(page, "Time is up: show the ideas")
    page.get_by_label("1. Call back later").check()
    page.get_by_label("3. Call back later").check()
    press(page, "Join the ticked ones")
    look(page, "brainstorm-sort")
    expect(phones[1].get_by_role("link", name="Go on")).to_be_visible()
    expect(phones[1].get_by_label("An idea", exact=True)).to_have_value("Still being typed")
    for phone in phones:
        phone.get_by_role("link", name="Go on").click()
    expect(phones[0].get_by_text("and 1 like it")).to_be_visible()
    press(page, "Begin to vote")
    for phone in phones:
        phone.get_by_label("1. Call back later").check()
        press(phone, "Send my votes")
        expect(phone.get_by_text("Your votes are in")).to_be_visible()
    look(phones[0], "brainstorm-vote")
    wait_until(lambda: page.locator(".tg-tally__number").inner_text() == "2")
    look(page, "brainstorm-voting")
    press(page, "Everybody has voted: count")
    look(page, "brainstorm-result")
    for seen in (page, phones[1]):
        expect(seen.locator(".tg-votes__bar").first).to_be_visible(timeout=15_000)
        bar, row = (seen.locator(name).first.bounding_box() for name in (".tg-votes__bar", ".tg-votes"))
        assert bar is not None
        assert row is not None
        assert bar["width"] == pytest.approx(row["width"] / 2, abs=1), "as long as its votes say"
    expect(phones[1].get_by_text("2 votes")).to_be_visible(timeout=15_000)
    look(phones[1], "brainstorm-result-phone")
    press(page, "Choose the theme")
    press(page, "Save the theme")
    expect(page.get_by_text("Our theme:")).to_be_visible()
