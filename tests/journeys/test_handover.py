"""A coach goes on leave: said, noted, handed over, introduced, and back; and the end of the coaching."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cmsportal.programme.demo import cast
from cmsportal.programme.demo.build import build
from coaching.models import Contact, Departure, HandOver
from projects.models import CoachAssignment, Project
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make
from tests.builders.visits import as_typed

from .steps import fill, follow, heading, press, tab_to

SignIn = Callable[..., Page]
Look = Callable[[Page, str], None]
PRACTICE = "Larkmead Surgery"


@pytest.fixture(scope="module")
def programme(kept_database: None) -> Any:
    return build()


def demo(sign_in: SignIn, name: str) -> Page:
    return sign_in(cast.email(name), cast.PASSWORD)


def project() -> Project:
    return Project.objects.get(practice__name=PRACTICE)


def departure() -> Departure:
    return Departure.objects.get(membership__user__name="Rachel Osei")


def test_a_coach_says_that_she_is_away_and_writes_a_note(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Rachel Osei")
    follow(page, "Your profile and training")
    look(page, "coach-detail-leaving")
    follow(page, "Hand over your teams")
    heading(page, "Hand over your teams")
    press(page, "Begin the hand-over")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Is away for a while").check()
    away = {"Which is the first day without you?": as_typed(make.today()), "When are you back?": "1 March 2020"}
    fill(page, away)
    press(page, "Begin the hand-over")
    expect(page.get_by_role("main")).to_contain_text("after the first day away")
    fill(page, {"When are you back?": as_typed(make.today() + timedelta(days=30))})
    fill(page, {"Which is the first day without you?": as_typed(make.today() + timedelta(days=2))})
    look(page, "departure-begin")
    press(page, "Begin the hand-over")
    heading(page, "Your hand-over")
    look(page, "departure-own")
    follow(page, f"Write the note for {PRACTICE}")
    heading(page, "What does the next coach need to know?")
    assert "Jo Pritchard" in page.get_by_label("Who is who?").input_value()
    look(page, "handover-write")
    fill(page, {"What works?": "They laugh a lot.\nThe huddle is theirs: leave it."})
    tab_to(page, "checkbox", "It is ready: the team can read it")
    page.keyboard.press("Space")
    press(page, "Save the note")
    heading(page, "Hand-over from Rachel Osei")
    expect(page.get_by_role("main")).to_contain_text("The huddle is theirs")
    look(page, "handover-note")
    page.goto("/")
    look(page, "today-coach-leaving")
    assert HandOver.objects.get(project=project()).ready_at is not None


def test_the_manager_sees_who_leaves_and_chooses_for_all_teams(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    expect(page.get_by_role("main")).to_contain_text("Who follows Rachel Osei?")
    page.goto(f"/programmes/{programme.pk}/hand-overs/")
    heading(page, "Coaches who leave")
    look(page, "departure-list")
    follow(page, "Open the hand-over of Rachel Osei")
    look(page, "departure-detail")
    press(page, "Choose successors")
    heading(page, "Who follows Rachel Osei?")
    look(page, "departure-successors")
    for box in page.get_by_role("combobox").all():
        box.select_option(index=0)
    press(page, "Hand these teams over")
    expect(page.get_by_role("alert")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text=PRACTICE)
    row.get_by_role("combobox").select_option(index=1)
    page.get_by_label("No, both have agreed already").check()
    press(page, "Hand these teams over")
    heading(page, "Hand-over of Rachel Osei")
    expect(page.get_by_role("main")).to_contain_text("One team has a new coach.")
    look(page, "departure-after")
    settled = HandOver.objects.get(project=project())
    assert settled.state == "settled"
    assert CoachAssignment.objects.current().get(project=project()).user.name == "Rachel Osei"


def test_one_team_goes_on_without_a_coach(programme: Any, sign_in: SignIn, look: Look) -> None:
    said = Departure.objects.get(membership__user__name="Tom Ashdown")
    row = said.hand_overs.needing_successors().order_by("project__practice__name").first()
    assert row is not None
    practice = row.project.practice.name
    page = demo(sign_in, "Helen Brandt")
    page.goto(f"/programmes/{programme.pk}/hand-overs/{said.pk}/")
    follow(page.get_by_role("listitem").filter(has_text=practice), "Goes on without a coach")
    heading(page, f"Nobody follows at {practice}?")
    press(page, "The team goes on without a coach")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "handover-nobody")
    fill(page, {"Why does nobody follow?": "They have a lead of their own for this by now."})
    press(page, "The team goes on without a coach")
    heading(page, "Hand-over of Tom Ashdown")
    expect(page.get_by_role("main")).to_contain_text("Goes on without a coach. Why: They have a lead of their own")
    look(page, "departure-nobody")
    HandOver.objects.filter(pk=row.pk).update(leaves_on=make.today())
    CoachAssignment.objects.filter(project=row.project, user=row.coach).update(ends_on=make.today())
    page.goto(f"/programmes/{programme.pk}/matching/")
    heading(page, "Coaches and practices")
    expect(page.get_by_role("region", name="Has no coach, and none is sought")).to_contain_text(practice)
    look(page, "match-list-nobody")


def test_team_and_successor_are_introduced(programme: Any, sign_in: SignIn, look: Look, outbox: list[Any]) -> None:
    plan_reminders(make.now())
    send_due()
    told = [message for message in outbox if message.subject.startswith("Your new coach")]
    [mine] = [message for message in told if cast.email("Jo Pritchard") in message.to]
    settled = HandOver.objects.get(project=project())
    page = demo(sign_in, "Jo Pritchard")
    page.goto(next(word for word in mine.body.split() if word.startswith("http")))
    heading(page, f"Hand-over from Rachel Osei to {settled.successor.name}")
    page.goto(f"/projects/{project().pk}/")
    expect(page.get_by_role("main")).to_contain_text(f"{settled.successor.name} follows Rachel Osei on")
    look(page, "project-with-hand-over")
    begin_now()
    page = demo(sign_in, settled.successor.name)
    page.goto(f"/projects/{project().pk}/")
    follow(page, "Hand-over note")
    expect(page.get_by_role("main")).to_contain_text("They laugh a lot.")
    look(page, "handover-note-successor")
    page = demo(sign_in, "Rachel Osei")
    answer = page.goto(f"/projects/{project().pk}/")
    assert answer is not None
    assert answer.status == 403, "she may read what this team shows to all teams, as any coach, and no more"


def begin_now() -> None:
    """The day of the hand-over has come."""
    today = make.today()
    CoachAssignment.objects.filter(project=project(), user__name="Rachel Osei").update(ends_on=today)
    CoachAssignment.objects.filter(project=project(), ends_on=None).update(starts_on=today)
    HandOver.objects.filter(project=project()).update(starts_on=today, leaves_on=today)
    Departure.objects.filter(pk=departure().pk).update(from_on=today)


def test_she_is_back_and_the_manager_gives_the_team_back(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    page.goto(f"/programmes/{programme.pk}/hand-overs/{departure().pk}/")
    follow(page, "Rachel Osei is back")
    fill(page, {"From which day?": as_typed(make.today())})
    look(page, "departure-back")
    press(page, "Rachel Osei is back")
    expect(page.get_by_role("main")).to_contain_text("Given back to Rachel Osei")
    assert CoachAssignment.objects.current().get(project=project()).user.name == "Rachel Osei"
    assert departure().outcome == "back"


def test_the_coaching_comes_to_its_end(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Jo Pritchard")
    page.goto(f"/projects/{project().pk}/steps/")
    follow(page, "The end of the coaching")
    look(page, "transition-empty")
    press(page, "Begin it")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()
    fill(page, {"When does the coaching end?": as_typed(make.today() - timedelta(days=100))})
    page.get_by_label("What have we learned about working this way?").fill("We listen more.")
    look(page, "transition-form")
    press(page, "Save")
    heading(page, "The end of the coaching")
    expect(page.get_by_role("main")).to_contain_text("We listen more.")
    look(page, "transition-detail")
    page = demo(sign_in, "Rachel Osei")
    page.goto(f"/projects/{project().pk}/end/")
    follow(page, re.compile("Write it down ?: After 3 months"))
    page.get_by_label("Phone").check()
    page.get_by_label("Partly").check()
    page.get_by_label("What did you hear?").fill("The huddle goes on.")
    look(page, "contact-record")
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("Still holds: partly.")
    look(page, "transition-after")
    assert Contact.objects.get(project=project(), months=3).holds == "partly"
