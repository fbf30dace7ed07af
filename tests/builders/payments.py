"""Packages, milestones that are reached, and claims in every state."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from coaching.models import Budget, Claim, Milestone, Package, PaymentFile, WeightedList
from coaching.payments.claims import draft_claim, send_claim
from coaching.payments.files import make_file, mark_paid
from coaching.payments.workflow import Act, perform
from projects.models import Project

from . import make, playbook

TERMS = (
    ("Lead team in place", ["lead_team"], "500"),
    ("First ramp studied", ["first_ramp"], "1500"),
    ("Storyboard and look back", ["storyboard", "follow_up"], "2000"),
)


def package(programme: Any, by: Any, terms: Any = TERMS, **extra: Any) -> Package:
    row = Package.objects.create(
        **{
            "programme": programme,
            "number": Package.objects.filter(programme=programme).count() + 1,
            "starts_on": make.today() - timedelta(days=90),
            "made_at": make.now(),
            "made_by": by,
            **extra,
        }
    )
    for position, (title, needs, amount) in enumerate(terms):
        Milestone.objects.create(
            package=row, key=uuid.uuid4(), position=position, title=title, needs=needs, amount=Decimal(amount)
        )
    return row


def reach_team(project: Project) -> None:
    """A sponsor beside the champion."""
    make.member(project, make.user("Dr Ann Goss"), is_sponsor=True, discipline="gp_partner")


def reach_ramp(project: Project) -> None:
    playbook.ramp_of(project, [2, 8], make.today() - timedelta(days=60))


def weighted(practice: Any, by: Any, patients: int = 9872, **extra: Any) -> WeightedList:
    return WeightedList.objects.create(
        **{
            "practice": practice,
            "day": make.today() - timedelta(days=30),
            "patients": patients,
            "source": "Quarterly payment figures",
            "entered_at": make.now(),
            "entered_by": by,
            **extra,
        }
    )


def budget(programme: Any, year: int, amount: str = "10000") -> Budget:
    return Budget.objects.create(programme=programme, year=year, amount=Decimal(amount), version=1)


def second_manager(world: Any) -> Any:
    """Another manager of the world's programme."""
    user = make.user("Nadia Frost")
    make.manager(world.programme, user)
    return user


def draft(world: Any, project: Any = None, by: Any = None, place: int = 0) -> Claim:
    """The claim for a milestone of the ladder (the first), reached where it was not."""
    project = project or world.project
    held = Package.objects.filter(programme=project.programme).first()
    held = held or package(project.programme, world.manager)
    if not project.team.filter(is_sponsor=True).exists():
        reach_team(project)
    if not project.ramps.exists():
        reach_ramp(project)
    milestone = held.milestones.all()[place]
    return draft_claim(project=project, milestone_key=milestone.key, by=by or world.lead)


def sent(world: Any, by: Any = None, **extra: Any) -> Claim:
    row = draft(world, by=by, **extra)
    return send_claim(claim=row, by=by or world.lead, version=row.version)


def move(claim: Claim, act: Act, by: Any, **extra: Any) -> Claim:
    row = Claim.objects.get(pk=claim.pk)
    if act in {Act.QUERY, Act.ANSWER, Act.REJECT}:
        extra.setdefault("words", "Which two tests are these?")
    if act is Act.REJECT:
        extra.setdefault("reason", "evidence")
    return perform(claim=row, act=act, by=by, version=row.version, **extra)


def hand_over(*claims: Claim, by: Any) -> PaymentFile:
    return make_file(programme=claims[0].programme, claims=[claim.pk for claim in claims], by=by)


def claim_in(world: Any, state: str, **extra: Any) -> Claim:
    """A claim of the lead's that has come to a state by the acts that lead there."""
    State = Claim.State
    row = draft(world, **extra)
    if state == State.DRAFT:
        return row
    row = send_claim(claim=row, by=world.lead, version=row.version)
    if state == State.QUERIED:
        row = move(row, Act.QUERY, world.manager)
    elif state == State.REJECTED:
        row = move(row, Act.REJECT, world.manager)
    elif state != State.SUBMITTED:
        row = move(row, Act.APPROVE, world.manager)
        if state in {State.EXPORTED, State.PAID}:
            file = hand_over(row, by=world.manager)
            if state == State.PAID:
                mark_paid(file=file, claims=[row.pk], paid_on=make.today(), reference="BACS 4711", by=world.manager)
    return Claim.objects.get(pk=row.pk)
