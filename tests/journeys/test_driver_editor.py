"""The driver diagram edited where it stands: by keys alone, by mouse, by a finger, by two and without a line."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make
from toolkit.models import ChangeIdea, Diagram, Edge, Node

from .boards import drag, drawn, hold_and_drag, in_sight, listed, middle, row_of, saved, words
from .looking import PHONE
from .steps import fill, press, tab_to, wait_until
from .world import Team, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def board(larkmead: Team) -> Diagram:
    """Two drivers, one of them with a second and an idea under it."""
    Diagram.objects.filter(project=larkmead.project, kind="drivers").delete()
    row = Diagram.objects.create(project=larkmead.project, kind="drivers", title="8 of 10 calls in 5 minutes")
    texts = [
        ("primary", "Enough people at 8"),
        ("primary", "Fewer calls at 8"),
        ("secondary", "Rota follows demand"),
        ("idea", "Two people from 8 to 9"),
    ]
    nodes = [
        Node.objects.create(diagram=row, kind=kind, text=text, position=k) for k, (kind, text) in enumerate(texts)
    ]
    for source, target in ((0, 2), (2, 3)):
        Edge.objects.create(diagram=row, source=nodes[source], target=nodes[target])
    return row


def joins(board: Diagram) -> set[tuple[str, str]]:
    return {(edge.source.text, edge.target.text) for edge in board.edges.select_related("source", "target")}


def open_drivers(larkmead: Team, page: Page) -> Page:
    page.goto(larkmead.url("drivers/"))
    page.locator("[data-help]:visible").wait_for()
    return page


def said(page: Page) -> Any:
    return expect(page.locator("[data-said]"))


def test_by_keys_alone_from_nothing_to_a_test(larkmead: Team, sign_in: Sign, look: Look) -> None:
    Diagram.objects.filter(project=larkmead.project, kind="drivers").delete()
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("drivers/"))
    look(page, "drivers-empty")
    keys = page.keyboard.press
    tab_to(page, "button", "Say what you want to reach")
    keys("Enter")
    tab_to(page, "textbox", "What do you want to reach?")
    page.keyboard.type("8 of 10 calls answered in 5 minutes")
    keys("Enter")
    page.locator("[data-help]:visible").wait_for()
    board = Diagram.objects.get(kind="drivers")
    tab_to(page, "button", "Add to it")
    keys("Enter")
    for text in ("Enough people at 8", "Fewer calls at 8"):
        page.keyboard.type(text)
        keys("Enter")
    keys("Escape")
    saved(page)
    expect(drawn(page, "Fewer calls at 8")).to_be_visible()
    tab_to(page, "button", "Fewer calls at 8, what the aim depends on")
    keys("ArrowUp")
    expect(drawn(page, "Enough people at 8")).to_be_focused()
    keys("w")
    expect(page.locator(".app-board__label")).to_have_text("What does 'Enough people at 8' depend on?")
    page.keyboard.type("Rota follows demand")
    keys("Enter")
    keys("Escape")
    saved(page)
    expect(drawn(page, "Rota follows demand")).to_be_focused()
    keys("w")
    page.keyboard.type("Two people from 8 to 9")
    keys("Enter")
    keys("Escape")
    saved(page)
    assert joins(board) == {
        ("Enough people at 8", "Rota follows demand"),
        ("Rota follows demand", "Two people from 8 to 9"),
    }
    # Also under another: join, and part again.
    expect(drawn(page, "Two people from 8 to 9")).to_be_focused()
    keys("j")
    said(page).to_contain_text("Choose what 'Two people from 8 to 9' hangs on")
    drawn(page, "Fewer calls at 8").focus()
    keys("Enter")
    said(page).to_have_text("'Two people from 8 to 9' hangs on 'Fewer calls at 8' now.")
    saved(page)
    assert ("Fewer calls at 8", "Two people from 8 to 9") in joins(board)
    expect(page.get_by_text("Hangs on this, too: Fewer calls at 8")).to_be_visible()
    look(page, "drivers")
    drawn(page, "Two people from 8 to 9").focus()  # the pictures at other widths took the focus away
    keys("Control+z")
    said(page).to_have_text("Undone.")
    assert ("Fewer calls at 8", "Two people from 8 to 9") not in joins(board)
    keys("Control+y")
    said(page).to_have_text("Done again.")
    assert ("Fewer calls at 8", "Two people from 8 to 9") in joins(board)
    # Its place among the others, then away.
    drawn(page, "Fewer calls at 8").focus()
    keys("Alt+ArrowUp")
    saved(page)
    assert [node.text for node in board.nodes.filter(kind="primary")] == ["Fewer calls at 8", "Enough people at 8"]
    keys("Delete")
    saved(page)
    assert not board.nodes.filter(text="Fewer calls at 8").exists()
    tab_to(page, "button", "Test this : Two people from 8 to 9")
    keys("Enter")
    expect(page.get_by_role("link", name="Plan a test")).to_be_visible()
    assert ChangeIdea.objects.filter(source="driver").count() == 1


def test_by_mouse(larkmead: Team, board: Diagram, sign_in: Sign, look: Look) -> None:
    make.measure(larkmead.project, name="Calls in time at 8", is_lead=False)
    page = open_drivers(larkmead, sign_in(larkmead.lead.email))
    box = page.locator(".app-board__edit")
    drawn(page, "8 of 10 calls in 5 minutes").click()
    words(page).fill("9 of 10 calls in 5 minutes")
    page.keyboard.press("Enter")
    saved(page)
    drawn(page, "Enough people at 8").click()
    box.get_by_label("Which measure shows it").select_option(label="Calls in time at 8")
    look(page, "drivers-box")
    press(box, "Save")
    expect(page.get_by_role("main")).to_contain_text("Measure: Calls in time at 8")
    saved(page)
    assert board.nodes.get(text="Enough people at 8").measure.name == "Calls in time at 8"
    # A click on the ground of a column adds under the nearest of the column before.
    rota, fewer = drawn(page, "Rota follows demand").bounding_box(), drawn(page, "Fewer calls at 8").bounding_box()
    assert rota
    assert fewer
    page.mouse.click(rota["x"] + 100, fewer["y"] + fewer["height"] / 2)
    page.keyboard.type("Scripts asked for online")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(drawn(page, "Scripts asked for online")).to_be_visible()
    saved(page)
    assert ("Fewer calls at 8", "Scripts asked for online") in joins(board)
    # Dragged onto what it hangs on, the idea goes with it.
    in_sight(page)
    drag(page, middle(drawn(page, "Rota follows demand")), middle(drawn(page, "Fewer calls at 8")))
    said(page).to_have_text("Moved 'Rota follows demand' to 'Fewer calls at 8'.")
    saved(page)
    assert joins(board) == {
        ("Fewer calls at 8", "Scripts asked for online"),
        ("Fewer calls at 8", "Rota follows demand"),
        ("Rota follows demand", "Two people from 8 to 9"),
    }
    expect(drawn(page, "Rota follows demand")).to_be_visible()
    in_sight(page)
    top = drawn(page, "Scripts asked for online").bounding_box()
    assert top
    drag(page, middle(drawn(page, "Rota follows demand")), (top["x"] + 60, top["y"] + 3))
    saved(page)
    names = list(board.nodes.filter(kind="secondary").values_list("text", flat=True))
    assert names == ["Rota follows demand", "Scripts asked for online"]
    # What hung on a removed driver stays; undo hangs it on again.
    drawn(page, "Fewer calls at 8").click()
    press(box, "Remove")
    saved(page)
    expect(listed(page, "Rota follows demand")).to_be_visible()
    assert joins(board) == {("Rota follows demand", "Two people from 8 to 9")}
    press(page, "Undo what I did last")
    said(page).to_have_text("Undone.")
    assert len(joins(board)) == 3
    look(page, "drivers-moved")


@pytest.mark.parametrize("width", [390, 320])
def test_by_a_finger_on_a_phone(larkmead: Team, board: Diagram, sign_in: Sign, look: Look, width: int) -> None:
    page = sign_in(larkmead.lead.email, viewport={**PHONE, "width": width}, has_touch=True)
    open_drivers(larkmead, page)
    listed(page, "Fewer calls at 8").tap()
    look(page, f"drivers-phone-{width}")
    page.locator(".app-board__edit").get_by_role("button", name="Add what it depends on").tap()
    expect(words(page)).to_have_value("")
    page.keyboard.type("Scripts asked for online")
    page.locator(".app-board__edit").get_by_role("button", name="Save").tap()
    expect(listed(page, "Scripts asked for online")).to_be_visible()
    page.keyboard.press("Escape")
    saved(page)
    assert ("Fewer calls at 8", "Scripts asked for online") in joins(board)
    mover = listed(page, "Scripts asked for online")
    mover.evaluate("element => element.scrollIntoView({ block: 'center' })")
    row = row_of(page, "Rota follows demand").bounding_box()
    assert row
    hold_and_drag(page, middle(mover), (row["x"] + 90, row["y"] + 2))
    said(page).to_contain_text("Moved 'Scripts asked for online' to 'Enough people at 8'.")
    saved(page)
    assert ("Enough people at 8", "Scripts asked for online") in joins(board)
    assert ("Fewer calls at 8", "Scripts asked for online") not in joins(board)


def test_two_at_once_and_without_a_line(larkmead: Team, board: Diagram, sign_in: Sign) -> None:
    jo = open_drivers(larkmead, sign_in(larkmead.lead.email))
    sam = open_drivers(larkmead, sign_in(larkmead.member.email))
    jo.route("**/drivers/operations/**", lambda route: route.abort())
    listed(jo, "Rota follows demand").focus()
    jo.keyboard.press("w")
    jo.keyboard.type("Swap the lunch breaks")
    jo.keyboard.press("Enter")
    jo.keyboard.press("Escape")
    expect(jo.locator("[data-state]")).to_contain_text("One change waits in this browser.")
    # Meanwhile the other one hangs the driver elsewhere and adds an idea of their own.
    in_sight(sam)
    drag(sam, middle(drawn(sam, "Rota follows demand")), middle(drawn(sam, "Fewer calls at 8")))
    saved(sam)
    drawn(sam, "Rota follows demand").focus()
    sam.keyboard.press("w")
    sam.keyboard.type("Ask who can start at 7")
    sam.keyboard.press("Enter")
    sam.keyboard.press("Escape")
    saved(sam)
    jo.reload()
    expect(listed(jo, "Swap the lunch breaks")).to_be_visible()
    jo.unroute("**/drivers/operations/**")
    saved(jo)
    for page in (jo, sam):
        expect(drawn(page, "Swap the lunch breaks")).to_be_visible()
        expect(drawn(page, "Ask who can start at 7")).to_be_visible()
    assert {
        ("Fewer calls at 8", "Rota follows demand"),
        ("Rota follows demand", "Swap the lunch breaks"),
        ("Rota follows demand", "Ask who can start at 7"),
    } <= joins(board)
    assert board.nodes.filter(text="Swap the lunch breaks").count() == 1


def test_joined_and_parted_without_scripts(larkmead: Team, board: Diagram, sign_in: Sign) -> None:
    page = sign_in(larkmead.lead.email, java_script_enabled=False)
    page.goto(larkmead.url("drivers/"))
    idea = board.nodes.get(kind="idea")
    page.locator(f"#tools-{idea.pk} > summary").click()
    page.get_by_role("link", name="Hang it on another").click()
    page.get_by_label("What else does it hang on?").select_option(label="Fewer calls at 8")
    press(page, "Join them")
    wait_until(lambda: ("Fewer calls at 8", "Two people from 8 to 9") in joins(board))
    press(page, "Take this line away from Fewer calls at 8 to Two people from 8 to 9")
    wait_until(lambda: ("Fewer calls at 8", "Two people from 8 to 9") not in joins(board))
    page.get_by_role("link", name="Change what you want to reach").click()
    fill(page, {"What do you want to reach?": "Nobody waits"})
    press(page, "Save")
    wait_until(lambda: Diagram.objects.get(pk=board.pk).title == "Nobody waits")
