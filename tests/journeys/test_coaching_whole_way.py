"""One practice from the waiting list to a paid claim, as each of the people involved: a test is a leg of the way."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Page, expect

from coaching.models import Claim, PaymentFile, Visit
from coaching.payments.trail import reconcile
from coaching.sealed import unseal
from projects.models import Action, CoachAssignment
from tests.builders import make, playbook

from .coached import BEGINS, NOTE, SECRET, Calendar, People, Way, asked_by, look_on_phone, on_paper, post
from .looking import PHONE, Looker
from .phone import choose, count_taps, hand, look_narrow, press_link, stored
from .steps import fill, follow, heading, press, wait_until

Enter = Callable[..., Page]
LinkIn = Callable[[str], str]
ON_PHONE = {"viewport": PHONE, "has_touch": True}


@pytest.fixture(scope="module")
def calendar(kept_database: None) -> Iterator[Calendar]:
    with time_machine.travel(BEGINS) as moved:
        yield Calendar(moved)


@pytest.fixture(scope="module")
def people(calendar: Calendar) -> People:
    return People()


@pytest.fixture(scope="module")
def way() -> Way:
    return Way()


@pytest.fixture
def enter(people: People, way: Way, open_page: Callable[..., Page], address: str) -> Enter:
    return lambda who, **options: way.enter(who, open_page, address, **options)


@pytest.fixture(autouse=True)
def no_mail_tells_the_secret(outbox: list[Any]) -> Iterator[None]:
    yield
    assert not [one.subject for one in mail.outbox if SECRET in str(one.message())]


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


# --- From the waiting list to a coach -----------------------------------------------------------------------------


def test_the_practice_waits_and_the_manager_asks_the_coach_who_fits_best(
    people: People, enter: Enter, look: Looker
) -> None:
    page = enter(people.lead)
    look(page, "way-today-waiting")
    page = enter(people.manager)
    says(page, "Larkmead Surgery")
    look(page, "way-today-manager")
    follow(page, "Coaches")
    follow(page, "Who waits, who has room")
    says(page, "Waits for two weeks.")
    look(page, "way-waiting-list")
    follow(page, "Choose a coach for Larkmead Surgery")
    heading(page, "Which coach fits?")
    ranked = page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))
    coaches = ["Rachel Osei", "Naomi Adeyemi", "Marcus Bell", "Dot Fielding"]
    expect(ranked.get_by_role("heading", level=2)).to_have_text(coaches)
    for row, reason in zip(
        ranked.all(), ["Close by: both in ZZ1", "Not far: ZZ2", "Far: the practice is in ZZ1", "No room"], strict=True
    ):
        expect(row).to_contain_text(reason)
    look(page, "way-coaches-ranked")
    press(page, "Ask this coach")
    heading(page, "Ask Rachel Osei?")
    look(page, "way-ask")
    press(page, "Ask Rachel Osei")
    says(page, "Rachel Osei and Larkmead Surgery have been asked.")
    assert (people.match.coach, people.match.rank) == (people.coach, 1)


def test_the_coach_confirms_then_the_practice(
    people: People, enter: Enter, look: Looker, link_in_mail: LinkIn, calendar: Calendar
) -> None:
    post()
    page = enter(people.coach, **ON_PHONE)
    look_on_phone(page, look, "way-today-coach-asked")
    page.goto(link_in_mail(people.coach.email))
    look_on_phone(page, look, "way-match-coach")
    press(page, "Yes, I will coach them")
    says(page, "The other side is asked, too.")
    assert not CoachAssignment.objects.filter(project=people.project).exists()
    calendar.turn_to(6, 2, 9)
    page = enter(people.lead)
    look(page, "way-today-lead-asked")
    page.goto(link_in_mail(people.lead.email))
    look(page, "way-match-practice")
    press(page, "Yes, we want this coach")
    says(page, "Rachel Osei coaches Larkmead Surgery now that both have said yes.")
    look(page, "way-match-agreed")
    assert CoachAssignment.objects.current().get(project=people.project).user == people.coach


def test_the_agreement_is_drafted_offered_and_accepted_by_both(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    calendar.turn_to(6, 3, 10)
    page = enter(people.coach)
    look(page, "way-today-coach-new-team")
    follow(page, "Write it")
    heading(page, "Write the agreement")
    page.get_by_label("On which day does the lead team meet?").select_option("Tuesday")
    fill(page, {"For how many minutes?": "60", "When is the practice paid?": "When we have begun."})
    look(page, "way-agreement-form")
    press(page, "Save the draft")
    heading(page, "Agreement with Larkmead Surgery")
    press(page, "Offer it to both sides")
    press(page, "I accept it as the coach")
    says(page, "It waits for the practice to accept.")
    look(page, "way-agreement-offered")
    page = enter(people.sponsor)
    follow(page, "Read Your agreement with Rachel Osei waits for you")
    says(page, "Every Tuesday, for 60 minutes")
    press(page, "I accept it for the practice")
    says(page, "The agreement is in force.")
    look(page, "way-agreement-in-force")
    words = on_paper(page, look, f"{page.url}pdf/", "way-agreement")
    assert "Rachel Osei" in words
    assert "Dr Amina Sethi" in words
    assert people.agreement.state == "in_force"


# --- Five visits --------------------------------------------------------------------------------------------------


def open_log(page: Page, people: People) -> Visit:
    visit = people.planned()
    page.goto(people.url(f"visits/{visit.pk}/brief/"))
    heading(page, "Before the visit to Larkmead Surgery")
    press_link(page, "Log this visit")
    expect(page.locator("html")).to_have_attribute("data-visit-ready", "yes")
    return visit


def save_visit(page: Page, visit: Visit) -> None:
    press(page, "Save visit")
    page.wait_for_url(f"**/visits/{visit.pk}/")
    assert stored(page) == ""
    visit.refresh_from_db()
    assert visit.version == 1


def test_the_first_visit_is_planned_and_logged(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    page = enter(people.coach, **ON_PHONE)
    page.goto(people.url("visits/"))
    look_on_phone(page, look, "way-visits-none")
    press(page, "Plan a visit")
    fill(page, {"Which day?": "9 June", "What time?": "13:30"})
    look_on_phone(page, look, "way-visit-plan")
    press(page, "Save the visit")
    says(page, "The visit is in the calendar.")
    calendar.turn_to(6, 9, 14, 30)
    page = enter(people.coach, **ON_PHONE)
    look_on_phone(page, look, "way-today-coach-visit")
    follow(page, "Open the brief")
    heading(page, "Before the visit to Larkmead Surgery")
    look_on_phone(page, look, "way-brief")
    visit = open_log(page, people)
    look_on_phone(page, look, "way-log")
    choose(page, "Built trust", "4")
    fill(page, {"What moved on?": "They told us how Mondays go.", "Next step": "Sam: count the letters, by Friday"})
    page.get_by_text("Day, people, tools and phase").click()
    choose(page, "Jo Pritchard", "Sam Whitlock", "What causes it")
    choose(page, "In a week")
    save_visit(page, visit)
    look_on_phone(page, look, "way-visit")
    assert people.planned().at.day == 16


def test_its_next_step_is_an_action_and_the_team_reads_of_it_by_mail(
    people: People, enter: Enter, look: Looker, calendar: Calendar, outbox: list[Any], link_in_mail: LinkIn
) -> None:
    calendar.turn_to(6, 10, 9, 5)
    post()
    assert {one.to[0] for one in outbox} >= {people.lead.email, people.member.email}
    page = enter(people.member, **ON_PHONE)
    page.goto(link_in_mail(people.member.email))
    says(page, "They told us how Mondays go.")
    look_on_phone(page, look, "way-visit-member")
    page.goto(people.url("actions/"))
    says(page, "count the letters")
    look_on_phone(page, look, "way-actions")
    press(page, "Mark done")
    says(page, "Done lately")
    step = Action.objects.get(project=people.project)
    assert (step.owner, step.done_by, step.due_on.day) == (people.member, people.member, 12)


def test_the_second_visit_takes_few_taps_and_few_words(people: People, enter: Enter, calendar: Calendar) -> None:
    """The calendar and the last visit know day, length, people and tools: what is left is asserted here."""
    calendar.turn_to(6, 16, 14, 45)
    page = enter(people.coach, **ON_PHONE)
    visit = open_log(page, people)
    count_taps(page)
    choose(page, "Taught a tool", "3", "In a week")
    said = {"What moved on?": "The letters are counted.", "Next step": "Jo: draw the fishbone, by Monday"}
    for label, words in said.items():
        box = page.get_by_label(label, exact=True)
        box.click()
        box.press_sequentially(words)
    taps, keys = hand(page)
    assert taps <= 5, "three choices and two boxes; Save comes to it"
    assert keys <= sum(map(len, said.values())) <= 60
    save_visit(page, visit)
    assert (visit.minutes, visit.people, visit.tools_used) == (60, "Jo Pritchard, Sam Whitlock", ["fishbone"])
    assert people.planned().at.day == 23


def test_the_third_visit_has_no_signal_and_is_sent_once(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    calendar.turn_to(6, 23, 14, 45)
    page = enter(people.coach, **ON_PHONE)
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    page.context.set_offline(True)
    page.goto("/")
    heading(page, "Visits on this phone")
    look_narrow(page, look, "way-kept")
    visit = people.planned()
    follow(page, "Brief")
    heading(page, "Before the visit to Larkmead Surgery")
    press_link(page, "Log this visit")
    choose(page, "Understood their situation", "2", "In a week")
    fill(page, {"What got in the way?": "Two partners were away.", "Next step": "Jo: ring the partners"})
    page.get_by_text("Private note for supervision").first.click()
    page.get_by_label("Private note for supervision").fill(NOTE)
    wait_until(lambda: '"sealed":"B' in stored(page))
    assert SECRET not in stored(page)
    press(page, "Save visit")
    expect(page.get_by_role("heading", name="Saved on this phone")).to_be_focused()
    look_narrow(page, look, "way-waits")
    assert len(people.logged()) == 2
    page.context.set_offline(False)
    page.wait_for_url(f"**/visits/{visit.pk}/")
    says(page, "Two partners were away.")
    says(page, NOTE)
    visit.refresh_from_db()
    assert (visit.version, visit.energy, unseal(visit.private_note_sealed)) == (1, 2, NOTE)
    assert Action.objects.filter(source_id=visit.pk).count() == 1
    assert visit.history.count() == 2, "planned, and logged once"


def test_the_mentor_reads_the_private_note_and_nobody_else(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    calendar.turn_to(6, 24, 9, 5)
    post()
    visit = people.logged()[-1]
    page = enter(people.mentor)
    page.goto(people.url(f"visits/{visit.pk}/"))
    says(page, NOTE)
    look(page, "way-visit-mentor")
    page = enter(people.lead)
    page.goto(people.url(f"visits/{visit.pk}/"))
    says(page, "Two partners were away.")
    expect(page.locator("body")).not_to_contain_text(SECRET)
    page = enter(people.manager)
    assert page.goto(people.url(f"visits/{visit.pk}/")).status in {403, 404}  # type: ignore[union-attr]
    expect(page.locator("body")).not_to_contain_text(SECRET)


@pytest.mark.parametrize(
    ("month", "day", "words"), [(6, 30, "The count is on the wall."), (7, 7, "They chose a test.")]
)
def test_the_fourth_and_the_fifth_visit(
    people: People, enter: Enter, look: Looker, calendar: Calendar, month: int, day: int, words: str
) -> None:
    calendar.turn_to(month, day, 14, 45)
    page = enter(people.coach, **ON_PHONE)
    visit = open_log(page, people)
    says(page, "As last time: Jo Pritchard, Sam Whitlock; What causes it.")
    words_of_brief = on_paper(page, look, people.url(f"visits/{visit.pk}/brief/pdf/"), f"way-brief-{month}")
    assert "ring the partners" in words_of_brief
    assert SECRET not in words_of_brief
    choose(page, "Helped them decide", "4", "In a week")
    fill(page, {"What moved on?": words})
    save_visit(page, visit)
    assert len(people.logged()) == (4 if month == 6 else 5)


# --- To the second coach ------------------------------------------------------------------------------------------


def test_the_coach_says_that_she_stops_and_writes_her_note(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    calendar.turn_to(7, 8, 10)
    page = enter(people.coach)
    follow(page, "Your profile and training")
    look(page, "way-coach-profile")
    follow(page, "Hand over your teams")
    page.get_by_label("Stops coaching").check()
    fill(page, {"Which is the first day without you?": "20 July"})
    look(page, "way-departure-begin")
    press(page, "Begin the hand-over")
    heading(page, "Your hand-over")
    look(page, "way-departure-own")
    follow(page, "Write the note for Larkmead Surgery")
    assert "ring the partners" in page.get_by_label("Which next steps are open?").input_value()
    fill(page, {"What works?": "They laugh a lot."})
    page.get_by_label("It is ready: the team can read it").check()
    look(page, "way-note-write")
    press(page, "Save the note")
    heading(page, "Hand-over from Rachel Osei")
    look(page, "way-note")


def test_the_manager_finds_a_successor_in_the_list_and_both_sides_say_yes(
    people: People, enter: Enter, look: Looker, calendar: Calendar, link_in_mail: LinkIn, outbox: list[Any]
) -> None:
    page = enter(people.manager)
    look(page, "way-today-manager-leaving")
    page.goto(f"/programmes/{people.programme.pk}/hand-overs/")
    look(page, "way-departure-list")
    follow(page, "Open the hand-over of Rachel Osei")
    look(page, "way-departure-detail")
    follow(page, "Choose a coach")
    heading(page, "Which coach fits?")
    says(page, "Rachel Osei hands the team over")
    assert page.get_by_role("main").get_by_role("heading", level=2).first.inner_text() == "Naomi Adeyemi"
    look(page, "way-successors-ranked")
    press(page, "Ask this coach")
    expect(page.get_by_label("From which day?")).to_have_value("Monday 20 July 2026")
    press(page, "Ask Naomi Adeyemi")
    says(page, "have been asked.")
    post()
    page = enter(people.successor, **ON_PHONE)
    page.goto(link_in_mail(people.successor.email))
    look_on_phone(page, look, "way-match-successor")
    press(page, "Yes, I will coach them")
    says(page, "The other side is asked, too.")
    page = enter(people.lead)
    page.goto(link_in_mail(people.lead.email))
    press(page, "Yes, we want this coach")
    says(page, "now that both have said yes")
    assert people.match.state == "agreed"
    calendar.turn_to(7, 9, 9, 5)
    post()
    [told] = [one for one in outbox if one.subject == "Your new coach: Naomi Adeyemi" and people.lead.email in one.to]
    assert "I was a practice manager." in told.body
    page = enter(people.lead)
    page.goto(next(word for word in told.body.split() if word.startswith("http")))
    heading(page, "Hand-over from Rachel Osei to Naomi Adeyemi")
    says(page, "They laugh a lot.")
    look(page, "way-note-team")
    assert "They laugh a lot." in on_paper(page, look, f"{page.url}print/", "way-note")
    page.goto(people.url())
    says(page, "Naomi Adeyemi follows Rachel Osei on")
    look(page, "way-project-hand-over")
    page = enter(people.successor)
    assert page.goto(people.url("visits/")).status in {403, 404}  # type: ignore[union-attr]


def test_the_first_coach_finds_nothing_of_all_that_she_passed(
    people: People, enter: Enter, way: Way, calendar: Calendar
) -> None:
    passed = [path for path in way.of(people.coach) if str(people.project.pk) in path or "/matches/" in path]
    before = asked_by(people.coach, passed)
    calendar.turn_to(7, 20, 9)
    after = asked_by(people.coach, passed)
    assert len(passed) > 15
    assert {path for path, (state, _) in after.items() if state != 404} == set(), "they opened before: " + str(
        {path: state for path, (state, _) in before.items() if state != 200}
    )
    page = enter(people.coach)
    expect(page.get_by_role("main")).not_to_contain_text("Larkmead Surgery")
    answer = page.goto(people.url("visits/"))
    assert answer is not None
    assert answer.status == 404


def test_the_second_coach_reads_agrees_and_visits(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    page = enter(people.successor, **ON_PHONE)
    look_on_phone(page, look, "way-today-successor")
    says(page, "Rachel Osei has left you a note.")
    follow(page, "Read the note")
    says(page, "They laugh a lot.")
    look_on_phone(page, look, "way-note-successor")
    page.goto(people.url(f"visits/{people.logged()[2].pk}/"))
    says(page, "Two partners were away.")
    expect(page.locator("body")).not_to_contain_text(SECRET)
    page.goto(people.url("agreements/"))
    look_on_phone(page, look, "way-agreement-list")
    page.goto("/")
    follow(page, "Write it")
    press(page, "Save the draft")
    press(page, "Offer it to both sides")
    press(page, "I accept it as the coach")
    says(page, "the practice to accept")
    page = enter(people.lead)
    follow(page, "Read A change of your agreement with Naomi Adeyemi waits for you")
    press(page, "I accept it for the practice")
    says(page, "The agreement is in force.")
    calendar.turn_to(7, 28, 15)
    page = enter(people.successor, **ON_PHONE)
    page.goto(people.url("visits/new/"))
    expect(page.locator("html")).to_have_attribute("data-visit-ready", "yes")
    choose(page, "Built trust", "5")
    fill(page, {"What moved on?": "We met, and the second test runs."})
    press(page, "Save visit")
    page.wait_for_url("**/visits/*/")
    says(page, "the second test runs")
    assert [one.coach.name for one in people.logged()] == ["Rachel Osei"] * 5 + ["Naomi Adeyemi"]


# --- To the paid claim --------------------------------------------------------------------------------------------


def test_the_lead_claims_and_a_manager_claims_for_the_practice(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    playbook.ramp_of(people.project, [2, 8], make.today().replace(month=6))
    calendar.turn_to(8, 3, 10)
    page = enter(people.lead)
    look(page, "way-today-lead-claims")
    page.goto(people.url("payments/"))
    says(page, "Two of three milestones are reached.")
    look(page, "way-milestones")
    press(page, "Claim We have begun")
    says(page, "Both sides have accepted the agreement, and it is in force.")
    look(page, "way-claim-draft")
    press(page, "Send the claim")
    heading(page, "Send the claim?")
    look(page, "way-claim-send")
    press(page, "Send the claim")
    says(page, "The programme’s manager decides on it.")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page = enter(people.manager)
    page.goto(people.url("payments/"))
    press(page, "Claim First tests studied")
    press(page, "Send the claim")
    heading(page, "Send the claim?")
    press(page, "Send the claim")
    says(page, "You have claimed this yourself. Another manager decides on it.")
    look(page, "way-claim-own")
    assert {one.state for one in Claim.objects.all()} == {"submitted"}


def approve_past_the_page(page: Page, people: People, claim: Claim) -> int:
    """Sends what the button would send, with or without one; what the portal answers."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
    values = {"version": str(claim.version), "csrfmiddlewaretoken": token}
    return page.request.post(people.url(f"payments/claims/{claim.pk}/approve/"), form=values).status


