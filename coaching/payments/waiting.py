"""What Today says of payments: to managers what waits for them, to whoever leads a team what to claim or answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, first_upper
from practices.models import Programme
from projects.models import Project

from ..models import Claim, ClaimStep
from .amounts import NOTHING, pounds
from .ladder import Ladder, ladders
from .permissions import left_to_others
from .workflow import Act, State


@dataclass(frozen=True)
class Waiting:
    """One line for the manager's Today."""

    title: str
    detail: str
    url_name: str
    kwargs: dict[str, UUID]
    label: str
    since: date


def waiting_for_manager(programme: Programme, user: Any) -> list[Waiting]:
    """Claims to decide on, in one line; approved ones to hand to finance, in another. Two queries."""
    rows = Claim.objects.filter(~left_to_others(user), programme=programme, state=State.SUBMITTED)
    found = list(rows.select_related("project__practice", "milestone").order_by("submitted_at", "pk"))
    lines = []
    if found:
        lines.append(_to_decide(programme, found))
    approved = list(
        Claim.objects.filter(programme=programme, state=State.APPROVED)
        .annotate(sent_back=Exists(ClaimStep.objects.filter(claim=OuterRef("pk"), act=Act.SEND_BACK)))
        .order_by("approved_at", "pk")
        .values_list("approved_at", "amount", "sent_back")
    )
    if approved:
        total = pounds(sum((amount for _, amount, _ in approved), NOTHING))
        count = sum(sent_back for _, _, sent_back in approved)
        came = f". {first_upper(count_words(count))} came back from finance" if count else ""
        noun = "approved claim is" if len(approved) == 1 else "approved claims are"
        lines.append(
            Waiting(
                f"{first_upper(count_words(len(approved)))} {noun} not with finance yet",
                f"{total} in all{came}",
                "paymentfile-create",
                {"programme_id": programme.pk},
                "Hand over",
                timezone.localdate(approved[0][0]),
            )
        )
    return lines


def _to_decide(programme: Programme, found: list[Claim]) -> Waiting:
    first, asked = found[0], timezone.localdate(found[0].submitted_at)
    if len(found) == 1:
        detail = f"{first.project.practice.name}: {first.milestone.title}, {pounds(first.amount)}"
        keys = {"project_id": first.project_id, "claim_id": first.pk}
        return Waiting("One claim to approve", detail, "claim-detail", keys, "Look at the claim", asked)
    names = "; ".join(f"{one.project.practice.name}, {pounds(one.amount)}" for one in found[:3])
    more = f" and {count_words(len(found) - 3)} more" if len(found) > 3 else ""
    title = f"{first_upper(count_words(len(found)))} claims to approve"
    return Waiting(title, f"{names}{more}", "payment-list", {"programme_id": programme.pk}, "Look at them", asked)


@dataclass(frozen=True)
class ForLead:
    """A line for whoever leads a team: what was asked or turned down, or what is reached and not claimed."""

    project: Project
    title: str
    text: str
    url: str
    label: str


def waiting_for_leads(projects: Iterable[Project]) -> list[ForLead]:
    """Of projects that the reader leads; the same number of queries for one or many."""
    rows = list(projects)
    if not rows:
        return []
    return [line for ladder in ladders(rows) for line in _lines(ladder)]


def _lines(ladder: Ladder) -> list[ForLead]:
    project, found = ladder.project, []
    for claim in ladder.claims:
        said = {
            State.QUERIED: ("You are asked about a claim", "Answer"),
            State.REJECTED: ("A claim was turned down", "See why"),
            State.DRAFT: ("A claim is not sent yet", "Look it over"),
        }.get(State(claim.state))
        if said:
            url = reverse("claim-detail", kwargs={"project_id": project.pk, "claim_id": claim.pk})
            found.append(ForLead(project, said[0], f"{claim.milestone.title}, {pounds(claim.amount)}.", url, said[1]))
    if ladder.open_rungs and not ladder.stands:
        total = sum((rung.amount or NOTHING for rung in ladder.open_rungs), NOTHING)
        titles = ", ".join(rung.milestone.title for rung in ladder.open_rungs)
        url = reverse("milestone-list", kwargs={"project_id": project.pk})
        found.append(ForLead(project, f"You can claim {pounds(total)}", f"Reached: {titles}.", url, "Claim"))
    return found
