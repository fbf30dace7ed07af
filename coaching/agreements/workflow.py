"""The states of an agreement, and who may move it from one to the next.

The order in which the two sides accept does not matter. With the second acceptance it is in force, and the edition
that was in force until then is replaced, in the same transaction. Until that moment the older one stays in force.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.followup.services import months_after
from projects.locks import lock_project
from projects.models import CoachAssignment
from projects.refusal import Refusal

from ..models import Agreement
from ..permissions import can_accept_as_coach, can_accept_for_practice, can_speak_for_a_side, can_write_edition
from ..querysets import OPEN_AGREEMENTS
from ..statuses import COACHED

State = Agreement.State
READ_AGAIN = "The words have changed since you opened the page. Read them again first."


class Act(models.TextChoices):
    OFFER = "offered", "Offer it to both sides"
    COACH_ACCEPT = "coach_accepted", "Accept as the coach"
    PRACTICE_ACCEPT = "practice_accepted", "Accept for the practice"
    SEND_BACK = "sent_back", "Send it back"
    REVIEW = "reviewed", "It still holds"
    END = "ended", "End it"


@dataclass(frozen=True)
class Move:
    """``leads``: from which state to which. Whoever may not is told ``refusal``."""

    may: Callable[[Any, Agreement], bool]
    leads: dict[str, str]
    refusal: str


ONE_SIDE = "Only the coach, or who speaks for the practice, can do this."
WAITING = (State.OFFERED, State.COACH_ACCEPTED, State.PRACTICE_ACCEPTED)
MOVES: dict[Act, Move] = {
    Act.OFFER: Move(
        can_write_edition, {State.DRAFT: State.OFFERED}, "Only the coach or the team's leaders can offer this."
    ),
    Act.COACH_ACCEPT: Move(
        can_accept_as_coach,
        {State.OFFERED: State.COACH_ACCEPTED, State.PRACTICE_ACCEPTED: State.IN_FORCE},
        "Only the coach whom it names can accept this for the coach.",
    ),
    Act.PRACTICE_ACCEPT: Move(
        can_accept_for_practice,
        {State.OFFERED: State.PRACTICE_ACCEPTED, State.COACH_ACCEPTED: State.IN_FORCE},
        "Only the champion or the sponsor can accept this for the practice.",
    ),
    Act.SEND_BACK: Move(can_speak_for_a_side, dict.fromkeys(WAITING, State.DRAFT), ONE_SIDE),
    Act.REVIEW: Move(can_speak_for_a_side, {State.IN_FORCE: State.IN_FORCE}, ONE_SIDE),
    Act.END: Move(can_speak_for_a_side, dict.fromkeys((*OPEN_AGREEMENTS, State.IN_FORCE), State.ENDED), ONE_SIDE),
}
STANDS = {
    State.DRAFT: "It is still being written.",
    State.OFFERED: "It has been offered to both sides already.",
    State.COACH_ACCEPTED: "The coach has accepted it already.",
    State.PRACTICE_ACCEPTED: "The practice has accepted it already.",
    State.IN_FORCE: "It is in force already.",
    State.REPLACED: "A newer edition has taken its place.",
    State.ENDED: "It has ended.",
}


def still_coaches(agreement: Agreement) -> bool:
    """Whether the coach whom it names coaches the team today. Read once, and kept on the row."""
    kept = agreement.__dict__
    if "_still_coaches" not in kept:
        rows = CoachAssignment.objects.current().filter(project=agreement.project_id, user=agreement.coach_id)
        kept["_still_coaches"] = rows.exists()
    return kept["_still_coaches"]


def why_not(agreement: Agreement) -> str:
    """One sentence on why it can only be ended now; empty while it can go its way."""
    if agreement.state in {State.REPLACED, State.ENDED}:
        return STANDS[State(agreement.state)]
    if agreement.project.status not in COACHED:
        return "The project has ended."
    if not still_coaches(agreement):
        return f"{agreement.coach.name} does not coach the team any more."
    return ""


def allowed(agreement: Agreement, user: Any) -> list[Act]:
    """What this person may do with it now."""
    stuck = bool(why_not(agreement))
    return [
        act
        for act, move in MOVES.items()
        if agreement.state in move.leads and (act is Act.END or not stuck) and move.may(user, agreement)
    ]


def has_accepted(agreement: Agreement, act: Act) -> bool:
    """Whether this side has accepted the edition that waits or is in force."""
    if agreement.state not in {*WAITING, State.IN_FORCE}:
        return False
    return bool(
        (act is Act.COACH_ACCEPT and agreement.coach_accepted_at)
        or (act is Act.PRACTICE_ACCEPT and agreement.practice_accepted_at)
    )


@transaction.atomic
def move(
    *,
    agreement: Agreement,
    act: Act,
    by: Any,
    seen: int | None = None,
    was: str = "",
    reason: str = "",
    words: str = "",
) -> Agreement:
    """Offer, accept, send back, review or end. The same acceptance sent twice is one, and so is the same review.

    Args:
        seen: the ``version`` of the words that were read; offering and accepting count for these words only.
        was: the state in which the person saw what they end; a change is not given up once it is in force.
        reason: of an end. ``words``: what should be different, or what the other side should know.

    Raises:
        Refusal: the person may not; it stands where this cannot be done; the words have changed since they were
            read; sent back without words, or ended without a reason.
    """
    project = lock_project(agreement.project_id)
    row = Agreement.objects.select_for_update(of=("self",)).select_related("coach").get(pk=agreement.pk)
    row.project = project
    found = MOVES[act]
    if not found.may(by, row):
        raise Refusal(found.refusal)
    if _is_done(row, act):
        return row
    _check_stands(row, act, seen=seen, was=was)
    if act is Act.END:
        end(row, by=by, reason=reason, words=words)
        return row
    DOES[act](row, by, words.strip())
    row.state = found.leads[row.state]
    if row.state == State.IN_FORCE and row.in_force_at is None:
        _come_into_force(row, by)
    row.full_clean()
    row.save()
    record(f"agreement.{act}", row, by=by, project=project, number=row.number)
    return row


def _is_done(row: Agreement, act: Act) -> bool:
    """Whether the same was said before: twice is once."""
    is_review = act is Act.REVIEW and row.reviewed_at is not None
    return has_accepted(row, act) or (is_review and timezone.localdate(row.reviewed_at) == timezone.localdate())


def _check_stands(row: Agreement, act: Act, *, seen: int | None, was: str) -> None:
    """Raises Refusal where this cannot be done now, or the person saw other words or another state."""
    if row.state not in MOVES[act].leads:
        raise Refusal(STANDS[State(row.state)])
    if act is not Act.END and (stuck := why_not(row)):
        raise Refusal(stuck)
    if act in {Act.OFFER, Act.COACH_ACCEPT, Act.PRACTICE_ACCEPT} and seen != row.version:
        raise Refusal(READ_AGAIN)
    if act is Act.END and was in OPEN_AGREEMENTS and row.state == State.IN_FORCE:
        raise Refusal("The other side has accepted it meanwhile, so it is in force. Look at it again.")


def _offer(row: Agreement, by: Any, words: str) -> None:
    row.offered_at, row.offered_by, row.sent_back_words = timezone.now(), by, ""


def _coach_accepts(row: Agreement, by: Any, words: str) -> None:
    row.coach_accepted_at = timezone.now()


def _practice_accepts(row: Agreement, by: Any, words: str) -> None:
    row.practice_accepted_at, row.practice_accepted_by = timezone.now(), by


def _send_back(row: Agreement, by: Any, words: str) -> None:
    """Both accept again, once it has been changed."""
    if not words:
        raise Refusal("Say what should be different.")
    row.sent_back_words = words
    row.offered_at = row.offered_by = None
    row.coach_accepted_at = row.practice_accepted_at = row.practice_accepted_by = None


def _review(row: Agreement, by: Any, words: str) -> None:
    row.reviewed_at, row.reviewed_by = timezone.now(), by
    row.next_review_on = months_after(timezone.localdate(), row.review_months) if row.review_months else None


DOES: dict[Act, Callable[[Agreement, Any, str], None]] = {
    Act.OFFER: _offer,
    Act.COACH_ACCEPT: _coach_accepts,
    Act.PRACTICE_ACCEPT: _practice_accepts,
    Act.SEND_BACK: _send_back,
    Act.REVIEW: _review,
}


def _come_into_force(row: Agreement, by: Any) -> None:
    """A first review that lies in the past by now is due at once."""
    row.in_force_at, row.next_review_on = timezone.now(), max(row.review_on, timezone.localdate())
    for older in Agreement.objects.select_for_update(of=("self",)).filter(
        project=row.project_id, state=State.IN_FORCE
    ):
        older.state = State.REPLACED
        older.full_clean()
        older.save()
        record("agreement.replaced", older, by=by, project=row.project, number=older.number)


@transaction.atomic
def end(row: Agreement, *, by: Any, reason: str, words: str = "") -> None:
    """End a locked row. With the edition in force goes the change that somebody had begun.

    ``by`` is None for the portal itself. Raises Refusal without a reason.
    """
    if reason not in Agreement.EndReason.values:
        raise Refusal("Choose the reason that fits best.")
    rows = [row]
    if row.state == State.IN_FORCE:
        rows += Agreement.objects.select_for_update(of=("self",)).filter(project=row.project_id).open()
    for one in rows:
        one.project = row.project
        one.state, one.ended_at, one.ended_by = State.ENDED, timezone.now(), by
        one.end_reason, one.end_words = reason, words.strip()
        one.full_clean()
        one.save()
        record("agreement.ended", one, by=by, project=row.project, number=one.number, reason=reason)
