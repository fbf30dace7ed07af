from typing import Any

from . import scopes
from .models import Invitation


def can_run_invitation(user: Any, invitation: Invitation) -> bool:
    """Send it again, or withdraw it: whoever may invite to the same role today."""
    return scopes.may_invite(user, invitation.scope, invitation.role)
