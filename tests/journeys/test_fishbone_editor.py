"""The fishbone edited where it stands: by mouse, by keys alone, by a finger, by two at once and without a line."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import toolkit as build
from toolkit.models import Cause

from .boards import Tasks, drag, drawn, hold_and_drag, in_sight, listed, middle, saved, words
from .looking import PHONE
from .steps import press, tab_to
from .world import Team, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def bone(larkmead: Team) -> Any:
    """The fishbone with three causes, as each journey finds it."""
    row = larkmead.project.fishbone
    row.operations.all().delete()
    row.categories.all().delete()
    row.delete()
    bone = build.fishbone(larkmead.project)
    people, process = bone.categories.all()[:2]
    for place, text in enumerate(("One person on the phones at 8", "New receptionist still learning")):
        build.cause(bone, text, category=people, position=place)
    build.cause(bone, "All same-day slots open at 8", category=process)
    return bone


def texts(bone: Any, group: str) -> list[str]:
    return [one.text for one in Cause.objects.filter(fishbone=bone, category__name=group, parent=None)]


def subs(bone: Any) -> list[tuple[str, str]]:
    return [(one.parent.text, one.text) for one in Cause.objects.filter(fishbone=bone, parent__isnull=False)]


def open_bone(larkmead: Team, page: Page) -> Page:
    page.goto(larkmead.url("fishbone/"))
    page.locator("[data-help]:visible").wait_for()
    return page


def add_for_another(jo: Page, sam: Page) -> None:
    """Jo adds a cause, and Sam's page is told of it."""
    drawn(jo, "Process").focus()
    jo.keyboard.press("n")
    jo.keyboard.type("Results come by phone")
    jo.keyboard.press("Enter")
    jo.keyboard.press("Escape")
    expect(sam.locator("[data-said]")).to_have_text("Jo Pritchard added 'Results come by phone'.")


def test_by_mouse(larkmead: Team, bone: Any, sign_in: Sign, look: Look) -> None:
    page = open_bone(larkmead, sign_in(larkmead.lead.email))
    drawn(page, "One person on the phones at 8").click()
    expect(words(page)).to_have_value("One person on the phones at 8")
    look(page, "fishbone-rename")
    words(page).fill("Only one person on the phones")
    page.keyboard.press("Enter")
    expect(listed(page, "Only one person on the phones")).to_be_visible()
    saved(page)
    assert texts(bone, "People")[0] == "Only one person on the phones"

    equipment = drawn(page, "Equipment").bounding_box()
    assert equipment
    page.mouse.click(equipment["x"] + 20, equipment["y"] + equipment["height"] + 30)
    page.keyboard.type("Two lines for everybody")
    page.keyboard.press("Enter")
    page.keyboard.type("The queue says nothing")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(drawn(page, "The queue says nothing")).to_be_visible()
    saved(page)
    assert texts(bone, "Equipment") == ["Two lines for everybody", "The queue says nothing"]

    # Over another cause of another group, then into the middle of one.
    in_sight(page)
    slots = drawn(page, "All same-day slots open at 8")
    x = middle(slots)[0]
    box = slots.bounding_box()
    assert box
    drag(page, middle(drawn(page, "Two lines for everybody")), (x, box["y"] + 2))
    expect(page.locator("[data-said]")).to_have_text("Moved 'Two lines for everybody' to 'Process'.")
    saved(page)
    assert texts(bone, "Process") == ["Two lines for everybody", "All same-day slots open at 8"]
    in_sight(page)
    drag(page, middle(drawn(page, "The queue says nothing")), middle(drawn(page, "All same-day slots open at 8")))
    saved(page)
    assert subs(bone) == [("All same-day slots open at 8", "The queue says nothing")]
    look(page, "fishbone-moved")

    press(page, "Undo what I did last")
    expect(page.locator("[data-said]")).to_have_text("Undone.")
    assert texts(bone, "Equipment") == ["The queue says nothing"]
    press(page, "Do it again")
    expect(page.locator("[data-said]")).to_have_text("Done again.")
    assert subs(bone) == [("All same-day slots open at 8", "The queue says nothing")]

    drawn(page, "New receptionist still learning").click()
    press(page.locator(".app-board__edit"), "Vote for this")
    saved(page)
    assert Cause.objects.get(text="New receptionist still learning").votes == 1
    drawn(page, "New receptionist still learning").click()
    page.locator(".app-board__edit").get_by_role("button", name="Remove").click()
    saved(page)
    assert texts(bone, "People") == ["Only one person on the phones"]
    in_sight(page)
    x, y = middle(drawn(page, "People"))
    drag(page, middle(drawn(page, "Process")), (x - 60, y))
    saved(page)
    assert [group.name for group in bone.categories.all()][:2] == ["Process", "People"]
    drawn(page, "Patients wait on the phone").click()
    words(page).fill("x" * 161)
    page.keyboard.press("Enter")
    expect(page.locator("#board-note")).to_have_text("This has 161 characters. The most is 160.")
    words(page).fill("Patients wait at 8")
    page.keyboard.press("Enter")
    saved(page)
    bone.refresh_from_db()
    assert bone.effect == "Patients wait at 8"


