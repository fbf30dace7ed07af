"""The stages of a cycle and how it moves between them. Every move is a row of the table; all others are refused."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.locks import lock_project
from projects.refusal import Refusal

from ..models import Cycle

Stage = Cycle.Stage


@dataclass(frozen=True)
class Move:
    name: str
    start: Stage
    end: Stage
    label: str


START = Move("start", Stage.PLAN, Stage.DO, "Start the test")
FINISH = Move("finish", Stage.DO, Stage.STUDY, "Finish and study")
CONCLUDE = Move("conclude", Stage.STUDY, Stage.ACT, "Save and decide")
CLOSE = Move("close", Stage.ACT, Stage.CLOSED, "Save the decision")
BACK_TO_PLAN = Move("back-to-plan", Stage.DO, Stage.PLAN, "Back to the plan")
BACK_TO_DO = Move("back-to-do", Stage.STUDY, Stage.DO, "Back to doing it")
BACK_TO_STUDY = Move("back-to-study", Stage.ACT, Stage.STUDY, "Back to studying it")
REOPEN = Move("reopen", Stage.CLOSED, Stage.ACT, "Change the decision")

MOVES = {
    move.name: move for move in (START, FINISH, CONCLUDE, CLOSE, BACK_TO_PLAN, BACK_TO_DO, BACK_TO_STUDY, REOPEN)
}
ONWARD = {move.start: move for move in (START, FINISH, CONCLUDE, CLOSE)}
BACKWARD = {move.start: move for move in (BACK_TO_PLAN, BACK_TO_DO, BACK_TO_STUDY, REOPEN)}


STUDIED = (Stage.STUDY, Stage.ACT, Stage.CLOSED)  # from here on the figures of the test's days are looked at
STAGES = [Stage.PLAN, Stage.DO, Stage.STUDY, Stage.ACT, Stage.CLOSED]


def may_change(cycle: Cycle, stage: str) -> bool:
    """Whether what belongs to a stage can be written: once it is reached; a decision only until it is taken."""
    if stage not in Stage.values or stage == Stage.CLOSED:
        return False
    if stage == Stage.ACT and cycle.stage == Stage.CLOSED:
        return False
    return STAGES.index(Stage(stage)) <= STAGES.index(Stage(cycle.stage))


def refusal_words(cycle: Cycle, stage: str) -> str:
    """Why ``may_change`` says no to a stage."""
    if cycle.stage == Stage.CLOSED:
        return "This decision is taken. Choose ‘Change the decision’ first."
    return f"This test is at ‘{cycle.get_stage_display()}’: ‘{Stage(stage).label}’ comes later."


def lock(cycle: Cycle) -> Cycle:
    """The cycle as it stands, locked after its project."""
    lock_project(cycle.ramp.project_id)
    return Cycle.objects.select_for_update(of=("self",)).select_related("ramp__project").get(pk=cycle.pk)


@transaction.atomic
def move_cycle(*, cycle: Cycle, move: Move, by: Any) -> Cycle:
    """Take the cycle from one stage to the next, or back.

    Raises:
        Refusal: the cycle is in another stage, has no decision to close with, or a later test stands on it.
    """
    locked = lock(cycle)
    if locked.stage == move.end:
        return locked  # somebody pressed twice, or two people pressed at once
    if locked.stage != move.start:
        raise Refusal(
            f"This test is at '{locked.get_stage_display()}' now, so '{move.label.lower()}' does not apply. "
            "Have a look at what has changed."
        )
    if move is CLOSE and not locked.decision:
        raise Refusal("Choose what you decide first: adopt, adapt, enlarge or abandon.")
    if move is REOPEN and Cycle.objects.filter(previous=locked).exists():
        raise Refusal("The next test builds on this decision, so it stays as it is.")
    locked.stage = move.end
    if move is CLOSE:
        locked.decided_on = timezone.localdate()
    if move is REOPEN:
        locked.decided_on = None
    if move is START:
        locked.began_at = locked.began_at or timezone.now()
    locked.version += 1
    locked.save(update_fields=["stage", "began_at", "decided_on", "version"])
    record(f"cycle.{move.name}", locked, by=by, project=locked.ramp.project)
    return locked
