"""A huddle on a phone, counted in taps; by two people at once, without a line, without JavaScript; closed days."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from projects.models import Action, Huddle, HuddleItem
from tests.builders import huddles, make

from .conftest import PASSWORD
from .looking import PHONE
from .steps import fill, follow, heading, press
from .world import team

NOW = datetime.now(ZoneInfo("Europe/London"))
THUMB = {**PHONE}
HEADINGS = [
    "Who is away or short-staffed?",
    "What should everybody know?",
    "What does tomorrow bring?",
    "What if it does not go to plan?",
    "How is the small test going?",
]


class Taps:
    """Counts what the thumb does, and that each large button is where it can reach."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 60, "large enough for a thumb"
        assert box["y"] > PHONE["height"] / 2, "in the lower half of the screen"
        assert box["y"] + box["height"] <= PHONE["height"], "and on it"
        button.tap()
        self.count += 1


def daily(project: Any) -> None:
    """A schedule of some weeks with a kept row behind it, a missed day, and a closed one."""
    row = make.huddle_schedule(project, weekdays=list(range(7)), time=NOW.time().replace(microsecond=0))
    row.history.update(history_date=make.now() - timedelta(days=40))
    for back in (1, 2, 3, 5, 6, 7, 9):
        huddles.huddle(project, make.today() - timedelta(days=back), finished=True, people_here=4)
    huddles.closure(project.practice, make.today() - timedelta(days=4))


def phone(sign_in: Callable[..., Page], email: str, **options: Any) -> Page:
    return sign_in(email, viewport=THUMB, has_touch=True, is_mobile=True, **options)


def line(page: Page, words: str) -> Locator:
    """What was said, as a line of the huddle; not the words that only a screen reader hears."""
    return page.get_by_role("paragraph").filter(has_text=re.compile(f"^{words}$"))


