"""What was typed outlives a session that ran out, a line that broke and a browser that keeps nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import AgendaItem
from tests.builders import counts, make
from tests.builders import meetings as build
from toolkit.models import Count, GlobalAim

from .looking import PHONE
from .steps import heading, press, wait_until
from .world import PASSWORD, Team, team

Sign = Callable[..., Page]
FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };"""


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def lose_the_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def ask_no_sentence(page: Page) -> None:
    """The sentence beside the form of an aim is asked for while it is typed, and complains where no line is left."""
    page.evaluate("document.getElementById('preview').remove()")


def sign_in_again(page: Page, person: Any) -> None:
    page.wait_for_url(re.compile("/account/login/"))
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page.get_by_role("main"), "Sign in")


def test_a_full_store_costs_no_tap(larkmead: Team, sign_in: Sign) -> None:
    sheet = counts.sheet(larkmead.project)
    page = sign_in(larkmead.member.email, viewport=PHONE)
    page.add_init_script(FULL)
    page.goto(larkmead.url(f"counting/sheets/{sheet.pk}/phone/"))
    page.context.set_offline(True)
    button = page.locator("[data-count-line]").first
    button.click()
    button.click()
    expect(page.locator("[data-phone-waiting]")).to_contain_text("2 not sent yet")
    page.context.set_offline(False)
    expect(page.locator("[data-phone-waiting]")).to_have_text("", timeout=30_000)
    assert Count.objects.filter(sheet=sheet).count() == 2


def test_a_full_store_breaks_no_script(larkmead: Team, sign_in: Sign) -> None:
    """The end of the journey asks each page which of its scripts broke off."""
    page = sign_in(larkmead.lead.email)
    page.add_init_script(FULL)
    for path in ("", "workbook/patients/", "fishbone/", "aims/global/"):
        page.goto(larkmead.url(path))
        expect(page.get_by_role("main")).to_be_visible()
    page.get_by_label("What will you improve?").fill("how patients reach us by phone")


def test_notes_of_a_running_meeting_outlive_the_session(larkmead: Team, sign_in: Sign) -> None:
    meeting = build.running(larkmead.project, larkmead.lead)
    point = build.point(meeting, title="Phones")
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"meetings/{meeting.pk}/?item={point.pk}"))
    lose_the_session(page)
    page.get_by_label("Notes", exact=True).fill("Two people from eight.")
    expect(page.locator("#live-saved")).to_contain_text("Not saved yet")
    page.get_by_label("What came of it?").fill("Sam: ring the phone company")
    AgendaItem.objects.filter(pk=point.pk).update(notes="Mondays are worst.")
    press(page, "Action")
    sign_in_again(page, larkmead.lead)
    expect(page.get_by_label("What came of it?")).to_have_value("Sam: ring the phone company")
    both = {"Two people from eight.", "Mondays are worst."}
    wait_until(lambda: all(words in AgendaItem.objects.get(pk=point.pk).notes for words in both))
    press(page, "Action")
    expect(page.locator("#live-outcomes")).to_contain_text("ring the phone company")
    page.reload()
    expect(page.get_by_label("What came of it?")).to_have_value("")


def test_words_outlive_a_broken_line_and_take_nothing_of_others_away(larkmead: Team, sign_in: Sign) -> None:
    """Somebody came back when no line had brought a page, and another one had saved meanwhile: both texts stand."""
    aim = GlobalAim.objects.create(project=larkmead.project, improve="the phones")
    page = sign_in(larkmead.lead.email)
    address = larkmead.url("aims/global/")
    page.goto(address)
    ask_no_sentence(page)
    words = page.get_by_label("What will you improve?")
    words.fill("how patients reach us by phone")
    page.context.set_offline(True)
    press(page, "Save this aim")
    page.wait_for_url("chrome-error://**")  # it stands in the place of the form: going back leads further back
    page.context.set_offline(False)
    GlobalAim.objects.filter(pk=aim.pk).update(improve="the queue at eight", version=aim.version + 1)
    page.goto(address)
    press(page, "Bring it back")
    expect(words).to_have_value("how patients reach us by phone")
    press(page, "Save this aim")
    expect(page.get_by_role("main")).to_contain_text("the queue at eight")
    expect(words).to_have_value("how patients reach us by phone")
    aim.refresh_from_db()
    assert aim.improve == "the queue at eight"


def test_a_button_pressed_in_a_session_that_ran_out_leads_back_to_its_page(larkmead: Team, sign_in: Sign) -> None:
    action = make.action(larkmead.project, owner=larkmead.lead)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("actions/"))
    lose_the_session(page)
    page.locator(f"form[action*='{action.pk}'] button").first.click()
    sign_in_again(page, larkmead.lead)
    page.wait_for_url("**/actions/")
    heading(page, "Actions")


def kept(page: Page) -> int:
    """How many texts the tab holds."""
    return page.evaluate("Object.keys(sessionStorage).filter((name) => /^(draft|live):/.test(name)).length")


def test_a_page_that_says_that_nothing_was_done_costs_no_words(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.lead.email)
    address = larkmead.url("aims/global/")
    page.goto(address)
    ask_no_sentence(page)
    words = page.get_by_label("What will you improve?")
    words.fill("how soon letters are read")
    page.context.clear_cookies(name="csrftoken")
    press(page, "Save this aim")
    expect(page.locator("[data-not-taken]")).to_be_visible()
    page.goto(address)
    press(page, "Bring it back")
    expect(words).to_have_value("how soon letters are read")


def test_whoever_signs_out_leaves_no_words_on_the_desk(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("aims/global/"))
    page.get_by_label("What will you improve?").fill("how soon letters are read")
    assert kept(page) == 1
    press(page.get_by_role("banner"), "Sign out")
    page.wait_for_url(lambda url: "aims/global" not in url)
    expect(page.get_by_role("main")).to_be_visible()
    assert kept(page) == 0
