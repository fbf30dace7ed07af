"""A long agenda: read in peace, then put in another order from the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.builders import meetings

from .steps import follow, heading, tab_to
from .world import team


def test_a_long_agenda_is_put_in_order_by_keyboard(
    sign_in: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    larkmead = team()
    meeting = meetings.meeting(larkmead.project)
    for number in range(1, 14):
        meetings.point(meeting, title=f"What the phones tell us, part {number}", position=number)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"meetings/{meeting.pk}/"))
    look(page, "meeting-planned-long")
    expect(page.get_by_role("button", name="Take off")).to_have_count(0)
    follow(page, "Change the agenda")
    heading(page, "Change the agenda")
    look(page, "agenda-change")
    tab_to(page, "button", "Up What the phones tell us, part 3")
    page.keyboard.press("Enter")
    moved = page.get_by_role("link", name="What the phones tell us, part 3", exact=True)
    expect(page.locator(".app-agenda__title").nth(1)).to_have_text("What the phones tell us, part 3")
    expect(moved).to_be_focused()
