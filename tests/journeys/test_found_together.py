"""What a team found out: time with somebody, rating on two devices, comments beside results, and what is ready."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cmsportal.accounts.models import User
from projects.models import Comment
from tests.builders import counts as build
from tests.builders import make, taking_part
from toolkit.models import Answer, Rating
from toolkit.ratings import services
from toolkit.ratings.spread import Given
from toolkit.ways_in.tokens import path_of

from .looking import NARROW, PHONE, Looker
from .steps import follow, heading, press, tab_to
from .world import Team, person, team

Sign = Callable[..., Page]
Open = Callable[..., Page]
PHONES = "processes.phones"


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    made = team()
    make.coaches(made.project, person("Rachel Osei"))
    return made


def test_the_team_says_which_parts_are_with_somebody_and_puts_the_figure_in(
    larkmead: Team, sign_in: Sign, look: Looker
) -> None:
    timing = build.timing(larkmead.project, ("Comes in", "Checked in", "Called in", "Leaves"))
    for called, gone in ((14, 26), (9, 17), (31, 44), (18, 28), (22, 37)):
        build.visit(timing, 0, 2, called, gone)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"counting/timings/{timing.pk}/"))
    look(page, "timing-not-marked")
    follow(page, "Say which parts are with somebody")
    heading(page, "Time with somebody")
    page.get_by_label("Called in to leaves").check()
    look(page, "timing-parts")
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("Somebody is usually with the patient for 12 minutes.")
    look(page, "timing-marked")
    follow(page, "Put it into the workbook")
    expect(page.get_by_role("main")).to_contain_text("Of that, time with somebody")
    look(page, "found-times")
    page.set_viewport_size(PHONE)
    label = page.locator(".app-fill .nhsuk-table-responsive__heading").first
    expect(label).to_be_visible()
    box = label.bounding_box()
    assert box is not None
    assert box["height"] < 60, "its one word is not broken: two rows would be 73 pixels"
    press(page, "Put in what is ticked")
    heading(page, "Processes: how the work gets done")
    assert Answer.objects.get(key="processes.care_minutes").number == 12


def test_parts_are_marked_by_keyboard_alone_on_a_narrow_phone(larkmead: Team, sign_in: Sign) -> None:
    timing = build.timing(larkmead.project)
    build.visit(timing, 0, 9, 20)
    page = sign_in(larkmead.member.email, viewport=NARROW)
    page.goto(larkmead.url(f"counting/timings/{timing.pk}/"))
    tab_to(page, "link", "Say which parts are with somebody")
    page.keyboard.press("Enter")
    tab_to(page, "checkbox", "Called in to leaves")
    page.keyboard.press("Space")
    tab_to(page, "button", "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Somebody is usually with the patient for 11 minutes.")


def test_one_person_on_two_devices_counts_once(larkmead: Team, sign_in: Sign, open_page: Open, look: Looker) -> None:
    row = build.rating_round(larkmead.project, larkmead.lead)
    link = taking_part.way_in(larkmead.project, larkmead.lead, "rating", row)
    phone = open_page(path_of(link), viewport=PHONE)
    look(phone, "rating-by-link")
    press(phone, "Send my answers")
    expect(phone.get_by_role("alert")).to_contain_text("Say whether you have rated signed in")
    look(phone, "rating-by-link-not-said")
    phone.get_by_role("group", name="Have you rated these already").get_by_label("No", exact=True).check()
    phone.get_by_role("group", name="Answering the phones").get_by_label("Broken").check()
    press(phone, "Send my answers")
    look(phone, "rating-by-link-thanks")
    desk = sign_in(larkmead.lead.email)
    desk.goto(larkmead.url(f"ratings/{row.pk}/mine/"))
    look(desk, "rating-signed-in-asks")
    elsewhere = desk.get_by_role("group", name="Have you rated these by a link already")
    elsewhere.get_by_label("Yes: those answers count").check()
    press(desk, "Save my answers")
    expect(desk.get_by_role("main")).to_contain_text("Nothing from this page was kept.")
    look(desk, "rating-nothing-kept")
    assert Rating.objects.filter(round=row).count() == 1
    press(phone, "Take my answers back")
    expect(phone.get_by_role("main")).to_contain_text("Your answers are taken back.")
    look(phone, "rating-taken-back")
    phone.get_by_role("group", name="Have you rated these already").get_by_label("Yes: those answers count").check()
    press(phone, "Send my answers")
    heading(phone, "Then your answers are in")
    look(phone, "rating-signed-in-already")
    assert not Rating.objects.filter(round=row).exists()
    services.close_round(round=row, by=larkmead.lead)


def test_was_that_you(larkmead: Team, sign_in: Sign, look: Looker) -> None:
    """One browser, with an account and by a link: each page asks."""
    row = build.rating_round(larkmead.project, larkmead.lead, "meetings")
    link = taking_part.way_in(larkmead.project, larkmead.lead, "rating", row)
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"ratings/{row.pk}/mine/"))
    page.get_by_role("group", name="Have you rated these by a link").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="We begin and end on time").get_by_label("Mostly").check()
    press(page, "Save my answers")
    page.goto(path_of(link))
    heading(page, "Was that you?")
    look(page, "rating-was-that-you")
    follow(page, "I am somebody else: rate here")
    page.get_by_role("group", name="We begin and end on time").get_by_label("Never").check()
    press(page, "Send my answers")
    page.goto(larkmead.url(f"ratings/{row.pk}/mine/"))
    look(page, "rating-whose")
    services.give_ratings(round=row, given=[Given("time", 3)], by=make.user())
    services.close_round(round=row, by=larkmead.lead)
    page.goto(larkmead.url(f"ratings/{row.pk}/"))
    look(page, "rating-result")
    look.on_paper(page, "rating-result")


def pages_with_comments(larkmead: Team) -> dict[str, str]:
    """The page of each kind of result, by the name of its picture."""
    project, lead = larkmead.project, larkmead.lead
    row = build.rating_round(project, lead)
    for person_ in (lead, larkmead.member, make.user()):
        services.give_ratings(round=row, given=[Given(PHONES, 2)], by=person_)
    services.close_round(round=row, by=lead)
    sheet = build.sheet(project)
    build.count(sheet, make.today(), amount=9)
    survey = taking_part.survey(project, lead)
    taking_part.many(taking_part.survey_link(survey, lead), times=5, mood="3", harder="The printer")
    storm, _ = taking_part.with_ideas(project, lead, "A second line at eight", "Longer hours", state="done")
    taking_part.idea(project)
    make.action(project)
    project.ground_rules.create(text="One speaks, the others listen.")
    named = {
        "measure": ("measure-detail", larkmead.measure),
        "sheet": ("sheet-detail", sheet),
        "rating": ("rating-detail", row),
        "survey": ("survey-detail", survey),
        "brainstorm": ("brainstorm-detail", storm),
        "box": ("boxidea-list", None),
        "actions": ("action-list", None),
        "rules": ("rule-list", None),
    }
    return {
        name: reverse(page, args=[project.pk, thing.pk] if thing else [project.pk])
        for name, (page, thing) in named.items()
    }


def test_comments_stand_beside_results(larkmead: Team, sign_in: Sign, look: Looker) -> None:
    places = pages_with_comments(larkmead)
    coach, lead = sign_in(User.objects.get(name="Rachel Osei").email), sign_in(larkmead.lead.email)
    for name, path in places.items():
        lead.goto(path)
        look(lead, f"comments-{name}")
        coach.goto(path)
        coach.get_by_role("link", name=re.compile("^Comment about")).first.click()
        coach.get_by_label("Your comment").fill(f"About the {name}")
        press(coach, "Add the comment")
        lead.reload()
        expect(lead.get_by_role("link", name=re.compile("^1 comment about")).first).to_be_visible()
        look(lead, f"commented-{name}")
    assert Comment.objects.count() == len(places)
    lead.goto(larkmead.url("comments/"))
    look(lead, "comments-of-results")


def test_a_second_project_is_told_what_is_ready(larkmead: Team, sign_in: Sign, look: Looker) -> None:
    project = make.project(larkmead.project.programme, larkmead.project.practice, "Letters that come in")
    make.member(project, larkmead.lead, is_lead=True)
    page = sign_in(larkmead.lead.email)
    page.goto(f"/projects/{project.pk}/workbook/")
    expect(page.get_by_role("main")).to_contain_text("Your practice has written this down before")
    look(page, "workbook-second-project")
    page.get_by_role("main").get_by_role("button", name="Begin from it").click()
    heading(page, "Begin from an earlier project")
    look(page, "workbook-begin-from")
    press(page, "Take over its answers")
    heading(page, "Changed since our earlier project")
    look(page, "workbook-changed-since")
    page.goto(f"/projects/{project.pk}/workbook/")
    expect(page.get_by_role("main")).to_contain_text("Nobody has looked yet")
    look(page, "workbook-advice")


def test_versions_of_the_storyboard(larkmead: Team, sign_in: Sign, look: Looker) -> None:
    page = sign_in(larkmead.lead.email)
    for words in ("The phones ring too long.", "Half of those who ring wait more than five minutes. " * 4):
        page.goto(larkmead.url("storyboard/edit/"))
        page.get_by_label("The problem").fill(words.strip())
        page.locator("form#storyboard").get_by_role("button", name="Save the storyboard").click()
        page.wait_for_url("**/storyboard/")
    page.goto(larkmead.url("storyboard/versions/"))
    look(page, "storyboard-versions")
    look.on_paper(page, "storyboard-versions")
