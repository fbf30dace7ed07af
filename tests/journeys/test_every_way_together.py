"""What many take part in, in every way: with a mouse, by keyboard alone, and with a finger on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from projects.models import Comment
from tests.builders import counts as build
from tests.builders import make
from toolkit.models import BoxIdea, Brainstorm, Count, CountSheet, Rating, Stamp, StormVote, Survey, SurveyAnswer
from toolkit.ratings import services
from toolkit.ratings.spread import Given

from .hands import Hands
from .looking import PHONE
from .steps import press, tab_to, wait_until
from .world import Team, team

As = Callable[..., Hands]


@pytest.fixture
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def jo(larkmead: Team, hands: As) -> Hands:
    return hands(larkmead.lead)


def link_made(jo: Hands, name: str = "link") -> str:
    """The address of a link that is made on the page."""
    jo.press("Make a link")
    jo.fill("Where will it be?", "Staff room")
    jo.look_at(f"{name}-form")
    jo.press("Make this link")
    jo.look_at(name)
    jo.print_at(name)
    return jo.page.locator(".tg-address").inner_text().strip()


def test_survey(larkmead: Team, jo: Hands, hands: As) -> None:
    jo.go(larkmead.url("surveys/"))
    jo.look_at("surveys")
    jo.press("Staff")
    jo.unfold("What it is called")
    jo.fill("What the survey is called", "How are we doing?")
    jo.tick("What does our practice do really well? (in words)")
    jo.fill("Questions of your own", "I know whom to ask.")
    jo.look_at("survey-form")
    jo.press("Save and look at it")
    jo.look_at("survey-draft")
    jo.press("Open this survey")
    address = link_made(jo)
    staff = hands()
    staff.go(address)
    staff.choose("How is the mood in our practice these weeks?", "Fair")
    staff.choose("I know whom to ask.", "Mostly")
    staff.fill("What does our practice do really well?", "We laugh a lot.")
    staff.look_at("survey-answer")
    staff.press("Send my answers")
    staff.look_at("survey-thanks")
    survey = Survey.objects.get(project=larkmead.project)
    assert SurveyAnswer.objects.get(survey=survey).answers["mood"] == 2
    jo.go(larkmead.url(f"surveys/{survey.pk}/"))
    jo.press("Close this survey")
    jo.look_at("survey-close")
    jo.press("Close it")
    survey.refresh_from_db()
    assert survey.closed_at


def test_idea_box(larkmead: Team, jo: Hands, hands: As) -> None:
    jo.go(larkmead.url("idea-box/"))
    jo.look_at("idea-box-empty")
    jo.press("Put in an idea yourself")
    jo.fill("Your idea", "A headset for whoever is on the phones")
    jo.look_at("idea-new")
    jo.press("Put it in the box")
    jo.press("Answer A headset")
    jo.choose("What becomes of it?", "We try it")
    jo.fill("Our answer", "Two come next week.")
    jo.look_at("idea-answer")
    jo.press("Save this answer")
    jo.look_at("idea-box")
    jo.print_at("idea-box")
    assert BoxIdea.objects.get(project=larkmead.project).reply == "Two come next week."
    staff = hands()
    staff.go(link_made(jo))
    staff.fill("Your idea", "Ring back in the afternoon")
    staff.press("Put it in the box")
    expect(staff.page.get_by_text("Your idea is in the box")).to_be_visible()
    staff.look_at("idea-box-phone")


def test_brainstorm(larkmead: Team, jo: Hands, hands: As) -> None:
    jo.go(larkmead.url("brainstorms/"))
    jo.look_at("brainstorms")
    jo.press("Begin")
    jo.fill("What do you want ideas for?", "How could people get through sooner?")
    jo.look_at("brainstorm-new")
    jo.press("Begin")
    code = jo.page.locator(".tg-code__code [aria-hidden]").inner_text()
    staff = hands()
    staff.go("/in/")
    staff.fill("Code on the screen", code)
    staff.look_at("brainstorm-code")
    staff.press("Take part")
    for text in ("Call back later", "An online form", "Ring people back"):
        staff.fill("An idea", text)
        staff.press("Add this idea")
    staff.look_at("brainstorm-write")
    jo.look_at("brainstorm-screen")
    jo.press("Time is up: show the ideas")
    jo.tick("1. Call back later")
    jo.tick("3. Ring people back")
    jo.press("Join the ticked ones")
    jo.look_at("brainstorm-sort")
    jo.press("Begin to vote")
    staff.page.reload()
    staff.tick("1. Call back later")
    staff.look_at("brainstorm-vote")
    staff.press("Send my votes")
    expect(staff.page.get_by_text("Your votes are in")).to_be_visible()
    jo.press("Everybody has voted: count")
    jo.look_at("brainstorm-result")
    jo.print_at("brainstorm-result")
    jo.press("Choose the theme")
    jo.fill("The theme we go on with", "Calling back")
    jo.look_at("brainstorm-theme")
    jo.press("Save the theme")
    storm = Brainstorm.objects.get(project=larkmead.project)
    assert (storm.theme, StormVote.objects.filter(idea__brainstorm=storm).count()) == ("Calling back", 1)


@pytest.mark.parametrize(
    ("title", "kind", "line", "word"),
    [
        ("How good our meetings are", "meetings", "We begin and end on time", "Mostly"),
        ("How well our processes work", "processes", "Answering the phones", "Real problem"),
    ],
    ids=["self-check", "processes"],
)
def test_rating(larkmead: Team, jo: Hands, title: str, kind: str, line: str, word: str) -> None:
    jo.go(larkmead.url("ratings/"))
    jo.look_at("ratings")
    jo.press(f"Begin a round {title}")
    jo.choose(line, word)
    jo.look_at(f"rating-give-{kind}")
    jo.press("Save my answers")
    round = larkmead.project.rating_rounds.get()
    mine = Rating.objects.get(round=round)
    for value in (mine.value, 4):
        services.give_ratings(round=round, given=[Given(mine.thing, value)], by=make.user())
    jo.look_at("rating-under-way")
    jo.press("All have rated: close it and look")
    expect(jo.page.get_by_role("table")).to_contain_text(line)
    expect(jo.page.get_by_role("rowheader").first).to_have_css("text-align", "left")
    expect(jo.page.get_by_text("Too few people rated these")).to_be_visible()
    jo.look_at(f"rating-found-{kind}")
    jo.print_at(f"rating-found-{kind}")


def test_counting(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("counting/"))
    jo.look_at("counting")
    jo.press("Telephone calls")
    jo.fill("Kinds", "Appointment\nPrescription")
    jo.look_at("sheet-new")
    jo.press("Start counting")
    jo.press("Count")
    jo.look_at("sheet-phone")
    jo.tap(re.compile("^Appointment"))
    expect(jo.page.locator("[data-count-total]")).to_have_text("1")
    jo.tap(re.compile("^Appointment"))
    expect(jo.page.locator("[data-count-total]")).to_have_text("2")
    jo.tap(re.compile("^Prescription"))
    expect(jo.page.locator("[data-count-total]")).to_have_text("3")
    jo.tap("Undo")
    expect(jo.page.locator("[data-count-total]")).to_have_text("2")
    sheet = CountSheet.objects.get(project=larkmead.project)
    expect(jo.page.locator("[data-phone-waiting]")).to_have_text("")
    assert sum(sheet.counts.values_list("amount", flat=True)) == 2
    jo.go(larkmead.url(f"counting/sheets/{sheet.pk}/"))
    jo.press("Add from paper")
    jo.fill("Which day?", f"{make.today():%d/%m/%Y}")
    jo.pick("Which hour?", "9am to 10am")
    jo.pick("What?", "Prescription")
    jo.fill("How many?", "12")
    jo.look_at("sheet-add")
    jo.press("Add")
    assert Count.objects.get(sheet=sheet, amount=12).hour == 9
    jo.go(larkmead.url(f"counting/sheets/{sheet.pk}/"))
    jo.look_at("sheet-found")
    jo.print_at("sheet-found")


def test_timing(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("counting/"))
    jo.press("Time a visit")
    jo.fill("What do you time?", "A blood test")
    jo.fill("Which points does a visit come to?", "Comes in\nCalled in\nLeaves")
    jo.look_at("timing-new")
    jo.press("Start timing")
    for point in ("Comes in", "Called in", "Leaves"):
        jo.tap(re.compile(f"^{point}"))
        expect(jo.page.get_by_role("button", name=re.compile(f"^{point}"))).to_be_disabled()
    jo.tap("Undo")
    expect(jo.page.get_by_role("button", name="Leaves")).to_be_enabled()
    jo.look_at("timing-phone")
    expect(jo.page.locator("[data-phone-waiting]")).to_have_text("")
    timing = larkmead.project.timings.get()
    wait_until(lambda: Stamp.objects.filter(visit__timing=timing).count() == 2)
    for minutes in ((0, 9, 20), (0, 14, 31), (0, 22, 40)):
        build.visit(timing, *minutes)
    jo.go(larkmead.url(f"counting/timings/{timing.pk}/"))
    jo.look_at("timing-found")
    jo.print_at("timing-found")
    jo.unfold("The visits one by one")
    jo.press("Note about")
    jo.fill("Anything unusual?", "The printer jammed.")
    jo.tick("Leave this visit out of the summary")
    jo.look_at("visit-note")
    jo.press("Save")
    assert timing.visits.filter(note="The printer jammed.", left_out=True).count() == 1


@pytest.mark.parametrize("what", ["counting", "timing"])
def test_a_key_held_down_is_one_tap(larkmead: Team, sign_in: Callable[..., Page], what: str) -> None:
    thing = build.sheet(larkmead.project) if what == "counting" else build.timing(larkmead.project)
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"counting/{'sheets' if what == 'counting' else 'timings'}/{thing.pk}/phone/"))
    tab_to(page, "button", re.compile("^Appointment|^Comes in"))
    page.keyboard.down("Enter")
    for _ in range(3):
        page.keyboard.down("Enter")  # as a key does that is held
    page.keyboard.up("Enter")
    expect(page.locator("[data-phone-waiting]")).to_have_text("")
    rows = (
        Count.objects.filter(sheet_id=thing.pk)
        if what == "counting"
        else Stamp.objects.filter(visit__timing_id=thing.pk)
    )
    wait_until(lambda: rows.count() > 0)
    assert rows.count() == 1
    tab_to(page, "button", "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Appointment|^Comes in"))).to_be_focused()


@pytest.mark.parametrize("what", ["counting", "timing"])
def test_nothing_moves_away_under_a_finger(larkmead: Team, sign_in: Callable[..., Page], what: str) -> None:
    """What is told of a tap comes and goes as it is sent; a press on Undo that lands beside it would be lost."""
    thing = build.sheet(larkmead.project) if what == "counting" else build.timing(larkmead.project)
    page, held = sign_in(larkmead.member.email, viewport=PHONE), []
    page.goto(larkmead.url(f"counting/{'sheets' if what == 'counting' else 'timings'}/{thing.pk}/phone/"))
    page.route("**/phone/send/", lambda route: route.continue_() if held else held.append(route))
    places = "() => [...document.querySelectorAll('main button, main a')].map((it) => [it.offsetTop, it.offsetLeft])"
    before = page.evaluate(places)
    page.get_by_role("button", name=re.compile("^Appointment|^Comes in")).click()
    expect(page.locator("[data-phone-waiting]")).to_contain_text("1 not sent yet")
    assert page.evaluate(places) == before
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("[data-phone-waiting]")).to_have_text("")
    assert page.evaluate(places) == before


def test_a_stamp_taken_back_while_it_is_on_its_way(larkmead: Team, sign_in: Callable[..., Page]) -> None:
    """The portal keeps the tap, and then hears that it is taken back."""
    timing, held = build.timing(larkmead.project), []
    page = sign_in(larkmead.member.email)
    page.goto(larkmead.url(f"counting/timings/{timing.pk}/phone/"))
    page.route("**/phone/send/", lambda route: route.continue_() if held else held.append(route))
    press(page, "Comes in")
    while not held:
        page.wait_for_timeout(50)
    press(page, "Undo")
    held[0].continue_()
    expect(page.locator("[data-phone-waiting]")).to_have_text("")
    expect(page.get_by_role("button", name="Comes in")).to_be_enabled()
    assert not Stamp.objects.filter(visit__timing=timing).exists()


def test_comments(larkmead: Team, jo: Hands, hands: As) -> None:
    jo.go(larkmead.url("workbook/patients/"))
    jo.press("Comment about ‘Patients on our list’")
    jo.fill("Your comment", "Is this of March?")
    jo.tick("Sam Whitlock")
    jo.look_at("comment-new")
    jo.press("Add the comment")
    jo.look_at("comment-said")
    jo.print_at("comment-said")
    sam = hands(larkmead.member)
    sam.go(larkmead.url("comments/"))
    sam.look_at("comment-list")
    sam.press("Patients on our list")
    sam.press("Reply")
    sam.fill("Your reply", "Of the first of March.")
    sam.look_at("comment-reply")
    sam.press("Send the reply")
    sam.press("Settled")
    first, reply = Comment.objects.filter(project=larkmead.project).order_by("created_at")
    assert (reply.reply_to, reply.text) == (first, "Of the first of March.")
    first.refresh_from_db()
    assert first.settled_by == larkmead.member
