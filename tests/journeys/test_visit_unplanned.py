"""A visit nobody planned, begun in a practice without a signal."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Visit
from coaching.sealed import unseal
from projects.models import Action, CoachAssignment
from tests.builders import make
from tests.builders.visits import as_typed, yesterday

from .looking import NARROW, PHONE, Looker, axe_findings, wider_than
from .steps import fill, follow, heading, press, wait_until
from .world import Team, person, team

Sign = Callable[..., Page]
NOTE = "Wombat: the partners quarrel"
PRACTICE = "Larkmead Surgery"


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture(scope="module")
def coach(larkmead: Team) -> Any:
    coach = person("Rachel Osei")
    make.pool_coach(larkmead.project.programme, coach)
    make.coaches(larkmead.project, coach)
    return coach


@pytest.fixture(autouse=True)
def nothing_yet(larkmead: Team) -> None:
    Visit.objects.all().delete()
    Action.objects.all().delete()
    CoachAssignment.objects.update(ends_on=None)


def offline(sign_in: Sign, coach: Any) -> Page:
    """On the phone's own list, with no signal."""
    page = sign_in(coach.email, viewport=PHONE)
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    page.context.set_offline(True)
    page.goto("/")
    heading(page, "Visits on this phone")
    return page


def begin(page: Page) -> str:
    """Opens a log; its id."""
    follow(page, f"Begin a log of a visit to {PRACTICE}")
    heading(page, f"Visit to {PRACTICE}")
    expect(page.locator("html")).to_have_attribute("data-visit-ready", "yes")
    return page.url.partition("?draft=")[2]


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_label(name, exact=True).click()


def picture(page: Page, look: Looker, name: str) -> None:
    """What is shown without a signal cannot be looked at with one: axe and width here and now."""
    for size in (PHONE, NARROW):
        assert wider_than(page, size) == [], name
        assert axe_findings(page) == [], name
        if look.folder:
            page.screenshot(path=look.folder / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(PHONE)


def stored(page: Page) -> str:
    return page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('visit:')).map(([, value]) => value).join()"
    )


def test_begun_without_a_signal_it_is_sent_once(larkmead, coach, sign_in, look) -> None:
    page = offline(sign_in, coach)
    picture(page, look, "unplanned-list")
    ident = begin(page)
    assert len(ident) == 36
    picture(page, look, "unplanned-log")
    page.get_by_text("Day, people, tools and phase").click()
    today = make.today()
    expect(page.get_by_label("Which day?", exact=True)).to_have_value(f"{today:%A} {today.day} {today:%B %Y}")
    choose(page, "Phone", "Built trust", "4")
    fill(page, {"What moved on?": "They rang: the fishbone is done.", "Next step": "Jo: draft the aim, by Friday"})
    page.get_by_text("Private note for supervision").first.click()
    page.get_by_label("Private note for supervision").fill(NOTE)
    wait_until(lambda: '"sealed":"B' in stored(page))
    page.reload()
    assert page.url.endswith(ident), "a reload goes on with the same visit"
    expect(page.get_by_label("What moved on?")).to_have_value("They rang: the fishbone is done.")
    page.goto("/today/anything/")
    heading(page, "Visits on this phone")
    expect(page.get_by_role("region", name="Not sent yet")).to_contain_text("Begun, and not finished.")
    picture(page, look, "unplanned-begun")
    follow(page, "Go on")
    expect(page.get_by_text("Brought back from this phone")).to_be_visible()
    page.get_by_role("button", name="Save visit").dblclick()
    expect(page.get_by_role("main")).to_contain_text("There is no signal")
    follow(page, "Your other visits")
    expect(page.get_by_role("region", name="Not sent yet")).to_contain_text("It is sent by itself")
    assert "Wombat" not in stored(page)
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text(f"{PRACTICE}: the visit is sent.")).to_be_visible()
    expect(page.get_by_role("region", name="Not sent yet")).to_be_hidden()
    visit = Visit.objects.get()
    assert (str(visit.pk), visit.mode, visit.energy, visit.version) == (ident, "phone", 4, 0)
    assert unseal(visit.private_note_sealed) == NOTE
    assert Action.objects.get().source_id == visit.pk
    assert stored(page) == ""


def test_two_of_one_day_are_two_and_a_lost_answer_writes_none_twice(larkmead, coach, sign_in) -> None:
    page = offline(sign_in, coach)
    idents = []
    for words in ("In the morning", "In the afternoon"):
        idents.append(begin(page))
        fill(page, {"What moved on?": words, "Next step": f"Jo: {words.lower()}"})
        press(page, "Save visit")
        expect(page.get_by_role("main")).to_contain_text("There is no signal")
        follow(page, "Your other visits")
        heading(page, "Visits on this phone")
    assert idents[0] != idents[1]
    lost: list[str] = []

    def lose(route: Any) -> None:
        if route.request.url in lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # it arrived, and the answer did not
        route.abort()

    page.route("**/send/", lose)
    page.context.set_offline(False)
    wait_until(lambda: stored(page) == "", 30)
    assert {str(visit.pk) for visit in Visit.objects.all()} == set(idents)
    assert set(Visit.objects.values_list("version", flat=True)) == {0}
    assert Action.objects.count() == 2


