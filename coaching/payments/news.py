"""What Today says of claims to whoever sent them: what came of them, for a week, and what waits for their answer."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cmsportal.nhsuk.formats import day
from practices.models import Programme
from projects.models import Project

from ..models import Claim, ClaimStep
from .amounts import pounds
from .presenters import closed
from .reminders import is_newest, page_of_claim
from .waiting import ForLead, Waiting
from .workflow import Act, State

SHOWN = timedelta(days=7)
TOLD_TO_SENDER = (Act.APPROVE, Act.PAY, Act.SEND_BACK)
TITLES = {
    Act.APPROVE: "Your claim is approved",
    Act.PAY: "Your claim is paid",
    Act.SEND_BACK: "Finance has sent your claim back",
}


def news_for_lead(projects: Collection[Project], user: Any) -> list[ForLead]:
    """Of claims that this person sent, in projects that the person leads; two queries.

    What was asked or turned down is told to everybody who leads the team (``waiting.waiting_for_leads``).
    """
    by_pk = {project.pk: project for project in projects}
    return [
        ForLead(
            by_pk[step.claim.project_id],
            TITLES[Act(step.act)],
            f"{step.claim.milestone.title}, {pounds(step.claim.amount)}. {_what_now(step)}",
            page_of_claim(step.claim),
            "See the claim",
        )
        for step in _steps(user, claim__project__in=by_pk)
    ]


def _steps(user: Any, **filters: Any) -> list[ClaimStep]:
    """The newest step of each claim, where it is of the last week; the newest first."""
    rows = ClaimStep.objects.filter(
        claim__submitted_by=user, act__in=TOLD_TO_SENDER, at__gte=timezone.now() - SHOWN, **filters
    ).exclude(by=user)
    rows = rows.select_related("claim__milestone", "claim__project__practice").prefetch_related("claim__steps")
    return [step for step in rows.order_by("-at") if is_newest(step)]


def _what_now(step: ClaimStep) -> str:
    if step.act == Act.APPROVE:
        return "It goes to finance next."
    return closed(step.words)


def waiting_for_sender(programme: Programme, user: Any) -> list[Waiting]:
    """Claims that a manager sent for a practice, and that were asked about or turned down since. One query."""
    rows = Claim.objects.filter(
        programme=programme, submitted_by=user, state__in=[State.QUERIED, State.REJECTED]
    ).select_related("project__practice", "milestone")
    return [_waiting(claim) for claim in rows.prefetch_related("steps").order_by("number")]


def _waiting(claim: Claim) -> Waiting:
    asked = claim.state == State.QUERIED
    what = "You are asked about the claim of" if asked else "Turned down: the claim of"
    return Waiting(
        f"{what} {claim.project.practice.name}",
        f"{claim.milestone.title}, {pounds(claim.amount)}",
        "claim-detail",
        {"project_id": claim.project_id, "claim_id": claim.pk},
        "Answer" if asked else "See why",
        timezone.localdate(list(claim.steps.all())[-1].at),
    )


def changes_for_sender(programme: Programme, user: Any) -> list[tuple[str, str]]:
    """Practice and words, of what came of the claims that a manager sent for practices. Two queries."""
    words = {Act.APPROVE: "claim approved", Act.PAY: "claim paid", Act.SEND_BACK: "claim sent back by finance"}
    return [
        (step.claim.project.practice.name, f"{words[Act(step.act)]}: {step.claim.milestone.title}, {day(step.at)}")
        for step in _steps(user, claim__programme=programme)
    ]
