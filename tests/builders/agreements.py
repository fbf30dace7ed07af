"""Agreements in any state."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from coaching.models import Agreement
from projects.models import Project

from . import make

State = Agreement.State
WORDS: dict[str, Any] = {
    "champion": "Jo Pritchard",
    "coach_does": "Visits every second week.\nBrings the method.",
    "coach_does_not": "Decide what the team works on.",
    "practice_gives": "An hour a week.",
    "commissioner_sees": "The data wall.",
    "ending": "At any time, with the reason.",
}


def agreement(project: Project, coach: Any, state: str = State.DRAFT, **extra: Any) -> Agreement:
    """An edition in a state, with what has to stand beside it there. The first leader says the team's yes."""
    now = timezone.now()
    number = Agreement.objects.filter(project=project).count() + 1
    leader = project.team.filter(is_lead=True).first()
    speaker = leader.user if leader else None
    values: dict[str, Any] = {**WORDS, "review_on": make.today() + timedelta(days=90), "review_months": 6}
    if state != State.DRAFT:
        values |= {"offered_at": now, "offered_by": coach}
    if state in {State.COACH_ACCEPTED, State.IN_FORCE, State.REPLACED}:
        values["coach_accepted_at"] = now
    if state in {State.PRACTICE_ACCEPTED, State.IN_FORCE, State.REPLACED}:
        values |= {"practice_accepted_at": now, "practice_accepted_by": speaker}
    if state in {State.IN_FORCE, State.REPLACED}:
        values |= {"in_force_at": now, "next_review_on": values["review_on"]}
    if state == State.ENDED:
        values |= {"ended_at": now, "ended_by": coach, "end_reason": Agreement.EndReason.DONE}
    return Agreement.objects.create(project=project, coach=coach, number=number, state=state, **{**values, **extra})
