"""Who may write and read what of a visit, of a coach and of a match."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from cmsportal.models import current_on
from practices.models import ProgrammeMembership
from practices.permissions import is_manager
from projects.models import Project, TeamMember
from projects.permissions import access_to, can_assign_coach, can_log_visit, can_manage_team

from .models import Agreement, Departure, HandOver, Match, Visit
from .statuses import COACHED
from .visits.late import place_left


def can_write_visit(user: Any, visit: Visit) -> bool:
    """Whoever made the visit, while they coach the project."""
    return visit.coach_id == user.pk and access_to(visit.project, user).is_coach


def can_send_log(user: Any, project: Project) -> bool:
    """The project's coaches; for a while also one who has left, of a day on which they coached (visits.late)."""
    return can_log_visit(user, project) or place_left(user, project.pk) is not None


def can_prepare_visit(user: Any, project: Project) -> bool:
    """The brief before a visit: the project's coaches and their mentors."""
    access = access_to(project, user)
    return access.is_coach or access.is_mentor


def can_read_private_note(user: Any, visit: Visit) -> bool:
    """The coach who wrote it, and that coach's mentor in this programme; nobody else, the administrator neither."""
    access = access_to(visit.project, user)
    if visit.coach_id == user.pk:
        return access.is_coach
    return access.is_mentor and mentors(user, visit)


def mentors(user: Any, visit: Visit) -> bool:
    """Whether this person mentors the coach who made the visit."""
    return (
        visit.coach.programme_memberships.current()
        .filter(current_on(timezone.localdate(), "mentor__"), programme=visit.project.programme_id, mentor__user=user)
        .exists()
    )


# --- Hand-over ------------------------------------------------------------------------------------------------


def can_say_departure(user: Any, membership: ProgrammeMembership) -> bool:
    """The coach, while in the pool; a manager of the programme for everybody, also for a coach who has gone."""
    own = membership.user_id == user.pk and membership.covers(timezone.localdate())
    return own or is_manager(user, membership.programme)


def can_see_departure(user: Any, departure: Departure) -> bool:
    return can_say_departure(user, departure.membership)


def runs_departure(user: Any, departure: Departure) -> bool:
    """Who chooses successors and gives teams back."""
    return is_manager(user, departure.membership.programme)


def can_write_note(user: Any, hand_over: HandOver) -> bool:
    """The coach who goes, while they coach the team."""
    written = hand_over.state in HandOver.STANDING
    return written and hand_over.coach_id == user.pk and access_to(hand_over.project, user).is_coach


def can_read_note(user: Any, hand_over: HandOver) -> bool:
    """The team, its coaches and their mentors, once it is ready or a successor is settled; till then its writer.

    A manager sees that there is one: like a visit it is between the team and its coach.
    """
    access = access_to(hand_over.project, user)
    inside = access.is_team or access.is_coach or access.is_mentor
    is_out = hand_over.ready_at is not None or hand_over.kept_at is not None
    return can_write_note(user, hand_over) or (inside and is_out and hand_over.state != HandOver.State.CALLED_OFF)


def can_run_transition(user: Any, project: Project) -> bool:
    """The end of the coaching is prepared by the team and its coach together, while the project is open."""
    access = access_to(project, user)
    return project.is_open and (access.is_team or access.is_coach)


def can_read_transition(user: Any, project: Project) -> bool:
    """The team, its coach and the coach's mentor; the programme's managers, who see how far it is."""
    access = access_to(project, user)
    return access.is_team or access.is_coach or access.is_mentor or access.is_manager


def can_record_contact(user: Any, project: Project) -> bool:
    """The coach who is there then, whoever that is, also once the project is completed."""
    return access_to(project, user).is_coach and (project.is_open or project.status == Project.Status.COMPLETED)


def can_read_supervision_notes(user: Any, membership: ProgrammeMembership) -> bool:
    """What a coach noted for supervision, also of teams handed over since: the mentor alone."""
    return is_mentor_of(user, membership)


# --- Coaches and matching ---------------------------------------------------------------------------------------


def can_read_coach(user: Any, membership: ProgrammeMembership) -> bool:
    """The coach, the programme's managers, and the coach's mentor."""
    return can_change_profile(user, membership) or is_mentor_of(user, membership)


def can_change_profile(user: Any, membership: ProgrammeMembership) -> bool:
    """The coach's own; the programme's managers help."""
    return membership.user_id == user.pk or is_manager(user, membership.programme)


def is_mentor_of(user: Any, membership: ProgrammeMembership) -> bool:
    """Whoever mentors this coach in the programme today."""
    mentor = membership.mentor
    return mentor is not None and mentor.user_id == user.pk and mentor.covers(timezone.localdate())


def can_say_wish(user: Any, project: Project) -> bool:
    """What the team needs of a coach: whoever looks after the team, or the programme's manager."""
    return project.status in COACHED and (can_manage_team(user, project) or can_assign_coach(user, project))


def can_answer_as_coach(user: Any, match: Match) -> bool:
    return match.coach_id == user.pk


def can_answer_for_practice(user: Any, match: Match) -> bool:
    """Whoever looks after the team; the manager, who has asked them, until the team has somebody with an account."""
    return can_manage_team(user, match.project)


def can_withdraw_match(user: Any, match: Match) -> bool:
    return can_assign_coach(user, match.project)


def can_read_match(user: Any, match: Match) -> bool:
    """All for whom it exists: the coach who was asked, the team, and the programme's managers."""
    return True


# --- Agreements -------------------------------------------------------------------------------------------------


def can_read_agreement(user: Any, project: Project) -> bool:
    """Both sides, the coach's mentor, and the programme's managers."""
    access = access_to(project, user)
    return access.is_team or access.is_coach or access.is_mentor or access.is_manager


def can_write_agreement(user: Any, project: Project) -> bool:
    """A draft: the team's coaches, whoever looks after the team, and whoever speaks for the practice."""
    access = access_to(project, user)
    return access.is_coach or access.is_lead or speaks_for_practice(user, project)


def can_read_edition(user: Any, agreement: Agreement) -> bool:
    return can_read_agreement(user, agreement.project)


def can_write_edition(user: Any, agreement: Agreement) -> bool:
    return can_write_agreement(user, agreement.project)


def speaks_for_practice(user: Any, project: Project) -> bool:
    """Champion and sponsor; whoever looks after the team while neither of them has an account."""
    if not access_to(project, user).is_team:
        return False
    places = TeamMember.objects.current().filter(project=project, user__isnull=False)
    return user.pk in speakers(places)


def speakers(places: Iterable[TeamMember]) -> set[UUID]:
    """Of the places of one team whose people have an account: those who speak for the practice."""
    places = list(places)
    chosen = [place for place in places if place.is_champion or place.is_sponsor]
    return {place.user_id for place in chosen or [place for place in places if place.is_lead]}


def can_accept_as_coach(user: Any, agreement: Agreement) -> bool:
    """The coach whom it names, while they coach the team."""
    return agreement.coach_id == user.pk and access_to(agreement.project, user).is_coach


def can_accept_for_practice(user: Any, agreement: Agreement) -> bool:
    return speaks_for_practice(user, agreement.project)


def can_speak_for_a_side(user: Any, agreement: Agreement) -> bool:
    """Send it back, end it, say that it still holds: each side may."""
    return can_accept_as_coach(user, agreement) or can_accept_for_practice(user, agreement)
