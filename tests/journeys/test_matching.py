"""From the waiting list to a matched coach, as each of the people involved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cmsportal.programme.demo import cast
from cmsportal.programme.demo.build import build
from coaching.models import CoachProfile, Match, Training
from projects.models import CoachAssignment, Project
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make

from .steps import fill, follow, heading, press, tab_to, wait_until

SignIn = Callable[..., Page]
Look = Callable[[Page, str], None]
PRACTICE = "Gorse Hill Surgery"


@pytest.fixture(scope="module")
def programme(kept_database: None) -> Any:
    return build()


def demo(sign_in: SignIn, name: str) -> Page:
    return sign_in(cast.email(name), cast.PASSWORD)


def project() -> Project:
    return Project.objects.get(practice__name=PRACTICE)


def test_the_manager_sees_who_waits_and_asks_a_coach(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    expect(page.get_by_role("main")).to_contain_text("practices need a coach")
    look(page, "today-manager-matching")
    follow(page, "Coaches")
    follow(page, "Who waits, who has room")
    heading(page, "Coaches and practices")
    expect(page.get_by_role("main")).to_contain_text("The coach said yes, the practice has not answered yet.")
    look(page, "match-list")
    press(page, "Propose a coach for each")
    heading(page, "A coach for each")
    look(page, "match-fill")
    assert Match.objects.count() == 2
    page.go_back()
    follow(page, f"Choose a coach for {PRACTICE}")
    heading(page, "Which coach fits?")
    look(page, "match-choose")
    page.get_by_role("link", name="Ask instead").first.click()
    expect(page.get_by_label("Why not")).to_be_visible()
    press(page, "Ask ")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "match-ask")
    page.go_back()
    page.wait_for_url("**/choose/**")
    page.goto(page.url.split("/choose/")[0] + "/choose/")
    press(page, "Ask this coach")
    press(page, "Ask ")
    heading(page, "Coaches and practices")
    expect(page.get_by_role("main")).to_contain_text("have been asked.")
    assert Match.objects.filter(project=project(), rank=1, state="asked").exists()


def test_coach_and_practice_say_yes_by_their_mails(
    programme: Any, sign_in: SignIn, look: Look, link_in_mail: Callable[[str], str]
) -> None:
    match = Match.objects.get(project=project())
    plan_reminders(make.now())
    send_due()
    lead = project().team.get(is_lead=True).user
    page = demo(sign_in, match.coach.name)
    expect(page.get_by_role("main")).to_contain_text("Will you coach them?")
    look(page, "today-coach-asked")
    page.goto(link_in_mail(match.coach.email))
    heading(page, f"Will you coach {PRACTICE}?")
    look(page, "match-coach")
    follow(page, "No")
    heading(page, f"Not {match.coach.name} for {PRACTICE}?")
    press(page, "Say no")
    look(page, "match-decline")
    page.goto(link_in_mail(match.coach.email))
    tab_to(page, "button", "Yes, I will coach them")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The other side is asked, too.")
    page = sign_in(lead.email, cast.PASSWORD)
    expect(page.get_by_role("main")).to_contain_text(f"{match.coach.name} could be your coach")
    look(page, "today-lead-asked")
    page.goto(link_in_mail(lead.email))
    look(page, "match-practice")
    press(page, "Yes, we want this coach")
    expect(page.get_by_role("main")).to_contain_text("now that both have said yes")
    look(page, "match-agreed")
    assert CoachAssignment.objects.current().get(project=project()).user == match.coach


def test_the_coach_keeps_a_profile(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Rachel Osei")
    follow(page, "Your profile and training")
    heading(page, "Your profile")
    expect(page.get_by_role("main")).to_contain_text("Refresh soon")
    look(page, "coach-detail")
    press(page, "Change the profile")
    fill(page, {"Where do you set out from?": "nowhere"})
    press(page, "Save the profile")
    expect(page.get_by_label("Where do you set out from?")).to_have_value("nowhere")
    look(page, "coach-profile")
    fill(page, {"Where do you set out from?": "zz12ab"})
    press(page, "Save the profile")
    expect(page.get_by_role("main")).to_contain_text("The profile is saved.")
    assert CoachProfile.objects.get(user__name="Rachel Osei").postcode == "ZZ1 2AB"
    follow(page, "Add a training")
    fill(page, {"Which training?": "Refresher", "When was it?": "1 March 2026"})
    look(page, "training-create")
    press(page, "Add the training")
    expect(page.get_by_role("main")).to_contain_text("The training is on the list.")
    assert Training.objects.filter(user__name="Rachel Osei", name="Refresher").exists()


def test_the_team_says_what_it_needs_and_the_manager_adds_a_second_coach(
    programme: Any, sign_in: SignIn, look: Look
) -> None:
    lead = project().team.get(is_lead=True).user
    page = sign_in(lead.email, cast.PASSWORD)
    page.goto(f"/projects/{project().pk}/coach/wishes/")
    look(page, "wish-update")
    page.get_by_label("Friday").check()
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("It is weighed when a coach is chosen.")
    assert 4 in project().coach_wish.weekdays
    page = demo(sign_in, "Helen Brandt")
    page.goto(f"/projects/{project().pk}/coach/")
    look(page, "coach-assign-with-second")
    follow(page, "Add a second coach")
    heading(page, "Add a second coach")
    page.get_by_role("radio").first.check()
    look(page, "coach-join")
    press(page, "Add this coach")
    second = CoachAssignment.objects.current().filter(project=project(), is_lead=False)
    wait_until(lambda: second.count() == 1)


def test_all_waiting_practices_at_once(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    page.goto(f"/programmes/{programme.pk}/matching/all/")
    boxes = page.get_by_role("checkbox")
    waiting = boxes.count()
    assert waiting > 1
    boxes.last.uncheck()
    press(page, "Ask these coaches")
    heading(page, "Coaches and practices")
    assert Match.objects.filter(via="together").count() == waiting - 1
    look(page, "match-list-after")
