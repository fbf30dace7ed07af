"""A ramp of three small tests into a standard and its entry in the playbook, in a real browser.

The team makes an idea of what most voted for, tests it on one patient, on twenty and on two hundred, writes down what
works, agrees on it and prints it. Practices, people and figures are invented.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make
from toolkit.models import Cause, ChangeIdea, Cycle, PlaybookEntry, Ramp

from .looking import PHONE
from .steps import fill, follow, heading, press, tab_to
from .world import MEASURE, Team, person, team

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]
OWNER = "Sam Whitlock"


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    found = team()
    cause = Cause.objects.first()
    Cause.objects.filter(pk=cause.pk).update(votes=7, text="One person on the phones at 8")
    found.project.measures.update(schedule="weekly")
    manager = person("Helen Brandt")
    make.manager(found.project.programme, manager)
    found.manager = manager  # type: ignore[attr-defined]
    return found


def typed(day: Any) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def run_test(page: Page, larkmead: Team, *, weeks_ago: int, size: int, saw: str) -> None:
    """From the plan to the decision of one test."""
    starts = make.today() - timedelta(weeks=weeks_ago)
    page.get_by_label("What", exact=True).fill("Ring back within the hour")
    fill(page, {"Who": "Reception", "How many": str(size)})
    page.get_by_label("Of what").select_option(label="Patients")
    page.get_by_label("The measure that should move").select_option(label=MEASURE)
    page.get_by_label("From", exact=True).fill(typed(starts))
    page.get_by_label("Until", exact=True).fill(typed(starts + timedelta(days=6)))
    press(page, "Start the test")
    page.get_by_label("Mostly").check()
    page.get_by_label("What we saw").fill("It ran on four mornings of five")
    press(page, "Finish and study")
    page.get_by_label("What we saw").fill(saw)
    page.get_by_label("Better than predicted").check()
    page.get_by_label("What we learned").fill("Name the hour when you call back")


def test_an_idea_from_the_votes_becomes_a_ramp(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("tests/"))
    look(page, "ramps-voted")
    follow(page, "Add an idea for: One person on the phones at 8")
    look(page, "idea-voted")
    page.get_by_label("The idea").fill("Ring people back")
    press(page, "Add this idea")
    expect(page.get_by_role("main")).to_contain_text("Most voted for: One person on the phones at 8")
    assert ChangeIdea.objects.get().source == "vote"
    follow(page, "Test this : Ring people back")
    page.get_by_label("What is the smallest way to try it?").fill("One patient, one morning")
    press(page, "Plan this small test")
    heading(page, "One patient, one morning")


def test_the_first_test_is_asked_for_a_prediction_once(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    cycle = Cycle.objects.get()
    page.goto(larkmead.url(f"tests/{cycle.pk}/"))
    page.get_by_label("What we ask").first.fill("Do people answer when we ring back?")
    press(page, "Start the test")
    asks = page.get_by_role("heading", name="No prediction is written yet")
    expect(asks).to_be_visible()
    look(page, "cycle-asked")
    page.reload()
    expect(asks).to_be_visible()
    page.get_by_label("What we predict").first.fill("Half of them")
    run_test(page, larkmead, weeks_ago=6, size=1, saw="All of them")
    look(page, "cycle-study-chart")
    expect(page.get_by_role("heading", name=MEASURE)).to_be_visible()
    expect(page.get_by_text("During the test")).to_be_visible()
    press(page, "Save and decide")
    expect(
        page.get_by_role("heading", name="If you adapt or enlarge, the next test begins with this")
    ).to_be_visible()
    look(page, "cycle-act-carries")


def test_the_next_tests_carry_over_and_grow(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"tests/{Cycle.objects.get().pk}/"))
    for number, (weeks_ago, size) in enumerate([(4, 20), (2, 200)], start=2):
        tab_to(page, "radio", "Adopt")
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio", name="Enlarge")).to_be_checked()
        page.get_by_label("Why", exact=True).fill("It worked on the few")
        page.get_by_label("What we do differently next time").fill(f"Say the hour, as in test {number}")
        tab_to(page, "button", "Save the decision")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Small test {number} of this ramp")).to_be_visible()
        expect(page.get_by_text(f"Say the hour, as in test {number}").first).to_be_visible()
        expect(page.get_by_label("Who", exact=True)).to_have_value("Reception")
        look(page, f"cycle-{number}-planned")
        page.get_by_label("What we predict").first.fill("Nine of ten")
        run_test(page, larkmead, weeks_ago=weeks_ago, size=size, saw="More than nine of ten")
        press(page, "Save and decide")
    follow(page, "Ring people back")
    look(page, "ramp-three")
    expect(page.get_by_role("table", name="Each test with").get_by_role("row")).to_have_count(4)  # with its head
    expect(page.get_by_role("main")).to_contain_text("from 1 patient to 200 patients")


def test_adopt_leads_to_the_standard_and_the_playbook(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"ramps/{Ramp.objects.get().pk}/"))
    press(page, "Decide on test 3")
    page.get_by_label("Adopt").check()
    page.get_by_label("Why", exact=True).fill("Two hundred patients, and it holds")
    press(page, "Save the decision")
    heading(page, "Write down: One patient, one morning")
    look(page, "standard-from-test")
    fill(page, {"The process to keep": "Ringing people back", "What they do": "Ring back within the named hour."})
    press(page, "Save")
    look(page, "standard-written")
    press(page, "Decide: keep it?")
    look(page, "standard-decide")
    tab_to(page, "radio", "Keep it as it is")
    page.keyboard.press("Space")
    page.get_by_label("Who looks after it").select_option(label=OWNER)
    look(page, "standard-keep")
    tab_to(page, "button", "Save what we decided")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Edition 1 is in the playbook.")).to_be_visible()
    look(page, "standard-kept")
    entry = PlaybookEntry.objects.get()
    assert (entry.edition, entry.owner.name) == (1, OWNER)


def test_the_ramp_ends_in_its_standard(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("tests/"))
    look(page, "ramps")
    follow(page, "Ring people back")
    expect(page.get_by_role("rowheader", name="The standard: Ringing people back")).to_be_visible()
    for feature in ("Each test builds on the last", "A prediction before the test", "Figures over time"):
        expect(page.get_by_role("heading", name=feature)).to_be_visible()
    look(page, "ramp-standard")
    page.goto(larkmead.url("tests/method/"))
    look(page, "fidelity")


def test_new_words_are_a_new_edition_and_the_earlier_one_can_be_read(
    larkmead: Team, sign_in: Sign, look: Look
) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("playbook/"))
    look(page, "playbook")
    follow(page, "Open Ringing people back")
    follow(page, "Change the words")
    page.get_by_label("What they do").fill("Ring back within the named hour, twice.")
    press(page, "Save")
    expect(page.get_by_text("holds until you keep them")).to_be_visible()
    look(page, "standard-revised")
    press(page, "Decide: keep it?")
    page.get_by_label("Keep it as it is").check()
    press(page, "Save what we decided")
    expect(page.get_by_text("Edition 2 is in the playbook.")).to_be_visible()
    follow(page, "Read edition 1")
    expect(page.get_by_role("main")).to_contain_text("It held until")
    look(page, "edition-earlier")
    page.goto(larkmead.url("playbook/"))
    follow(page, "Print the whole playbook")
    expect(page.get_by_role("main")).to_contain_text("Ring back within the named hour, twice.")
    look(page, "playbook-print")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").first).to_be_hidden()
    page.emulate_media(media="screen")


def test_the_manager_is_told_nothing_of_how_the_team_tests(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.manager.email)  # type: ignore[attr-defined]
    page.goto(larkmead.url())
    expect(page.get_by_text("How we test changes")).to_have_count(0)
    assert page.goto(larkmead.url("tests/method/")).status == 403  # type: ignore[union-attr]


def test_on_a_phone_without_javascript(larkmead: Team, sign_in: Sign) -> None:
    page = sign_in(larkmead.member.email, viewport=PHONE, java_script_enabled=False)
    page.goto(larkmead.url(f"ramps/{Ramp.objects.get().pk}/"))
    heading(page, "Ring people back")
    follow(page, "The standard: Ringing people back")
    expect(page.get_by_role("main")).to_contain_text("Looked after by")
