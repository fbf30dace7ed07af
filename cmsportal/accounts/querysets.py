from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from . import scopes

SEEN_EVERY = timedelta(minutes=5)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The list of people is the administrator's; everybody else knows of oneself."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(pk=user.pk)

    def search(self, words: str) -> Self:
        for word in words.split():
            self = self.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return self

    def mark_seen(self, user: Any) -> None:
        """Note a visit, at most once in ``SEEN_EVERY``; costs a query only then."""
        now = timezone.now()
        if user.seen_at is None or now - user.seen_at >= SEEN_EVERY:
            self.filter(pk=user.pk).update(seen_at=now)
            user.seen_at = now


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those to what one looks after today; the administrator sees all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(scopes.run_by(user))

    def pending(self) -> Self:
        """Neither accepted nor withdrawn, run out or not."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self) -> Self:
        return self.pending().filter(expires_at__gt=timezone.now())

    def to(self, scope: Any) -> Self:
        return self.filter(scope_id=scope.pk)
