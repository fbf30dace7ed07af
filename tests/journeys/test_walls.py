"""A figure's way to the wall, the screen in the staff room, the public page, the poster and the partner's view."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from practices.models import Programme
from tests.builders import make, walls
from toolkit.models import Figure, WallLink

from .looking import DESKTOP, PHONE, Looker, axe_findings, wider_than
from .steps import fill, follow, heading, press, tab_to
from .world import MEASURE, Team, person, team

Sign = Callable[..., Page]
TV = {"width": 1920, "height": 1080}
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, None, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    found = team()
    project = found.project
    Programme.objects.filter(pk=project.programme_id).update(public_walls=True)
    visits = make.measure(
        project, name="Urgent home visits", value_kind="count", unit="visits", goal=None, is_lead=False, position=1
    )
    make.figures(visits, [14, 3, 11, 22, 9, 18, 12, 30, 14, 25, 16], found.last)
    make.chart_mark(project, label="Two people on phones 8 to 9")
    return found


@pytest.fixture(scope="module")
def naomi(larkmead: Team) -> Any:
    organisation = make.partner("Harwick Community Trust")
    make.works_with(larkmead.project.programme, organisation)
    user = person("Naomi Adeyemi")
    make.partner_person(organisation, user)
    larkmead.project.shares.create(tool="wall", audience="partner", partner=organisation)
    return user


def looked_at(page: Page, look: Looker, name: str) -> None:
    """A page for screens: axe at 1920 and 1280, nothing scrolls, and a picture of each where one is asked for."""
    found = []
    page.emulate_media(reduced_motion="reduce")  # else a page of charts fades in, and is pale meanwhile
    for size in (TV, {"width": 1280, "height": 720}, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_function("width => innerWidth === width", arg=size["width"])
        found += [f"axe at {size['width']}: {finding}" for finding in axe_findings(page)]
        if size is not PHONE:
            found += [f"scrolls at {size['width']}"] if page.evaluate(SCROLLS) else []
        if look.folder:
            page.screenshot(path=look.folder / f"{name}-{size['width']}.png", full_page=size is PHONE)
    found += wider_than(page, {"width": 320, "height": 640})
    page.set_viewport_size(TV)  # type: ignore[arg-type]
    assert not found, "\n".join(found)


SCROLLS = "() => document.documentElement.scrollHeight > window.innerHeight + 1"


def a_minute_later(page: Page) -> None:
    """Time in the browser jumps: if it ran, the page would give up an answer that is still on its way."""
    with page.expect_response("**/now/"):
        page.clock.fast_forward(59_000)


class TestScreen:
    """Added with the code that it shows, fed, cut off, brought back, withdrawn."""

    @pytest.fixture
    def screen(self, larkmead: Team, open_page: Sign, sign_in: Sign, look: Looker) -> Iterator[tuple[Page, Page]]:
        screen = open_page("/screen/", viewport=TV)
        expect(screen.get_by_role("heading", name="Show your data wall here")).to_be_visible()
        looked_at(screen, look, "walls-code")
        code = screen.locator(".tv-pair__code [aria-hidden]").inner_text()
        desk = sign_in(larkmead.lead.email)
        desk.goto(larkmead.url("wall/"))
        follow(desk, "Screens and links")
        look(desk, "walls-links-empty")
        press(desk, "Add a screen")
        look(desk, "walls-screen-add")
        fill(desk, {"Where is the screen?": "Staff room", "Code on the screen, if it shows one": "AAA AAA"})
        desk.get_by_label("Patients or visitors can see it").uncheck()
        press(desk, "Add this screen")
        expect(desk.get_by_role("alert")).to_contain_text("No screen shows this code now")
        desk.get_by_label("Code on the screen, if it shows one").fill(code.lower())
        press(desk, "Add this screen")
        heading(desk, "Staff room")
        look(desk, "walls-screen")
        screen.wait_for_url("**/wall/*/")
        yield screen, desk
        WallLink.objects.all().delete()

    def test_from_the_code_to_the_end(self, larkmead: Team, screen: tuple[Page, Page], look: Looker) -> None:
        page, desk = screen
        card = page.get_by_role("listitem").filter(has_text=MEASURE)
        expect(card).to_contain_text("54%")
        expect(page.get_by_role("listitem").filter(has_text="Urgent home visits")).to_contain_text("16")
        assert page.context.cookies() == []
        looked_at(page, look, "walls-screen-two")
        page.wait_for_function("() => document.documentElement.dataset.kept === 'yes'")

        desk.goto(larkmead.figure_url)
        desk.get_by_label("This week").fill("61")
        press(desk, "Save")
        expect(desk.get_by_role("status").first).to_contain_text("Saved: 61%")
        page.clock.install()
        with page.expect_response("**/now/"):
            page.reload()
        expect(card).to_contain_text("61%")
        Figure.objects.filter(measure=larkmead.measure, value=61).update(value=64)
        a_minute_later(page)
        expect(card).to_contain_text("64%")  # within a minute, by itself

        self.without_network(page, card)

        desk.goto(larkmead.url("wall/links/"))
        look(desk, "walls-links")
        press(desk, "Withdraw Staff room")
        expect(desk.get_by_role("alert")).to_contain_text("shows nothing any more")
        a_minute_later(page)
        expect(page.get_by_role("heading", name="This screen does not show a wall now")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text(MEASURE)
        looked_at(page, look, "walls-screen-gone")
        assert page.evaluate("async () => (await (await caches.open('wall')).keys()).length") == 0
        page.reload()
        expect(page.get_by_role("heading", name="This link does not show anything now")).to_be_visible()

    def without_network(self, page: Page, card: Any) -> None:
        context: BrowserContext = page.context
        context.set_offline(True)
        page.clock.run_for(61_000)
        lost = page.get_by_role("status")
        expect(lost).to_contain_text("No connection since")
        expect(card).to_contain_text("64%")
        page.reload()  # the machine was started anew, the network is still gone
        expect(card).to_contain_text("64%")
        expect(lost).to_contain_text("No connection since")
        page.clock.run_for(5 * 24 * 3600 * 1000)  # five days later figures would mislead
        expect(page.locator("body")).to_contain_text("The charts come back when this screen has its network again")
        context.set_offline(False)  # the browser says so, and the screen asks at once
        with page.expect_response("**/now/"):
            page.clock.run_for(1000)
        expect(card).to_contain_text("64%")
        expect(lost).to_be_hidden()


@pytest.mark.parametrize("charts", [1, 3, 5, 12])
def test_many_charts_on_a_screen(larkmead: Team, open_page: Sign, look: Looker, charts: int) -> None:
    project = make.project(larkmead.project.programme, make.practice(f"Screen Street {charts}"))
    lead = make.user("Jo Long")
    keeper = make.member(project, lead, is_lead=True)
    for number in range(charts):
        name = (
            "Calls answered within 5 minutes",
            "Letters coded within three working days of arriving, whoever sent them",
        )
        measure = make.measure(
            project, name=f"{name[number % 2]} {number}", value_kind="percentage", is_lead=not number,
            position=number, direction="up" if number % 3 else "down", collector=keeper,
        )  # fmt: skip
        make.figures(measure, RISEN, last=None if number % 4 else make.today() - timedelta(days=365))
    make.chart_mark(project, label="Online form")
    page = open_page(f"/wall/{walls.token(walls.screen(project, lead))}/", viewport=TV)
    shown = page.locator(".tv-card:visible")
    expect(shown).to_have_count(4 if charts > 6 else charts)
    page.keyboard.press("Space")  # holds the page of charts, however long it is looked at
    looked_at(page, look, f"walls-screen-{charts}")
    too_small = page.evaluate(
        """() => [...document.querySelectorAll(".tv-card__title, .tv-card__figure, .tv-card__signal")]
            .filter((part) => part.checkVisibility())
            .filter((part) => parseFloat(getComputedStyle(part).fontSize) < innerHeight / 30)
            .map((part) => part.textContent)"""
    )
    assert too_small == [], "what matters is a thirtieth of the screen's height"
    if charts == 12:
        first = shown.first.inner_text()
        expect(page.locator("[data-pages]")).to_have_text("Page 1 of 3")
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-pages]")).to_have_text("Page 2 of 3")
        assert shown.first.inner_text() != first


def test_public_link(larkmead: Team, sign_in: Sign, open_page: Sign, look: Looker) -> None:
    desk = sign_in(larkmead.lead.email)
    desk.goto(larkmead.url("wall/links/"))
    press(desk, "Make a public link")
    look(desk, "walls-public-add")
    fill(desk, {"What is the link for?": "Our website"})
    desk.get_by_label("1 month").check()
    press(desk, "Make this link")
    heading(desk, "Our website")
    look(desk, "walls-public-link")
    address = desk.locator(".wall-address").inner_text()
    visitor = open_page(address)
    heading(visitor, "Larkmead Surgery’s data wall")
    visits = visitor.get_by_role("region").filter(has_text="Urgent home visits")
    look(visitor, "walls-public")
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("rounded to the nearest 5")
    expect(main).not_to_contain_text("Jo Pritchard")
    main.get_by_text("Data table: Urgent home visits").click()
    expect(visits.first).to_contain_text("*")
    Programme.objects.filter(pk=larkmead.project.programme_id).update(public_walls=False)
    try:
        visitor.reload()
        heading(visitor, "This link does not show anything now")
        look(visitor, "walls-gone")
    finally:
        Programme.objects.filter(pk=larkmead.project.programme_id).update(public_walls=True)
    visitor.reload()
    heading(visitor, "Larkmead Surgery’s data wall")
    desk.goto(larkmead.url("wall/links/"))
    press(desk, "Withdraw Our website")
    expect(desk.get_by_role("alert")).to_contain_text("shows nothing any more")
    visitor.reload()
    heading(visitor, "This link does not show anything now")


def test_owner_and_order_by_keyboard(larkmead: Team, sign_in: Sign, look: Looker) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("wall/"))
    look(page, "walls-page")
    follow(page, "Order and owner")
    look(page, "walls-settings")
    page.get_by_label("Who looks after the wall?").select_option(label="Sam Whitlock")
    fill(page, {"What do we do when a chart is out of date?": "Ask at the Monday huddle."})
    press(page, "Save these settings")
    expect(page.get_by_role("alert")).to_contain_text("The settings are saved")
    tab_to(page, "button", "Move up Urgent home visits")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/#chart-*")
    rows = page.locator(".wall-order__row h3")
    expect(rows.first).to_have_text("Urgent home visits")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Move down Urgent home visits")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.first).to_have_text(MEASURE)
    follow(page, "Data wall")
    expect(page.get_by_role("main")).to_contain_text("Sam Whitlock looks after this wall")


@pytest.mark.parametrize("who", ["lead", "partner"])
def test_poster(larkmead: Team, naomi: Any, sign_in: Sign, look: Looker, tmp_path: Path, who: str) -> None:
    page = sign_in(larkmead.lead.email if who == "lead" else naomi.email)
    page.goto(larkmead.url("wall/"))
    look(page, f"walls-page-{who}")
    press(page, "Print this wall")
    look(page, f"walls-poster-{who}")
    page.get_by_label("A4, landscape").check()
    with page.expect_download() as download:
        press(page, "Make the poster")
    path = tmp_path / "poster.pdf"
    download.value.save_as(path)
    assert download.value.suggested_filename == "larkmead-surgery-data-wall-a4.pdf"
    text = read_by_another(path)
    assert "Answering the phones sooner" in text
    assert "Calls answered within 5 minutes" in text
    assert ("Enter a figure" in text) is (who == "lead")


def read_by_another(path: Path) -> str:
    """By poppler where it is at hand, else by pypdf: neither of them made it."""
    try:
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()  # noqa: S607
    except FileNotFoundError:
        text = " ".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    return " ".join(text.split())


def test_partner(larkmead: Team, naomi: Any, sign_in: Sign, look: Looker) -> None:
    page = sign_in(naomi.email, viewport=DESKTOP)
    page.goto(larkmead.url("wall/"))
    heading(page, "Larkmead Surgery’s data wall")
    look(page, "walls-partner")
    main = page.get_by_role("main")
    expect(main).to_contain_text("are shared with you")
    expect(main).to_contain_text("rounded to the nearest 5")
    expect(main).to_contain_text("Why some figures show as *")
    expect(main.get_by_role("link", name="Screens and links")).to_have_count(0)
    assert page.goto(larkmead.url("wall/links/")).status == 403  # type: ignore[union-attr]
