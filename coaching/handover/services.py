"""A coach leaves, is away or has too many teams: said, taken back, and over.

The assignment gets its last day at once, so that access ends by the date and waits for no worker. What is planned
stays until a successor is found or the day comes (coaching.handover.settling).
"""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from cmsportal.sent_once import sent_once
from practices.models import ProgrammeMembership
from practices.permissions import is_manager
from projects.coaches.services import assign_coach, begin_coaching, lead_assignment, pool_user
from projects.locks import lock_project
from projects.models import CoachAssignment
from projects.refusal import Refusal

from ..locks import lock_pool
from ..matching.workflow import overtaken
from ..models import Departure, HandOver
from ..permissions import can_say_departure
from .places import bring_forward, keep_last_day, leave_second_places, put_back, stay_in_second_places
from .teams import teams_of

Kind, Outcome, State = Departure.Kind, Departure.Outcome, HandOver.State
REFUSED = "Only the coach, or a manager of the programme, can say this."


@transaction.atomic
def begin_departure(
    *,
    membership: ProgrammeMembership,
    kind: str,
    from_on: date,
    back_on: date | None,
    project_ids: Collection[UUID],
    key: UUID | None,
    by: Any,
) -> Departure:
    """The coach goes, or hands over some teams: a hand-over begins for each team that was chosen.

    Args:
        from_on: the first day without the coach; where it is past, access ends today.
        project_ids: of the teams; who stops hands over all.
        key: drawn with the form: sent twice is once.

    Raises Refusal: the person may not; a hand-over of this coach has begun; or no team is chosen.
    """
    membership = lock_pool(membership)
    if not can_say_departure(by, membership):
        raise Refusal(REFUSED)
    values = {"kind": kind, "from_on": from_on, "back_on": back_on if kind == Kind.AWAY else None}
    ident, present = sent_once(Departure, key, membership=membership, teams=sorted(map(str, project_ids)), **values)
    if present:
        return present
    _make_room(membership, by)
    teams = [row for row in teams_of(membership) if kind == Kind.STOPS or row.project.pk in set(project_ids)]
    if kind == Kind.FEWER and not teams:
        raise Refusal("Choose at least one team.")
    departure = Departure(pk=ident, membership=membership, said_at=timezone.now(), said_by=by, **values)
    departure.full_clean()
    departure.save(force_insert=True)
    record("departure.said", departure, by=by, programme=membership.programme, kind=kind)
    for row in sorted(teams, key=lambda row: row.project.pk):
        _begin(departure, row.assignment, by)
    if kind == Kind.STOPS:
        leave_second_places(departure, by)
    return departure


def _make_room(membership: ProgrammeMembership, by: Any) -> None:
    """One departure at a time. One of which nothing is left to do gives way to the next."""
    standing = Departure.objects.open().filter(membership=membership).first()
    if standing is None:
        return
    if not standing.has_come_to_rest(timezone.localdate(), standing.hand_overs.needing_successors().exists()):
        raise Refusal(f"A hand-over of {membership.user.name}'s teams has begun already.")
    if standing.kind == Kind.STOPS and not is_manager(by, membership.programme):
        raise Refusal("You have stopped coaching here. The programme's manager can put you back.")
    close_done(standing, by)


def _begin(departure: Departure, assignment: CoachAssignment, by: Any) -> None:
    """Under the project's lock: the last day is set, and what follows is written down."""
    project = lock_project(assignment.project_id)
    row = CoachAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    standing = HandOver.objects.unfollowed().filter(project=project).first()
    goes_sooner = standing is not None and departure.from_on < standing.leaves_on
    if standing is not None and not (standing.state == State.NOBODY and goes_sooner):
        return
    if standing is not None:  # nobody was to follow from a later day: that is decided anew
        come_to_nothing(standing)
    bring_forward(departure, row)
    begun = HandOver(departure=departure, project=project, coach=departure.membership.user, leaves_on=row.ends_on)
    begun.full_clean()
    begun.save()
    record("handover.begun", begun, by=by, project=project, leaves_on=row.ends_on.isoformat())


@transaction.atomic
def call_off(*, departure: Departure, by: Any) -> Departure:
    """The coach stays: teams without a successor stay with them, until the day that was said before, if any.

    A second click changes nothing.

    Raises Refusal: the person may not, or the day has come.
    """
    membership = lock_pool(departure.membership)
    if not can_say_departure(by, membership):
        raise Refusal(REFUSED)
    row = Departure.objects.get(pk=departure.pk)
    if row.over_at:
        return row
    if row.from_on <= timezone.localdate():
        raise Refusal(f"The day has come: it was {day(row.from_on)}. The programme's manager can give teams back.")
    for hand_over in row.hand_overs.unfollowed().order_by("project"):
        _stay(hand_over, by)
    stay_in_second_places(row, by)
    return close(row, Outcome.CALLED_OFF, by)


def _stay(hand_over: HandOver, by: Any) -> None:
    project = lock_project(hand_over.project_id)
    row = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if row.state not in HandOver.UNFOLLOWED:
        return
    come_to_nothing(row)
    present = CoachAssignment.objects.not_over().filter(project=project, user=row.coach_id, is_lead=True).first()
    if present is not None:
        present.project = project
        put_back(row.departure, present)
        overtaken(assignment=present, by=by)
    record("handover.called_off", row, by=by, project=project)


