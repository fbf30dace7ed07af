"""The whole main job, told role by role: each chapter begins at sign-in and goes on where the one before it ended.

Practices, people and figures are invented.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders import make
from toolkit.models import Cause, Figure

from .conftest import PASSWORD
from .looking import PHONE
from .steps import fill, follow, heading, press, tab_to

ADMIN = "ada.keeper@harwick.example"
MANAGER = "helen.brandt@harwick.example"
COACH = "rachel.osei@harwick.example"
LEAD = "jo.pritchard@harwick.example"
MEMBER = "sam.whitlock@harwick.example"
PARTNER = "naomi.adeyemi@harwick.example"
TRUST = "Harwick Community Trust"
MEASURE = "Calls answered within 5 minutes"
THEME_PARTS = {
    "What will you improve?": "how patients reach us by phone",
    "Where?": "at the front desk",
    "What does it begin with?": "the first ring",
    "What does it end with?": "the patient knowing what happens next",
    "What do you expect from it?": "shorter waits and calmer mornings",
    "Why does it matter now?": "half of our complaints are about the phones",
}

Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


def accept(open_page: Sign, link: str, look: Look, name: str = "") -> Page:
    """Opens an invitation, which changes nothing, and presses its button."""
    page = open_page(link)
    look(page, "invitation")
    if name:
        page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill(PASSWORD)
    press(page, "Accept the invitation")
    return page


def practice_list() -> bytes:
    """Three rows as the national list has them: two practices, and a pharmacy that is left out."""
    rows = []
    for code, name, setting in (
        ("Z00001", "LARKMEAD SURGERY", "4"),
        ("Z00002", "BECKWATER SURGERY", "4"),
        ("Z00003", "HARWICK PHARMACY", "0"),
    ):
        cells = {1: code, 2: name, 5: "1 MILL LANE", 10: "ZZ1 1ZZ", 11: "19740401", 13: "A"}
        cells |= {15: "X01", 16: "20130401", 24: "X01", 26: setting}
        rows.append([cells.get(number, "") for number in range(1, 28)])
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def chapters() -> list[str]:
    """The chapters that came to their end."""
    return []


@pytest.fixture(autouse=True)
def in_turn(request: pytest.FixtureRequest, chapters: list[str]) -> Any:
    """A chapter whose forerunner broke off has not been told, and so has failed."""
    names = [item.name for item in request.session.items if item.module is request.module]
    earlier = names[: names.index(request.node.name)]
    if not set(earlier) <= set(chapters):
        pytest.fail("a chapter before this one broke off")
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed == failed:
        chapters.append(request.node.name)


def test_administrator_makes_the_programme(sign_in: Sign, look: Look) -> None:
    make.commissioner(code="X01", name="NHS Harwick")
    keeper = make.user("Ada Keeper", email=ADMIN, is_superuser=True)
    keeper.set_password(PASSWORD)
    keeper.save()
    page = sign_in(ADMIN)
    look(page, "today-administrator")
    page.goto("/programmes/")
    look(page, "programmes-empty")
    press(page, "Add a programme")
    look(page, "programme-new")
    page.get_by_label("Name of the programme").fill("Harwick Better Systems")
    page.get_by_label("Commissioner").select_option(label="NHS Harwick")
    press(page, "Add the programme")
    expect(page.get_by_role("main")).to_contain_text("Harwick Better Systems")
    look(page, "programme-settings")


def test_manager_comes_by_invitation(sign_in: Sign, open_page: Sign, look: Look, link_in_mail: Any) -> None:
    page = sign_in(ADMIN)
    page.goto("/programmes/")
    follow(page, "Settings")
    follow(page, "People of Harwick Better Systems")
    follow(page, "Invite a programme manager")
    look(page, "manager-invite")
    fill(page, {"Name": "Helen Brandt", "Email address": MANAGER})
    press(page, "Send the invitation")
    page = accept(open_page, link_in_mail(MANAGER), look)
    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Helen Brandt")
    look(page, "today-manager-empty")


def test_manager_signs_a_practice_up(sign_in: Sign, look: Look, link_in_mail: Any) -> None:
    page = sign_in(MANAGER)
    follow(page, "Practices")
    look(page, "practices-empty")
    press(page, "Read in the practice list")
    look(page, "practice-import")
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Practice list").click()
    chooser.value.set_files({"name": "epraccur.csv", "mimeType": "text/csv", "buffer": practice_list()})
    press(page, "See what would change")
    heading(page, "What the list would change")
    expect(page.get_by_role("main")).to_contain_text("another prescribing setting")
    look(page, "practice-import-preview")
    press(page, "Write these changes")
    heading(page, "What the list changed")
    follow(page, "See the practices")
    look(page, "practices")
    follow(page, "Coaches")
    look(page, "people-empty")
    press(page, "Invite a coach")
    look(page, "coach-invite")
    fill(page, {"Name": "Rachel Osei", "Email address": COACH})
    press(page, "Send the invitation")
    look(page, "people")
    follow(page, "Invite somebody from a partner")
    look(page, "partner-invite")
    follow(page, "Today")
    follow(page, "Sign up a practice")
    look(page, "practice-search")
    page.get_by_label("Name or code of the practice").fill("larkmead")
    press(page, "Find the practice")
    follow(page.get_by_role("main"), "Larkmead Surgery")
    look(page, "project-new")
    page.get_by_label("What is the project called?").fill("Answering the phones sooner")
    page.get_by_label("Yes, it takes part").check()
    page.get_by_label("Early adopter").check()
    page.get_by_label("Why do you think so?").fill("They asked to be first")
    fill(page, {"Name": "Jo Pritchard", "Email address": LEAD})
    page.get_by_label("What they do").select_option(label="Practice manager")
    page.get_by_label("They are the champion").check()
    press(page, "Sign the practice up")
    look(page, "project-manager-empty")
    assert "/invitations/" in link_in_mail(LEAD)


def test_coach_comes_and_is_assigned(sign_in: Sign, open_page: Sign, look: Look, link_in_mail: Any) -> None:
    page = sign_in(MANAGER)
    follow(page, "Coaches")
    press(page, "Send again")
    page = accept(open_page, link_in_mail(COACH), look)
    look(page, "today-coach-empty")
    page = sign_in(MANAGER)
    press(page, "Choose a coach")
    follow(page, "Assign a coach at once")
    look(page, "coach-assign")
    page.get_by_label("Rachel Osei").check()
    press(page, "Assign this coach")
    expect(page.get_by_role("main")).to_contain_text("Rachel Osei")


def test_lead_comes_and_completes_the_team(sign_in: Sign, open_page: Sign, look: Look, link_in_mail: Any) -> None:
    page = sign_in(MANAGER)
    follow(page, "Larkmead Surgery")
    follow(page, "The team")
    press(page, "Send the link again")
    page = accept(open_page, link_in_mail(LEAD), look)
    look(page, "today-team-empty")
    follow(page, "Project")
    look(page, "project-team-empty")
    follow(page, "The team")
    look(page, "team-short")
    press(page, "Add somebody")
    look(page, "team-new")
    fill(page, {"Name": "Dr Amira Sethi"})
    page.get_by_label("What they do").select_option(label="GP")
    page.get_by_label("Sponsor: a senior partner who backs this").check()
    press(page, "Add to the team")
    press(page, "Add somebody")
    fill(page, {"Name": "Sam Whitlock", "Email address": MEMBER})
    page.get_by_label("What they do").select_option(label="Receptionist")
    press(page, "Add to the team")
    follow(page, "Say why there is none")
    look(page, "patient-partner")
    page.get_by_label("Why is there no patient partner?").fill("We are asking the patient group in May")
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("No patient partner: We are asking the patient group in May")
    look(page, "team")
    page = accept(open_page, link_in_mail(MEMBER), look)
    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Sam Whitlock")


def test_team_writes_about_its_practice(sign_in: Sign, look: Look) -> None:
    page = sign_in(MEMBER)
    follow(page, "Project")
    follow(page, "Toolkit")
    follow(page.get_by_role("region", name="2. About our practice"), "About our practice")
    look(page, "workbook-empty")
    press(page, "Everything")
    follow(page.get_by_role("list", name="The five parts"), "Patients")
    answer(page, "Patients on our list", "Known", "9500", source="Published list, October")
    answer(page, "Women and girls", "Estimate", "51")
    answer(page, "Come more than 20 times a year", "Not known")
    page.reload()
    expect(page.get_by_label("Patients on our list", exact=True)).to_have_value("9,500")
    expect(certainty(page, "Women and girls").get_by_label("Estimate")).to_be_checked()
    follow(page.get_by_role("region", name="How old"), "Skip this")
    look(page, "workbook-skip")
    page.get_by_role("radio").first.check()
    page.get_by_label("Say a little more, if you like").fill("We know this from the last survey")
    press(page, "Leave it out")
    expect(page.get_by_role("main")).to_contain_text("We know this from the last survey")
    look(page, "workbook-patients")
    press(page, "Next: Professionals")
    look(page, "workbook-professionals")
    press(page, "Next: Processes")
    look(page, "workbook-processes")
    press(page, "Next: Patterns")


def certainty(page: Page, question: str) -> Locator:
    return page.get_by_role("group", name=f"{question}: how sure are we?")


def answer(page: Page, question: str, sure: str, figure: str = "", source: str = "") -> None:
    """Answers one question of the workbook and waits until it has saved itself."""
    if figure:
        page.get_by_label(question, exact=True).fill(figure)
    certainty(page, question).get_by_label(sure, exact=True).check()
    if source:
        page.get_by_role("textbox", name=re.compile(f"Source.*{question}")).fill(source)
    expect(page.locator("[data-unsaved]")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Saved")


def test_team_draws_causes_by_keyboard_alone(sign_in: Sign, look: Look) -> None:
    page = sign_in(MEMBER)
    follow(page, "Project")
    page.wait_for_url("**/projects/*/")
    page.goto(page.url + "fishbone/")
    look(page, "fishbone-empty")
    tab_to(page, "button", "Name the problem")
    page.keyboard.press("Enter")
    heading(page, "The problem")
    look(page, "fishbone-problem")
    tab_to(page, "textbox", "What is the problem?")
    page.keyboard.type("Patients wait on the phone at 8")
    page.keyboard.press("Enter")
    heading(page, "What causes it (fishbone)")
    for text in ("One person on the phones at 8", "Everybody rings at once"):
        tab_to(page, "link", "Add a cause to People")
        page.keyboard.press("Enter")
        tab_to(page, "textbox", "Cause")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_be_focused()
        expect(page.get_by_role("region", name="People")).to_contain_text(text)
    look(page, "fishbone")
    follow(page, "Test this : One person on the phones at 8")
    look(page, "cause-test")
    page.get_by_label("What will you try?").fill("Two people on the phones from 8 to 9")
    press(page, "Keep this idea")
    assert Cause.objects.count() == 2


def test_team_writes_its_aims(sign_in: Sign, look: Look) -> None:
    page = sign_in(LEAD)
    follow(page, "Toolkit")
    follow(page.get_by_role("region", name="3. What to improve"), "What we will improve")
    look(page, "aims-empty")
    press(page, "Write the theme")
    fill(page, THEME_PARTS)
    expect(page.get_by_role("complementary")).to_contain_text("how patients reach us by phone")
    look(page, "theme")
    press(page, "Save this aim")
    expect(page.get_by_role("main")).to_contain_text("the patient knowing what happens next")


def test_team_counts_week_by_week(sign_in: Sign, look: Look) -> None:
    page = sign_in(LEAD)
    follow(page, "Toolkit")
    follow(page.get_by_role("region", name="4. Small tests"), "Measures")
    look(page, "measures-empty")
    press(page, "Choose what to count")
    look(page, "measure-choose")
    follow(page, f"Choose {MEASURE}")
    look(page, "measure-new")
    page.get_by_text("Aim and starting point").click()
    fill(page, {"Aim": "80", "Where you start": "52"})
    press(page, "Save this measure")  # and its first figure is asked for
    look(page, "figure")
    page.get_by_label("This week").fill("940")
    page.get_by_label("Anything unusual?").fill("New phone system on Tuesday")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("A percentage lies between 0 and 100.")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.get_by_label("This week")).to_have_value("940")
    expect(page.get_by_label("Anything unusual?")).to_have_value("New phone system on Tuesday")
    look(page, "figure-refused")
    follow(page.get_by_role("alert"), "A percentage lies between 0 and 100.")
    expect(page.get_by_label("This week")).to_be_focused()
    page.get_by_label("This week").fill("58")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    figure = Figure.objects.get()
    make.figures(figure.measure, [52, 49, 55, 51, 47, None, 53, 50, 56, 48, 54], figure.date - timedelta(days=7))
    page.reload()
    look(page, "figure-saved")
    press(page, "Done")
    expect(page).to_have_title(re.compile("wall"))
    look(page, "wall-team")
    page.wait_for_url("**/wall/")
    page.goto(page.url.replace("/wall/", "/aims/"))
    press(page, "Write the aim")
    page.get_by_label("Which measure shows it?").select_option(label=MEASURE)
    ends = make.today() + timedelta(days=200)
    fill(page, {"By when?": f"{ends:%d/%m/%Y}", "For whom?": "everyone who rings us"})
    expect(page.get_by_role("complementary")).to_contain_text("80")
    look(page, "aim")
    press(page, "Save this aim")
    expect(page.get_by_role("main")).to_contain_text("from 52% to 80%")
    look(page, "aims")


def test_team_tests_a_change_and_keeps_it(sign_in: Sign, look: Look) -> None:
    page = sign_in(MEMBER)
    follow(page, "Toolkit")
    follow(page.get_by_role("region", name="4. Small tests"), "Small tests")
    look(page, "tests-empty")
    follow(page, "Test this : Two people on the phones from 8 to 9")
    look(page, "ramp-new")
    page.get_by_label("What is the smallest way to try it?").fill("Two receptionists, one Tuesday")
    press(page, "Plan this small test")
    look(page, "cycle-plan")
    fill(page, {"What we ask": "Will the queue halve?", "Who": "Sam and Wendy", "How much": "one morning"})
    press(page, "Start the test")
    expect(page.get_by_role("heading", name="No prediction is written yet")).to_be_visible()
    look(page, "cycle-no-prediction")
    page.get_by_label("What we predict").first.fill("From 14 minutes to 7")
    press(page, "Start the test", exact=True)
    look(page, "cycle-do")
    page.get_by_label("Mostly").check()
    page.get_by_label("What we saw").fill("The queue was gone by half past eight")
    press(page, "Finish and study")
    look(page, "cycle-study")
    page.get_by_label("What we saw").fill("6 minutes")
    page.get_by_label("Better than predicted").check()
    page.get_by_label("What we learned").fill("The first half hour decides the morning")
    press(page, "Save and decide")
    look(page, "cycle-act")
    page.get_by_label("Adopt").check()
    press(page, "Save the decision")
    look(page, "standard-new")
    fill(page, {"Who does it": "Everybody at reception", "What they do": "Two people take calls from 8 to 9"})
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("Two people take calls from 8 to 9")
    look(page, "standard")
    follow(page, "Toolkit")
    look(page, "steps")


def test_lead_shares_the_wall(sign_in: Sign, look: Look) -> None:
    page = sign_in(MANAGER)
    page.goto("/partners/")
    look(page, "partners-empty")
    press(page, "Add a partner")
    look(page, "partner-new")
    page.get_by_label("Name", exact=True).fill(TRUST)
    page.get_by_role("radio").first.check()
    page.get_by_label("Programme that works with it").select_option(label="Harwick Better Systems")
    press(page, "Add the partner")
    follow(page, "Coaches")
    follow(page, "Invite somebody from a partner")
    page.get_by_label("Organisation").select_option(label=TRUST)
    fill(page, {"Name": "Naomi Adeyemi", "Email address": PARTNER})
    press(page, "Send the invitation")
    page = sign_in(LEAD)
    follow(page, "Project")
    follow(page, "Who sees what")
    look(page, "sharing")
    tab_to(page, "checkbox", f"{TRUST} can see ‘Data wall’")
    page.keyboard.press("Space")
    tab_to(page, "button", "Save who sees what")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(TRUST)
    expect(page.get_by_label(f"{TRUST} can see ‘Data wall’")).to_be_checked()


def test_partner_opens_the_wall(open_page: Sign, sign_in: Sign, look: Look, link_in_mail: Any) -> None:
    page = sign_in(MANAGER)
    follow(page, "Coaches")
    press(page, "Send again")
    measure = Figure.objects.first().measure
    small = Figure.objects.earliest("date")
    Figure.objects.filter(pk=small.pk).update(value=7.317, numerator=3, denominator=41)
    page = accept(open_page, link_in_mail(PARTNER), look)
    look(page, "today-partner")
    follow(page, "LARKMEAD SURGERY")
    page.get_by_text("Data table").first.click()
    look(page, "wall-partner")
    cells = page.get_by_role("table").locator("td").all_inner_texts()
    assert "*" in "".join(cells)
    assert "3" not in cells
    assert page.goto(f"/projects/{measure.project_id}/workbook/").status == 403


def test_coach_logs_a_visit_on_a_phone(sign_in: Sign, look: Look) -> None:
    page = sign_in(COACH, viewport=PHONE, has_touch=True, is_mobile=True)
    look(page, "today-coach")
    follow(page, "LARKMEAD SURGERY", exact=True)
    look(page, "project-coach")
    follow(page, "Coach's visits")
    look(page, "visits-empty")
    follow(page, "Log a visit")
    look(page, "visit-log")
    page.get_by_label("At the practice").check()
    page.get_by_label("With the team").fill("50")
    page.get_by_role("group", name="How was the team's energy?").get_by_label("4").check()
    page.get_by_label("What moved on?").fill("The first test worked")
    page.get_by_label("Next step", exact=True).fill("Jo: plan the second test, by Friday")
    page.get_by_text("Private note for supervision").first.click()
    page.get_by_role("textbox", name="Private note for supervision").fill("Jo carries too much alone")
    press(page, "Save visit")
    expect(page.get_by_role("main")).to_contain_text("The first test worked")
    look(page, "visit")
    page = sign_in(LEAD)
    expect(page.get_by_role("main")).to_contain_text("plan the second test")
    look(page, "today-team")
    follow(page, "Project")
    look(page, "project-team")
    follow(page, "Coach's visits")
    follow(page, "Read the visit")
    expect(page.get_by_role("main")).not_to_contain_text("Jo carries too much alone")


def test_manager_sees_where_the_team_is(sign_in: Sign, look: Look) -> None:
    page = sign_in(MANAGER)
    look(page, "today-manager")
    follow(page, "Programme")
    row = page.get_by_role("row").filter(has_text="LARKMEAD SURGERY")
    expect(row).to_contain_text("Rachel Osei")
    cells = row.get_by_role("cell")
    expect(cells.nth(2), "the step").to_have_text(re.compile(r"\S"))
    expect(cells.nth(4), "the last activity").to_have_text(re.compile(r"\d"))
    expect(cells.nth(5), "the last figure").to_have_text(re.compile(r"\d"))
    look(page, "programme")
    follow(row, "LARKMEAD SURGERY")
    look(page, "project-manager")
