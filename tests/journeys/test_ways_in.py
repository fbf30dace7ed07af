"""Rating, counting and timing on a phone by a link, without an account; and what was found in the workbook."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import counts as build
from tests.builders import make
from toolkit.models import Answer, Count, Rating, Stamp

from .looking import NARROW, PHONE, Looker
from .steps import fill, follow, heading, press, tab_to, wait_until
from .world import Team, team

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def made_link(page: Page, where: str) -> str:
    """The address of a link that the team makes on the page it stands on."""
    follow(page, "Make a link")
    fill(page, {"Where will it be?": where})
    press(page, "Make this link")
    return page.locator(".tg-address").inner_text().strip()


def test_calls_are_counted_by_a_link_on_a_phone_that_loses_the_line(
    larkmead, sign_in, open_page: Open, look: Looker
) -> None:
    sheet = build.sheet(larkmead.project)
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"counting/sheets/{sheet.pk}/"))
    look(page, "sheet-before")
    address = made_link(page, "Front desk")
    look(page, "sheet-link")
    phone = open_page(address, viewport=NARROW)
    look(phone, "sheet-part")
    press(phone, re.compile("Appointment"))
    expect(phone.locator("[data-phone-waiting]")).to_have_text("")
    phone.context.set_offline(True)
    press(phone, re.compile("Prescription"))
    press(phone, re.compile("Prescription"))
    press(phone, "Undo")
    expect(phone.locator("[data-phone-note]")).to_contain_text("kept on this phone")
    assert Count.objects.count() == 1
    phone.context.set_offline(False)
    expect(phone.locator("[data-phone-waiting]")).to_have_text("")
    expect(phone.locator("[data-count-total]")).to_have_text("2")
    tab_to(phone, "button", re.compile("Appointment"))
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-count-total]")).to_have_text("3")
    wait_until(lambda: Count.objects.count() == 3)
    press(phone, "Undo")
    expect(phone.locator("[data-count-total]")).to_have_text("2")
    expect(phone.locator("[data-phone-waiting]")).to_have_text("")
    page.goto(larkmead.url(f"counting/sheets/{sheet.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("2 in one day.")
    look(page, "sheet-after")
    press(page, "Withdraw")
    press(phone, re.compile("Appointment"))
    expect(phone.locator("[data-phone-note]")).to_contain_text("has run out or was withdrawn")
    expect(phone.locator("[data-phone-waiting]")).to_contain_text("1 not sent yet")


def test_two_phones_follow_one_visit_by_a_link(larkmead, sign_in, open_page: Open, look: Looker) -> None:
    timing = build.timing(larkmead.project)
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"counting/timings/{timing.pk}/"))
    look(page, "timing-before")
    address = made_link(page, "Reception and room 2")
    door, room = open_page(address, viewport=NARROW), open_page(address, viewport=PHONE)
    look(door, "timing-part")
    press(door, "Comes in")
    expect(door.locator("[data-visit-name]")).to_have_text("Visit 1")
    room.reload()
    press(room, re.compile("^Visit 1"))
    expect(room.get_by_role("button", name="Undo")).to_be_disabled()
    room.context.set_offline(True)
    press(room, "Called in")
    expect(room.locator("[data-phone-waiting]")).to_contain_text("1 not sent yet")
    room.context.set_offline(False)
    expect(room.locator("[data-phone-waiting]")).to_have_text("")
    look(room, "timing-part-under-way")
    press(room, "Undo")
    expect(room.get_by_role("button", name="Called in")).to_be_enabled()
    press(room, "Called in")
    press(room, "Leaves")
    expect(room.locator("[data-phone-waiting]")).to_have_text("")
    assert Stamp.objects.count() == 3
    follow(room, "Next visit")
    expect(room.locator("[data-visit-name]")).to_have_text("Next visit")


def test_a_round_is_rated_by_link_and_goes_into_the_workbook(
    larkmead, sign_in, open_page: Open, look: Looker
) -> None:
    row = build.rating_round(larkmead.project, larkmead.lead)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"ratings/{row.pk}/"))
    look(page, "rating-under-way")
    address = made_link(page, "Staff room")
    for number in range(3):
        phone = open_page(address, viewport=NARROW if number else PHONE)
        if not number:
            look(phone, "rating-part")
        phone.get_by_role("group", name="Have you rated these already").get_by_label("No", exact=True).focus()
        phone.keyboard.press("Space")
        phones = phone.get_by_role("group", name="Answering the phones")
        phones.get_by_label("Broken" if number else "Real problem").focus()
        phone.keyboard.press("Space")
        tab_to(phone, "button", "Send my answers")
        phone.keyboard.press("Enter")
        heading(phone, "Thank you")
        if not number:
            look(phone, "rating-thanks")
            follow(phone, "Change my answers")
            expect(phones.get_by_label("Real problem")).to_be_checked()
    assert Rating.objects.count() == 3
    page.goto(larkmead.url(f"ratings/{row.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("3 people have rated.")
    press(page, "All have rated: close it and look")
    look(page, "rating-found")
    press(page, "Put it into the workbook")
    look(page, "found")
    press(page, "Put in what is ticked")
    heading(page, "Processes: how the work gets done")
    expect(page.get_by_role("main")).to_contain_text("Rated together by us")
    assert Answer.objects.get(key="processes.phones").rating == "broken"


def test_what_was_counted_is_offered_beside_the_field_and_enter_does_not_take_it(
    larkmead, sign_in, look: Looker
) -> None:
    sheet = build.sheet(larkmead.project, first_day=make.today(), last_day=make.today())
    for hour, amount in ((8, 31), (9, 18), (11, 7), (15, 9)):
        build.count(sheet, make.today(), hour=hour, amount=amount)
    page = sign_in(larkmead.member.email, viewport=PHONE)
    page.goto(larkmead.url("workbook/patterns/"))
    press(page, "Save, and ask everything")
    page.goto(larkmead.url("workbook/patterns/"))
    expect(page.locator("#patterns-hour_08")).to_contain_text("We counted: 31 requests")
    look(page, "offer")
    page.locator("#id_patterns-hour_08-number").press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert not Answer.objects.filter(key="patterns.hour_08").exists()
    tab_to(page, "button", "Use it : 8am to 9am")
    page.keyboard.press("Enter")
    expect(page.get_by_text("‘8am to 9am’ is filled in.")).to_be_visible()
    assert Answer.objects.get(key="patterns.hour_08").number == 31
    look(page, "offer-taken")
