"""A measure is fed in each of the ways there are, and each figure is followed to the wall. What is bad is told so."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.builders import make
from tests.toolkit.test_import_cells import book
from toolkit.measures import codes
from toolkit.models import EntryCode, Figure, FigureLink, Measure

from .looking import NARROW, PHONE, Looker
from .steps import fill, follow, heading, press, tab_to
from .world import MEASURE, Team, team

Sign = Callable[..., Page]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    found = team()
    make.measure(
        found.project,
        name="Missed appointments",
        value_kind="count",
        unit="patients",
        schedule="daily",
        is_lead=False,
        direction="down",
        goal=None,
    )
    return found


@pytest.fixture(autouse=True)
def no_figure_this_week(larkmead: Team) -> None:
    Figure.objects.filter(measure__project=larkmead.project, date__gt=larkmead.last).delete()
    FigureLink.objects.all().delete()
    EntryCode.objects.all().delete()


@pytest.fixture
def missed(larkmead: Team) -> Measure:
    return larkmead.project.measures.get(value_kind="count")


@pytest.fixture
def on_the_wall(larkmead: Team, sign_in: Sign) -> Callable[[str], None]:
    """Looks for a figure in the wall's table of data, as somebody else of the team."""

    def look_for(words: str) -> None:
        page = sign_in(larkmead.lead.email)
        page.goto(larkmead.url("wall/"))
        cells = page.locator("main td").filter(has_text=re.compile(f"^{words}$"))
        expect(cells.first).to_be_attached()
        page.close()

    return look_for


def code_path(measure: Measure, by: Any) -> str:
    return reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=by))])


def test_from_the_project_page_and_the_wall(larkmead, sign_in, on_the_wall, look) -> None:
    page = sign_in(larkmead.member.email, viewport=PHONE)
    page.goto(larkmead.url())
    page.get_by_role("region", name="This week").get_by_role("link", name=re.compile(MEASURE)).click()
    heading(page, MEASURE)
    look(page, "figure")
    fill(page, {"This week": "61"})
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved: 61%")
    look(page, "figure-saved")
    on_the_wall("61%")
    page.goto(larkmead.url("wall/"))
    page.get_by_role("link", name=f"Enter a figure for {MEASURE}").click()
    heading(page, MEASURE)
    fill(page, {"Date": str(larkmead.last - timedelta(days=3))})
    page.get_by_label("Nobody counted").check()
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved: no figure")


def test_from_the_mail(larkmead, open_page, on_the_wall, look) -> None:
    token = make.figure_link_token(larkmead.measure, larkmead.member)
    page = open_page(f"/figure/{token}/", viewport=PHONE)
    look(page, "figure-link")
    assert page.locator("main input:visible").count() == 1
    page.locator("main input:visible").fill("62")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved: 62%")
    look(page, "figure-link-saved")
    page.goto(f"/figure/{token}/")
    expect(page.get_by_role("main")).to_contain_text("It has been used")
    look(page, "figure-link-used")
    on_the_wall("62%")


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("altered", "Part of its address is missing"),
        ("expired", "It has run out"),
        ("revoked", "has withdrawn it"),
        ("there", "is in already"),
        ("archived", "is not asked of you any more"),
    ],
)
def test_a_spent_link_says_so_and_shows_nothing(larkmead, open_page, way, words) -> None:
    token = make.figure_link_token(larkmead.measure, larkmead.member)
    if way == "altered":
        token = token[:-3]
    elif way == "expired":
        FigureLink.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        FigureLink.objects.update(revoked_at=timezone.now(), revoked_by=larkmead.lead)
    elif way == "there":
        make.figures(larkmead.measure, [67], last=make.today())
    elif way == "archived":
        Measure.objects.filter(pk=larkmead.measure.pk).update(archived_at=timezone.now(), archived_by=larkmead.lead)
    page = open_page(f"/figure/{token}/")
    Measure.objects.filter(pk=larkmead.measure.pk).update(archived_at=None, archived_by=None)
    main = page.get_by_role("main")
    expect(main).to_contain_text(words)
    expect(main).not_to_contain_text(MEASURE)
    expect(main).not_to_contain_text("67")


