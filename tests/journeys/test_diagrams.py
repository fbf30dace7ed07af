"""A process map and a driver diagram in a real browser: drawn, put back, carried on; by keyboard and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from toolkit.models import Cause, ChangeIdea, Diagram, Node

from .looking import PHONE
from .steps import fill, follow, heading, press, tab_to
from .world import Team, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def add_step(page: Page, text: str, **more: str) -> None:
    press(page, "Add a step")
    page.get_by_label("What happens?").fill(text)
    if "kind" in more:
        page.get_by_label(more["kind"], exact=True).check()
    if "who" in more:
        page.get_by_label("Who does it?").select_option(label=more["who"])
    if "after" in more:
        page.get_by_label("Which step comes before it?").select_option(label=more["after"])
    if "on_line" in more:
        page.get_by_label("Words on the line, for example Yes").fill(more["on_line"])
    if "wait" in more:
        page.get_by_label("Minutes of waiting before it").fill(more["wait"])
    if "waste" in more:
        page.get_by_label(more["waste"], exact=True).check()
    press(page, "Add this step")


def test_a_map_by_mouse(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("maps/"))
    look(page, "maps-empty")
    press(page, "Draw the first map")
    fill(page, {"What does it show?": "A repeat prescription"})
    look(page, "map-new")
    press(page, "Begin the map")
    for lane in ("Reception", "GP"):
        follow(page, "Add a lane")
        page.get_by_label("Who works in this lane?").fill(lane)
        press(page, "Add this lane")
    add_step(page, "Patient rings", kind="Start or end", who="Reception")
    press(page, "Add a step")
    look(page, "step-new")
    follow(page, "Cancel")
    add_step(page, "Write a note", who="Reception", waste="Checked or typed twice")
    add_step(page, "Due already?", kind="Decision", who="GP", wait="240")
    add_step(page, "Sign", who="GP", on_line="Yes")
    add_step(page, "Ring the patient", kind="Not clear", who="Reception", after="Due already?", on_line="No")
    add_step(page, "Sent to the pharmacy", kind="Start or end", who="GP", after="Sign")
    expect(page.get_by_role("main")).to_contain_text("All waits together take 4 hours.")
    look(page, "map")
    press(page, "Undo what I did last")
    expect(page.get_by_role("main")).not_to_contain_text("Sent to the pharmacy")
    press(page, "Do it again")
    expect(page.get_by_role("listitem").filter(has_text="Sent to the pharmacy").first).to_be_visible()
    press(page, "Copy it to draw how it shall work")
    expect(page.get_by_text("As it shall work")).to_be_visible()
    assert Diagram.objects.get(when="future").nodes.count() == 6


def test_drivers_by_keyboard_alone(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("drivers/"))
    look(page, "drivers-empty")
    tab_to(page, "button", "Say what you want to reach")
    page.keyboard.press("Enter")
    tab_to(page, "textbox", "What do you want to reach?")
    page.keyboard.type("8 of 10 calls answered in 5 minutes")
    page.keyboard.press("Enter")
    for text, under in (("Enough people at 8", ""), ("Rota follows demand", "Enough people at 8")):
        tab_to(page, "button", "Add to it")
        page.keyboard.press("Enter")
        tab_to(page, "textbox", "Say it in a few words")
        page.keyboard.type(text)
        if under:
            tab_to(page, "combobox", "What does it hang on?")
            page.keyboard.type(under)
        page.keyboard.press("Tab")
        tab_to(page, "button", "Add this")
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_contain_text(text)
    Node.objects.create(
        diagram=Diagram.objects.get(kind="drivers"), kind="idea", text="Two people from 8 to 9", position=9
    )
    page.reload()
    tab_to(page, "button", "Test this : Two people from 8 to 9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Plan a test")).to_be_visible()
    assert ChangeIdea.objects.filter(source="driver").count() == 1
    look(page, "drivers")


def test_a_vote_and_its_undoing_on_a_phone(larkmead: Team, sign_in: Sign, look: Look) -> None:
    cause = Cause.objects.filter(parent=None).first()
    page = sign_in(larkmead.lead.email, viewport=PHONE)
    page.goto(larkmead.url("fishbone/"))
    row = page.get_by_role("listitem").filter(has_text=cause.text).first
    row.get_by_text("Change", exact=False).first.click()
    press(row, "Vote for this")
    expect(page.get_by_role("main")).to_contain_text("You have given 1 of your")
    cause.refresh_from_db()
    assert cause.votes_of_people.count() == 1
    look(page, "fishbone-voted")
    press(page, "Undo what I did last")
    expect(page.get_by_role("main")).to_contain_text("You have given 0 of your")
    heading(page, "What causes it (fishbone)")