def test_by_keys_alone(larkmead: Team, bone: Any, sign_in: Sign) -> None:
    page = open_bone(larkmead, sign_in(larkmead.lead.email))
    keys = page.keyboard.press
    said = page.locator("[data-said]")
    tab_to(page, "button", "Patients wait on the phone, problem")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowUp"):
        keys(key)
    # From the list on: one tab stop for all of its rows.
    tab_to(page, "button", "Patients wait on the phone")
    keys("ArrowDown")
    expect(listed(page, "People")).to_be_focused()
    keys("ArrowRight")
    expect(listed(page, "One person on the phones at 8")).to_be_focused()
    keys("Enter")
    page.keyboard.type("Only one at 8")
    keys("Enter")
    expect(listed(page, "Only one at 8")).to_be_focused()
    keys("w")
    page.keyboard.type("Leave is not planned")
    keys("Enter")
    keys("Escape")
    expect(listed(page, "Leave is not planned")).to_be_focused()
    saved(page)
    assert subs(bone) == [("Only one at 8", "Leave is not planned")]
    keys("Alt+ArrowLeft")
    expect(said).to_have_text("Moved 'Leave is not planned' to 'People'.")
    saved(page)
    assert texts(bone, "People") == ["Only one at 8", "Leave is not planned", "New receptionist still learning"]
    expect(listed(page, "Leave is not planned")).to_be_focused()
    keys("Alt+ArrowUp")
    keys("n")
    page.keyboard.type("Nobody is trained")
    keys("Enter")
    keys("Escape")
    saved(page)
    assert texts(bone, "People")[:3] == ["Leave is not planned", "Nobody is trained", "Only one at 8"]
    keys("v")
    expect(said).to_have_text("You voted for 'Nobody is trained'.")
    saved(page)
    keys("Delete")
    expect(said).to_have_text("Removed 'Nobody is trained'. Undo puts it back.")
    saved(page)
    assert not Cause.objects.filter(text="Nobody is trained").exists()
    keys("Control+z")
    expect(listed(page, "Nobody is trained")).to_be_visible()
    saved(page)
    assert Cause.objects.get(text="Nobody is trained").votes_of_people.count() == 1
    keys("Control+y")
    expect(listed(page, "Nobody is trained")).to_have_count(0)
    keys("End")
    keys("Alt+ArrowLeft")
    saved(page)
    assert [group.name for group in bone.categories.all()][-2:] == ["Policies", "Materials"]


@pytest.mark.parametrize("width", [390, 320])
def test_by_a_finger_on_a_phone(larkmead: Team, bone: Any, sign_in: Sign, look: Look, width: int) -> None:
    size = {**PHONE, "width": width}
    page = open_bone(larkmead, sign_in(larkmead.lead.email, viewport=size, has_touch=True))
    listed(page, "One person on the phones at 8").tap()
    words(page).fill("Only one at 8")
    look(page, f"fishbone-phone-{width}")
    page.locator(".app-board__edit").get_by_role("button", name="Add why").tap()
    expect(words(page)).to_have_value("")
    page.keyboard.type("Leave is not planned")
    page.locator(".app-board__edit").get_by_role("button", name="Save").tap()
    expect(listed(page, "Leave is not planned")).to_be_visible()
    page.keyboard.press("Escape")
    saved(page)
    assert subs(bone) == [("Only one at 8", "Leave is not planned")]
    mover = listed(page, "New receptionist still learning")
    mover.evaluate("element => element.scrollIntoView({ block: 'center' })")
    row = page.locator('[data-part="outline"] .app-rows__row').filter(has_text="Only one at 8").bounding_box()
    assert row
    hold_and_drag(page, middle(mover), (row["x"] + 60, row["y"] - 1))
    expect(page.locator("[data-said]")).to_contain_text("Moved 'New receptionist still learning'")
    saved(page)
    assert texts(bone, "People") == ["New receptionist still learning", "Only one at 8"]


