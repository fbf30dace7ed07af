"""The workbook taken away as Word, PDF and poster, in a real browser, by mouse, by keyboard and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .looking import NARROW
from .steps import follow, heading, press, tab_to
from .world import Team, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]
BEGINS = {"docx": b"PK\x03\x04", "pdf": b"%PDF-"}


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


def taken(page: Page, choice: str) -> tuple[str, bytes]:
    page.get_by_label(choice).check()
    with page.expect_download() as coming:
        press(page, "Make the file")
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


@pytest.mark.parametrize(("choice", "ending"), [("Word", "docx"), ("PDF (A4)", "pdf"), ("Poster", "pdf")])
def test_the_workbook_is_taken_away(larkmead: Team, sign_in: Sign, look: Look, choice: str, ending: str) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(f"/projects/{larkmead.project.pk}/workbook/")
    follow(page, "Word or PDF")
    heading(page, "Take the workbook with you")
    look(page, "workbook-document")
    name, content = taken(page, choice)
    assert name.endswith(f"-about-our-practice.{ending}")
    assert content.startswith(BEGINS[ending])


def test_by_keyboard_alone_on_a_narrow_phone(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email, viewport=NARROW)
    page.goto(f"/projects/{larkmead.project.pk}/workbook/")
    tab_to(page, "link", "Word or PDF")
    page.keyboard.press("Enter")
    heading(page, "Take the workbook with you")
    look(page, "workbook-document-narrow")
    page.get_by_label("Word").focus()
    page.keyboard.press("ArrowDown")
    tab_to(page, "button", "Make the file")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert Path(coming.value.path()).read_bytes().startswith(BEGINS["pdf"])
