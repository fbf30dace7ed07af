"""Letters about a claim: to whoever can decide on it, and to whoever sent it when something has come of it.

Each is about one step of the claim, so that what is asked, answered and asked again on one day makes three letters. A
step that another has overtaken is told to nobody.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from practices.models import ProgrammeMembership
from projects.models import Project, Reminder
from projects.reminders.kinds import Due, Kind, Letter, zone_of
from projects.reminders.people import leaders, team_today

from ..models import Claim, ClaimStep
from .amounts import pounds
from .permissions import CLAIMED_BY, claimants
from .presenters import closed
from .workflow import Act

LASTS = timedelta(days=2)
STATUSES = frozenset(Project.Status)  # money is settled after a project has ended, too
NEWS = (Act.QUERY, Act.REJECT, Act.APPROVE, Act.PAY, Act.SEND_BACK)
TURNS = frozenset({*CLAIMED_BY, *NEWS, Act.TAKE_BACK})  # what overtakes what came before


def find_to_decide(now: datetime) -> Iterator[Due]:
    for step in with_readers(_steps(act__in=CLAIMED_BY, at__gt=now - LASTS, at__lte=now)):
        if is_newest(step):
            yield from _due(step, step.deciders)


def find_news(now: datetime) -> Iterator[Due]:
    for step in with_readers(_steps(act__in=NEWS, at__gt=now - LASTS, at__lte=now)):
        if is_newest(step):
            yield from _due(step, step.hearers)


def _due(step: ClaimStep, people: Iterable[UUID]) -> Iterator[Due]:
    project = step.claim.project
    zone = zone_of(project)
    for user_id in people:
        yield Due(user_id, project.pk, step.pk, step.at.astimezone(zone).date(), step.at, step.at + LASTS, zone)


def _steps(**filters: Any) -> list[ClaimStep]:
    rows = ClaimStep.objects.filter(**filters).select_related("claim__milestone", "claim__project__practice", "by")
    return list(rows.prefetch_related(team_today("claim__project__team"), "claim__steps"))


def with_readers(steps: Collection[ClaimStep]) -> Collection[ClaimStep]:
    """Steps with ``deciders`` and ``hearers``: people with an account that is open. One query.

    Those who decide are the programme's managers who have not claimed it and are not on the team. What comes of it
    hears whoever sent it; where they see money no more, all who lead the team do. Nobody hears of what they did.
    """
    managers = _managers({step.claim.programme_id for step in steps})
    for step in steps:
        claim = step.claim
        places, manage = claim.project.reachable, managers.get(claim.programme_id, set())
        team, lead = {place.user_id for place in places}, {place.user_id for place in leaders(places)}
        step.deciders = manage - team - claimants(claim)
        sender = {claim.submitted_by_id} & (lead | manage)
        step.hearers = (sender or lead) - {step.by_id}
    return steps


def _managers(programmes: Collection[UUID]) -> dict[UUID, set[UUID]]:
    places = ProgrammeMembership.objects.current().filter(
        role=ProgrammeMembership.Role.MANAGER, programme__in=programmes, user__is_active=True
    )
    found: dict[UUID, set[UUID]] = {}
    for programme_id, user_id in places.values_list("programme_id", "user_id"):
        found.setdefault(programme_id, set()).add(user_id)
    return found


def is_newest(step: ClaimStep) -> bool:
    """Whether nothing has happened since that its reader would want to know first."""
    turns = [one for one in step.claim.steps.all() if one.act in TURNS]
    return bool(turns) and turns[-1].pk == step.pk


def fetch(ids: Collection[UUID]) -> Mapping[UUID, ClaimStep]:
    return {step.pk: step for step in with_readers(_steps(pk__in=ids))}


def compose_to_decide(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once it is decided or taken back, nor for somebody who may not decide on it any more."""
    step = reminder.about
    if step is None or not is_newest(step) or reminder.user_id not in step.deciders:
        return None
    return _letter("claim_to_decide", step)


def compose_news(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once the next thing has happened, nor for somebody who sees no money of the team any more."""
    step = reminder.about
    if step is None or not is_newest(step) or reminder.user_id not in step.hearers:
        return None
    return _letter("claim_news", step)


def _letter(name: str, step: ClaimStep) -> Letter:
    claim = step.claim
    context = {
        "step": step,
        "claim": claim,
        "milestone": claim.milestone.title,
        "sum": pounds(claim.amount),
        "said": closed(step.words) if step.words else "",
        "link": settings.SITE_URL + page_of_claim(claim),
    }
    return Letter(f"coaching/emails/{name}", context)


def page_of_claim(claim: Claim) -> str:
    return reverse("claim-detail", kwargs={"project_id": claim.project_id, "claim_id": claim.pk})


def _page(reminder: Reminder) -> str:
    return page_of_claim(reminder.about.claim)


TO_DECIDE = Kind(
    name="claim-to-decide",
    label="A claim waits for your decision",
    hint="When a practice sends a claim, or answers what was asked about it.",
    for_team=False,
    for_coaches=False,
    for_managers=True,
    find=find_to_decide,
    compose=compose_to_decide,
    fetch=fetch,
    statuses=STATUSES,
    alone=True,
    page=_page,
)
NEWS_KIND = Kind(
    name="claim-news",
    label="What came of a claim you sent",
    hint="When it is asked about, turned down, approved or paid, and when finance sends it back.",
    for_team=True,
    for_coaches=False,
    for_managers=True,
    find=find_news,
    compose=compose_news,
    fetch=fetch,
    statuses=STATUSES,
    alone=True,
    page=_page,
)