def test_whoever_claimed_does_not_approve(people: People, enter: Enter) -> None:
    for who, title in ((people.lead, "We have begun"), (people.manager, "First tests studied")):
        claim = people.claim(title)
        page = enter(who)
        page.goto(people.url(f"payments/claims/{claim.pk}/"))
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        assert approve_past_the_page(page, people, claim) in {403, 404}
        claim.refresh_from_db()
        assert (claim.state, claim.approved_by) == ("submitted", None)


def test_a_manager_asks_the_lead_answers_and_another_manager_approves(
    people: People, enter: Enter, look: Looker
) -> None:
    claim = people.claim("We have begun")
    page = enter(people.manager)
    look(page, "way-today-manager-claims")
    page.goto(people.url(f"payments/claims/{claim.pk}/"))
    look(page, "way-claim-to-decide")
    follow(page, "Ask a question")
    fill(page, {"What do you want to know?": "Does the agreement hold with the second coach?"})
    look(page, "way-claim-query")
    press(page, "Ask")
    says(page, "The practice is asked.")
    page = enter(people.lead)
    follow(page, "Answer You are asked about a claim")
    says(page, "Does the agreement hold with the second coach?")
    press(page, "Answer")
    fill(page, {"Your answer": "Yes, both have accepted it again."})
    look(page, "way-claim-answer")
    press(page, "Send the answer")
    says(page, "The claim waits for a decision again.")
    page = enter(people.second_manager)
    page.goto(people.url(f"payments/claims/{people.claim('We have begun').pk}/"))
    press(page, "Approve")
    says(page, "The claim is approved. It can go to finance now.")
    look(page, "way-claim-approved")
    other = people.claim("First tests studied")
    page.goto(people.url(f"payments/claims/{other.pk}/"))
    assert approve_past_the_page(page, people, other) == 200, "what was refused to those who claimed"
    assert {one.approved_by for one in Claim.objects.all()} == {people.second_manager}


