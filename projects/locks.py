"""What is locked before it is read again, in one order: the programme, its projects, what belongs to them."""

from uuid import UUID

from .models import Project


def lock_project(project_id: UUID) -> Project:
    """The project's row, with practice and programme; until the end of the transaction it is this one's alone.

    Whatever belongs to a project is locked after it, so that nobody waits in a circle. Raises Project.DoesNotExist.
    """
    rows = Project.objects.select_for_update(of=("self",)).select_related("practice", "programme")
    return rows.get(pk=project_id)
