"""Money is for whoever leads a team, of their own practice alone, and for the managers of the programme."""

from typing import Any, Self

from django.db import models

from practices.models import Programme
from projects.models import Project
from projects.reach import Way, reached_by


class OfManagedProgramme(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Of the programmes that a person manages."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme__in=Programme.objects.managed_by(user).values("pk"))


class OfPackage(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(package__programme__in=Programme.objects.managed_by(user).values("pk"))


class WeightedListQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Of practices with a project that the person manages."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(practice__in=Project.objects.managed_by(user).values("practice"))


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The team's own, and those of programmes one manages; whether sums may be seen is for the permissions."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(project__in=reached_by(user, Way.TEAM, Way.MANAGER))

    def with_names(self) -> Self:
        names = ("project__practice", "project__programme", "milestone__package", "submitted_by", "approved_by")
        return self.select_related(*names, "drafted_by", "file")


class OfClaim(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(claim__project__in=reached_by(user, Way.TEAM, Way.MANAGER))
