"""The storyboard and comments in a real browser: by mouse, by keyboard alone, on a phone, and without scripts."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import Comment, Reminder
from tests.builders import make
from toolkit.models import Storyboard

from .looking import NARROW, PHONE
from .steps import follow, heading, press, tab_to
from .world import Team, person, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    made = team()
    make.coaches(made.project, person("Rachel Osei"))
    return made


def test_a_team_writes_its_storyboard_and_takes_it_away(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("storyboard/"))
    heading(page, "Answering the phones sooner")
    look(page, "storyboard-from-the-record")
    follow(page, "Change the words")
    heading(page, "Write the storyboard")
    page.get_by_label("Title").fill("Half of the calls, then four in five")
    page.get_by_label("What came of it").fill("word " * 42)
    expect(page.get_by_text("You have 2 words too many").first).to_be_visible()
    look(page, "storyboard-form")
    page.get_by_role("button", name=re.compile("Put these words in the box.+What caused it")).click()
    expect(page.get_by_label("What caused it")).to_have_value("One person on the phones at 8")
    expect(page.get_by_label("Title")).to_have_value("Half of the calls, then four in five")
    page.locator("form#storyboard").get_by_role("button", name="Save the storyboard").click()
    expect(page.get_by_text("These are 42 words. 40 fit: take 2 out.").first).to_be_visible()
    page.get_by_label("What came of it").fill("Fewer people ring twice.")
    page.locator("form#storyboard").get_by_role("button", name="Save the storyboard").click()
    heading(page, "Half of the calls, then four in five")
    look(page, "storyboard")
    press(page, "Take it with you")
    look(page, "storyboard-document")
    for choice, ending in (("Slide", "pptx"), ("PDF", "pdf")):
        page.reload()  # a second click within a second is taken for a double one
        page.get_by_label(choice).check()
        with page.expect_download() as coming:
            press(page, "Make the file")
        content = Path(coming.value.path()).read_bytes()
        assert coming.value.suggested_filename.endswith(f"-storyboard.{ending}")
        if ending == "pptx":
            assert b"Fewer people ring twice." in zipfile.ZipFile(BytesIO(content)).read("ppt/slides/slide1.xml")
        else:
            assert content.startswith(b"%PDF-")


def test_the_storyboard_by_keyboard_alone_on_a_narrow_phone(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.member.email, viewport=NARROW)
    page.goto(larkmead.url("storyboard/"))
    tab_to(page, "link", "Change the words")
    page.keyboard.press("Enter")
    heading(page, "Write the storyboard")
    tab_to(page, "textbox", "The problem")
    page.keyboard.press("Control+A")
    page.keyboard.type("Half of them rang twice.")
    tab_to(page, "textbox", "Title")
    page.keyboard.press("Enter")  # in a line of text it saves; it must not put the record's words anywhere
    expect(page.get_by_text("The storyboard is saved.")).to_be_visible()
    row = Storyboard.objects.get(project=larkmead.project)
    assert (row.problem, row.stays) == ("Half of them rang twice.", "")


def test_a_comment_with_a_name_is_answered_and_settled(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("workbook/patients/"))
    look(page, "workbook-with-comment-links")
    page.locator("#patients-list_size").get_by_role("link", name="Comment").click()
    look(page, "comment-none-yet")
    page.get_by_label("Your comment").fill("Is this of March? @Rachel")
    page.get_by_label("Sam Whitlock").check()
    press(page, "Add the comment")
    expect(page.get_by_text("A mail goes to Rachel Osei and Sam Whitlock.")).to_be_visible()
    assert Reminder.objects.filter(kind="mention").count() == 2
    look(page, "comment-said")
    phone = sign_in(larkmead.member.email, viewport=PHONE)
    phone.goto(larkmead.url("comments/"))
    look(phone, "comment-list")
    follow(phone, "Patients on our list")
    phone.get_by_role("link", name=re.compile("Reply.+Jo Pritchard")).click()
    expect(phone.get_by_role("checkbox", name="Jo Pritchard")).to_be_checked()
    phone.get_by_label("Your reply").fill("Yes, of the first of March.")
    look(phone, "comment-reply")
    press(phone, "Send the reply")
    expect(phone.get_by_role("paragraph").filter(has_text="Yes, of the first of March.")).to_be_visible()
    phone.get_by_role("button", name="Settled").click()
    expect(phone.get_by_text("Settled.", exact=True)).to_be_visible()
    page.goto(larkmead.url("workbook/patients/"))
    expect(page.locator("#patients-list_size").get_by_text("Comments, settled")).to_be_visible()


def test_comments_by_keyboard_alone_and_without_scripts(larkmead: Team, sign_in: Sign, open_page: Any) -> None:
    page = sign_in(larkmead.lead.email, viewport=NARROW)
    page.goto(larkmead.url("fishbone/"))
    page.locator("summary").filter(has_text="Change: One person on the phones at 8").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Comment about ‘One person on the phones at 8’").focus()
    page.keyboard.press("Enter")
    heading(page, "One person on the phones at 8")
    tab_to(page, "textbox", "Your comment")
    page.keyboard.type("Only on Mondays?")
    tab_to(page, "button", "Add the comment")
    page.keyboard.press("Enter")
    expect(page.get_by_role("paragraph").filter(has_text="Only on Mondays?")).to_be_visible()
    bare = sign_in(larkmead.member.email, viewport=NARROW, java_script_enabled=False)
    bare.goto(page.url)
    bare.get_by_role("link", name="Reply").first.click()
    bare.get_by_label("Your reply").fill("And on Fridays.")
    bare.get_by_role("button", name="Send the reply").click()
    expect(bare.get_by_role("paragraph").filter(has_text="And on Fridays.")).to_be_visible()
    assert Comment.objects.filter(text="And on Fridays.", reply_to__isnull=False).count() == 1
