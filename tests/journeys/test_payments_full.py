"""The pages of payments when they are empty, when they are full, and when names and sums are as long as they get."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Claim, ClaimStep, PaymentFile
from coaching.payments.workflow import Act
from tests.builders import make, payments

from .steps import fill, heading, press
from .world import person, team

SignIn = Callable[..., Page]
Look = Callable[[Page, str], None]
LONG = "The Old Rectory and Upper Willoughby-on-the-Water Family Health Centre and Surgery (Branch: Nether Combe)"
TITLE = "Answering the telephone before the third ring on Mondays, and on the day after each bank holiday in winter"
WIDE = {"width": 640, "height": 450}  # what is left of 1280 by 900 at 200 per cent


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Any:
    found = team()
    make.manager(found.project.programme, person("Helen Brandt"))
    make.manager(found.project.programme, person("Nadia Frost"))
    return found


@pytest.fixture
def helen(larkmead: Any, sign_in: SignIn) -> Page:
    places = larkmead.project.programme.memberships
    return sign_in(places.get(user__name="Helen Brandt").user.email)


def programme_url(larkmead: Any, path: str = "") -> str:
    return f"/programmes/{larkmead.project.programme_id}/payments/{path}"


def financial_year() -> int:
    """By the year in which it begins."""
    return make.today().year - (make.today().month < 4)


def at_twice_the_size(page: Page) -> None:
    """At 200 per cent nothing is wider than the window."""
    before = page.viewport_size
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= WIDE["width"]
    page.set_viewport_size(before)  # type: ignore[arg-type]


def test_empty(larkmead: Any, helen: Page, look: Look) -> None:
    for name, path in (
        ("empty-payments", programme_url(larkmead)),
        ("empty-package", programme_url(larkmead, "package/")),
        ("empty-file", programme_url(larkmead, "files/new/")),
        ("empty-ladder", f"/projects/{larkmead.project.pk}/payments/"),
    ):
        helen.goto(path)
        look(helen, name)
        look.on_paper(helen, name)  # type: ignore[attr-defined]
        at_twice_the_size(helen)


def fill_up(larkmead: Any) -> Claim:
    """Forty claims of practices with long names, of up to a million pounds; returns the first."""
    programme, project = larkmead.project.programme, larkmead.project
    manager = programme.memberships.get(user__name="Helen Brandt").user
    terms = (
        ("Agreement in force, champion and sponsor there, the lead team meets weekly", ["lead_team"], "99999.99"),
        ("First ramp studied", ["first_ramp"], "12345.67"),
        ("Storyboard shown", ["storyboard", "follow_up"], "40000"),
    )  # fmt: skip
    payments.package(programme, manager, terms)
    payments.budget(programme, financial_year(), "1000000")
    type(project.practice).objects.filter(pk=project.practice_id).update(name=LONG)
    type(project).objects.filter(pk=project.pk).update(title=TITLE)
    project.refresh_from_db()

    class World:
        lead = larkmead.lead

    World.project, World.programme, World.manager = project, programme, manager
    first = payments.claim_in(World, "paid")
    payments.move(first, Act.SEND_BACK, manager, words="The account that the file names was closed in spring. " * 6)
    second = payments.claim_in(World, "submitted", place=1)
    payments.move(second, Act.QUERY, manager, words="Which weeks were these, and who counted? " * 8)
    file = PaymentFile.objects.get()
    copy = {one.name: getattr(first, one.name) for one in Claim._meta.concrete_fields if one.name not in {"id"}}
    for number in range(3, 41):
        other = make.project(programme, make.practice(f"{LONG} {number}"), title=f"{TITLE} {number}")
        state = ("submitted", "exported", "approved", "rejected")[number % 4]
        extra = {"approved_at": None, "approved_by": None} if number % 4 in {0, 3} else {}
        claim = Claim.objects.create(
            **{
                **copy, "project": other, "number": number, "state": state, "key": uuid.uuid4(), "paid_on": None,
                "reference": "", "file": file if state == "exported" else None,
                "approved_at": make.now(), "approved_by": manager, **extra,
                "amount": Decimal("99999.99") - number, "full_amount": Decimal("99999.99"),
            }
        )  # fmt: skip
        step = {"claim": claim, "at": make.now() - timedelta(minutes=5), "by": larkmead.lead, "amount": claim.amount}
        ClaimStep.objects.create(act="submitted", state=state, **step)
        if state == "rejected":
            ClaimStep.objects.create(act="rejected", state=state, words="No", reason="other", **step)
    return first


def test_full(larkmead: Any, helen: Page, look: Look) -> None:
    first = fill_up(larkmead)
    project = f"/projects/{larkmead.project.pk}/payments/"
    file = PaymentFile.objects.get()
    pages = [
        ("full-payments", programme_url(larkmead)),
        ("full-package", programme_url(larkmead, "package/")),
        ("full-package-form", programme_url(larkmead, "package/change/")),
        ("full-file-form", programme_url(larkmead, "files/new/")),
        ("full-file", programme_url(larkmead, f"files/{file.pk}/")),
        ("full-file-paid", programme_url(larkmead, f"files/{file.pk}/paid/")),
        ("full-ladder", project),
        ("full-claim", f"{project}claims/{first.pk}/"),
        ("full-weighted", f"{project}weighted/"),
        ("full-budget", programme_url(larkmead, f"budgets/{financial_year()}/")),
        ("full-today", "/"),
    ]
    on_paper = {"full-payments", "full-package", "full-file", "full-ladder", "full-claim"}
    for name, path in pages:
        helen.goto(path)
        look(helen, name)
        at_twice_the_size(helen)
        if name in on_paper:
            look.on_paper(helen, name)  # type: ignore[attr-defined]


def test_what_finance_sends_back_is_noted_and_handed_over_again(larkmead: Any, helen: Page, look: Look) -> None:
    claim = Claim.objects.filter(state="exported").order_by("number").first()
    assert claim is not None
    helen.goto(f"/projects/{claim.project_id}/payments/claims/{claim.pk}/")
    helen.get_by_role("link", name="Finance has sent it back").click()
    heading(helen, "Has finance sent it back?")
    press(helen, "It came back")
    expect(helen.get_by_role("alert")).to_be_visible()
    look(helen, "sent-back-empty")
    fill(helen, {"What does finance say?": "The account is closed"})
    press(helen, "It came back")
    expect(helen.get_by_role("main")).to_contain_text("Finance has sent it back: The account is closed.")
    look(helen, "sent-back")
    helen.goto(programme_url(larkmead, "files/new/"))
    expect(helen.get_by_role("main")).to_contain_text("sent back from file 1: The account is closed")
    press(helen, "Make the file")
    heading(helen, "File 2")
    claim.refresh_from_db()
    assert (claim.state, claim.file.number) == ("exported", 2)