def test_a_huddle_in_six_taps(sign_in: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    larkmead = team()
    daily(larkmead.project)
    page = phone(sign_in, larkmead.member.email)
    page.goto(larkmead.url("huddle/today/"))
    heading(page, "What is left from last time?")
    thumb = Taps(page)
    thumb.tap("Begin")
    for title in HEADINGS[:-1]:
        heading(page, title)
        page.wait_for_timeout(500)  # a second tap of a double tap is not counted
        thumb.tap("Next")
    heading(page, HEADINGS[-1])
    page.wait_for_timeout(500)
    thumb.tap("Done")
    heading(page, "Ten-minute huddle")
    expect(page.get_by_text("Today’s huddle is done.")).to_be_visible()
    assert thumb.count == 6
    assert Huddle.objects.get(project=larkmead.project, day=make.today()).finished_by == larkmead.member
    assert not HuddleItem.objects.exists()
    expect(page.get_by_role("heading", name="huddles in a row")).to_be_visible()
    look(page, "huddle-detail")
    page.goto("/")
    look(page, "today-with-huddles")


def test_two_phones_lose_nothing(sign_in: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    larkmead = team()
    daily(larkmead.project)
    make.cycle(larkmead.project, stage="do", title="Two people on the phones at 8")
    said = larkmead.project.huddles.get(day=make.today() - timedelta(days=1))
    huddles.item(larkmead.project, "Cover for Sam’s desk on Tuesday", huddle=said)
    card = make.action(
        larkmead.project, text="Locum’s computer card", owner=larkmead.lead, source="huddle", source_id=said.pk
    )
    huddles.item(larkmead.project, card.text, huddle=said, action=card)
    jo, sam = phone(sign_in, larkmead.lead.email), phone(sign_in, larkmead.member.email)
    jo.goto(larkmead.url("huddle/today/"))
    look(jo, "huddle-begin")
    jo.get_by_role("button", name="Mark done: Locum’s computer card").tap()
    expect(jo.get_by_role("button", name="Open again: Locum’s computer card")).to_be_focused()
    jo.get_by_label("How many are here?").fill("4")
    jo.get_by_role("button", name="Begin").tap()
    heading(jo, HEADINGS[0])
    sam.goto(larkmead.url("huddle/today/"))
    sam.get_by_role("button", name="Go on").tap()
    heading(sam, HEADINGS[0])
    sam.wait_for_timeout(500)
    for page, words in ((jo, "Rachel is away"), (sam, "Jo: ring the locum, by Friday")):
        page.get_by_label("Add something new").fill(words)
    jo.get_by_role("button", name="Add", exact=True).tap()
    expect(line(jo, "Rachel is away")).to_be_visible()
    sam.get_by_role("button", name="Add", exact=True).dblclick()
    expect(line(sam, "ring the locum")).to_be_visible()
    expect(line(sam, "Rachel is away")).to_be_visible()
    look(sam, "huddle-question")
    assert HuddleItem.objects.filter(huddle__day=make.today(), huddle__project=larkmead.project).count() == 2
    assert Action.objects.get(project=larkmead.project, text="ring the locum").owner == larkmead.lead
    # The line is gone: nothing typed is lost, and a second try makes one row.
    sam.context.set_offline(True)
    sam.get_by_label("Add something new").fill("Flu clinic at ten")
    sam.get_by_role("button", name="Next", exact=True).tap()
    expect(sam.get_by_text("No connection.")).to_be_visible()
    expect(sam.get_by_label("Add something new")).to_have_value("Flu clinic at ten")
    sam.context.set_offline(False)
    sam.wait_for_timeout(1100)  # the button takes a second tap within a second for a double tap
    sam.get_by_role("button", name="Next", exact=True).tap()
    heading(sam, HEADINGS[1])
    assert HuddleItem.objects.filter(text="Flu clinic at ten").count() == 1
    # Typed and not sent before a reload: it is offered again.
    sam.get_by_label("Add something new").fill("New phone system on Monday")
    sam.reload()
    press(sam, "Bring it back")
    expect(sam.get_by_label("Add something new")).to_have_value("New phone system on Monday")
    sam.get_by_role("button", name="Add", exact=True).tap()
    expect(line(sam, "New phone system on Monday")).to_be_visible()
    follow(sam, "Who takes it on?")
    heading(sam, "Who takes this on?")
    look(sam, "huddle-assign")
    sam.get_by_label("Sam Whitlock").check()
    sam.get_by_label("By when?").fill("tomorrow")
    press(sam, "Make it an action")
    heading(sam, HEADINGS[1])
    expect(sam.get_by_text("Sam Whitlock, by")).to_be_visible()
    sam.goto(larkmead.url("huddle/"))
    press(sam, "Go on with the huddle")
    sam.goto(f"{larkmead.url('huddle/')}{Huddle.objects.get(day=make.today(), project=larkmead.project).pk}/test/")
    expect(sam.get_by_text("Test 1: Two people on the phones at 8", exact=True)).to_be_visible()
    look(sam, "huddle-test")
    sam.get_by_role("button", name="Done", exact=True).tap()
    expect(sam.get_by_text("Today’s huddle is done.")).to_be_visible()
    follow(sam, "See what was said")
    look(sam, "huddle-record")
    sam.goto("/")
    follow(sam, "My actions in all projects")
    heading(sam, "My actions")
    expect(sam.get_by_role("link", name="From a huddle")).to_be_visible()
    look(sam, "action-mine")


def test_without_javascript(open_page: Callable[..., Page]) -> None:
    larkmead = team()
    page = open_page("/account/login/", viewport=THUMB, java_script_enabled=False)
    fill(page, {"Email address": larkmead.lead.email, "Password": PASSWORD})
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(larkmead.url("huddle/today/"))
    press(page, "Begin", exact=True)
    page.get_by_label("Add something new").fill("Rachel is away")
    press(page, "Next", exact=True)
    heading(page, HEADINGS[1])
    for title in HEADINGS[2:]:
        press(page, "Next", exact=True)
        heading(page, title)
    press(page, "Done", exact=True)
    expect(page.get_by_text("Today’s huddle is done.")).to_be_visible()
    assert HuddleItem.objects.get(huddle__project=larkmead.project).text == "Rachel is away"


def test_days_we_are_closed(sign_in: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    larkmead = team()
    daily(larkmead.project)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("huddle/"))
    follow(page, "Days we are closed")
    press(page, "Add days")
    heading(page, "When is the practice closed?")
    first = make.today() + timedelta(days=7)
    fill(page, {"First day": f"{first:%d %B %Y}", "Why?": "Training"})
    look(page, "closure-form")
    press(page, "Add these days")
    expect(line(page, re.escape(f"Training (added by {larkmead.lead.name})"))).to_be_visible()
    look(page, "closure-list")
    follow(page, "The practice is in another nation")
    page.get_by_label("Scotland").check()
    look(page, "nation-form")
    press(page, "Save")
    heading(page, "Days we are closed")
    expect(page.get_by_role("heading", name="Bank holidays of Scotland")).to_be_visible()
    page.goto(larkmead.url("huddle/set/"))
    page.get_by_label("Pause the huddles").check()
    page.get_by_label("On which day do they start again?").fill(f"{first:%d %B %Y}")
    look(page, "huddle-form")
    press(page, "Save")
    expect(page.get_by_text("The huddles are paused until")).to_be_visible()
