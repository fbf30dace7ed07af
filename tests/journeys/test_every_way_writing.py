"""What a team writes, in every way: with a mouse, by keyboard alone, and with a finger on a phone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cmsportal.nhsuk.formats import day
from projects.models import Action, GroundRule, Progress
from tests.builders import make
from toolkit.models import Answer, GlobalAim, Measure, SpecificAim, Storyboard

from .hands import Hands
from .steps import wait_until
from .world import MEASURE, Team, team

As = Callable[..., Hands]


@pytest.fixture
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def jo(larkmead: Team, hands: As) -> Hands:
    return hands(larkmead.lead)


def taken(hands: Hands) -> bytes:
    """The bytes of the file that the page makes."""
    with hands.page.expect_download() as coming:
        hands.tap("Make the file")
    return Path(coming.value.path()).read_bytes()


def test_ground_rules(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("ground-rules/"))
    for words in ("One speaks, the others listen.", "We end on time."):
        jo.fill("Add a rule", words)
        jo.press("Add the rule")
    jo.look_at("rules")
    jo.print_at("rules")
    jo.press("Down One speaks")
    expect(jo.page.get_by_role("listitem").get_by_role("heading").first).to_have_text("We end on time.")
    jo.press("Change We end")
    jo.fill("The rule", "We begin and end on time.")
    jo.look_at("rule")
    jo.press("Save")
    jo.press("Take off One speaks")
    assert [rule.text for rule in GroundRule.objects.filter(project=larkmead.project)] == [
        "We begin and end on time."
    ]


def test_action_plan(larkmead: Team, jo: Hands) -> None:
    first, last = make.today(), make.today() + timedelta(days=10)
    jo.go(larkmead.url("actions/new/"))
    jo.fill("What is to be done?", "Ring the telephone company")
    jo.choose("Who?", "Sam Whitlock")
    jo.fill("From when?", day(first))
    jo.fill("By when?", day(last))
    jo.look_at("action-new")
    jo.press("Add the action")
    action = Action.objects.get(project=larkmead.project)
    assert (action.owner, action.starts_on, action.due_on) == (larkmead.member, first, last)
    jo.press("The action plan, week by week")
    expect(jo.page.get_by_role("row", name="Ring the telephone company")).to_contain_text("Sam Whitlock")
    jo.look_at("plan")
    jo.print_at("plan")


def test_aims(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("aims/"))
    jo.look_at("aims-none")
    jo.press("Write the theme")
    jo.fill("What will you improve?", "how patients reach us by phone")
    jo.fill("What does it begin with?", "the first ring")
    jo.fill("Why does it matter now?", "half of our complaints are about it")
    expect(jo.page.locator("#preview")).to_contain_text("the first ring")
    jo.look_at("aim-global")
    jo.press("Save this aim")
    assert GlobalAim.objects.get(project=larkmead.project).begins_with == "the first ring"
    jo.press("Write the aim")
    jo.pick("Which measure shows it?", MEASURE)
    jo.choose("Which way?", "Raise")
    jo.fill("From", "52")
    jo.fill("To", "80")
    jo.fill("By when?", f"{make.today() + timedelta(days=90):%d/%m/%Y}")
    jo.fill("For whom?", "everyone who rings us")
    expect(jo.page.locator("#preview")).to_contain_text("from 52")
    jo.look_at("aim")
    jo.press("Save this aim")
    aim = SpecificAim.objects.get(project=larkmead.project)
    assert (aim.measure, aim.direction, aim.baseline, aim.goal) == (larkmead.measure, "increase", 52, 80)
    jo.look_at("aims")
    jo.print_at("aims")


def test_a_measure_and_the_sheet_of_measures(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("measures/add/"))
    jo.look_at("measure-kinds")
    jo.press("write your own")
    jo.fill("What do you want to count?", "Complaints about the phones")
    jo.choose("What kind of figure is it?", "A count")
    jo.fill("Counted in", "complaints")
    jo.choose("Which way is better?", "Lower is better")
    jo.choose("How often will you enter it?", "Every week")
    jo.pick("Due on", "Wednesday")
    jo.unfold("Exactly what is counted")
    jo.fill("What exactly is counted?", "Every complaint that names the phones")
    jo.look_at("measure-new")
    jo.press("Save this measure")
    row = Measure.objects.get(project=larkmead.project, name="Complaints about the phones")
    assert (row.direction, row.schedule, row.due_weekday) == ("down", "weekly", 2)
    jo.go(larkmead.url("measures/"))
    jo.look_at("measures")
    jo.press("All of them on one sheet")
    expect(jo.page.get_by_role("region", name=row.name)).to_contain_text("Every complaint that names the phones")
    jo.look_at("sheet")
    jo.print_at("sheet")


def test_workbook(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("workbook/purpose/"))
    jo.fill("What are we here to do?", "Care close to home")
    wait_until(lambda: Answer.objects.filter(project=larkmead.project, text="Care close to home").exists())
    jo.look_at("workbook-purpose")
    jo.press("Next: Patients")
    jo.fill("Patients on our list", "9500")
    jo.choose("Patients on our list: how sure are we?", "Estimate")
    jo.fill("Source of 'Patients on our list'", "Our own register")
    jo.look_at("workbook-patients")
    jo.press("Save and stay here")
    answer = Answer.objects.get(project=larkmead.project, key="patients.list_size")
    assert (answer.number, answer.certainty, answer.source) == (9500, "estimate", "Our own register")
    jo.press("Skip this How many")
    jo.choose("What is the reason?", "No time just now")
    jo.look_at("workbook-skip")
    jo.press("Leave it out")
    expect(jo.page.get_by_role("region", name="How many")).to_contain_text("You are skipping this part.")
    jo.press("Do this part after all")
    assert not larkmead.project.workbook_skips.exists()


def test_workbook_as_a_document(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("workbook/"))
    jo.look_at("workbook")
    jo.press("Word or PDF")
    jo.choose("As what?", "PDF (A4)")
    jo.look_at("workbook-document")
    assert taken(jo).startswith(b"%PDF-")


def test_storyboard(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("storyboard/"))
    jo.look_at("storyboard-from-the-record")
    jo.press("Change the words")
    jo.fill("Title", "Half of the calls, then four in five")
    jo.fill("The problem", "Half of them rang twice.")
    jo.press("Put these words in the box What caused it")
    expect(jo.field("What caused it")).to_have_value("One person on the phones at 8")
    jo.fill("What stays", "Two people until ten.")
    jo.look_at("storyboard-form")
    jo.press("Save the storyboard")
    row = Storyboard.objects.get(project=larkmead.project)
    assert (row.problem, row.causes, row.stays) == (
        "Half of them rang twice.",
        "One person on the phones at 8",
        "Two people until ten.",
    )
    jo.look_at("storyboard")
    jo.print_at("storyboard")
    jo.press("Take it with you")
    jo.choose("As what?", "Slide")
    jo.look_at("storyboard-document")
    assert taken(jo).startswith(b"PK")


def test_a_tool_is_left_out_and_taken_up_again(larkmead: Team, jo: Hands) -> None:
    jo.go(larkmead.url("steps/"))
    jo.look_at("steps")
    jo.press("Skip Short surveys")
    jo.choose("Why?", "Not useful for us")
    jo.fill("In your own words", "We asked in July.")
    jo.look_at("skip")
    jo.press("Skip it")
    row = Progress.objects.get(project=larkmead.project, tool="surveys")
    assert (row.state, row.skip_reason, row.note) == ("skipped", "not_useful", "We asked in July.")
    jo.press("Do it after all Short surveys")
    row.refresh_from_db()
    assert row.state != "skipped"
