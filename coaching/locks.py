"""The lock of a programme's pool of coaches: before its projects (projects.locks), and those before memberships."""

from practices.models import Programme, ProgrammeMembership


def lock_pool(membership: ProgrammeMembership) -> ProgrammeMembership:
    """The programme's row is locked; the membership comes anew, with its user and programme."""
    Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
    return ProgrammeMembership.objects.select_related("user", "programme").get(pk=membership.pk)
