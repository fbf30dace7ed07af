"""Five visits of a coach on a phone, one without a signal: sent once, and nothing of it for anybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Visit
from coaching.sealed import unseal
from projects.models import Action
from tests.builders import make

from .looking import PHONE
from .phone import choose, count_taps, look_narrow, picture, press_link, stored, taps
from .steps import fill, follow, heading, press, wait_until
from .world import Team, person, team

Sign = Callable[..., Page]
NOTE = "Wombat: the partners quarrel"
# Seconds: to think of what to touch and to touch it (Card, Moran and Newell 1980: M and P), and for a character typed
# with two thumbs (Palin and others 2019: 36.2 words of five characters a minute, 37,370 people).
TOUCH, CHARACTER = 1.35 + 1.1, 60 / (36.2 * 5)


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture(scope="module")
def coach(larkmead: Team) -> Any:
    project = larkmead.project
    mentor, coach = person("Marcus Bell"), person("Rachel Osei")
    make.pool_coach(project.programme, coach, mentor=make.pool_coach(project.programme, mentor))
    make.coaches(project, coach)
    return coach


def planned(larkmead: Team, coach: Any) -> Visit:
    return make.visit(larkmead.project, coach, at=make.earlier_today(), minutes=60)


def log_open(page: Page, larkmead: Team, visit: Visit) -> None:
    page.goto(larkmead.url(f"visits/{visit.pk}/log/"))
    expect(page.locator("html")).to_have_attribute("data-visit-ready", "yes")


def test_the_first_visit_from_today_to_the_log(larkmead, coach, sign_in, look) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    heading(page, "One visit today")
    look(page, "coach-today")
    follow(page, "Open the brief")
    heading(page, "Before the visit to Larkmead Surgery")
    expect(page.get_by_role("main")).to_contain_text("This is the first visit to the team")
    look(page, "brief-first")
    press_link(page, "Log this visit")
    heading(page, "Visit to Larkmead Surgery")
    look(page, "log")
    choose(page, "Video", "Built trust", "Helped them decide", "4")
    fill(
        page,
        {
            "What moved on?": "They drew the fishbone and chose the letters.",
            "Next step": "Jo: draft the aim, by Friday",
        },
    )
    page.get_by_text("Add more next steps").click()
    fill(page, {"Next step 2": "Sam: count the letters for a week"})
    expect(page.get_by_text("Saved on this phone,")).to_be_visible()
    page.get_by_text("Private note for supervision").first.click()
    page.get_by_label("Private note for supervision").fill(NOTE)
    page.get_by_text("Day, people, tools and phase").click()
    choose(page, "Jo Pritchard", "Sam Whitlock", "What causes it")
    look(page, "log-filled")
    press(page, "Save visit")
    page.wait_for_url(f"**/visits/{visit.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Jo Pritchard, Sam Whitlock")
    look(page, "visit")
    visit.refresh_from_db()
    assert (visit.mode, visit.energy, unseal(visit.private_note_sealed)) == ("video", 4, NOTE)
    assert Action.objects.filter(source="visit", source_id=visit.pk).count() == 2
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('visit:')).length") == 0
    assert "Wombat" not in page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")


def test_the_second_visit_takes_few_taps(larkmead, coach, sign_in, look) -> None:
    """The calendar knows day, people and length: what is left is five choices, a sentence by voice, and Save."""
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE, has_touch=True)
    page.goto(larkmead.url(f"visits/{visit.pk}/brief/"))
    expect(page.get_by_role("main")).to_contain_text("What was agreed last time")
    look(page, "brief")
    page.emulate_media(media="print")
    picture(page, look, "brief-print")
    page.emulate_media(media="screen")
    log_open(page, larkmead, visit)
    expect(page.get_by_role("main")).to_contain_text("As last time: Jo Pritchard, Sam Whitlock; What causes it.")
    count_taps(page)
    choose(page, "Built trust", "Taught a tool", "3")
    box = page.get_by_label("What moved on?")
    box.click()
    sentence, step = "They counted the letters for three days.", "Sam: bring the count, by Monday"
    page.keyboard.insert_text(sentence)  # dictated: no key is pressed
    box = page.get_by_label("Next step", exact=True)
    box.click()
    page.keyboard.insert_text(step)
    before_save = taps(page)
    assert before_save <= 6, before_save
    typed = (before_save + 1) * TOUCH + len(sentence + step) * CHARACTER
    assert typed < 60, "typed and not dictated, a visit with nothing special takes half of its two minutes at most"
    press(page, "Save visit")
    page.wait_for_url(f"**/visits/{visit.pk}/")
    visit.refresh_from_db()
    assert (visit.mode, visit.minutes, visit.people) == ("in_person", 60, "Jo Pritchard, Sam Whitlock")
    assert visit.tools_used == ["fishbone"], "as last time"


def test_the_third_visit_without_a_signal_is_sent_once(larkmead, coach, sign_in, look) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    page.context.set_offline(True)
    page.goto("/")  # whatever is opened without a signal, the visits are there
    heading(page, "Visits on this phone")
    look_narrow(page, look, "kept")
    follow(page, "Brief")
    heading(page, "Before the visit to Larkmead Surgery")
    expect(page.get_by_role("main")).to_contain_text("draft the aim")
    press_link(page, "Log this visit")
    heading(page, "Visit to Larkmead Surgery")
    choose(page, "Phone", "Understood their situation", "2")
    fill(page, {"What got in the way?": "Two partners were away.", "Next step": "Jo: ring the partners"})
    page.get_by_text("Private note for supervision").first.click()
    page.get_by_label("Private note for supervision").fill(NOTE)
    expect(page.get_by_text("Saved on this phone,")).to_be_visible()
    wait_until(lambda: '"sealed":"B' in stored(page))
    page.reload()
    expect(page.get_by_label("What got in the way?")).to_have_value("Two partners were away.")
    expect(page.get_by_text("Brought back from this phone")).to_be_visible()
    expect(page.get_by_text("A note is sealed on this phone")).to_be_visible()
    assert "Wombat" not in stored(page)
    press(page, "Save visit")
    expect(page.get_by_role("heading", name="Saved on this phone")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("There is no signal")
    look_narrow(page, look, "waits")
    assert Visit.objects.logged().count() == 2
    page.context.set_offline(False)
    page.wait_for_url(f"**/visits/{visit.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Two partners were away.")
    visit.refresh_from_db()
    assert (visit.mode, visit.energy, visit.version) == ("phone", 2, 1)
    assert unseal(visit.private_note_sealed) == NOTE
    assert Action.objects.filter(source="visit", source_id=visit.pk).count() == 1
    assert stored(page) == ""


def test_the_fourth_visit_whose_answer_is_lost_is_written_once(larkmead, coach, sign_in) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    log_open(page, larkmead, visit)
    lost: list[Any] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # it arrived, and the answer did not
        route.abort()

    page.route("**/send/", lose)
    fill(page, {"What moved on?": "The count is on the wall.", "Next step": "Sam: print it"})
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("There is no signal")
    assert Visit.objects.get(pk=visit.pk).version == 1
    press(page, "Change what I wrote")
    fill(page, {"What moved on?": "The count is on the wall. All looked at it."})
    page.wait_for_timeout(1100)  # two presses of a button within a second count as one
    press(page, "Save visit")
    page.wait_for_url(f"**/visits/{visit.pk}/")
    visit.refresh_from_db()
    assert visit.progress == "The count is on the wall. All looked at it."
    assert Action.objects.filter(source="visit", source_id=visit.pk).count() == 1


def test_the_fifth_visit_waits_through_signing_in_and_is_nobody_elses(larkmead, coach, sign_in) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    log_open(page, larkmead, visit)
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")  # the session ran out on the way
    fill(page, {"What moved on?": "They agreed on the aim."})
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("Sign in, and it is sent")
    assert session
    page.goto("/account/login/")
    sign_in_here(page, larkmead.lead)
    expect(page.locator("body")).not_to_contain_text("agreed on the aim")
    page.goto(larkmead.url(f"visits/{visit.pk}/log/"))
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Visit to")
    page.goto("/")
    press_sign_out(page)
    sign_in_here(page, coach)
    expect(page.get_by_text("Larkmead Surgery: the visit is sent.")).to_be_visible()
    visit.refresh_from_db()
    assert visit.progress == "They agreed on the aim."
    assert Visit.objects.logged().count() == 5


def sign_in_here(page: Page, who: Any) -> None:
    from .conftest import PASSWORD

    page.get_by_label("Email address").fill(who.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def press_sign_out(page: Page) -> None:
    page.locator("form[action$='/logout/'] button").first.click()
    page.wait_for_url("**/account/login/**")


def test_signing_out_asks_for_what_is_not_sent_and_clears_the_phone(larkmead, coach, sign_in) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    log_open(page, larkmead, visit)
    fill(page, {"What moved on?": "Half a sentence"})
    expect(page.get_by_text("Saved on this phone,")).to_be_visible()
    page.locator("form[action$='/logout/'] button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("The log of one visit is not sent yet.")
    press(page, "Sign out and delete it")
    page.wait_for_url("**/account/login/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('visit:')).length") == 0
    assert page.evaluate("caches.keys()") == []
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"INTERNET_DISCONNECTED|FAILED"):
        page.goto(larkmead.url(f"visits/{visit.pk}/log/"))
    page.context.set_offline(False)
    page.goto("/account/login/")


def test_a_log_that_does_not_fit_comes_back_with_all_that_was_typed(larkmead, coach, sign_in, look) -> None:
    visit = planned(larkmead, coach)
    page = sign_in(coach.email, viewport=PHONE)
    log_open(page, larkmead, visit)
    fill(page, {"What moved on?": "Mrs Hale, 943 476 5919", "What got in the way?": "Nothing"})
    press(page, "Save visit")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("What got in the way?")).to_have_value("Nothing")
    look(page, "log-problem")
    fill(page, {"What moved on?": "A patient's letter"})
    press(page, "Save visit")
    page.wait_for_url(f"**/visits/{visit.pk}/")


def test_the_mentor_reads_the_note_and_the_team_the_rest(larkmead, coach, sign_in, look) -> None:
    visit = Visit.objects.logged().order_by("logged_at").first()
    assert visit is not None
    page = sign_in(mentor_mail())
    page.goto(larkmead.url(f"visits/{visit.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("Wombat")
    look(page, "visit-mentor")
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"visits/{visit.pk}/"))
    expect(page.get_by_role("main")).to_contain_text("They drew the fishbone")
    expect(page.get_by_role("main")).not_to_contain_text("Wombat")


def mentor_mail() -> str:
    from cmsportal.accounts.models import User

    return User.objects.get(name="Marcus Bell").email
