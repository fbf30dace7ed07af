"""A process map edited where it stands: by mouse, by keys alone, by a finger, by two at once and without a line."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import diagrams as draw
from toolkit.models import Diagram, Node

from .boards import drag, drawn, hold_and_drag, in_sight, listed, middle, row_of, saved, words
from .looking import PHONE
from .steps import press, tab_to
from .world import Team, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def board(larkmead: Team) -> Diagram:
    """Patient rings, Write a note (Reception), Due?, Sent (GP), joined in a row."""
    return draw.process_map(larkmead.project)


def steps(board: Diagram) -> list[str]:
    return [node.text for node in board.nodes.all()]


def lines(board: Diagram) -> set[tuple[str, str, str]]:
    return {(e.source.text, e.label, e.target.text) for e in board.edges.select_related("source", "target")}


def lane(board: Diagram, text: str) -> str:
    return board.nodes.get(text=text).lane.name


def open_map(larkmead: Team, board: Diagram, page: Page) -> Page:
    page.goto(larkmead.url(f"maps/{board.pk}/"))
    page.locator("[data-help]:visible").wait_for()
    return page


def said(page: Page) -> Any:
    return expect(page.locator("[data-said]"))


def test_by_mouse(larkmead: Team, board: Diagram, sign_in: Sign, look: Look) -> None:
    page = open_map(larkmead, board, sign_in(larkmead.lead.email))
    look(page, "map-editor")
    # Words, time, kind and waste in one box.
    drawn(page, "Write a note").click()
    box = page.locator(".app-board__edit")
    words(page).fill("Write the request down")
    box.get_by_label("Minutes it takes").fill("soon")
    page.keyboard.press("Enter")
    expect(page.locator("#board-note")).to_have_text("Minutes are a number, for example 12 or 2.5.")
    box.get_by_label("Minutes it takes").fill("2.5")
    box.get_by_label("Minutes waiting").fill("90")
    box.get_by_text("What is wasted here").click()
    box.get_by_label("Checked or typed twice").check()
    look(page, "map-editor-box")
    press(box, "Save")
    saved(page)
    note = board.nodes.get(text="Write the request down")
    assert (note.minutes, note.wait_minutes, note.wastes) == (2.5, 90, ["twice"])
    expect(page.get_by_role("main")).to_contain_text("All waits together take 1 hour 30 minutes.")
    assert board.operations.count() == 1

    # A click on the ground of a lane adds there, behind the step before; Enter goes on.
    ring, due = drawn(page, "Patient rings").bounding_box(), drawn(page, "Due?").bounding_box()
    assert ring
    assert due
    page.mouse.click(ring["x"] + ring["width"] + 12, due["y"] + due["height"] / 2)
    expect(page.locator(".app-board__label")).to_have_text("New step after 'Patient rings'")
    page.keyboard.type("Listen")
    page.keyboard.press("Enter")
    expect(page.locator(".app-board__label")).to_have_text("New step after 'Listen'")
    page.keyboard.press("Escape")
    saved(page)
    assert steps(board)[:3] == ["Patient rings", "Listen", "Write the request down"]
    assert {("Patient rings", "", "Listen"), ("Listen", "", "Write the request down")} < lines(board)
    assert lane(board, "Listen") == "GP"

    # Into another lane, then onto a line between two others.
    expect(drawn(page, "Listen")).to_be_visible()
    in_sight(page)
    x = middle(drawn(page, "Listen"))[0]
    drag(page, middle(drawn(page, "Listen")), (x, middle(drawn(page, "Patient rings"))[1]))
    said(page).to_have_text("Moved 'Listen' to 'Reception'.")
    saved(page)
    assert lane(board, "Listen") == "Reception"
    in_sight(page)
    due, sent = drawn(page, "Due?").bounding_box(), drawn(page, "Sent").bounding_box()
    assert due
    assert sent
    gap = ((due["x"] + due["width"] + sent["x"]) / 2, due["y"] + due["height"] / 2)
    drag(page, middle(drawn(page, "Listen")), gap)
    said(page).to_have_text("Moved 'Listen' behind 'Due?'.")
    saved(page)
    assert steps(board) == ["Patient rings", "Write the request down", "Due?", "Listen", "Sent"]
    assert ("Patient rings", "", "Write the request down") in lines(board)
    assert {("Due?", "", "Listen"), ("Listen", "", "Sent")} < lines(board)
    assert lane(board, "Listen") == "GP"

    # Join, name the line, take it away, and put all of that back.
    drawn(page, "Sent").click()
    press(box, "Join to a step")
    drawn(page, "Patient rings").click()
    said(page).to_have_text("'Sent' leads to 'Patient rings' now.")
    saved(page)
    page.locator("[data-stage]").get_by_role("button", name="the line from 'Sent' to 'Patient rings'").click()
    words(page).fill("Next month")
    page.keyboard.press("Enter")
    saved(page)
    assert ("Sent", "Next month", "Patient rings") in lines(board)
    look(page, "map-editor-joined")
    page.locator("[data-stage]").get_by_role("button", name="Next month, the line from 'Sent'").click()
    press(box, "Remove")
    said(page).to_have_text("Removed the line from 'Sent' to 'Patient rings'. Undo puts it back.")
    saved(page)
    assert board.edges.count() == 4
    press(page, "Undo what I did last")
    said(page).to_have_text("Undone.")
    assert ("Sent", "Next month", "Patient rings") in lines(board)
    # A step taken out leaves its neighbours joined; a lane goes with its steps.
    drawn(page, "Listen").click()
    press(box, "Remove")
    saved(page)
    assert ("Due?", "", "Sent") in lines(board)
    drawn(page, "GP").click()
    press(box, "Remove")
    said(page).to_have_text("Removed 'GP' and 2 more with it. Undo puts it back.")
    saved(page)
    assert steps(board) == ["Patient rings", "Write the request down"]
    press(page, "Undo what I did last")
    said(page).to_have_text("Undone.")
    assert steps(board) == ["Patient rings", "Write the request down", "Due?", "Sent"]


def test_by_keys_alone(larkmead: Team, sign_in: Sign) -> None:
    board = Diagram.objects.create(project=larkmead.project, kind="map", when="now", title="From nothing")
    page = open_map(larkmead, board, sign_in(larkmead.lead.email))
    keys = page.keyboard.press
    tab_to(page, "link", "Add a lane")
    keys("Enter")
    for name in ("Reception", "GP"):
        page.keyboard.type(name)
        keys("Enter")
    keys("Escape")
    saved(page)
    tab_to(page, "button", "Add a step")
    keys("Enter")
    for text in ("Patient rings", "Due?", "Sent"):
        page.keyboard.type(text)
        keys("Enter")
    keys("Escape")
    saved(page)
    assert steps(board) == ["Patient rings", "Due?", "Sent"]
    assert lines(board) == {("Patient rings", "", "Due?"), ("Due?", "", "Sent")}
    # In the drawing: to another lane, to another place in the order, and its kind in the box.
    expect(drawn(page, "Due?")).to_be_visible()
    tab_to(page, "button", "Sent, step by Reception")
    keys("ArrowLeft")  # the line between the two
    keys("ArrowLeft")
    expect(drawn(page, "Due?")).to_be_focused()
    keys("Alt+ArrowDown")
    said(page).to_have_text("Moved 'Due?' to 'GP'.")
    saved(page)
    assert lane(board, "Due?") == "GP"
    expect(drawn(page, "Due?")).to_be_focused()
    keys("Enter")
    keys("Tab")
    page.keyboard.type("Decision")
    keys("Shift+Tab")
    keys("Enter")
    saved(page)
    assert board.nodes.get(text="Due?").kind == Node.Kind.DECISION
    keys("w")
    page.keyboard.type("Ring back")
    keys("Enter")
    keys("Escape")
    saved(page)
    assert {("Due?", "", "Sent"), ("Due?", "", "Ring back")} < lines(board)
    expect(drawn(page, "Ring back")).to_be_focused()
    keys("j")
    said(page).to_contain_text("Choose the step that 'Ring back' leads to.")
    drawn(page, "Sent").focus()
    keys("Enter")
    said(page).to_have_text("'Ring back' leads to 'Sent' now.")
    saved(page)
    assert board.edges.count() == 4
    # In the list, where a step changes places with its lines.
    listed(page, "Sent").focus()
    keys("Alt+ArrowUp")
    saved(page)
    assert steps(board) == ["Patient rings", "Due?", "Sent", "Ring back"]
    keys("Control+z")
    said(page).to_have_text("Undone.")
    keys("Delete")
    saved(page)
    assert "Sent" not in steps(board)


@pytest.mark.parametrize("width", [390, 320])
def test_by_a_finger_on_a_phone(larkmead: Team, board: Diagram, sign_in: Sign, look: Look, width: int) -> None:
    size = {**PHONE, "width": width}
    page = open_map(larkmead, board, sign_in(larkmead.lead.email, viewport=size, has_touch=True))
    listed(page, "Write a note").tap()
    box = page.locator(".app-board__edit")
    box.get_by_label("Minutes it takes").fill("3")
    box.get_by_label("Who does it").select_option(label="GP")
    look(page, f"map-phone-{width}")
    box.get_by_role("button", name="Save").tap()
    expect(box).to_be_hidden()
    saved(page)
    assert (board.nodes.get(text="Write a note").minutes, lane(board, "Write a note")) == (3, "GP")
    mover = listed(page, "Due?")
    mover.evaluate("element => element.scrollIntoView({ block: 'center' })")
    row = row_of(page, "Write a note").bounding_box()
    assert row
    hold_and_drag(page, middle(mover), (row["x"] + 60, row["y"] - 1))
    said(page).to_contain_text("Moved 'Due?'")
    saved(page)
    assert steps(board) == ["Patient rings", "Due?", "Write a note", "Sent"]
    assert lines(board) == {("Patient rings", "", "Due?"), ("Due?", "", "Write a note"), ("Write a note", "", "Sent")}


def test_two_on_one_map_at_once(larkmead: Team, board: Diagram, sign_in: Sign, look: Look) -> None:
    jo = open_map(larkmead, board, sign_in(larkmead.lead.email))
    sam = open_map(larkmead, board, sign_in(larkmead.member.email))
    drawn(jo, "Write a note").focus()
    jo.keyboard.press("n")
    jo.keyboard.type("Put it in the tray")
    jo.keyboard.press("Enter")
    jo.keyboard.press("Escape")
    expect(sam.locator("[data-said]")).to_have_text("Jo Pritchard added 'Put it in the tray'.")
    expect(drawn(sam, "Put it in the tray")).to_be_visible()
    # Both say how long it takes: both times stay until somebody chooses.
    box = sam.locator(".app-board__edit")
    drawn(sam, "Put it in the tray").click()
    box.get_by_label("Minutes it takes").fill("4")
    box.get_by_label("Minutes waiting").fill("30")
    drawn(jo, "Put it in the tray").click()
    jo.locator(".app-board__edit").get_by_label("Minutes it takes").fill("9")
    jo.keyboard.press("Enter")
    saved(jo)
    box.get_by_role("button", name="Save").click()
    both = sam.locator("[data-problems]")
    expect(both).to_contain_text("Minutes it takes: 9")
    expect(both).to_contain_text("Minutes it takes: 4")
    look(sam, "map-both")
    press(both, "Use mine")
    expect(both).to_have_text("")
    saved(sam)
    tray = board.nodes.get(text="Put it in the tray")
    assert (tray.minutes, tray.wait_minutes) == (4, 30)
    # One takes a step away while the other puts one behind it: nothing that was typed is lost.
    drawn(sam, "Put it in the tray").focus()
    sam.keyboard.press("n")
    sam.keyboard.type("Take it to the doctor")
    drawn(jo, "Put it in the tray").focus()
    jo.keyboard.press("Delete")
    saved(jo)
    expect(sam.locator("[data-said]")).to_contain_text("removed 'Put it in the tray'")
    sam.keyboard.press("Enter")
    sam.keyboard.press("Escape")
    saved(sam)
    expect(listed(jo, "Take it to the doctor")).to_be_visible()
    assert "Take it to the doctor" in steps(board)


def test_without_a_line(larkmead: Team, board: Diagram, sign_in: Sign) -> None:
    page = open_map(larkmead, board, sign_in(larkmead.lead.email))
    page.route("**/operations/**", lambda route: route.abort())
    listed(page, "Write a note").focus()
    page.keyboard.press("n")
    page.keyboard.type("Look it up")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    listed(page, "Look it up").click()
    page.locator(".app-board__edit").get_by_label("Minutes it takes").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_contain_text("2 changes wait in this browser.")
    page.reload()
    row = row_of(page, "Look it up")
    expect(row).to_contain_text("Reception. Takes 5 minutes.")
    expect(row).to_contain_text("Then: Due?")
    assert board.operations.count() == 0
    page.unroute("**/operations/**")
    saved(page)
    assert steps(board) == ["Patient rings", "Write a note", "Look it up", "Due?", "Sent"]
    assert {("Write a note", "", "Look it up"), ("Look it up", "", "Due?")} < lines(board)
    assert board.operations.count() == 2
