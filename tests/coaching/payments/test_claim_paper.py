"""The printed claim, opened by a program that did not make it."""

import io
import os
from pathlib import Path

from django.urls import reverse
from pypdf import PdfReader

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day_full
from coaching.models import Claim
from coaching.payments.paper import claim_pdf
from coaching.payments.workflow import Act
from projects.models import Project
from tests.builders import make, payments

NASTY = '#panic("x") $x$ *b* _i_ <a> @ref // [y] {z}'


def opened(client, claim) -> PdfReader:
    answer = client.get(reverse("claim-paper", args=[claim.project_id, claim.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    keep = os.environ.get("CLAIM_PICTURES")
    if keep:
        Path(keep, f"claim-{claim.state}.pdf").write_bytes(answer.content)
    return PdfReader(io.BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_paper_says_what_was_claimed_by_whom_and_why(world, sign_in) -> None:
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.15"),), basis="weighted")
    payments.weighted(world.practice, world.manager, 9872)
    claim = payments.claim_in(world, "paid")
    pdf = opened(sign_in(world.lead), claim)
    assert len(pdf.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [210, 297]
    text = words(pdf)
    for said in (
        "Claim 1: Team", "£1,480.80", "Paid", "The team has a champion and a sponsor.", "9,872 × £0.15 = £1,480.80",
        "Quarterly payment figures", "Sent by Jo Pritchard", "Approved by Helen Brandt", "BACS 4711",
        "Jo Pritchard sent the claim", "Page 1 of 1", f"Larkmead Surgery ({world.practice.code})",
    ):  # fmt: skip
        assert said in text, said
    assert Event.objects.filter(action="claim_paper.taken_away").count() == 1


def test_words_are_never_markup_and_long_ones_break(world, sign_in) -> None:
    Project.objects.filter(pk=world.project.pk).update(title="x" * 120)
    claim = payments.claim_in(world, "submitted")
    payments.move(claim, Act.QUERY, world.manager, words=NASTY + " " + "y" * 900)
    text = words(opened(sign_in(world.manager), Claim.objects.get()))
    assert "#panic(" in text
    assert "y" * 20 in text


def test_equal_claims_are_equal_bytes(world) -> None:
    claim = payments.claim_in(world, "approved")
    row = Claim.objects.with_names().prefetch_related("steps__by").get(pk=claim.pk)
    assert claim_pdf(row) == claim_pdf(row)


def test_what_finance_sent_back_stands_on_paper_with_the_payment_before_it(world, sign_in) -> None:
    claim = payments.claim_in(world, "paid")
    payments.move(claim, Act.SEND_BACK, world.manager, words="The account that the file names was closed in spring.")
    text = words(opened(sign_in(world.manager), Claim.objects.get()))
    assert "noted that finance sent it back" in text
    assert "closed in spring." in text
    assert "Reference: BACS 4711" in text
    began = "Jo Pritchard began the claim " + day_full(make.today())
    assert began in text, "what is kept for years says the year"
