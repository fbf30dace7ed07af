from django.core.exceptions import ValidationError
from django.db import transaction

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from practices import memberships
from practices.memberships import Membership
from practices.models import Programme, ProgrammeMembership
from projects.models import CoachAssignment


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """End a role as of today. Raises ValidationError for the last manager, and for a coach who still has teams.

    A team that the coach begins with later counts too. The membership is locked before they are counted, so that
    nobody is given a team meanwhile (see ``projects.coaches.services.assign_coach``).
    """
    if isinstance(membership, ProgrammeMembership) and membership.role == ProgrammeMembership.Role.COACH:
        Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
        ProgrammeMembership.objects.select_for_update().get(pk=membership.pk)
        teams = CoachAssignment.objects.not_over().filter(
            user=membership.user_id, project__programme=membership.programme_id
        )
        if count := teams.count():
            named = "one team" if count == 1 else f"{count} teams"
            raise ValidationError(f"{membership.user} still has {named} to coach. Choose another coach there first.")
    return memberships.end_membership(membership=membership, by=by)


@transaction.atomic
def change_coach(
    *,
    membership: ProgrammeMembership,
    mentor: ProgrammeMembership | None,
    capacity: int,
    expected_version: int,
    by: User,
) -> ProgrammeMembership:
    """Set mentor and capacity.

    Raises:
        ValidationError: the mentor is from elsewhere, or oneself.
        Stale: somebody saved in between.
    """
    membership = ProgrammeMembership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if mentor is not None and (
        mentor.user_id == membership.user_id or mentor.programme_id != membership.programme_id
    ):
        raise ValidationError("A mentor is another coach of the same programme.")
    membership.mentor, membership.capacity = mentor, capacity
    membership.full_clean()
    save_versioned(membership, expected_version, ["mentor", "capacity"])
    record(
        "coach.changed",
        membership,
        by=by,
        programme=membership.programme,
        capacity=capacity,
        mentor=str(mentor.pk) if mentor else None,
    )
    return membership
