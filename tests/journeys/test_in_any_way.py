"""The same pages by keyboard alone, without JavaScript, at twice the size, and when something goes wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import Share
from toolkit.models import Answer, Cause, Figure, GlobalAim

from .conftest import PASSWORD
from .looking import wider_than
from .steps import follow, press, tab_to, wait_until
from .world import MEASURE, Team, team

Sign = Callable[..., Page]
TWICE = {"width": 640, "height": 450}


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture(autouse=True)
def no_figure_this_week(larkmead: Team) -> None:
    Figure.objects.filter(measure=larkmead.measure, date__gt=larkmead.last).delete()


class TestKeyboardAlone:
    def test_sign_in_and_figure(self, larkmead: Team, open_page: Sign) -> None:
        page = open_page("/account/login/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        tab_to(page, "textbox", "Email address")
        page.keyboard.type(larkmead.lead.email)
        tab_to(page, "textbox", "Password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("navigation", name="Account")).to_be_visible()
        page.goto(larkmead.figure_url)
        tab_to(page, "textbox", "This week")
        page.keyboard.type("61")
        tab_to(page, "button", "Save")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Saved: 61%")
        tab_to(page, "button", "Done")

    def test_skip_link_goes_to_the_content(self, larkmead: Team, sign_in: Sign) -> None:
        page = sign_in(larkmead.lead.email)
        page.reload()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()

    def test_who_sees_what(self, larkmead: Team, sign_in: Sign) -> None:
        page = sign_in(larkmead.lead.email)
        page.goto(larkmead.url("sharing/"))
        tab_to(page, "checkbox", "The programme's managers can see ‘Small tests’")
        page.keyboard.press("Space")
        tab_to(page, "button", "Save who sees what")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert Share.objects.open().filter(project=larkmead.project, tool="cycles", audience="programme").exists()


class TestWithoutJavaScript:
    @pytest.fixture
    def plain(self, larkmead: Team, sign_in: Sign) -> Page:
        return sign_in(larkmead.lead.email, java_script_enabled=False)

    def test_figure(self, larkmead: Team, plain: Page) -> None:
        plain.goto(larkmead.figure_url)
        plain.get_by_label("This week").fill("610")
        press(plain, "Save")
        expect(plain.get_by_role("alert")).to_contain_text("A percentage lies between 0 and 100.")
        expect(plain.get_by_label("This week")).to_have_value("610")
        plain.get_by_label("This week").fill("61")
        press(plain, "Save")
        expect(plain.get_by_role("status").first).to_contain_text("Saved: 61%")
        expect(plain.get_by_role("img", name=re.compile(MEASURE))).to_be_visible()

    def test_workbook(self, larkmead: Team, plain: Page) -> None:
        plain.goto(larkmead.url("workbook/purpose/"))
        plain.get_by_label("What are we here to do?").fill("To be there when somebody is ill")
        press(plain, "Save and stay here")
        expect(plain.get_by_role("main")).to_contain_text("Saved.")
        assert Answer.objects.get(project=larkmead.project, key="purpose.why").text.startswith("To be there")
        expect(plain.get_by_label("What are we here to do?")).to_have_value("To be there when somebody is ill")

    def test_cause(self, larkmead: Team, plain: Page) -> None:
        plain.goto(larkmead.url("fishbone/"))
        follow(plain, "Add a cause to Process")
        plain.get_by_label("Cause", exact=True).fill("The queue message is too long")
        press(plain, "Add this cause")
        expect(plain.get_by_role("region", name="Process")).to_contain_text("The queue message is too long")
        assert Cause.objects.filter(text="The queue message is too long").count() == 1


def test_twice_the_size(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.lead.email, viewport=TWICE, device_scale_factor=2)
    found = []
    for path in ("", "steps/", "workbook/patients/", "fishbone/", "aims/", "wall/", "sharing/", "tests/", "team/"):
        page.goto(larkmead.url(path))
        found += [f"{path}: {element}" for element in wider_than(page, TWICE)]
    assert not found, "\n".join(found)


class TestSession:
    @pytest.fixture(autouse=True)
    def soon(self, settings: Any, larkmead: Team) -> None:
        settings.SESSION_IDLE_SECONDS = settings.SESSION_COOKIE_AGE = 8
        settings.SESSION_PROLONGED_EVERY = 0
        settings.SESSION_WARNING_SECONDS = 4

    def test_stay(self, larkmead: Team, sign_in: Sign, settings: Any) -> None:
        settings.SESSION_IDLE_SECONDS = settings.SESSION_COOKIE_AGE = 16
        settings.SESSION_WARNING_SECONDS = 12
        page = sign_in(larkmead.lead.email)
        page.goto(larkmead.url("aims/global/"))
        dialog = page.get_by_role("dialog", name="You will be signed out soon")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        page.reload()
        expect(page.get_by_label("What will you improve?")).to_be_visible()

    def test_typed_text_comes_back(self, larkmead: Team, sign_in: Sign, settings: Any) -> None:
        page = sign_in(larkmead.lead.email)
        page.goto(larkmead.url("aims/global/"))
        page.get_by_label("What will you improve?").fill("how patients reach us by phone")
        page.wait_for_url(re.compile("/account/login/"))
        settings.SESSION_IDLE_SECONDS = settings.SESSION_COOKIE_AGE = 600  # nobody is in a hurry any more
        page.get_by_label("Email address").fill(larkmead.lead.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page.get_by_role("main"), "Sign in")
        page.wait_for_url(re.compile("/aims/global/"))
        press(page, "Bring it back")
        expect(page.get_by_label("What will you improve?")).to_have_value("how patients reach us by phone")


def test_two_people_on_one_page(larkmead: Team, sign_in: Sign) -> None:
    GlobalAim.objects.filter(project=larkmead.project).delete()
    GlobalAim.objects.create(project=larkmead.project, improve="the phones")
    first, second = sign_in(larkmead.lead.email), sign_in(larkmead.member.email)
    for page in (first, second):
        page.goto(larkmead.url("aims/global/"))
    first.get_by_label("What will you improve?").fill("how patients reach us by phone")
    press(first, "Save this aim")
    expect(first.get_by_role("main")).to_contain_text("how patients reach us by phone")
    second.get_by_label("What will you improve?").fill("the queue at 8 o'clock")
    press(second, "Save this aim")
    main = second.get_by_role("main")
    expect(main).to_contain_text("Saved meanwhile by Jo Pritchard")
    expect(main).to_contain_text("how patients reach us by phone")
    expect(second.get_by_label("What will you improve?")).to_have_value("the queue at 8 o'clock")
    press(second, "Save this aim")
    wait_until(lambda: GlobalAim.objects.get(project=larkmead.project).improve == "the queue at 8 o'clock")


def test_double_click_saves_once(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.lead.email)
    before = larkmead.project.actions.count()
    page.goto(larkmead.url("actions/"))
    page.get_by_label("Who does what, by when?").fill("Sam: ask the phone company for hourly counts, by Friday")
    page.get_by_role("button", name="Add the action").dblclick()
    expect(page.get_by_role("main")).to_contain_text(re.compile("ask the phone company", re.IGNORECASE))
    assert larkmead.project.actions.count() == before + 1
    page.goto(larkmead.figure_url)
    page.get_by_label("This week").fill("61")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    assert Figure.objects.filter(measure=larkmead.measure, value=61).count() == 1
