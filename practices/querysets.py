from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cmsportal.models import Current, current_on


class DatedQuerySet(Current):
    """Relations and memberships: rows of their two ends, read through them and not on their own."""


class OpenDirectoryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published organisation data: open to everybody who is signed in."""
        return self if user.is_authenticated else self.none()


class CommissionerQuerySet(OpenDirectoryQuerySet):
    pass


class PracticeQuerySet(OpenDirectoryQuerySet):
    def open(self) -> Self:
        return self.filter(status="A")

    def of_commissioner(self, commissioner: Any, day: Any = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(
            current_on(day, "commissioner_relations__"), commissioner_relations__commissioner=commissioner
        )


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Programmes that one manages or coaches in; the administrator sees all."""
        if user.is_superuser:
            return self
        return self.filter(self._member(user)).distinct()

    def managed_by(self, user: Any) -> Self:
        return self.filter(self._member(user) & Q(memberships__role="manager")).distinct()

    @staticmethod
    def _member(user: Any) -> Q:
        return Q(memberships__user=user) & current_on(timezone.localdate(), "memberships__")


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Partners of the programmes one runs, and one's own organisation."""
        if user.is_superuser:
            return self
        own = Q(memberships__user=user) & current_on(timezone.localdate(), "memberships__")
        return self.filter(own | self._of_managed(user)).distinct()

    def managed_by(self, user: Any) -> Self:
        """Partners that a programme of this manager works with today."""
        return self.filter(self._of_managed(user)).distinct()

    @staticmethod
    def _of_managed(user: Any) -> Q:
        today = timezone.localdate()
        return (
            Q(programme_relations__programme__memberships__user=user)
            & Q(programme_relations__programme__memberships__role="manager")
            & current_on(today, "programme_relations__programme__memberships__")
            & current_on(today, "programme_relations__")
        )
