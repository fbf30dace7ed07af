"""Who may see milestones, who may see money, and who may do what with a claim."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from projects.models import Project
from projects.permissions import access_to
from projects.reach import Way, reached_by

from ..models import Claim, ClaimStep

CLAIMED_BY = ("submitted", "answered")  # acts of those who claim: whoever did one of them decides nothing


def can_see_milestones(user: Any, project: Project) -> bool:
    """The team, its coach and mentor, and the programme's managers; sums are another matter."""
    access = access_to(project, user)
    return access.is_team or access.is_coach or access.is_mentor or access.is_manager


def can_claim(user: Any, project: Project) -> bool:
    """See sums, and claim: whoever leads the team, and the programme's manager on its behalf."""
    access = access_to(project, user)
    return access.is_lead or access.is_manager


def can_enter_weighted(user: Any, project: Project) -> bool:
    return access_to(project, user).is_manager


def has_claimed(user: Any, claim: Claim) -> bool:
    """Whether this person has ever spoken for the practice in this claim."""
    return user.pk in claimants(claim)


def claimants(claim: Claim) -> set[UUID]:
    """Everybody who ever sent it or answered for it; the claim comes with its steps."""
    steps: list[ClaimStep] = list(claim.steps.all())
    people = {step.by_id for step in steps if step.act in CLAIMED_BY}
    return people | ({claim.submitted_by_id} if claim.submitted_by_id else set())


def left_to_others(user: Any) -> Q:
    """Of a programme's claims, for its manager: those that another one decides on, as ``can_decide`` says of one."""
    claimed = ClaimStep.objects.filter(claim=OuterRef("pk"), by=user, act__in=CLAIMED_BY)
    return Q(Exists(claimed)) | Q(project__in=reached_by(user, Way.TEAM))


def can_see_claim(user: Any, claim: Claim) -> bool:
    return can_claim(user, claim.project)


def can_speak_for_practice(user: Any, claim: Claim) -> bool:
    return can_claim(user, claim.project)


def can_decide(user: Any, claim: Claim) -> bool:
    """A manager of the programme who has not spoken for the practice and is not on its team."""
    access = access_to(claim.project, user)
    return access.is_manager and not access.is_team and not has_claimed(user, claim)


def runs_payments(user: Any, claim: Claim) -> bool:
    """Hand a claim to finance, and mark it as paid."""
    return access_to(claim.project, user).is_manager
