"""Somebody leaves, another takes over, a newcomer reads what the project has done so far, and sets up a calendar."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
from playwright.sync_api import Page, expect

from projects.models import FollowUpCheck, Project, TeamMember
from tests.builders import make

from .steps import follow, heading, press
from .world import Team, person, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]
world: dict[str, Any] = {}


def larkmead() -> Team:
    """Jo enters the figures, keeps the wall and has an action; Sam could lead, too. Nia has just come."""
    if "team" not in world:
        here = team()
        Project.objects.filter(pk=here.project.pk).update(signed_up_on=make.today() - timedelta(days=300))
        TeamMember.objects.filter(project=here.project, user=here.member).update(is_lead=True)
        type(here.measure).objects.update(collector=here.project.team.get(user=here.lead))
        make.action(here.project, owner=here.lead, text="Print the new rota", due_on=make.today() + timedelta(days=9))
        make.huddle_schedule(here.project)
        for number, title in enumerate(("Two people at 8", "Two people all week"), start=1):
            cycle = make.cycle(here.project, number=number, title=title)
            type(cycle).objects.filter(pk=cycle.pk).update(
                stage="closed", decision="enlarge", learned="The queue halves when two people answer."
            )
        make.standard(here.project)
        nia = person("Nia Bly")
        make.member(here.project, nia, starts_on=make.today())
        world.update(team=here, nia=nia)
    return world["team"]


def test_the_champion_leaves(sign_in: Sign, look: Look) -> None:
    here = larkmead()
    page = sign_in(here.lead.email)
    page.goto(here.url("team/"))
    follow(page, "Is leaving the team: Jo Pritchard")
    look(page, "leave-form")
    page.get_by_label("Nobody for now").check()
    press(page, "Jo Pritchard leaves today")
    expect(page.get_by_role("main")).to_contain_text("Nothing is shared with you yet")
    page.goto(here.url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("There is no such page")


def test_the_team_is_asked_and_sam_takes_over(sign_in: Sign, look: Look) -> None:
    here = larkmead()
    page = sign_in(here.member.email)
    expect(page.get_by_role("main")).to_contain_text("Who will be your champion?")
    look(page, "today-asks-for-a-champion")
    follow(page, "Take over Who will be your champion?")
    heading(page, "Who takes this over?")
    look(page, "offers")
    press(page, "I take this over Champion")
    expect(page.get_by_role("main")).not_to_contain_text("Keeps this going")
    press(page, "I take this over Calls answered within 5 minutes")
    look(page, "offers-some-taken")
    press(page, "Let it go Print the new rota")
    expect(page.get_by_role("main")).to_contain_text("Everything is in somebody’s hands")
    look(page, "offers-none")
    assert here.project.team.get(user=here.member).is_champion
    follow(page, "Today")
    expect(page.get_by_role("main")).not_to_contain_text("Who will be your champion?")


def test_a_newcomer_reads_what_was_done(sign_in: Sign, look: Look) -> None:
    here = larkmead()
    page = sign_in(world["nia"].email)
    look(page, "today-newcomer")
    follow(page, "Read New here? Read what this project has done so far")
    heading(page, "What this project has done so far")
    expect(page.get_by_role("article")).to_contain_text("The queue halves when two people answer.")
    assert len(page.get_by_role("article").inner_text().split()) <= 400
    look(page, "story")
    press(page, "I have read it")
    expect(page.get_by_role("main")).not_to_contain_text("New here?")
    page.goto(here.url("so-far/"))
    heading(page, "What this project has done so far")


def test_and_puts_it_into_the_own_calendar(sign_in: Sign, look: Look) -> None:
    larkmead()
    page = sign_in(world["nia"].email)
    page.goto("/account/")
    look(page, "account")
    follow(page, "Set up your calendar")
    look(page, "calendar-none")
    press(page, "Make my address")
    address = page.get_by_label("Your private address").input_value()
    answer = page.request.get(address)
    assert answer.status == 200
    assert any("Huddle" in event["summary"] for event in icalendar.Calendar.from_ical(answer.body()).events)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("A calendar last read it on")
    look(page, "calendar")
    press(page, "Withdraw this address")
    expect(page.get_by_role("main")).to_contain_text("Make my address")
    assert page.request.get(address).status == 410


def test_the_work_is_done_and_looked_back_on(sign_in: Sign, look: Look) -> None:
    here = larkmead()
    page = sign_in(here.member.email)
    page.goto(here.url("complete/"))
    press(page, "Complete")
    FollowUpCheck.objects.filter(months=3).update(due_on=make.today())
    follow(page, "Today")
    look(page, "today-look-back")
    follow(page, "Answer Does it still hold?")
    heading(page, "Does it still hold? After 3 months")
    page.get_by_label("What do you see?").fill("Mondays slip when one of us is away.")
    press(page, "Save")
    look(page, "check-not-chosen")
    expect(page.get_by_label("What do you see?")).to_have_value("Mondays slip when one of us is away.")
    page.get_by_label("Partly").check()
    press(page, "Save")
    expect(page.locator("#step-5")).to_contain_text("Partly. Answered on")
    look(page, "steps-with-checks")
