"""A claim is drafted from a milestone that is reached, and sent with the evidence of that day."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.locks import lock_project
from projects.models import Project
from projects.refusal import Refusal

from ..models import Claim, Need, Package, WeightedList
from .amounts import under_cap
from .ladder import CAN_REACH, NOT_UNDER_WAY, UNWEIGHTED, Rung, claimed_of, ladder_of, worth
from .packages import newest_lists
from .permissions import can_claim
from .rules import Found, read
from .workflow import SPEAK, Act, State, lock, note, perform

USED_UP = "The package’s cap for one project is used up."


@transaction.atomic
def draft_claim(*, project: Project, milestone_key: UUID, by: Any) -> Claim:
    """A claim for a milestone that is reached, by the terms of today, with its evidence attached.

    Drafted twice, or by two people at once, it is one claim. Raises Refusal where it is not to be had.
    """
    project = lock_project(project.pk)
    if not can_claim(by, project):
        raise Refusal(SPEAK)
    present = Claim.objects.filter(project=project, key=milestone_key).first()
    if present:
        return present
    ladder = ladder_of(project)
    rung = next((one for one in ladder.rungs if one.milestone.key == milestone_key), None)
    if ladder.stands or rung is None:
        raise Refusal(ladder.stands or "The package has no such milestone any more.")
    _check(rung)
    claim = Claim(
        programme=project.programme, project=project, milestone=rung.milestone, key=milestone_key, amount=rung.amount,
        full_amount=rung.full, reached_on=rung.reached_on, evidence=[one.as_stored() for one in rung.found],
        drafted_at=timezone.now(), drafted_by=by, version=1, **_weighted(ladder.weighted),
    )  # fmt: skip
    claim.full_clean()
    claim.save()
    note(claim, "drafted", by)
    return claim


def _check(rung: Rung) -> None:
    if not rung.is_reached:
        wanted = "; ".join(Need(need).label for need in rung.missing)
        raise Refusal(f"This milestone is not reached yet. It still needs: {wanted}.")
    if not rung.amount:
        raise Refusal(USED_UP)


def _weighted(row: WeightedList | None) -> dict[str, Any]:
    if row is None:
        return {"weighted_patients": None, "weighted_on": None, "weighted_source": ""}
    return {"weighted_patients": row.patients, "weighted_on": row.day, "weighted_source": row.source}


@transaction.atomic
def send_claim(*, claim: Claim, by: Any, version: int, words: str = "") -> Claim:
    """Send a draft, or a claim that was turned down, with evidence and amount as they are today.

    The terms stay those of the day on which it was drafted. Raises Refusal, also when the record no longer shows
    what the milestone needs.
    """
    row = lock(claim)
    if not can_claim(by, row.project):
        raise Refusal(SPEAK)
    facts = _as_of_today(row) if row.state in {State.DRAFT, State.REJECTED} else {}
    return perform(claim=row, act=Act.SUBMIT, by=by, version=version, words=words, **facts)


def _as_of_today(claim: Claim) -> dict[str, Any]:
    if claim.project.status not in CAN_REACH:
        raise Refusal(NOT_UNDER_WAY)
    today, milestone = timezone.localdate(), claim.milestone
    package = milestone.package
    found = read([claim.project], set(milestone.needs))
    got = [found[need][claim.project_id] for need in milestone.needs if claim.project_id in found[need]]
    missing = tuple(Need(need) for need in milestone.needs if claim.project_id not in found[need])
    weighted = None
    if package.basis == Package.Basis.WEIGHTED:
        weighted = newest_lists([claim.project.practice_id], today).get(claim.project.practice_id)
    full = worth(package, milestone, weighted)
    if full is None:
        raise Refusal(UNWEIGHTED)
    others = claimed_of(Claim.objects.filter(project=claim.project_id), but=claim.pk)
    amount = under_cap(full, package.cap, others)
    rung = Rung(milestone, tuple(got), missing, claim, full, amount)
    _check(rung)
    return {
        "amount": amount,
        "full_amount": full,
        "reached_on": rung.reached_on,
        "evidence": [one.as_stored() for one in got],
        **_weighted(weighted),
    }


def evidence_of(claim: Claim) -> tuple[Found, ...]:
    """What was found on the day it was last sent, or drafted."""
    return tuple(Found.from_stored(row) for row in claim.evidence)


@transaction.atomic
def note_printed(*, claim: Claim, by: Any) -> None:
    """Somebody took the claim away on paper."""
    record("claim_paper.taken_away", claim, by=by, project=claim.project)
