from typing import Any, Self

from django.db import models
from django.utils import timezone


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those one has sent; an administrator sees all."""
        return self if user.is_superuser else self.filter(invited_by=user)

    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())
