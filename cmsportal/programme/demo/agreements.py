"""What practices and coaches have agreed: most have an agreement in force, Jo's in its second edition."""

from datetime import date, datetime, timedelta
from typing import Any

from coaching.agreements.proposing import propose
from coaching.models import Agreement
from practices.models import Programme
from projects.models import CoachAssignment, Project

State = Agreement.State
PAYMENT = (
    "When this agreement is in force.",
    "When we know our practice (5Ps).",
    "When the first ramp of small tests is studied.",
    "When the storyboard is shared and the follow-up is planned.",
)
# What stands out; all others have a first edition in force.
NONE = {"Hallowfield Practice"}
WAITS = {"Thornwick Medical Centre": (State.PRACTICE_ACCEPTED, 2)}
TO_REVIEW = {"Wickerby Health Centre"}
JO = "Larkmead Surgery"


def agree(builder: Any, programme: Programme) -> None:
    """An agreement for every team that has a coach, but for a few that wait or have none."""
    leads = CoachAssignment.objects.on(builder.today).filter(
        is_lead=True, project__programme=programme, project__status__in=["active", "paused"]
    )
    for lead in leads.select_related("project__practice", "user").order_by("project__practice__name"):
        practice = lead.project.practice.name
        if practice in NONE:
            continue
        if practice in WAITS:
            state, days = WAITS[practice]
            _edition(builder, lead, builder.ago(days), state)
            continue
        since = lead.starts_on + timedelta(days=12)
        review = builder.today - timedelta(days=3) if practice in TO_REVIEW else None
        first = _edition(builder, lead, since, State.REPLACED if practice == JO else State.IN_FORCE, review=review)
        if practice == JO:
            _change(builder, lead, first)


def _change(builder: Any, lead: CoachAssignment, first: Agreement) -> None:
    does = first.coach_does.replace("about every second week", "once a month")
    _edition(
        builder,
        lead,
        builder.ago(40),
        State.IN_FORCE,
        coach_does=does,
        practice_gives=f"{first.practice_gives}\nA colleague who enters the figure when Jo is away.",
        why="The team runs its meetings alone now.",
    )


def _edition(
    builder: Any, lead: CoachAssignment, on: date, state: str, *, review: date | None = None, **words: Any
) -> Agreement:
    """An edition that was offered on a day, with what has to stand beside its state."""
    project: Project = lead.project
    on = min(on, builder.today)
    row = propose(project, lead.user)
    row.payment = "\n".join(PAYMENT)
    for name, value in words.items():
        setattr(row, name, value)
    at: datetime = builder.noon(on)
    row.state, row.created_at, row.offered_at, row.offered_by = state, at - timedelta(days=2), at, lead.user
    champion = project.team.filter(user__isnull=False).order_by("-is_champion", "-is_lead").first()
    if state in {State.PRACTICE_ACCEPTED, State.IN_FORCE, State.REPLACED} and champion is not None:
        row.practice_accepted_at, row.practice_accepted_by = at + timedelta(hours=20), champion.user
    if state in {State.IN_FORCE, State.REPLACED}:
        row.coach_accepted_at, row.in_force_at = at + timedelta(hours=3), at + timedelta(hours=20)
        row.next_review_on = review or row.review_on
        row.review_on = row.next_review_on
    row.full_clean()
    row.save()
    for action, by in (("agreement.offered", lead.user), ("agreement.coach_accepted", lead.user)):
        if action == "agreement.offered" or row.coach_accepted_at:
            builder.event(action, row, by, on, project)
    return row
