"""The states of a project, and who may move it from one to the next.

A team's withdrawal needs nobody's approval: it works at once and shows on the manager's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from cmsportal.audit.services import record

from .followup.services import forget_checks, plan_checks
from .models import Project, StatusChange
from .permissions import can_change_status
from .presenters import STANDS
from .refusal import Refusal

Status = Project.Status


class Action(models.TextChoices):
    ACCEPT = "accept", "Take part"
    DECLINE = "decline", "Decline"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Carry on"
    WITHDRAW = "withdraw", "Withdraw"
    RETURN = "return", "Come back"
    COMPLETE = "complete", "Complete"
    REOPEN = "reopen", "Open again"

    @property
    def url_name(self) -> str:
        return f"project-{self.value}"


@dataclass(frozen=True)
class Transition:
    sources: frozenset[str]
    target: str
    may: Callable[[Any, Project], bool]
    needs_reason: bool = False


def _from(*sources: str) -> frozenset[str]:
    return frozenset(sources)


TRANSITIONS: dict[Action, Transition] = {
    Action.ACCEPT: Transition(_from(Status.INVITED), Status.ACTIVE, can_change_status),
    Action.DECLINE: Transition(_from(Status.INVITED), Status.DECLINED, can_change_status, needs_reason=True),
    Action.PAUSE: Transition(_from(Status.ACTIVE), Status.PAUSED, can_change_status, needs_reason=True),
    Action.RESUME: Transition(_from(Status.PAUSED), Status.ACTIVE, can_change_status),
    Action.WITHDRAW: Transition(
        _from(Status.ACTIVE, Status.PAUSED), Status.WITHDRAWN, can_change_status, needs_reason=True
    ),
    Action.RETURN: Transition(_from(Status.DECLINED, Status.WITHDRAWN), Status.ACTIVE, can_change_status),
    Action.COMPLETE: Transition(_from(Status.ACTIVE), Status.COMPLETED, can_change_status),
    Action.REOPEN: Transition(_from(Status.COMPLETED), Status.ACTIVE, can_change_status),
}


def allowed_actions(project: Project, user: Any) -> list[Action]:
    """What this person may do with the project's state now, in the order of the table."""
    return [
        action
        for action, transition in TRANSITIONS.items()
        if project.status in transition.sources and transition.may(user, project)
    ]


def why_not(project: Project, action: Action) -> str:
    """One sentence on why the action does not fit the project's present state; empty when it does."""
    transition = TRANSITIONS[action]
    if project.status in transition.sources:
        return ""
    possible = " or ".join(sorted(Status(source).label.lower() for source in transition.sources))
    return f"{STANDS[Status(project.status)]} ‘{action.label}’ works while it is {possible}."


@transaction.atomic
def change_status(*, project: Project, action: Action, by: Any, reason: str = "", note: str = "") -> StatusChange:
    """Move the project to its next state and write down who did it and why.

    Raises:
        Refusal: the action does not fit the present state, the person may not do it, or the reason is missing.
    """
    row = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    transition = TRANSITIONS[action]
    if not transition.may(by, row):
        raise Refusal("Only the team's leader or the programme's manager can do this.")
    if sentence := why_not(row, action):
        raise Refusal(sentence)
    if transition.needs_reason and not reason:
        raise Refusal("Choose the reason that fits best.")
    change = StatusChange(
        project=row,
        action=action,
        from_status=row.status,
        to_status=transition.target,
        reason=reason if transition.needs_reason else "",
        note=note.strip(),
        by=by,
    )
    change.full_clean()
    change.save()
    row.status = transition.target
    row.save(update_fields=["status"])
    project.status = row.status
    if action is Action.COMPLETE:
        plan_checks(project=row)
    elif action is Action.REOPEN:
        forget_checks(project=row)
    record(f"project.{action}", row, by=by, project=row, from_status=change.from_status, reason=change.reason)
    return change
