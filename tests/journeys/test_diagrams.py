"""A process map without scripts, carried on and put back; a vote on a phone. The editors have their own journeys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from toolkit.models import Cause, Diagram

from .looking import PHONE
from .steps import fill, follow, heading, press
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


def test_a_map_without_scripts(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("maps/"))
    look(page, "maps-empty")
    press(page, "Draw the first map")
    look(page, "map-new")
    page = sign_in(larkmead.lead.email, java_script_enabled=False)
    page.goto(larkmead.url("maps/new/"))
    fill(page, {"What does it show?": "A repeat prescription"})
    press(page, "Begin the map")
    for lane in ("Reception", "GP"):
        follow(page, "Add a lane")
        page.get_by_label("Who works in this lane?").fill(lane)
        press(page, "Add this lane")
    add_step(page, "Patient rings", kind="Start or end", who="Reception")
    add_step(page, "Write a note", who="Reception", waste="Checked or typed twice")
    add_step(page, "Due already?", kind="Decision", who="GP", wait="240")
    add_step(page, "Sign", who="GP", on_line="Yes")
    add_step(page, "Ring the patient", kind="Not clear", who="Reception", after="Due already?", on_line="No")
    add_step(page, "Sent to the pharmacy", kind="Start or end", who="GP", after="Sign")
    expect(page.get_by_role("main")).to_contain_text("All waits together take 4 hours.")
    press(page, "Undo what I did last")
    expect(page.get_by_role("main")).not_to_contain_text("Sent to the pharmacy")
    press(page, "Do it again")
    expect(page.get_by_role("listitem").filter(has_text="Sent to the pharmacy").first).to_be_visible()
    press(page, "Copy it to draw how it should work")
    expect(page.get_by_text("As it should work")).to_be_visible()
    future = Diagram.objects.get(when="future")
    assert future.nodes.count() == 6
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"maps/{future.pk}/"))
    look(page, "map")
    page.goto(larkmead.url(f"maps/{future.pk}/steps/new/"))
    look(page, "step-new")


def test_a_vote_and_its_undoing_on_a_phone(larkmead: Team, sign_in: Sign, look: Look) -> None:
    cause = Cause.objects.filter(parent=None).first()
    page = sign_in(larkmead.lead.email, viewport=PHONE)
    page.goto(larkmead.url("fishbone/"))
    row = page.get_by_role("listitem").filter(has_text=cause.text).first
    press(row, "Vote for this")
    expect(page.get_by_role("main")).to_contain_text("You have given 1 of your")
    cause.refresh_from_db()
    assert cause.votes_of_people.count() == 1
    look(page, "fishbone-voted")
    press(page, "Undo what I did last")
    expect(page.get_by_role("main")).to_contain_text("You have given 0 of your")
    heading(page, "What causes it (fishbone)")
