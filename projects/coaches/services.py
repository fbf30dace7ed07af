"""Who coaches a project: assigned, handed over and ended by the programme's manager. The history is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmsportal.audit.services import record
from practices.models import ProgrammeMembership
from projects.models import CoachAssignment, Project, TeamMember
from projects.permissions import can_assign_coach
from projects.refusal import Refusal
from projects.signals import coaching_began, coaching_ended

from .presenters import coaches_words, room_words


@dataclass(frozen=True)
class PoolCoach:
    """A coach of the programme and how much room they have."""

    user_id: UUID
    name: str
    teams: int
    capacity: int
    mentor: str = ""
    in_team: bool = False
    coaches_now: bool = False
    leads_now: bool = False

    @property
    def room(self) -> str:
        if self.in_team:
            return "Is on the lead team"
        words = room_words(self.teams, self.capacity)
        return f"{words}. Mentor: {self.mentor}" if self.mentor else words

    @property
    def can_be_chosen(self) -> bool:
        return not self.in_team and not self.coaches_now

    @property
    def can_lead(self) -> bool:
        """A second coach of the team can take it over."""
        return not self.in_team and not self.leads_now


def coach_pool(project: Project) -> list[PoolCoach]:
    """The programme's coaches, those with most room first. Four queries however many they are."""
    today = timezone.localdate()
    memberships = list(
        ProgrammeMembership.objects.current()
        .filter(programme=project.programme_id, role=ProgrammeMembership.Role.COACH)
        .select_related("user", "mentor__user")
    )
    assignments = CoachAssignment.objects.filter(project__programme=project.programme_id)
    busy = list(assignments.taking_room().values_list("user_id", flat=True))
    here = dict(CoachAssignment.objects.not_over().filter(project=project).values_list("user_id", "is_lead"))
    team = set(_team_user_ids(project, today))
    pool = [
        PoolCoach(
            user_id=membership.user_id,
            name=membership.user.name,
            teams=busy.count(membership.user_id),
            capacity=membership.capacity,
            mentor=membership.mentor.user.name if membership.mentor and membership.mentor.covers(today) else "",
            in_team=membership.user_id in team,
            coaches_now=membership.user_id in here,
            leads_now=here.get(membership.user_id, False),
        )
        for membership in memberships
    ]
    return sorted(pool, key=lambda coach: (coach.teams - coach.capacity, coach.name))


def _team_user_ids(project: Project, day: date) -> Any:
    rows = TeamMember.objects.not_over(day).filter(project=project, user__isnull=False)
    return rows.values_list("user_id", flat=True)


def lead_assignment(project: Project) -> CoachAssignment | None:
    """Who leads the coaching now, or will: the latest assignment that has not ended."""
    return (
        CoachAssignment.objects.not_over()
        .filter(project=project, is_lead=True)
        .select_related("user")
        .order_by("-starts_on")
        .first()
    )


@transaction.atomic
def assign_coach(
    *, project: Project, user: Any, starts_on: date, instead_of: UUID | None, by: Any
) -> CoachAssignment:
    """Give the project a coach from a day; whoever coached it until then ends, and loses access, on that day.

    Args:
        instead_of: the assignment the manager saw on the page, None when there was none.

    Raises:
        Refusal: somebody else assigned a coach meanwhile, the person is not in the pool or is on the lead team, or
            the day is before the present coach began.
    """
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not can_assign_coach(by, project):
        raise Refusal("Only a manager of the programme can assign a coach.")
    return begin_coaching(
        project=project, user=user, starts_on=starts_on, instead_of=instead_of, assigned_by=by, by=by
    )


@transaction.atomic
def begin_coaching(
    *, project: Project, user: Any, starts_on: date, instead_of: UUID | None, assigned_by: Any, by: Any
) -> CoachAssignment:
    """What ``assign_coach`` does once it is decided; who may decide is for the caller, who holds the project's lock.

    Args:
        assigned_by: the manager who chose; ``by`` is whose act it is now, such as the practice's yes.

    Raises Refusal as ``assign_coach`` does.
    """
    present = lead_assignment(project)
    if present and present.user_id == user.pk:
        return present
    if (present.pk if present else None) != instead_of:
        today = timezone.localdate()
        now = coaches_words(present, "this team", today) if present else "The team has no coach now"
        raise Refusal(f"Somebody changed this a moment ago. {now}. Choose again if that is not right.")
    check_candidate(project, user, starts_on)
    if present:
        _close(present, starts_on)
    _end_second_place(project, user, starts_on)
    assignment = CoachAssignment(project=project, user=user, starts_on=starts_on, assigned_by=assigned_by)
    _check_free(assignment)
    assignment.full_clean()
    assignment.save()
    record(
        "coach.handed_over" if present else "coach.assigned",
        assignment,
        by=by,
        project=project,
        starts_on=starts_on.isoformat(),
        before=str(present.user_id) if present else "",
    )
    if present:
        coaching_ended.send(CoachAssignment, assignment=present, successor=user, by=by)
    coaching_began.send(CoachAssignment, assignment=assignment, by=by)
    return assignment


