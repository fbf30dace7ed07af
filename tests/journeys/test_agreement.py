"""An agreement from the first draft to its end, as each of the people involved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Agreement
from tests.builders import make

from .conftest import PASSWORD
from .steps import fill, follow, heading, press, tab_to
from .world import person

SignIn = Callable[..., Page]
Look = Callable[[Page, str], None]


class People:
    def __init__(self) -> None:
        self.programme = make.programme()
        self.practice = make.practice("Larkmead Surgery")
        self.project = make.project(self.programme, self.practice)
        self.lead, self.sponsor = person("Jo Pritchard"), person("Dr Amina Sethi")
        make.member(self.project, self.lead, is_lead=True, is_champion=True)
        make.member(self.project, self.sponsor, is_sponsor=True, discipline="gp_partner")
        self.coach, self.manager = person("Rachel Osei"), person("Helen Brandt")
        make.pool_coach(self.programme, self.coach)
        make.coaches(self.project, self.coach)
        make.manager(self.programme, self.manager)

    def edition(self, number: int) -> Agreement:
        return Agreement.objects.get(project=self.project, number=number)


@pytest.fixture(scope="module")
def people(kept_database: None) -> People:
    return People()


@pytest.fixture
def enter(sign_in: SignIn, people: People) -> Callable[[Any], Page]:
    return lambda user: sign_in(user.email, PASSWORD)


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def test_the_coach_writes_it_and_offers_it(people: People, enter: Callable[[Any], Page], look: Look) -> None:
    page = enter(people.manager)
    says(page, "Larkmead Surgery has no agreement with its coach")
    look(page, "today-manager")
    page = enter(people.coach)
    says(page, "There is no agreement yet.")
    look(page, "today-coach")
    follow(page, "Write it")
    heading(page, "Write the agreement")
    expect(page.get_by_label("Sponsor")).to_have_value("Dr Amina Sethi")
    fill(page, {"When is the practice paid?": "When both have accepted.\nWhen we know our practice (5Ps)."})
    page.get_by_label("On which day does the lead team meet?").select_option("Thursday")
    fill(page, {"For how many minutes?": "3"})
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "agreement-form")
    fill(page, {"For how many minutes?": "60"})
    press(page, "Save the draft")
    heading(page, "Agreement with Larkmead Surgery")
    look(page, "agreement-draft")
    press(page, "Offer it to both sides")
    says(page, "Both sides are asked to read and accept it.")
    press(page, "I accept it as the coach")
    says(page, "It waits for the practice to accept.")
    assert people.edition(1).state == "coach_accepted"


def test_the_practice_sends_it_back_then_accepts(people: People, enter: Callable[[Any], Page], look: Look) -> None:
    page = enter(people.lead)
    says(page, "Your agreement with Rachel Osei waits for you")
    look(page, "today-lead")
    follow(page, "Read Your agreement with Rachel Osei waits for you")
    heading(page, "Agreement with Rachel Osei")
    look(page, "agreement-offered")
    follow(page, "Send it back")
    fill(page, {"What should be different?": "We can only give three quarters of an hour."})
    look(page, "agreement-send-back")
    press(page, "Send it back")
    says(page, "It is a draft again.")
    look(page, "agreement-sent-back")
    page = enter(people.coach)
    says(page, "Sent back: something should be different.")
    follow(page, "Change it")
    follow(page, "Change the words")
    says(page, "three quarters of an hour")
    fill(page, {"For how many minutes?": "45"})
    press(page, "Save the draft")
    press(page, "Offer it to both sides")
    press(page, "I accept it as the coach")
    says(page, "It waits for the practice to accept.")
    page = enter(people.sponsor)
    follow(page, "Read Your agreement with Rachel Osei waits for you")
    says(page, "Every Thursday, for 45 minutes")
    tab_to(page, "button", "I accept it for the practice")
    page.keyboard.press("Enter")
    says(page, "The agreement is in force.")
    look(page, "agreement-in-force")
    assert people.edition(1).practice_accepted_by == people.sponsor


def test_a_change_is_accepted_again_and_printed(people: People, enter: Callable[[Any], Page], look: Look) -> None:
    page = enter(people.lead)
    page.goto(f"/projects/{people.project.pk}/")
    says(page, "first edition, in force since")
    look(page, "project-page")
    follow(page, "first edition, in force since")
    look(page, "agreement-list")
    follow(page, "Change the agreement")
    heading(page, "Change the agreement")
    fill(page, {"Why does it change?": "We run the meetings alone now."})
    fill(page, {"What does the coach do?": "Comes once a month, and can be reached in between."})
    look(page, "agreement-change")
    press(page, "Save the draft")
    press(page, "Offer it to both sides")
    press(page, "I accept it for the practice")
    says(page, "Until then the older one stays in force.")
    assert people.edition(1).state == "in_force"
    page = enter(people.coach)
    follow(page, "Read and accept (agreement with Larkmead Surgery)")
    says(page, "As it would be")
    look(page, "agreement-changed")
    press(page, "I accept it as the coach")
    says(page, "The agreement is in force.")
    assert [people.edition(number).state for number in (1, 2)] == ["replaced", "in_force"]
    with page.expect_download() as download:
        follow(page, "Print-out (PDF)")
    assert download.value.suggested_filename == "agreement-larkmead-surgery-edition-2.pdf"
    page.emulate_media(media="print")
    expect(page.get_by_text("Print-out (PDF)")).to_be_hidden()
    expect(page.get_by_role("heading", name="Who has accepted")).to_be_visible()


def test_the_practice_ends_it_and_the_manager_sees_that(
    people: People, enter: Callable[[Any], Page], look: Look
) -> None:
    page = enter(people.sponsor)
    page.goto(f"/projects/{people.project.pk}/agreements/")
    follow(page, "Read what is in force")
    follow(page, "End the agreement")
    press(page, "End the agreement")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "agreement-end")
    page.get_by_label("There is no time for it at present").check()
    press(page, "End the agreement")
    says(page, "there is no time for it at present")
    look(page, "agreement-ended")
    assert people.edition(2).state == "ended"
    page = enter(people.manager)
    page.goto(f"/programmes/{people.programme.pk}/agreements/")
    heading(page, "Agreements")
    look(page, "agreement-overview")
    page.goto(f"/projects/{people.project.pk}/agreements/")
    says(page, "Edition 2")
    look(page, "agreement-list-after")
