"""The states of a match, and who may move it from one to the next.

The order in which the two sides answer does not matter. With the second yes the coaching begins, in the same
transaction; one no ends it, and the practice waits again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.coaches.services import begin_coaching, lead_assignment
from projects.locks import lock_project
from projects.refusal import Refusal

from ..handover.away import departures_of, is_handed_over
from ..models import Match
from ..permissions import can_answer_as_coach, can_answer_for_practice, can_withdraw_match
from ..statuses import COACHED

State = Match.State


class Act(models.TextChoices):
    COACH_AGREE = "coach_agreed", "Yes, I will coach them"
    PRACTICE_AGREE = "practice_agreed", "Yes, we want this coach"
    COACH_DECLINE = "coach_declined", "No"
    PRACTICE_DECLINE = "practice_declined", "No"
    WITHDRAW = "withdrawn", "Take it back"


@dataclass(frozen=True)
class Move:
    """``target`` empty: an answer of one side, which ends the waiting only where the other has answered."""

    may: Callable[[Any, Match], bool]
    target: str = ""
    refusal: str = ""


MOVES: dict[Act, Move] = {
    Act.COACH_AGREE: Move(can_answer_as_coach, refusal="Only the coach who was asked can answer this."),
    Act.PRACTICE_AGREE: Move(
        can_answer_for_practice, refusal="Only somebody who looks after the team can answer for the practice."
    ),
    Act.COACH_DECLINE: Move(
        can_answer_as_coach, State.COACH_DECLINED, "Only the coach who was asked can answer this."
    ),
    Act.PRACTICE_DECLINE: Move(
        can_answer_for_practice,
        State.PRACTICE_DECLINED,
        "Only somebody who looks after the team can answer for the practice.",
    ),
    Act.WITHDRAW: Move(can_withdraw_match, State.WITHDRAWN, "Only a manager of the programme can take this back."),
}
SETTLED = {
    State.AGREED: "Both sides have said yes already.",
    State.COACH_DECLINED: "The coach has said no already.",
    State.PRACTICE_DECLINED: "The practice has said no already.",
    State.WITHDRAWN: "The programme's manager has taken this back.",
}


def why_not(match: Match) -> str:
    """One sentence on why no answer is wanted any more; empty while one is."""
    if match.state != State.ASKED:
        return SETTLED[State(match.state)]
    if match.project.status not in COACHED:
        return "The project has ended, so it needs no coach."
    return ""


def _check_stays(match: Match) -> None:
    """A place that has no last day yet must not be followed by a team without one."""
    if match.coach_id in departures_of(match.project.programme):
        name = match.coach.name
        raise Refusal(f"{name} stops or is away, and takes on no team. The manager looks for somebody else.")


def has_answered(match: Match, act: Act) -> bool:
    """Whether this side has said yes already."""
    return bool(
        (act == Act.COACH_AGREE and match.coach_agreed_at) or (act == Act.PRACTICE_AGREE and match.practice_agreed_at)
    )


def allowed(match: Match, user: Any) -> list[Act]:
    """What this person may do with it now."""
    if match.state != State.ASKED:
        return []
    if match.project.status not in COACHED:
        return [Act.WITHDRAW] if can_withdraw_match(user, match) else []
    return [act for act, move in MOVES.items() if move.may(user, match) and not has_answered(match, act)]


@transaction.atomic
def answer(*, match: Match, act: Act, by: Any, reason: str = "", words: str = "") -> Match:
    """Say yes or no, or take the question back. The same yes sent twice is one.

    Raises:
        Refusal: the person may not; it is settled already; a no without a reason; or the coaching cannot begin, as
            the coach has left the pool meanwhile or is on the lead team.
    """
    move = MOVES[act]
    project = lock_project(match.project_id)
    row = Match.objects.select_for_update(of=("self",)).select_related("coach", "chosen_by").get(pk=match.pk)
    row.project = project
    if not move.may(by, row):
        raise Refusal(move.refusal)
    if has_answered(row, act):
        return row
    stands = why_not(row)
    if stands and (row.state != State.ASKED or act is not Act.WITHDRAW):
        raise Refusal(stands)
    now = timezone.now()
    if act in {Act.COACH_DECLINE, Act.PRACTICE_DECLINE}:
        if reason not in Match.Reason.values:
            raise Refusal("Choose the reason that fits best.")
        row.decline_reason, row.decline_words = reason, words.strip()
    elif act in {Act.COACH_AGREE, Act.PRACTICE_AGREE}:
        _check_stays(row)
    if act is Act.COACH_AGREE:
        row.coach_agreed_at = now
    elif act is Act.PRACTICE_AGREE:
        row.practice_agreed_at, row.practice_agreed_by = now, by
    if move.target:
        _settle(row, move.target, by)
    elif row.coach_agreed_at and row.practice_agreed_at:
        _settle(row, State.AGREED, by)
    row.full_clean()
    row.save()
    record(f"match.{act}", row, by=by, project=project, reason=row.decline_reason)
    if row.state == State.AGREED:
        _begin(row, by)
    return row


def _settle(row: Match, state: str, by: Any) -> None:
    row.state, row.settled_at, row.settled_by = state, timezone.now(), by


def _begin(row: Match, by: Any) -> None:
    """From the day that was named, or today where that is past. A coach who hands the team over ends with it."""
    present = lead_assignment(row.project)
    goes = present is not None and is_handed_over(row.project, present.user_id)
    begin_coaching(
        project=row.project,
        user=row.coach,
        starts_on=max(row.starts_on, timezone.localdate()),
        instead_of=present.pk if present and goes else None,
        assigned_by=row.chosen_by,
        by=by,
    )


@transaction.atomic
def overtaken(*, assignment: Any, by: Any, **kwargs: Any) -> None:
    """The manager has assigned a coach without asking: whoever had been asked is asked no more."""
    for row in Match.objects.select_for_update(of=("self",)).filter(project=assignment.project_id, state=State.ASKED):
        row.project = assignment.project
        _settle(row, State.WITHDRAWN, by)
        row.full_clean()
        row.save()
        record(f"match.{Act.WITHDRAW}", row, by=by, project=assignment.project, reason="")
