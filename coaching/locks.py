"""What is locked before it is read again, in one order: the programme, then its projects, then memberships."""

from uuid import UUID

from practices.models import Programme, ProgrammeMembership
from projects.models import Project


def lock_project(project_id: UUID) -> Project:
    """The project's row, with practice and programme; until the end of the transaction it is this one's alone.

    Raises Project.DoesNotExist.
    """
    rows = Project.objects.select_for_update(of=("self",)).select_related("practice", "programme")
    return rows.get(pk=project_id)


def lock_pool(membership: ProgrammeMembership) -> ProgrammeMembership:
    """The programme's row is locked; the membership comes anew, with its user and programme."""
    Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
    return ProgrammeMembership.objects.select_related("user", "programme").get(pk=membership.pk)