@transaction.atomic
def come_back(
    *, departure: Departure, project_ids: Collection[UUID], starts_on: date, by: Any
) -> tuple[int, list[str]]:
    """The coach is there again, and these teams go back to them from a day; the others stay where they are.

    Also for a coach who had stopped and takes it up again. Returns how many went back, and a sentence for each that
    could not. Raises Refusal: the person does not run the programme, the coach is not away, or has left its pool.
    """
    membership = lock_pool(departure.membership)
    if not is_manager(by, membership.programme):
        raise Refusal("Only a manager of the programme can give teams back.")
    row = Departure.objects.get(pk=departure.pk)
    if row.over_at:
        return 0, []
    if not row.can_come_back(timezone.localdate()):
        raise Refusal(f"{membership.user.name} is not away.")
    given, refused = 0, []
    wanted = set(project_ids)
    for hand_over in row.hand_overs.filter(state__in=HandOver.STANDING).order_by("project"):
        if hand_over.project_id not in wanted:
            _leave_there(hand_over)
            continue
        try:
            with transaction.atomic():
                _give_back(hand_over, membership.user, starts_on, by)
                given += 1
        except Refusal as refusal:
            refused.append(f"{hand_over.project.practice}: {refusal}")
            _leave_there(hand_over)
    close(row, Outcome.BACK, by)
    return given, refused


def _leave_there(hand_over: HandOver) -> None:
    """A team that has found nobody meanwhile waits on, as any practice without a coach does."""
    if hand_over.state == State.OPEN:
        come_to_nothing(hand_over)


def come_to_nothing(hand_over: HandOver) -> None:
    """The coach stays or returns, or another hand-over takes the place of this one."""
    hand_over.state, hand_over.settled_at, hand_over.settled_by = State.CALLED_OFF, None, None
    hand_over.save(update_fields=["state", "settled_at", "settled_by"])


def _give_back(hand_over: HandOver, coach: Any, starts_on: date, by: Any) -> None:
    project = lock_project(hand_over.project_id)
    present = lead_assignment(project)
    if present is not None and present.user_id == coach.pk and hand_over.state in HandOver.UNFOLLOWED:
        _stay(hand_over, by)  # nobody had followed, and the last day has not come
        return
    if hand_over.state == State.SETTLED and present is not None and present.user_id != hand_over.successor_id:
        raise Refusal(f"{present.user.name} coaches the team meanwhile. Assign {coach.name} on the project's page.")
    if hand_over.state in HandOver.UNFOLLOWED:
        come_to_nothing(hand_over)
    else:
        HandOver.objects.filter(pk=hand_over.pk).update(state=State.GIVEN_BACK)
    begun = begin_coaching(
        project=project,
        user=coach,
        starts_on=max(starts_on, timezone.localdate()),
        instead_of=present.pk if present else None,
        assigned_by=by,
        by=by,
    )
    if hand_over.departure:
        keep_last_day(hand_over.departure, begun)
    record("handover.given_back", hand_over, by=by, project=project)


@transaction.atomic
def assign_successors(*, departure: Departure, chosen: dict[UUID, UUID], by: Any) -> tuple[int, list[str]]:
    """Give teams of a departure to their new coaches at once, without asking them: ids, project -> user.

    All in one transaction; what no longer fits is refused team by team. Sent twice is once.
    Returns how many went over, and a sentence for each that could not. Raises Refusal as ``come_back``.
    """
    membership = lock_pool(departure.membership)
    if not is_manager(by, membership.programme):
        raise Refusal("Only a manager of the programme can choose coaches.")
    done, refused = 0, []
    rows = departure.hand_overs.filter(project__in=chosen).select_related("project__practice").order_by("project")
    for hand_over in rows:
        if hand_over.state != State.OPEN:
            continue
        project = hand_over.project
        try:
            with transaction.atomic():
                lock_project(project.pk)
                present = lead_assignment(project)
                assign_coach(
                    project=project,
                    user=pool_user(project, chosen[project.pk]),
                    starts_on=max(hand_over.leaves_on, timezone.localdate()),
                    instead_of=present.pk if present else None,
                    by=by,
                )
                done += 1
        except Refusal as refusal:
            refused.append(f"{project.practice}: {refusal}")
    return done, refused


def close_done(departure: Departure, by: Any) -> Departure:
    """No team needs anybody; where a project has ended meanwhile nobody has to follow."""
    for row in departure.hand_overs.open().select_related("project").order_by("project"):
        row.state = State.CALLED_OFF
        row.save(update_fields=["state"])
        record("handover.called_off", row, by=by, project=row.project)
    return close(departure, Outcome.DONE, by)


def close(departure: Departure, outcome: str, by: Any) -> Departure:
    """The departure is over, with one of ``Departure.Outcome``; whoever comes second finds it so.

    It is locked last, after the projects: a coach who follows closes it as well, and holds only a project.
    """
    row = Departure.objects.select_for_update().get(pk=departure.pk)
    if row.over_at is None:
        row.outcome, row.over_at, row.over_by = outcome, timezone.now(), by
        row.full_clean()
        row.save()
        record("departure.over", row, by=by, programme=row.membership.programme, outcome=outcome)
    return row