def test_finance_gets_both_files_and_the_claims_are_paid(
    people: People, enter: Enter, look: Looker, calendar: Calendar
) -> None:
    page = enter(people.second_manager)
    follow(page, "Payments")
    look(page, "way-payments")
    follow(page, "Make the file")
    heading(page, "A file for finance")
    look(page, "way-file-new")
    press(page, "Make the file")
    says(page, "Send it to finance, and mark it here once it is paid.")
    look(page, "way-file")
    opened = {}
    for name in ("Download for Excel", "Download as CSV"):
        with page.expect_download() as found:
            follow(page, name)
        opened[name] = found.value.path().read_bytes()
    by_sheet = [list(row) for row in openpyxl.load_workbook(io.BytesIO(opened["Download for Excel"])).active.values]
    by_csv = list(csv.DictReader(io.StringIO(opened["Download as CSV"].decode("utf-8-sig"))))
    assert [row["Milestone"] for row in by_csv] == ["We have begun", "First tests studied"]
    assert [row["Amount"] for row in by_csv] == ["750.00", "1500.00"]
    assert {row["Approved by"] for row in by_csv} == {"Nadia Frost"}
    amount = by_sheet[0].index("Amount")
    assert [row[amount] for row in by_sheet[1:]] == [750, 1500]
    calendar.turn_to(8, 10, 10)
    page = enter(people.manager)
    page.goto(f"/programmes/{people.programme.pk}/payments/files/{PaymentFile.objects.get().pk}/")
    press(page, "Mark as paid")
    fill(page, {"When was it paid?": "today", "Finance’s reference": "BACS 90"})
    look(page, "way-file-paid")
    press(page, "Mark as paid")
    says(page, "All of it is paid.")
    page.goto(f"/programmes/{people.programme.pk}/payments/")
    says(page, "The claims and the audit trail say the same")
    says(page, "£2,250")
    look(page, "way-payments-paid")
    found = reconcile(people.programme)
    assert found.agrees, found.differing
    assert [(line.state, line.count, line.total) for line in found.lines] == [("paid", 2, 2250)]
    page = enter(people.lead)
    page.goto(people.url(f"payments/claims/{people.claim('We have begun').pk}/"))
    says(page, "Finance’s reference: BACS 90.")
    look(page, "way-claim-paid")
    words = on_paper(page, look, f"{page.url}paper/", "way-claim")
    assert "Both sides have accepted the agreement, and it is in force." in words
    assert "Yes, both have accepted it again." in words


def test_the_private_note_stands_on_no_page_that_anybody_passed(people: People, way: Way) -> None:
    everywhere = way.everywhere()
    assert len(everywhere) > 40
    for who in (people.manager, people.second_manager, people.lead, people.member, people.successor, people.coach):
        shown = [path for path, (_, content) in asked_by(who, everywhere).items() if SECRET.encode() in content]
        assert shown == [], who.name