def test_two_on_one_fishbone_at_once(larkmead: Team, bone: Any, sign_in: Sign, look: Look) -> None:
    jo = open_bone(larkmead, sign_in(larkmead.lead.email))
    sam = open_bone(larkmead, sign_in(larkmead.member.email))
    add_for_another(jo, sam)
    expect(drawn(sam, "Results come by phone")).to_be_visible()
    # Both reword one cause: both texts stay until somebody chooses.
    drawn(sam, "Results come by phone").click()
    words(sam).fill("Results are read out by phone")
    drawn(jo, "Results come by phone").click()
    words(jo).fill("Results are asked for by phone")
    jo.keyboard.press("Enter")
    saved(jo)
    expect(sam.locator("#board-note")).to_contain_text("It says 'Results are asked for by phone' now.")
    sam.keyboard.press("Enter")
    both = sam.locator("[data-problems]")
    expect(both).to_contain_text("Results are asked for by phone")
    expect(both).to_contain_text("Results are read out by phone")
    look(sam, "fishbone-both")
    press(both, "Use mine")
    expect(both).to_have_text("")
    expect(drawn(jo, "Results are read out by phone")).to_be_visible()
    assert texts(bone, "Process")[1] == "Results are read out by phone"
    # One removes what the other is typing in.
    drawn(sam, "Results are read out by phone").click()
    words(sam).fill("Results wait for a doctor")
    drawn(jo, "Results are read out by phone").focus()
    jo.keyboard.press("Delete")
    expect(sam.locator("#board-note")).to_contain_text("Jo Pritchard removed 'Results are read out by phone'.")
    sam.keyboard.press("Enter")
    expect(both).to_contain_text("Results wait for a doctor")
    press(both, "Add it again")
    expect(drawn(jo, "Results wait for a doctor")).to_be_visible()
    # Both at once, on different things: nothing is lost.
    for page, text in ((jo, "First"), (sam, "Second")):
        drawn(page, "Equipment").focus()
        page.keyboard.press("n")
        page.keyboard.type(text)
    for page in (jo, sam):
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    for page in (jo, sam):
        expect(drawn(page, "First")).to_be_visible()
        expect(drawn(page, "Second")).to_be_visible()
    assert sorted(texts(bone, "Equipment")) == ["First", "Second"]


def test_a_press_while_somebody_else_changes_the_drawing(larkmead: Team, bone: Any, sign_in: Sign) -> None:
    """What lies under a mouse that is down stays there until it is up, and the press counts."""
    jo = open_bone(larkmead, sign_in(larkmead.lead.email))
    sam = open_bone(larkmead, sign_in(larkmead.member.email))
    in_sight(sam)
    sam.mouse.move(*middle(drawn(sam, "One person on the phones at 8")))
    sam.mouse.down()
    add_for_another(jo, sam)
    expect(drawn(sam, "Results come by phone")).to_have_count(0)
    sam.mouse.up()
    expect(words(sam)).to_have_value("One person on the phones at 8")
    expect(drawn(sam, "Results come by phone")).to_be_visible()


def test_without_a_line(larkmead: Team, bone: Any, sign_in: Sign) -> None:
    page = open_bone(larkmead, sign_in(larkmead.lead.email))
    page.route("**/fishbone/operations/**", lambda route: route.abort())
    listed(page, "One person on the phones at 8").click()
    words(page).fill("Only one at 8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_contain_text("One change waits in this browser.")
    page.keyboard.press("n")
    page.keyboard.type("Nobody is trained")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-state]")).to_contain_text("2 changes wait in this browser.")
    page.reload()
    expect(listed(page, "Only one at 8")).to_be_visible()
    expect(listed(page, "Nobody is trained")).to_be_visible()
    assert bone.operations.count() == 0
    page.unroute("**/fishbone/operations/**")
    # Sent from any page, once: the answer of the first try never arrives.
    sent = []

    def lose_the_answer(route: Any) -> None:
        sent.append(route.request.post_data)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/fishbone/operations/**", lose_the_answer)
    page.goto(larkmead.url())
    for _ in range(200):  # the browser is served meanwhile
        if len(sent) >= 3 and bone.operations.count() == 2:
            break
        page.wait_for_timeout(100)
    assert texts(bone, "People") == ["Only one at 8", "Nobody is trained", "New receptionist still learning"]
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('changes:'))")
    assert bone.operations.count() == 2


def test_dragging_among_sixty_causes_keeps_the_browser_free(larkmead: Team, bone: Any, sign_in: Sign) -> None:
    groups = list(bone.categories.all())
    for place in range(57):
        text = f"Cause {place} that says what happens here"
        build.cause(bone, text, category=groups[place % 6], position=place + 2)
    page = open_bone(larkmead, sign_in(larkmead.lead.email))
    start = middle(drawn(page, "Cause 2 that says what happens here"))
    ends = [middle(drawn(page, f"Cause {place} that says what happens here")) for place in range(3, 57)]
    ends = [end for end in ends if end[1] < 850]
    assert len(ends) > 12
    page.wait_for_timeout(500)
    tasks = Tasks(page)
    page.mouse.move(*start)
    page.mouse.down()
    for end in ends:
        page.mouse.move(*end, steps=3)
    taken = tasks.end()
    page.mouse.up()
    expect(page.locator("[data-said]")).to_contain_text("Moved 'Cause 2")
    saved(page)
    assert len(taken) > 100, "the tasks were looked at"
    assert max(taken) < 50, f"the longest task while dragging: {max(taken)} ms"
    assert bone.operations.count() == 1
