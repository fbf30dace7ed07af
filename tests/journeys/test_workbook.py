"""The workbook on a bad line: what is typed is saved within two seconds, or kept in the browser and sent once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from toolkit.models import Answer
from toolkit.workbook.services import Draft, save_answers

from .looking import PHONE, Looker
from .steps import follow, heading, press, tab_to, wait_until
from .world import Team, team

WHY = "What are we here to do?"
KEPT = "Not sent yet: kept in this browser"


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def page(larkmead: Team, sign_in: Callable[..., Page]) -> Page:
    Answer.objects.all().delete()
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("workbook/purpose/"))
    return page


def kept(key: str = "purpose.why") -> str:
    row = Answer.objects.filter(key=key).first()
    return row.text if row else ""


def going_on(page: Page, happened: Callable[[], bool]) -> None:
    """Wait while the browser's requests are still answered by this test."""
    for _ in range(200):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen in time.")


def by_sam(larkmead: Team, text: str, version: int | None) -> None:
    draft = Draft("purpose.why", {"text": text}, version)
    save_answers(project=larkmead.project, drafts=[draft], by=larkmead.member)


def test_is_sent_two_seconds_after_the_last_key_at_the_latest(larkmead: Team, sign_in: Callable[..., Page]) -> None:
    """By the browser's own clock, which stands still until it is moved on."""
    page = sign_in(larkmead.lead.email)
    now = timezone.now()
    page.clock.install(time=now)
    page.goto(larkmead.url("workbook/purpose/"))
    page.clock.pause_at(now + timedelta(minutes=1))
    page.get_by_label(WHY).fill("Care close to home")
    with page.expect_response("**/answers/**"):
        page.clock.run_for(2000)
    assert kept() == "Care close to home"


def test_saves_what_is_typed_key_by_key(larkmead: Team, page: Page, look: Looker) -> None:
    box = page.get_by_label(WHY)
    box.press_sequentially("Care close to home", delay=5)
    wait_until(lambda: kept() == "Care close to home")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator("#purpose-why-status")).to_contain_text("Saved")
    look(page, "workbook-saved")


def test_cut_in_mid_save_loses_no_text_and_saves_once(larkmead: Team, page: Page) -> None:
    """The portal writes, the answer to it is lost, the browser is closed and opened again."""
    cut: list[str] = []

    def lose_the_answer(route: Route) -> None:
        cut.append(route.request.url)
        if len(cut) == 1:
            route.fetch()  # it arrives
        route.abort("internetdisconnected")

    page.context.route("**/answers/**", lose_the_answer)
    box = page.get_by_label(WHY)
    box.fill("Care")
    going_on(page, lambda: kept() == "Care")
    expect(page.locator("#purpose-why-status")).to_contain_text(KEPT)
    box.fill("Care close to home")
    going_on(page, lambda: len(cut) > 1)
    assert kept() == "Care"
    page.reload()
    expect(page.get_by_label(WHY)).to_have_value("Care close to home")
    expect(page.locator("#saved")).to_contain_text(KEPT)
    page.context.unroute("**/answers/**")
    page.goto("/")  # any page of the portal sends it
    going_on(page, lambda: kept() == "Care close to home")
    row = Answer.objects.get(key="purpose.why")
    assert [old.text for old in row.history.order_by("version")] == ["Care", "Care close to home"]
    page.goto(larkmead.url("workbook/purpose/"))
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('answer:'))")


def test_offline_goes_on_and_catches_up(larkmead: Team, page: Page, look: Looker) -> None:
    page.context.set_offline(True)
    page.get_by_label(WHY).fill("Typed in the car park")
    page.get_by_label("What would really good look like?").fill("Nobody waits")
    expect(page.locator("#purpose-why-status")).to_contain_text(KEPT)
    look(page, "workbook-offline")
    page.context.set_offline(False)
    wait_until(lambda: kept() == "Typed in the car park" and kept("purpose.good") == "Nobody waits")
    expect(page.locator("#purpose-why-status")).to_contain_text("Saved")


def test_two_people_see_both_versions(larkmead: Team, page: Page, look: Looker) -> None:
    by_sam(larkmead, "By Sam", None)
    box = page.get_by_label(WHY)
    box.fill("By Jo")
    status = page.locator("#purpose-why-status")
    expect(status).to_contain_text("Saved meanwhile by Sam Whitlock")
    expect(status).to_contain_text("By Sam")
    expect(box).to_have_value("By Jo")
    look(page, "workbook-clash")
    press(status, "Keep both")
    wait_until(lambda: kept() == "By Sam\n\nBy Jo")
    expect(box).to_have_value("By Sam\n\nBy Jo")
    follow(page.locator("#purpose-why"), "Earlier versions")
    heading(page, WHY)
    look(page, "workbook-history")
    press(page, "Bring this back")
    expect(page.get_by_label(WHY)).to_have_value("By Sam")
    assert kept() == "By Sam"


def test_their_field_comes_into_the_page(larkmead: Team, page: Page) -> None:
    page.goto(larkmead.url("workbook/patients/"))
    draft = Draft("patients.list_size", {"source": "A count"}, None)
    save_answers(project=larkmead.project, drafts=[draft], by=larkmead.member)
    page.get_by_label("Patients on our list", exact=True).fill("9500")
    status = page.locator("#patients-list_size-status")
    expect(status).to_contain_text("Sam Whitlock changed the source meanwhile. Both changes stand.")
    expect(page.locator("[name=patients-list_size-source]")).to_have_value("A count")
    page.locator("[name=patients-list_size-certainty][value=known]").check()
    wait_until(lambda: Answer.objects.get(key="patients.list_size").certainty == "known")
    row = Answer.objects.get(key="patients.list_size")
    assert (row.number, row.source) == (9500, "A count")


def test_by_keyboard_on_a_phone(larkmead: Team, page: Page, look: Looker) -> None:
    page.set_viewport_size(PHONE)
    page.goto(larkmead.url("workbook/"))
    look(page, "workbook-detail")
    everything = page.get_by_role("button", name="Everything")
    everything.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Everything")).to_have_attribute("aria-pressed", "true")
    page.goto(larkmead.url("workbook/patients/"))
    look(page, "workbook-patients")
    tab_to(page, "textbox", "Patients on our list")
    page.keyboard.type("9500")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wait_until(lambda: Answer.objects.filter(key="patients.list_size", number=9500, certainty="known").exists())


def test_without_scripts_the_button_saves(larkmead: Team, page: Page, sign_in: Callable[..., Page]) -> None:
    plain = sign_in(larkmead.lead.email, java_script_enabled=False)
    plain.goto(larkmead.url("workbook/purpose/"))
    plain.get_by_label(WHY).fill("By a plain browser")
    press(plain, "Save and stay here")
    expect(plain.get_by_role("main")).to_contain_text("Saved.")
    assert kept() == "By a plain browser"
