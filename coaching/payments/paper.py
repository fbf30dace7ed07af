"""One claim on A4 (PDF/UA-1): the ladder, the evidence, how the sum comes about, and what was said."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from cmsportal.nhsuk.formats import day_full
from toolkit.paper import font_family, typeset

from ..models import Claim
from .amounts import pounds
from .claims import evidence_of
from .presenters import TAGS, step_views, terms_rows

MARKUP = Path(__file__).with_name("claim.typ")


def claim_pdf(claim: Claim) -> bytes:
    """The same bytes on the same day for an equal claim, which comes with its names and its steps."""
    return typeset(MARKUP, content(claim))


def content(claim: Claim) -> dict[str, Any]:
    practice = claim.project.practice
    return {
        "fonts": [font_family()],
        "title": f"{claim}: {claim.milestone.title}",
        "practice": f"{practice.name} ({practice.code})",
        "project": claim.project.title,
        "programme": claim.programme.name,
        "amount": pounds(claim.amount),
        "state": TAGS[claim.state][0],
        "reached": day_full(claim.reached_on),
        "evidence": [{"words": one.words, "on": day_full(one.on)} for one in evidence_of(claim)],
        "terms": [{"label": label, "words": words} for label, words in terms_rows(claim, day_full)],
        "signed": _signed(claim),
        "steps": [
            {"when": step.when, "did": f"{step.who} {step.did}", "words": step.words}
            for step in reversed(step_views(claim.steps.all(), day_full))
        ],
        "printed": f"Printed {day_full(timezone.localdate())}",
    }


def _signed(claim: Claim) -> list[dict[str, str]]:
    """Who sent it and who approved it: two people."""
    rows = [
        ("Sent by", claim.submitted_by, claim.submitted_at),
        ("Approved by", claim.approved_by, claim.approved_at),
    ]
    return [
        {
            "label": label,
            "name": person.name if person else "Not yet",
            "on": day_full(timezone.localdate(at)) if at else "",
        }
        for label, person, at in rows
    ]
