"""When another coach begins: what the first one held goes over, in the transaction in which the access does."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.locks import lock_project
from projects.models import Action, CoachAssignment
from projects.signals import coaching_ended

from ..models import Departure, HandOver
from ..models.handover import PARTS
from ..visits.handover import hand_over_visits
from .places import sweep_places
from .record import draft_note
from .services import close_done, come_to_nothing

State = HandOver.State


@transaction.atomic
def open_hand_over(*, assignment: CoachAssignment, successor: Any, by: Any, **kwargs: Any) -> None:
    """A team that is given to another coach without a word before: the note is then made from the record alone."""
    if successor is None or not assignment.is_lead:
        return
    if HandOver.objects.unfollowed().filter(project=assignment.project_id).exists():
        return
    if assignment.ends_on <= assignment.starts_on:
        return  # never began, so has nothing to hand over
    begun = HandOver(project=assignment.project, coach=assignment.user, leaves_on=assignment.ends_on)
    begun.full_clean()
    begun.save()


@transaction.atomic
def settle(*, assignment: CoachAssignment, by: Any, **kwargs: Any) -> None:
    """A coach begins: the team's hand-over is settled, its note kept, and next steps go over.

    Also where the team was to go on without a coach.
    """
    row = HandOver.objects.unfollowed().select_for_update(of=("self",)).filter(project=assignment.project_id).first()
    if row is None:
        return
    project = row.project = assignment.project
    if row.coach_id == assignment.user_id:
        come_to_nothing(row)
        return
    row.state, row.successor, row.starts_on = State.SETTLED, assignment.user, assignment.starts_on
    row.leaves_on = min(row.leaves_on, assignment.starts_on)
    row.settled_at, row.settled_by = timezone.now(), by
    keep_note(row)
    row.full_clean()
    row.version += 1
    row.save()
    moved = hand_over_actions(row)
    hand_over_planned(row, by)
    record("handover.settled", row, by=by, project=project, actions=moved, starts_on=row.starts_on.isoformat())
    close_when_done(row.departure, by)


def keep_note(row: HandOver) -> None:
    """What nobody has written is taken from the record as it stands now, and stays so."""
    draft = draft_note(row)
    for name in PARTS:
        if not getattr(row, name):
            setattr(row, name, draft[name])
    row.kept_at = timezone.now()


def hand_over_actions(row: HandOver, *, everything: bool = False) -> int:
    """Open next steps of the coach go to the successor, or to nobody where nobody follows; how many did.

    Until the last day the coach does what is due before it; the day after, ``everything`` that was left goes over.
    """
    rows = Action.objects.select_for_update(of=("self",)).filter(
        project=row.project_id, owner=row.coach_id, done_at__isnull=True
    )
    if not everything and row.leaves_on > timezone.localdate():
        rows = rows.filter(Q(due_on__isnull=True) | Q(due_on__gte=row.leaves_on))
    found = list(rows.order_by("pk"))
    for action in found:
        action.owner, action.owner_name = row.successor, ""
        save_versioned(action, action.version, ["owner", "owner_name"])
    return len(found)


def hand_over_planned(row: HandOver, by: Any) -> None:
    """Visits planned for after the last day, also of a coach who was gone before anybody followed."""
    assignments = CoachAssignment.objects.filter(project=row.project_id, user=row.coach_id, is_lead=True)
    last = assignments.order_by("-ends_on").first()
    if last is not None and last.ends_on is not None:
        last.project = row.project
        hand_over_visits(assignment=last, successor=row.successor, by=by)


def close_when_done(departure: Departure | None, by: Any) -> None:
    """Who handed over some teams has done so once each has a successor; who is away is still away."""
    if departure is None or departure.kind != Departure.Kind.FEWER or departure.over_at:
        return
    if not departure.hand_overs.needing_successors().exists():
        close_done(departure, by)


def sweep(today: date | None = None) -> int:
    """Once a coach's last day is past: what stayed open goes over, or out of the calendar. Safe to run twice.

    Without a successor planned visits leave the calendar, for nobody would come; so do those of a second coach.
    """
    today = today or timezone.localdate()
    due = HandOver.objects.filter(swept_at__isnull=True, leaves_on__lte=today)
    due = due.filter(Q(state__in=HandOver.UNFOLLOWED) | Q(state=State.SETTLED, starts_on__lte=today))
    swept = sum(_sweep_one(pk, today) for pk in due.order_by("pk").values_list("pk", flat=True))
    return swept + sweep_places(today)


@transaction.atomic
def _sweep_one(pk: Any, today: date) -> bool:
    project_id = HandOver.objects.values_list("project_id", flat=True).get(pk=pk)
    project = lock_project(project_id)
    row = HandOver.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.swept_at:
        return False
    row.project = project
    if row.state in {State.SETTLED, State.NOBODY}:
        hand_over_actions(row, everything=True)
    if row.state != State.SETTLED:
        end_place(row, today)
    row.swept_at = timezone.now()
    row.save(update_fields=["swept_at"])
    return True


def end_place(row: HandOver, today: date, by: Any = None) -> None:
    """Under the project's lock: the coach's last day is past and nobody follows, so what hangs on the place ends."""
    assignments = CoachAssignment.objects.filter(project=row.project_id, user=row.coach_id, is_lead=True)
    last = assignments.filter(ends_on__lte=today).order_by("-ends_on").first()
    if last is not None and last.ends_on is not None:
        last.project = row.project
        coaching_ended.send(CoachAssignment, assignment=last, successor=None, by=by)
        record("coach.ended", last, by=by, project=row.project, ends_on=last.ends_on.isoformat())