def test_it_waits_through_signing_in_and_is_nobody_elses(larkmead, coach, sign_in) -> None:
    from .test_visits import sign_in_here

    page = offline(sign_in, coach)
    ident = begin(page)
    fill(page, {"What moved on?": "They agreed on the aim."})
    page.context.clear_cookies(name="sessionid")  # the session ran out on the way
    page.context.set_offline(False)
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("Sign in, and it is sent")
    assert ident in (page.get_by_role("main").get_by_role("link", name="Sign in").get_attribute("href") or "")
    other = person("Anita Rowe")
    make.pool_coach(larkmead.project.programme, other)
    make.coaches(larkmead.project, other, is_lead=False)
    second = page.context.new_page()  # somebody else signs in on the device, on a page of their own
    second.goto("/account/login/")
    sign_in_here(second, other)
    expect(second.locator("body")).not_to_contain_text("agreed on the aim")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    expect(page.get_by_role("main")).to_contain_text("Sign in, and it is sent")
    assert not Visit.objects.exists(), "it is not sent in the name of somebody else"
    second.locator("form[action$='/logout/'] button").first.click()
    second.wait_for_url("**/account/login/**")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    sign_in_here(page, coach)
    page.wait_for_url(f"**/visits/{ident}/")
    assert Visit.objects.get().coach == coach


def test_what_was_done_before_the_last_day_is_sent_after_it_and_said(larkmead, coach, sign_in, look) -> None:
    """Left on the page of the log, and on another one: each says what came of it."""
    places = CoachAssignment.objects.filter(user=coach)
    for is_there in (True, False):
        places.update(ends_on=None)
        page = offline(sign_in, coach)
        ident = begin(page)
        page.get_by_text("Day, people, tools and phase").click()
        fill(page, {"What moved on?": "They agreed on the aim.", "Which day?": as_typed(yesterday())})
        press(page, "Save visit")
        expect(page.get_by_role("main")).to_contain_text("There is no signal")
        if not is_there:
            follow(page, "Your other visits")
            heading(page, "Visits on this phone")
        places.update(ends_on=make.today())
        page.context.set_offline(False)
        if is_there:
            expect(page.get_by_role("heading", name="The visit is sent")).to_be_visible()
            expect(page.get_by_role("button", name="Change what I wrote")).to_be_hidden()
            picture(page, look, "unplanned-late")
        else:
            expect(page.get_by_text(f"{PRACTICE}: the visit is sent.")).to_be_visible()
        expect(page.get_by_text("You do not coach this team any more, so you cannot open it again.")).to_be_visible()
        assert stored(page) == ""
        assert Visit.objects.get(pk=ident).progress == "They agreed on the aim."


def test_a_coach_who_has_left_meanwhile_is_told_and_keeps_what_was_typed(larkmead, coach, sign_in, look) -> None:
    page = offline(sign_in, coach)
    begin(page)
    fill(page, {"What moved on?": "They agreed on the aim.", "Next step": "Jo: tell the partners"})
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("There is no signal")
    CoachAssignment.objects.filter(user=coach).update(ends_on=make.today())
    page.context.set_offline(False)
    expect(page.get_by_role("main")).to_contain_text("You did not coach this team on")
    picture(page, look, "unplanned-shut")
    press(page, "Change what I wrote")
    expect(page.get_by_label("What moved on?")).to_have_value("They agreed on the aim.")
    fill(page, {"What moved on?": "They agreed on the aim, all of them."})
    page.goto("/")
    expect(page.get_by_text("The log of a visit was not taken")).to_be_visible()
    follow(page, "Look at it")
    unsent = page.get_by_role("region", name="Not sent yet")
    expect(unsent).to_contain_text("It stays here until you throw it away.")
    unsent.get_by_text("What you wrote").click()
    expect(unsent).to_contain_text("They agreed on the aim, all of them.")
    expect(unsent).to_contain_text("Jo: tell the partners")
    look(page, "unplanned-not-taken")
    assert not Visit.objects.exists()
    with page.expect_response("**/send/"):
        press(unsent, "Send it again")
    expect(unsent).to_contain_text("The portal did not take it")
    press(unsent, "Throw it away")
    expect(unsent).to_be_hidden()
    assert stored(page) == ""


def test_a_team_that_is_theirs_again_takes_what_was_shut(larkmead, coach, sign_in) -> None:
    places = CoachAssignment.objects.filter(user=coach)
    places.update(ends_on=None)
    page = offline(sign_in, coach)
    begin(page)
    fill(page, {"What moved on?": "They agreed on the aim."})
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("There is no signal")
    places.update(ends_on=make.today())
    page.context.set_offline(False)
    expect(page.get_by_role("main")).to_contain_text("You did not coach this team on")
    places.update(ends_on=None)
    page.goto("/")
    follow(page, "Look at it")
    unsent = page.get_by_role("region", name="Not sent yet")
    press(unsent, "Send it again")
    expect(unsent).to_be_hidden()
    assert Visit.objects.get().coach == coach
    assert stored(page) == ""
