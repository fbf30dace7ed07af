"""A team goes on without a coach: the manager says that nobody follows, and why."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from practices.permissions import is_manager
from projects.locks import lock_project
from projects.refusal import Refusal

from ..locks import lock_pool
from ..models import HandOver, Match
from .settling import close_when_done, end_place, hand_over_actions, hand_over_planned, keep_note

State = HandOver.State
FOLLOWED = "Somebody follows already, or the coach stays. Look at the list again."


@transaction.atomic
def go_on_alone(*, hand_over: HandOver, why: str, by: Any) -> HandOver:
    """Nobody is to follow. A second click changes nothing; a coach who begins later takes the hand-over up.

    The coach's access ends on the day that was said. What they had planned for after it leaves the calendar at once;
    next steps are nobody's from that day on. The note is kept as it stands, for the team.

    Args:
        why: in words, at most 300 characters; the team and the coach read it.

    Raises Refusal: not a manager of the programme, no reason, somebody has been asked, or a coach follows or stays.
    """
    if hand_over.departure is None:
        raise Refusal(FOLLOWED)  # begun by the successor
    membership = lock_pool(hand_over.departure.membership)
    if not is_manager(by, membership.programme):
        raise Refusal("Only a manager of the programme can say this.")
    project = lock_project(hand_over.project_id)
    row = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if row.state == State.NOBODY:
        return row
    if row.state != State.OPEN:
        raise Refusal(FOLLOWED)
    asked = Match.objects.asked().filter(project=project).select_related("coach").first()
    if asked is not None:
        raise Refusal(f"{asked.coach.name} has been asked to follow. Take that back first.")
    row.project, row.why_nobody = project, " ".join(why.split())
    if not row.why_nobody:
        raise Refusal("Say why nobody follows.")
    row.state, row.settled_at, row.settled_by = State.NOBODY, timezone.now(), by
    keep_note(row)
    row.full_clean()
    row.version += 1
    row.save()
    _leave(row, by)
    record("handover.nobody_follows", row, by=by, project=project, leaves_on=row.leaves_on.isoformat())
    close_when_done(row.departure, by)
    return row


def _leave(row: HandOver, by: Any) -> None:
    """What can end now; the rest does on the night after the last day (settling.sweep)."""
    today = timezone.localdate()
    if row.leaves_on > today:
        hand_over_planned(row, by)
        return
    hand_over_actions(row, everything=True)
    if row.swept_at is None:
        end_place(row, today, by)
        row.swept_at = timezone.now()
        row.save(update_fields=["swept_at"])
