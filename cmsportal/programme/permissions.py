from typing import Any

from practices.models import Programme


def can_oversee(user: Any, programme: Programme) -> bool:
    """Look over all of a programme's projects: its managers."""
    return Programme.objects.managed_by(user).filter(pk=programme.pk).exists()
