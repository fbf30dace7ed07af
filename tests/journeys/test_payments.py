"""From a milestone that is reached to a claim that is paid, as each of the people involved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cmsportal.accounts.models import User
from cmsportal.programme.demo import cast
from cmsportal.programme.demo.build import build
from coaching.models import Claim, Package, PaymentFile
from coaching.payments.ladder import ladder_of
from coaching.payments.trail import reconcile
from projects.models import Project
from tests.builders import make

from .steps import fill, follow, heading, press, tab_to

SignIn = Callable[..., Page]
Look = Callable[[Page, str], None]
PRACTICE = "Thornwick Medical Centre"


@pytest.fixture(scope="module")
def programme(kept_database: None) -> Any:
    return build()


def demo(sign_in: SignIn, name: str) -> Page:
    return sign_in(cast.email(name), cast.PASSWORD)


def project() -> Project:
    return Project.objects.select_related("programme", "practice").get(practice__name=PRACTICE)


def lead() -> Any:
    return project().team.get(is_lead=True).user


def claim() -> Claim:
    return Claim.objects.get(project=project())


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def test_the_lead_claims_what_is_reached(programme: Any, sign_in: SignIn, look: Look) -> None:
    assert ladder_of(project()).open_rungs, "the demo's team has reached something"
    page = sign_in(lead().email, cast.PASSWORD)
    says(page, "You can claim")
    look(page, "today-lead-payments")
    follow(page, "Claim You can claim")
    heading(page, "Milestones and payments")
    look(page, "milestone-list")
    says(page, "Still ahead: The agreement with the coach is in force")
    tab_to(page, "button", "Claim About our practice done (5Ps)")
    page.keyboard.press("Enter")
    heading(page, "About our practice done (5Ps)")
    says(page, "The evidence is attached.")
    look(page, "claim-draft")
    press(page, "Send the claim")
    heading(page, "Send the claim?")
    look(page, "claim-send")
    press(page, "Send the claim")
    says(page, "The programme’s manager decides on it.")
    look(page, "claim-sent-by-lead")
    assert claim().state == "submitted"


def test_the_coach_and_the_rest_of_the_team_see_no_money(programme: Any, sign_in: SignIn, look: Look) -> None:
    coach = project().coach_assignments.get().user
    page = sign_in(coach.email, cast.PASSWORD)
    page.goto(f"/projects/{project().pk}/payments/")
    heading(page, "Milestones")
    expect(page.get_by_role("main")).not_to_contain_text("£")
    look(page, "milestone-list-coach")
    assert page.goto(f"/projects/{project().pk}/payments/claims/{claim().pk}/").status == 404  # type: ignore[union-attr]


def test_the_manager_asks_the_lead_answers_and_it_is_approved(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    says(page, "claims to approve")
    look(page, "today-manager-payments")
    follow(page, "Payments")
    says(page, "is not promised yet")
    look(page, "payment-list")
    page.goto(f"/projects/{project().pk}/payments/claims/{claim().pk}/")
    says(page, "Look at the evidence, then decide.")
    look(page, "claim-to-decide")
    follow(page, "Ask a question")
    heading(page, "Ask the practice")
    press(page, "Ask")
    expect(page.get_by_role("alert")).to_be_visible()
    fill(page, {"What do you want to know?": "Who filled in the part on patterns?"})
    look(page, "claim-query")
    press(page, "Ask")
    says(page, "The practice is asked.")
    theirs = sign_in(lead().email, cast.PASSWORD)
    says(theirs, "You are asked about a claim")
    follow(theirs, "Answer You are asked about a claim")
    says(theirs, "Who filled in the part on patterns?")
    look(theirs, "claim-asked")
    press(theirs, "Answer")
    fill(theirs, {"Your answer": "Reception and our nurse, in May."})
    look(theirs, "claim-answer")
    press(theirs, "Send the answer")
    says(theirs, "The claim waits for a decision again.")
    page.reload()
    press(page, "Approve")
    says(page, "The claim is approved. It can go to finance now.")
    look(page, "claim-approved")
    assert claim().approved_by == helen()


def helen() -> Any:
    return User.objects.get(name="Helen Brandt")


def test_a_manager_cannot_approve_an_own_claim(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    own = Claim.objects.get(project__practice__name="Quay House Surgery")
    page.goto(f"/projects/{own.project_id}/payments/claims/{own.pk}/")
    press(page, "Send the claim")
    heading(page, "Send the claim?")
    press(page, "Send the claim")
    says(page, "You have claimed this yourself. Another manager decides on it.")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    look(page, "claim-own")


def test_approved_claims_go_to_finance_and_are_paid(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    follow(page, "Hand over")
    heading(page, "A file for finance")
    look(page, "paymentfile-create")
    press(page, "Make the file")
    says(page, "is made. Send it to finance, and mark it here once it is paid.")
    look(page, "paymentfile-detail")
    for name, ending in (("Download for Excel", "xlsx"), ("Download as CSV", "csv")):
        with page.expect_download() as found:
            follow(page, name)
        assert found.value.suggested_filename.endswith(ending)
    press(page, "Mark as paid")
    fill(page, {"When was it paid?": "32 Mai", "Finance’s reference": "BACS 90"})
    press(page, "Mark as paid")
    expect(page.get_by_label("When was it paid?")).to_have_value("32 Mai")
    look(page, "paymentfile-paid")
    fill(page, {"When was it paid?": "today"})
    press(page, "Mark as paid")
    says(page, "All of it is paid.")
    assert (claim().state, claim().paid_on, claim().reference) == ("paid", make.today(), "BACS 90")
    assert PaymentFile.objects.filter(programme=programme).first().claims.count() == 3
    assert reconcile(programme).agrees
    theirs = sign_in(lead().email, cast.PASSWORD)
    theirs.goto(f"/projects/{project().pk}/payments/claims/{claim().pk}/")
    says(theirs, "Finance’s reference: BACS 90.")
    look(theirs, "claim-paid")


def test_the_package_and_the_budget(programme: Any, sign_in: SignIn, look: Look) -> None:
    page = demo(sign_in, "Helen Brandt")
    follow(page, "Payments")
    follow(page, "The package and its versions")
    heading(page, "What is paid for")
    look(page, "package-detail")
    press(page, "Change the terms")
    heading(page, "What do you pay for?")
    fill(page, {"Sum for milestone 1": "none"})
    press(page, "Save these terms")
    expect(page.get_by_label("Sum for milestone 1")).to_have_value("none")
    look(page, "package-update")
    fill(page, {"Sum for milestone 1": "600"})
    press(page, "Save these terms")
    says(page, "Saved as version 3.")
    assert Package.objects.filter(programme=programme).first().number == 3
    follow(page, "Payments")
    page.get_by_role("link", name="Change the budget of").first.click()
    fill(page, {"Budget in pounds": "20,000"})
    look(page, "budget-update")
    press(page, "Save the budget")
    says(page, "£20,000")
    page.goto(f"/projects/{project().pk}/payments/weighted/")
    heading(page, "Weighted patients")
    look(page, "weighted-create")