def test_from_a_qr_code_on_the_wall(larkmead, sign_in, open_page, on_the_wall, look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("measures/"))
    follow(page, "QR codes for the wall")
    look(page, "codes-none")
    press(page, "Make the codes")
    expect(page.get_by_role("img", name=f"QR code for {MEASURE}")).to_be_visible()
    look(page, "codes")
    path = code_path(larkmead.measure, larkmead.lead)
    scanned = open_page(path, viewport=PHONE)
    look(scanned, "code-entry")
    expect(scanned.get_by_role("main")).not_to_contain_text("54%")
    fill(scanned, {"This week": "63"})
    press(scanned, "Save")
    expect(scanned.get_by_role("status").first).to_contain_text("Saved: 63%. Thank you.")
    look(scanned, "code-saved")
    again = open_page(path)
    heading(again, "It is in already")
    expect(again.get_by_role("main")).not_to_contain_text("63")
    look(again, "code-there")
    on_the_wall("63%")
    page.goto(larkmead.url(f"measures/{larkmead.measure.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("By the QR code")
    page.goto(larkmead.url("measures/codes/"))
    page.get_by_role("button", name=f"Withdraw {MEASURE}").click()
    expect(page.get_by_role("button", name=f"Withdraw {MEASURE}")).to_have_count(0)
    withdrawn = open_page(path)
    heading(withdrawn, "This code opens nothing now")
    look(withdrawn, "code-withdrawn")


def test_by_tally_on_a_phone_that_loses_its_connection(larkmead, missed, sign_in, on_the_wall, look) -> None:
    page = sign_in(larkmead.member.email, viewport=PHONE, has_touch=True)
    page.goto(larkmead.url(f"measures/{missed.pk}/"))
    follow(page, "Count by tally")
    look(page, "tally")
    tap = page.get_by_role("button", name="Count one")
    tap.dblclick()  # two fast taps are two
    for _ in range(3):
        tap.tap()
    press(page, "Undo")
    count = page.locator("[data-tally-counted]")
    expect(count).to_have_text("4")
    page.context.set_offline(True)
    tap.tap()
    expect(page.get_by_role("alert")).to_contain_text("Go on counting")
    press(page, re.compile("^Save to "))
    expect(page.get_by_role("alert")).to_contain_text("Your count is kept on this phone")
    page.context.set_offline(False)
    page.reload()
    expect(count).to_have_text("5")
    page.goto("about:blank")  # the phone was closed
    page.goto(larkmead.url(f"measures/{missed.pk}/tally/"))
    expect(count).to_have_text("5")
    assert not missed.figures.exists()
    press(page, re.compile("^Save to "))
    expect(page.get_by_role("status").first).to_contain_text("Saved: 5 patients")
    on_the_wall("5")
    page.goto(larkmead.url(f"measures/{missed.pk}/tally/"))
    expect(count).to_have_text("0")
    tap.tap()
    look(page, "tally-there")
    press(page, "Add these to it")
    expect(page.get_by_role("status").first).to_contain_text("Saved: 6 patients")


def test_a_tally_of_a_share_fits_one_thumb(larkmead, sign_in, look) -> None:
    page = sign_in(larkmead.member.email, viewport=NARROW)
    page.goto(larkmead.url(f"measures/{larkmead.measure.pk}/tally/"))
    for name in ("Yes, counted", "Any other"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["height"] >= 150
        assert box["y"] + box["height"] <= NARROW["height"] + 60
    for name, times in (("Yes, counted", 3), ("Any other", 1)):
        for _ in range(times):
            press(page, name, exact=True)
    look(page, "tally-share")
    press(page, re.compile("^Save to "))
    expect(page.get_by_role("status").first).to_contain_text("Saved: 75% (3 of 4)")


def test_a_tally_without_javascript(larkmead, missed, sign_in) -> None:
    page = sign_in(larkmead.member.email, java_script_enabled=False)
    page.goto(larkmead.url(f"measures/{missed.pk}/tally/"))
    for number in range(1, 4):
        press(page, "Count one")
        expect(page.locator("[data-tally-counted]")).to_have_text(str(number))
    press(page, "Undo")
    expect(page.locator("[data-tally-counted]")).to_have_text("2")
    press(page, re.compile("^Save to "))
    expect(page.get_by_role("status").first).to_contain_text("Saved: 2 patients")


@pytest.mark.parametrize("way", ["paste", "csv", "xlsx"])
def test_from_a_spreadsheet(larkmead, sign_in, on_the_wall, look, tmp_path: Path, way: str) -> None:
    day = larkmead.last + timedelta(days=7)
    figure = {"paste": "71", "csv": "72", "xlsx": "73"}[way]
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"measures/{larkmead.measure.pk}/"))
    follow(page, "Bring in figures from a spreadsheet")
    look(page, "bring-in")
    if way == "paste":
        cells = f"Date\tFigure\tNotes\n{day:%d/%m/%Y}\t{figure}%\tsnow\n{larkmead.last:%d/%m/%Y}\t58\t\n1/2/2024\tn/a"
        page.get_by_label("Paste cells from a spreadsheet").fill(cells)
    else:
        file = tmp_path / f"phones.{way}"
        if way == "csv":
            file.write_text(f"Date,Figure\n{day:%d %B %Y},{figure}\n", encoding="cp1252")
        else:
            file.write_bytes(book(["Date", "Figure"], [day, int(figure) / 100], formats={"B2": "0%"}))
        page.locator("input[type=file]").set_input_files(file)
    press(page, "Look at them first")
    heading(page, "What would be saved")
    expect(page.get_by_role("main")).to_contain_text(f"{figure}%")
    look(page, f"preview-{way}")
    assert not Figure.objects.filter(measure=larkmead.measure, date=day).exists()
    press(page, re.compile(r"^Save \d"))
    expect(page.get_by_role("alert")).to_contain_text("saved.")
    on_the_wall(f"{figure}%")
    kept = Figure.objects.get(measure=larkmead.measure, date=larkmead.last)
    assert kept.value == 54, "what is there is kept unless it is ticked"


def test_a_double_click_brings_in_once(larkmead, sign_in) -> None:
    day = larkmead.last + timedelta(days=7)
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url("measures/bring-in/"))
    page.get_by_label("Paste cells from a spreadsheet").fill(f"Date\t{MEASURE}\n{day:%d/%m/%Y}\t77")
    press(page, "Look at them first")
    page.get_by_role("button", name="Save 1 new figure").dblclick()
    # Two clicks before the page's script runs are two requests: the second one says that nothing was written twice.
    said = page.get_by_role("alert").or_(page.get_by_text("They were saved already"))
    expect(said.first).to_be_visible()
    assert Figure.objects.get(measure=larkmead.measure, date=day).history.count() == 1


