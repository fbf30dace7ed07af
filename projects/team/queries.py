"""What the team pages read from the invitations."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from cmsportal.accounts.models import Invitation
from projects.models import TeamMember


def open_invitations(members: Iterable[TeamMember]) -> list[Any]:
    """The open invitations to these places, in one query. Callers have checked who may see them."""
    kind = ContentType.objects.get_for_model(TeamMember)
    return list(Invitation.objects.open().filter(scope_type=kind, scope_id__in=[member.pk for member in members]))