@transaction.atomic
def join_coaching(*, project: Project, user: Any, starts_on: date, by: Any) -> CoachAssignment:
    """A second coach beside the one who leads: a newer one who learns, or somebody who knows what the first does not.

    Twice is once. Raises Refusal: nobody leads the coaching, the person coaches the team already on other days, is
    not in the pool, or is on the lead team.
    """
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not can_assign_coach(by, project):
        raise Refusal("Only a manager of the programme can assign a coach.")
    if lead_assignment(project) is None:
        raise Refusal("The team has no coach yet. Choose the one who leads first.")
    here = CoachAssignment.objects.not_over().filter(project=project, user=user).first()
    if here is not None and not here.is_lead and here.starts_on == starts_on:
        return here
    if here is not None:
        raise Refusal(f"{coaches_words(here, 'this team', timezone.localdate())} already.")
    check_candidate(project, user, starts_on)
    assignment = CoachAssignment(project=project, user=user, starts_on=starts_on, is_lead=False, assigned_by=by)
    assignment.full_clean()
    assignment.save()
    record("coach.joined", assignment, by=by, project=project, starts_on=starts_on.isoformat())
    return assignment


@transaction.atomic
def end_coaching(*, project: Project, assignment_id: UUID, by: Any) -> CoachAssignment | None:
    """The coach stops today and loses access today. A second click changes nothing."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not can_assign_coach(by, project):
        raise Refusal("Only a manager of the programme can end this.")
    assignment = CoachAssignment.objects.not_over().filter(project=project, pk=assignment_id).first()
    if assignment is None:
        return None
    _close(assignment, max(timezone.localdate(), assignment.starts_on))
    record("coach.ended", assignment, by=by, project=project, ends_on=assignment.ends_on.isoformat())
    coaching_ended.send(CoachAssignment, assignment=assignment, successor=None, by=by)
    return assignment


def check_candidate(project: Project, user: Any, day: date) -> None:
    """The membership is locked, so that nobody leaves the pool while they are given a team, nor the other way round.

    One order for both: the project or the programme first, then the membership.
    """
    pool = ProgrammeMembership.objects.filter(
        programme=project.programme_id, user=user, role=ProgrammeMembership.Role.COACH
    )
    if pool.on(day).not_over().select_for_update().first() is None:
        raise Refusal(f"{user.name} is not one of the programme's coaches on that day.")
    if user.pk in set(_team_user_ids(project, day)):
        raise Refusal(f"{user.name} is on this lead team, so cannot coach it too.")


def _end_second_place(project: Project, user: Any, day: date) -> None:
    """Whoever was the second coach until then leads from that day on."""
    rows = CoachAssignment.objects.not_over(day).filter(project=project, user=user, is_lead=False)
    for second in rows.select_related("user"):
        _close(second, max(day, second.starts_on))


def _close(assignment: CoachAssignment, day: date) -> None:
    """A last day that was said before stays, where it comes sooner."""
    if assignment.ends_on is not None:
        day = min(day, assignment.ends_on)
    if day < assignment.starts_on:
        began = f"{assignment.starts_on.day} {assignment.starts_on:%B %Y}"
        raise Refusal(f"{assignment.user.name} begins on {began}. Choose that day or a later one.")
    assignment.ends_on = day
    assignment.full_clean(exclude=["assigned_by"])  # unknown for coaches who came before the portal
    assignment.save(update_fields=["ends_on"])


def _check_free(assignment: CoachAssignment) -> None:
    later = (
        CoachAssignment.objects.not_over(assignment.starts_on)
        .filter(Q(is_lead=True) | Q(user=assignment.user_id), project=assignment.project_id)
        .select_related("user")
        .first()
    )
    if later:
        raise Refusal(f"{later.user.name} coached this team on that day. Choose a later day.")


def pool_user(project: Project, user_id: UUID) -> Any:
    """The person behind a choice of the pool. Raises Refusal when they have left it meanwhile."""
    membership = (
        ProgrammeMembership.objects.not_over()
        .filter(programme=project.programme_id, role=ProgrammeMembership.Role.COACH, user=user_id)
        .select_related("user")
        .first()
    )
    if membership is None:
        raise Refusal("This person is no longer one of the programme's coaches.")
    return membership.user