BAD = {
    "columns": ("Name,Room\nAnn,blue\n", "Say which column holds the date."),
    "twice": ("Date,Figure\n3/3/2025,81\n03-03-25,80\n", "Rows 2 and 3 hold two figures for Monday 3 March 2025."),
    "text": ("Date,Figure\n3/3/2025,eighty\n", "B2: ‘eighty’ is no number."),
    "future": ("Date,Figure\n3/3/2999,80\n", "A2: Sunday 3 March 2999 is still to come."),
    "formula": ("Date,Figure\n3/3/2025,=B1+1\n", "B2: ‘=B1+1’ is a formula."),
    "million": ("Date,Figure\n" + "3/3/2025,1\n" * 150_000, "This holds more than 2,000 rows."),
    "nhs": ("Date,Figure,Who\n3/3/2025,81,943 476 5919\n", "C2 holds what looks like an NHS number."),
    "pdf": ("%PDF-1.7", "This is a PDF."),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gets_a_clear_sentence_and_writes_nothing(larkmead, sign_in, look, tmp_path: Path, kind) -> None:
    content, words = BAD[kind]
    file = tmp_path / "figures.csv"
    file.write_text(content, encoding="utf-8")
    before = Figure.objects.count()
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"measures/bring-in/?measure={larkmead.measure.pk}"))
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Look at them first")
    expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
    look(page, f"bad-{kind}")
    assert Figure.objects.count() == before


def test_by_keyboard_alone(larkmead, missed, sign_in) -> None:
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"measures/{missed.pk}/tally/"))
    tab_to(page, "button", "Count one")
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("[data-tally-counted]")).to_have_text("3")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 counted")
    page.goto(larkmead.url("measures/bring-in/"))
    tab_to(page, "textbox", "Paste cells from a spreadsheet")
    page.keyboard.insert_text(f"Date\t{MEASURE}\n3/3/2025\t81")
    tab_to(page, "button", "Look at them first")
    page.keyboard.press("Enter")
    heading(page, "What would be saved")
    tab_to(page, "button", "Save 1 new figure")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 new figure saved.")


def test_days_between_events_are_worked_out_before_they_are_saved(larkmead, sign_in, look: Looker) -> None:
    falls = make.measure(
        larkmead.project,
        name="Falls in the waiting room",
        value_kind="days_between",
        schedule="event",
        unit="days",
        is_lead=False,
        on_wall=False,
        goal=None,
    )
    last = make.today() - timedelta(days=12)
    Figure.objects.create(measure=falls, date=last, status="missing")
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"measures/{falls.pk}/figures/add/"))
    expect(page.get_by_role("main")).to_contain_text("That is 12 days since the one before")
    page.get_by_label("When did it happen?").fill((last + timedelta(days=9)).isoformat())
    expect(page.get_by_role("main")).to_contain_text("That is 9 days since the one before")
    look(page, "days-between")
    falls.delete()
