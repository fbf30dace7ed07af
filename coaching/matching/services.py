"""A coach is asked for a practice: chosen from the list, or for all waiting practices at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from practices.models import Programme, ProgrammeMembership
from practices.permissions import is_manager
from projects.coaches.services import check_candidate, lead_assignment
from projects.locks import lock_project
from projects.models import Project
from projects.permissions import can_assign_coach
from projects.refusal import Refusal

from ..handover.away import here, is_handed_over, leaders_of
from ..models import Match, Wish
from ..permissions import can_say_wish
from ..statuses import CAN_WAIT
from . import weights
from .facts import CoachFacts
from .filling import fill
from .reading import WORDS, read_coaches, read_waiting, waiting_projects
from .reasons import Reason, as_stored, reasons
from .scoring import ranking, score


@dataclass(frozen=True)
class Candidate:
    """A coach in the list for one practice."""

    coach: CoachFacts
    rank: int
    points: int
    reasons: list[Reason]

    @property
    def can_be_asked(self) -> bool:
        return self.points > weights.BARRED / 2


def candidates(project: Project) -> list[Candidate]:
    """Every coach of the programme for this practice, best first; without those who leave or hand it over."""
    [(_, row)] = read_waiting([project])
    leader = leaders_of([project]).get(project.pk)
    coaches = [one for one in here(read_coaches(project.programme), project.programme) if one.user_id != leader]
    if not coaches:
        return []
    points = score(coaches, [row])[0]
    return [
        Candidate(coaches[place], rank, int(points[place]), reasons(coaches[place], row, WORDS))
        for rank, place in enumerate(ranking(points, [coach.name for coach in coaches]), start=1)
    ]


def candidate_for(project: Project, membership: ProgrammeMembership) -> tuple[str, Candidate]:
    """The name at the top of the list, and this coach in it. Raises Refusal for somebody who has left the pool."""
    found = candidates(project)
    one = next((one for one in found if one.coach.membership_id == membership.pk), None)
    if one is None:
        raise Refusal(f"{membership.user.name} is no longer one of the programme's coaches.")
    return found[0].coach.name, one


@transaction.atomic
def ask_coach(*, project: Project, user: Any, starts_on: date, override_reason: str, by: Any) -> Match:
    """The manager's choice for one practice; practice and coach are asked. Asking the same coach twice is once.

    Raises:
        Refusal: the person does not run the programme; the team has a coach, or another has been asked; the coach is
            not in the pool, is on the lead team or keeps out of the practice; or it is not the first of the list and
            no reason is given.
    """
    project = lock_project(project.pk)
    if not can_assign_coach(by, project):
        raise Refusal("Only a manager of the programme can choose a coach.")
    present = Match.objects.filter(project=project, state=Match.State.ASKED).select_related("coach").first()
    if present and present.coach_id == user.pk:
        return present
    if present:
        raise Refusal(f"{present.coach.name} has been asked already. Take that back first.")
    found = next((one for one in candidates(project) if one.coach.user_id == user.pk), None)
    if found is None:
        raise Refusal(f"{user.name} is no longer one of the programme's coaches.")
    if found.rank > 1 and not override_reason.strip():
        raise Refusal("Say why it is not the first of the list.")
    return _ask(
        project, user, found, starts_on, by, override_reason=override_reason.strip() if found.rank > 1 else ""
    )


def _ask(project: Project, user: Any, found: Candidate, starts_on: date, by: Any, **values: Any) -> Match:
    _check_needs_coach(project)
    if not found.can_be_asked:
        raise Refusal(f"{user.name} cannot be asked: {found.reasons[0].words.lower()}.")
    check_candidate(project, user, starts_on)
    match = Match(
        project=project,
        coach=user,
        chosen_at=timezone.now(),
        chosen_by=by,
        starts_on=starts_on,
        rank=found.rank,
        reasons=as_stored(found.reasons),
        **values,
    )
    match.full_clean()
    match.save()
    record("match.asked", match, by=by, project=project, rank=found.rank, via=match.via)
    return match


def _check_needs_coach(project: Project) -> None:
    if project.status not in CAN_WAIT:
        raise Refusal(f"{project.practice}: the project is not under way, so it needs no coach.")
    present = lead_assignment(project)
    if present and not is_handed_over(project, present.user_id):
        raise Refusal(f"{project.practice} has a coach: {present.user.name}.")


@dataclass(frozen=True)
class Proposal:
    """A coach for a waiting practice, or none where no coach is left for it. ``days`` it has waited.

    ``choices``: all who can be asked, best first.
    """

    project: Project
    days: int
    candidate: Candidate | None
    choices: tuple[CoachFacts, ...] = ()


def propose(programme: Programme, projects: Any = None) -> list[Proposal]:
    """A coach for every waiting practice; nothing is asked yet. The practice that has waited longest first.

    ``projects``: others than those that wait, such as those of a coach who leaves.
    """
    table = _Table(programme, waiting_projects(programme) if projects is None else projects)
    chosen: list[int | None] = [None] * len(table.waiting)
    if table.points is not None:
        chosen = fill(table.points, table.rooms, [row.days for _, row in table.waiting])
    return [
        Proposal(project, row.days, None if place is None else table.candidate(number, place), table.choices(number))
        for number, ((project, row), place) in enumerate(zip(table.waiting, chosen, strict=True))
    ]


@dataclass(frozen=True)
class Applied:
    """What came of a proposal: how many coaches were asked, and a sentence for each practice where that failed."""

    asked: int
    refused: list[str]


@transaction.atomic
def apply_proposal(*, programme: Programme, pairs: Sequence[tuple[UUID, UUID]], starts_on: date, by: Any) -> Applied:
    """Ask the coaches of a proposal that the manager has seen: pairs of project and coach (a user's id).

    What no longer fits is refused pair by pair, and the others are asked all the same. Sent twice is once.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if not is_manager(by, programme):
        raise Refusal("Only a manager of the programme can choose coaches.")
    wanted = dict(pairs)
    rows = Project.objects.select_for_update(of=("self",)).filter(pk__in=wanted, programme=programme)
    table = _Table(programme, rows.select_related("programme", "practice", "coach_wish").order_by("pk"))
    asked, refused = 0, []
    for number, (project, _) in enumerate(table.waiting):
        try:
            asked += _ask_together(table, number, wanted[project.pk], starts_on, by)
        except Refusal as refusal:
            refused.append(str(refusal))
    return Applied(asked, refused)


class _Table:
    """Coaches and waiting projects, read once, with the points of each pair and the room that is left."""

    def __init__(self, programme: Programme, projects: Any) -> None:
        self.waiting = read_waiting(projects)
        self.coaches = here(read_coaches(programme), programme)
        self.places = {coach.user_id: place for place, coach in enumerate(self.coaches)}
        self.rooms = [coach.room for coach in self.coaches]
        rows = [row for _, row in self.waiting]
        self.points = score(self.coaches, rows) if rows and self.coaches else None
        leaders = leaders_of(project for project, _ in self.waiting)
        for number, (project, _) in enumerate(self.waiting):  # who hands a team over is not asked to take it
            if self.points is not None and leaders.get(project.pk) in self.places:
                self.points[number, self.places[leaders[project.pk]]] = weights.BARRED
        self.names = [coach.name for coach in self.coaches]
        users = User.objects.filter(pk__in=self.places)
        self.users = {user.pk: user for user in users}
        asked = Match.objects.filter(project__in=[project.pk for project, _ in self.waiting], state=Match.State.ASKED)
        self.asked = {match.project_id: match for match in asked.select_related("coach")}

    def candidate(self, number: int, place: int) -> Candidate:
        """The coach at ``place`` for the waiting project ``number``."""
        points = self.points[number]
        rank = ranking(points, self.names).index(place) + 1
        why = reasons(self.coaches[place], self.waiting[number][1], WORDS)
        return Candidate(self.coaches[place], rank, int(points[place]), why)

    def choices(self, number: int) -> tuple[CoachFacts, ...]:
        """All who can be asked for the project ``number``, best first."""
        if self.points is None:
            return ()
        points = self.points[number]
        ranked = ranking(points, self.names)
        return tuple(self.coaches[place] for place in ranked if points[place] > weights.BARRED / 2)


def _ask_together(table: _Table, number: int, user_id: UUID, starts_on: date, by: Any) -> int:
    """1 where the coach was asked, 0 where that had been done before."""
    project, _ = table.waiting[number]
    present = table.asked.get(project.pk)
    if present and present.coach_id == user_id:
        return 0
    if present:
        raise Refusal(f"{project.practice}: {present.coach.name} has been asked meanwhile.")
    place = table.places.get(user_id)
    if place is None:
        raise Refusal(f"{project.practice}: the coach has left the pool meanwhile.")
    if table.rooms[place] <= 0:
        raise Refusal(f"{project.practice}: {table.names[place]} has no room any more.")
    found = table.candidate(number, place)
    _ask(project, table.users[user_id], found, starts_on, by, via=Match.Via.TOGETHER)
    table.rooms[place] -= 1
    return 1


@transaction.atomic
def save_wish(*, project: Project, values: dict[str, Any], expected_version: int, by: Any) -> Wish:
    """What the team needs of its coach. Raises Refusal, Stale."""
    project = lock_project(project.pk)
    if not can_say_wish(by, project):
        raise Refusal("Only somebody who looks after the team, or the programme's manager, can write this.")
    wish = Wish.objects.filter(project=project).first() or Wish(project=project)
    is_new = wish._state.adding
    for name, value in values.items():
        setattr(wish, name, value)
    wish.full_clean()
    if is_new:
        wish.version = 1
        wish.save()
    else:
        save_versioned(wish, expected_version, list(values))
    record("wish.saved", wish, by=by, project=project)
    return wish
