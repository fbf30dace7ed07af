"""A figure entered by each way there is, followed to every place where the wall is shown.

One team, one chart a way. Each figure is the last of its chart, so it stands large on the wall page, the screen, the
poster and the partner's view. Small counts are the team's alone: outside they are hidden or rounded.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.builders import make
from tests.toolkit.test_import_cells import book
from toolkit.measures import codes
from toolkit.models import Figure, Measure

from .looking import PHONE, Looker
from .steps import fill, follow, heading, press
from .test_walls import TV, looked_at, read_by_another
from .world import MEASURE, Team, person, team

Sign = Callable[..., Page]


class Fed(NamedTuple):
    """A chart, the figure that comes to it, and what is seen of that outside the practice."""

    name: str
    kind: str
    figure: str
    outside: str
    via: str


WAYS = {
    "page": Fed(MEASURE, "percentage", "61", "61", "page"),
    "wall": Fed("Complaints", "count", "4", "*", "page"),
    "mail": Fed("Results handled in two days", "percentage", "62", "62", "link"),
    "code": Fed("Letters coded in five days", "percentage", "63", "63", "code"),
    "tally": Fed("Missed appointments", "count", "33", "35", "tally"),
    "paste": Fed("Prescriptions turned round", "percentage", "64", "64", "paste"),
    "csv": Fed("Reviews done of reviews due", "percentage", "66", "66", "file"),
    "xlsx": Fed("Seen the same day", "percentage", "67", "67", "file"),
}
FLAT = [52, 54, 52, 48, 54, 48, 52, 54]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    found = team()
    for place, (way, fed) in enumerate(WAYS.items()):
        if way != "page":
            measure = make.measure(
                found.project, name=fed.name, value_kind=fed.kind, unit="times" if fed.kind == "count" else "%",
                goal=None, is_lead=False, position=place,
            )  # fmt: skip
            make.figures(measure, FLAT, found.last)
    return found


@pytest.fixture(scope="module")
def naomi(larkmead: Team) -> Any:
    """Of a partner that the team shows its wall to."""
    organisation = make.partner("Harwick Community Trust")
    make.works_with(larkmead.project.programme, organisation)
    user = person("Naomi Adeyemi")
    make.partner_person(organisation, user)
    larkmead.project.shares.create(tool="wall", audience="partner", partner=organisation)
    return user


class Feeding:
    """Each way is a method; afterwards its figure is in."""

    def __init__(self, larkmead: Team, desk: Page, phone: Callable[..., Page], folder: Path) -> None:
        self.larkmead, self.desk, self.phone, self.folder = larkmead, desk, phone, folder

    def measure(self, way: str) -> Measure:
        return self.larkmead.project.measures.get(name=WAYS[way].name)

    def saved(self, page: Page, way: str) -> None:
        expect(page.get_by_role("status").first).to_contain_text(f"Saved: {WAYS[way].figure}")

    def page(self) -> None:
        self.desk.goto(self.larkmead.url())
        follow(self.desk.get_by_role("region", name="This week"), re.compile(MEASURE))
        fill(self.desk, {"This week": WAYS["page"].figure})
        press(self.desk, "Save")
        self.saved(self.desk, "page")

    def wall(self) -> None:
        self.desk.goto(self.larkmead.url("wall/"))
        follow(self.desk, f"Enter a figure for {WAYS['wall'].name}")
        fill(self.desk, {"This week": WAYS["wall"].figure})
        press(self.desk, "Save")
        self.saved(self.desk, "wall")

    def mail(self) -> None:
        token = make.figure_link_token(self.measure("mail"), self.larkmead.member)
        page = self.phone(f"/figure/{token}/", viewport=PHONE)
        page.locator("main input:visible").fill(WAYS["mail"].figure)
        press(page, "Save")
        self.saved(page, "mail")

    def code(self) -> None:
        code = codes.code_for(measure=self.measure("code"), by=self.larkmead.lead)
        page = self.phone(reverse("code-entry", args=[codes.token_of(code)]), viewport=PHONE)
        fill(page, {"This week": WAYS["code"].figure})
        press(page, "Save")
        self.saved(page, "code")

    def tally(self) -> None:
        self.desk.goto(self.larkmead.url(f"measures/{self.measure('tally').pk}/tally/"))
        one = self.desk.get_by_role("button", name="Count one")
        one.click(click_count=int(WAYS["tally"].figure))
        expect(self.desk.locator("[data-tally-counted]")).to_have_text(WAYS["tally"].figure)
        press(self.desk, re.compile("^Save to "))
        self.saved(self.desk, "tally")

    def paste(self) -> None:
        self._spreadsheet("paste", None)

    def csv(self) -> None:
        file = self.folder / "reviews.csv"
        file.write_text(f"Date,Figure\n{self._day:%d/%m/%Y},{WAYS['csv'].figure}%\n")
        self._spreadsheet("csv", file)

    def xlsx(self) -> None:
        file = self.folder / "seen.xlsx"
        share = int(WAYS["xlsx"].figure) / 100
        file.write_bytes(book(["Date", "Figure"], [self._day, share], formats={"B2": "0%"}))
        self._spreadsheet("xlsx", file)

    @property
    def _day(self) -> Any:
        return self.larkmead.last + timedelta(days=7)

    def _spreadsheet(self, way: str, file: Path | None) -> None:
        self.desk.goto(self.larkmead.url(f"measures/bring-in/?measure={self.measure(way).pk}"))
        if file is None:
            cells = f"Date\tFigure\n{self._day:%d/%m/%Y}\t{WAYS[way].figure}%"
            self.desk.get_by_label("Paste cells from a spreadsheet").fill(cells)
        else:
            self.desk.locator("input[type=file]").set_input_files(file)
        press(self.desk, "Look at them first")
        press(self.desk, "Save 1 new figure")
        expect(self.desk.get_by_role("alert")).to_contain_text("1 new figure saved.")


def seen_on(cards: Locator, figure: str, *, outside: bool) -> None:
    """Every figure stands large on its own chart, as those who look may see it."""
    for fed in WAYS.values():
        card = cards.filter(has_text=fed.name)
        expect(card).to_have_count(1)
        shown = fed.outside if outside else fed.figure
        expect(card.locator(figure)).to_have_text(re.compile(rf"^\s*Last figure:\s*{re.escape(shown)}(?!\d)"))


def poster_of(page: Page, larkmead: Team, folder: Path) -> str:
    page.goto(larkmead.url("wall/"))
    press(page, "Print this wall")
    page.get_by_label("A4, landscape").check()
    with page.expect_download() as download:
        press(page, "Make the poster")
    path = folder / "poster.pdf"
    download.value.save_as(path)
    return read_by_another(path)


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\d.,])\d+(?![\d])", text))


def test_a_figure_by_each_way_is_followed_to_wall_screen_poster_and_partner(
    larkmead: Team, naomi: Any, sign_in: Sign, open_page: Sign, look: Looker, tmp_path: Path
) -> None:
    desk = sign_in(larkmead.lead.email)
    feeding = Feeding(larkmead, desk, open_page, tmp_path)
    for way in WAYS:
        getattr(feeding, way)()
    newest = {fed.name: feeding.measure(way).figures.latest("date") for way, fed in WAYS.items()}
    assert {name: figure.via for name, figure in newest.items()} == {fed.name: fed.via for fed in WAYS.values()}

    desk.goto(larkmead.url("wall/"))
    look(desk, "everywhere-wall")
    seen_on(desk.locator("main .app-card"), ".wall-card__figure", outside=False)

    desk.goto(larkmead.url("wall/links/"))
    press(desk, "Add a screen")
    fill(desk, {"Where is the screen?": "Staff room"})
    desk.get_by_label("Patients or visitors can see it").uncheck()
    press(desk, "Add this screen")
    heading(desk, "Staff room")
    screen = open_page(desk.locator(".wall-address").inner_text(), viewport=TV)
    looked_at(screen, look, "everywhere-screen")
    seen_on(screen.locator(".tv-card"), ".tv-card__figure", outside=False)

    printed = poster_of(desk, larkmead, tmp_path)
    for fed in WAYS.values():
        assert fed.name in printed
        assert fed.figure in numbers_in(printed), f"{fed.name} on paper"

    partner = sign_in(naomi.email)
    partner.goto(larkmead.url("wall/"))
    look(partner, "everywhere-partner")
    seen_on(partner.locator("main .app-card"), ".wall-card__figure", outside=True)
    expect(partner.get_by_role("main")).to_contain_text("Why some figures show as *")
    printed = poster_of(partner, larkmead, tmp_path)
    for fed in WAYS.values():
        assert fed.name in printed
        assert fed.outside in (numbers_in(printed) | ({"*"} if "*" in printed else set())), f"{fed.name} on paper"
    assert WAYS["tally"].figure not in numbers_in(printed), "rounded, not as it was counted"
    assert Figure.objects.filter(measure__name="Complaints", value=4).exists(), "hidden outside, not lost"
