"""The states of a claim, and who may move it from one to the next.

Each act is a step in the claim's own history, with its words, and a row in the audit trail, with the amount and no
words. From the trail alone the totals can be worked out again (coaching.payments.trail).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from cmsportal.audit.services import record
from practices.models import Programme
from projects.locks import lock_project
from projects.refusal import Refusal

from ..models import Claim, ClaimStep, PaymentFile
from .permissions import can_decide, can_speak_for_practice, has_claimed, runs_payments

State = Claim.State


class Act(models.TextChoices):
    SUBMIT = "submitted", "Send the claim"
    ANSWER = "answered", "Answer"
    TAKE_BACK = "taken_back", "Take it back"
    DISCARD = "discarded", "Throw it away"
    QUERY = "queried", "Ask a question"
    APPROVE = "approved", "Approve"
    REJECT = "rejected", "Turn it down"
    EXPORT = "exported", "Hand it to finance"
    PAY = "paid", "Mark as paid"
    SEND_BACK = "sent_back", "Finance has sent it back"


@dataclass(frozen=True)
class Move:
    """``target`` empty: the claim is gone afterwards. ``words``: they must be there."""

    sources: tuple[str, ...]
    target: str
    may: Callable[[Any, Claim], bool]
    refusal: str
    words: str = ""


SPEAK = "Only whoever leads the team, or a manager on its behalf, can do this."
DECIDE = "Only a manager who has not claimed it can decide on a claim."
RUN = "Only a manager of the programme can do this."
MOVES: dict[Act, Move] = {
    Act.SUBMIT: Move((State.DRAFT, State.REJECTED), State.SUBMITTED, can_speak_for_practice, SPEAK),
    Act.ANSWER: Move((State.QUERIED,), State.SUBMITTED, can_speak_for_practice, SPEAK, "Write your answer."),
    Act.TAKE_BACK: Move((State.SUBMITTED, State.QUERIED), State.DRAFT, can_speak_for_practice, SPEAK),
    Act.DISCARD: Move((State.DRAFT,), "", can_speak_for_practice, SPEAK),
    Act.QUERY: Move((State.SUBMITTED, State.APPROVED), State.QUERIED, can_decide, DECIDE, "Write what you ask."),
    Act.APPROVE: Move((State.SUBMITTED,), State.APPROVED, can_decide, DECIDE),
    Act.REJECT: Move((State.SUBMITTED, State.QUERIED), State.REJECTED, can_decide, DECIDE, "Say why, in words."),
    Act.EXPORT: Move((State.APPROVED,), State.EXPORTED, runs_payments, RUN),
    Act.PAY: Move((State.EXPORTED,), State.PAID, runs_payments, RUN),
    Act.SEND_BACK: Move((State.EXPORTED, State.PAID), State.APPROVED, can_decide, DECIDE, "Write what finance says."),
}
STANDS = {
    State.DRAFT: "The claim has not been sent yet.",
    State.SUBMITTED: "The claim waits for a decision.",
    State.QUERIED: "The claim waits for an answer to a question.",
    State.APPROVED: "The claim is approved already.",
    State.REJECTED: "The claim has been turned down.",
    State.EXPORTED: "The claim is with finance already.",
    State.PAID: "The claim has been paid already.",
}
OWN = "You have claimed this yourself. Another manager decides on it."
WAS_SENT = "It was sent before, so it stays here with its history."
CHANGED = "The claim has changed since you opened this page. Look at it again."


def allowed(claim: Claim, user: Any) -> list[Act]:
    """What this person may do with it now; the claim comes with its steps."""
    return [act for act in MOVES if not why_refused(claim, act, user)]


def why_refused(claim: Claim, act: Act, user: Any) -> str:
    """One sentence, or nothing where it may be done."""
    move = MOVES[act]
    if not move.may(user, claim):
        return OWN if move.may is can_decide and has_claimed(user, claim) else move.refusal
    if claim.state not in move.sources:
        return STANDS[State(claim.state)]
    if act is Act.DISCARD and claim.number is not None:
        return WAS_SENT
    return ""


def lock(claim: Claim) -> Claim:
    """The claim again, with its programme and its project locked first: everybody locks in this order."""
    Programme.objects.select_for_update(no_key=True).get(pk=claim.programme_id)
    held = lock_project(claim.project_id)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("milestone__package").filter(pk=claim.pk)
    row = rows.prefetch_related("steps").first()
    if row is None:
        raise Refusal("This claim is no longer there.")
    row.project = held
    return row


@transaction.atomic
def perform(
    *, claim: Claim, act: Act, by: Any, version: int, words: str = "", reason: str = "", **facts: Any
) -> Claim:
    """Do one act. The same act sent twice by the same person is one.

    Args:
        version: of the claim as the page showed it: nobody decides on what they have not seen.
        facts: fields that the act fills in besides those it always does.

    Raises Refusal, with a sentence: not this person, not in this state, no words where some are wanted, or the claim
    has changed meanwhile.
    """
    words, move = words.strip(), MOVES[act]
    row = lock(claim)
    if _is_done(row, act, by, words):
        return row
    stands = why_refused(row, act, by)
    if stands:
        raise Refusal(stands)
    if row.version != version:
        raise Refusal(CHANGED)
    if not words and (move.words or (act is Act.SUBMIT and row.state == State.REJECTED)):
        raise Refusal(move.words or "Say what is different now.")
    if act is Act.REJECT and reason not in ClaimStep.Reason.values:
        raise Refusal("Choose the reason that fits best.")
    left = row.file
    _fill(row, act, by, facts)
    if not move.target:
        record(f"claim.{act}", row, by=by, project=row.project, state="", amount="0.00")
        row.delete()
        return row
    row.state, row.version = move.target, row.version + 1
    row.full_clean(exclude=["project", "milestone", "programme"])
    row.save()
    file = {Act.EXPORT: row.file, Act.SEND_BACK: left}.get(act)
    note(row, act, by, words=words, reason=reason if act is Act.REJECT else "", file=file)
    return row


def note(
    row: Claim, act: str, by: Any, *, words: str = "", reason: str = "", file: PaymentFile | None = None
) -> None:
    """The step and the row of the trail. ``act``: one of ``Act``, or 'drafted'. ``file``: into which the claim
    goes, or out of which it comes."""
    step = ClaimStep(
        claim=row, at=timezone.now(), by=by, act=act, state=row.state, amount=row.amount, words=words, reason=reason,
        file=file,
    )  # fmt: skip
    step.full_clean(exclude=["claim", "file"])
    step.save()
    detail: dict[str, Any] = {"state": row.state, "amount": str(row.amount), "number": row.number}
    if file is not None:
        detail["file"] = file.number
    if act == Act.PAY and row.paid_on is not None:
        detail |= {"paid_on": row.paid_on.isoformat(), "reference": row.reference}
    record(f"claim.{act}", row, by=by, project=row.project, **detail)


def _is_done(row: Claim, act: Act, by: Any, words: str) -> bool:
    last = list(row.steps.all())[-1:]
    return any(one.act == act and one.by_id == by.pk and one.words == words for one in last)


def _fill(row: Claim, act: Act, by: Any, facts: dict[str, Any]) -> None:
    now = timezone.now()
    for name, value in facts.items():
        setattr(row, name, value)
    match act:
        case Act.SUBMIT:
            row.submitted_at, row.submitted_by = now, by
            row.number = row.number or _next_number(row.programme_id)
        case Act.TAKE_BACK:
            row.submitted_at = row.submitted_by = None
        case Act.QUERY:
            row.approved_at = row.approved_by = None
        case Act.APPROVE:
            row.approved_at, row.approved_by = now, by
        case Act.SEND_BACK:
            row.file, row.paid_on, row.reference = None, None, ""


def _next_number(programme_id: Any) -> int:
    """Claims are counted through, programme by programme, from the day they are first sent. Under ``lock``."""
    return (Claim.objects.filter(programme=programme_id).aggregate(last=Max("number"))["last"] or 0) + 1
