"""Who may know of a project, and which of its tools they may open."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from cmsportal.models import Current

from .reach import SHARED, Way, reached_by


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Projects of which the person may see at least one page (see projects.permissions for which).

        An administrator of the installation sees none: what a practice writes stays with those it shows it to.
        """
        return self.reached_by(user, *Way)

    def reached_by(self, user: Any, *ways: Way, tool: str = "") -> Self:
        """Projects to which the person comes by one of these ways today; by a share of ``tool`` where it is given."""
        return self.filter(pk__in=reached_by(user, *ways, tool=tool)) if user.is_authenticated else self.none()

    def with_team_member(self, user: Any) -> Self:
        return self.reached_by(user, Way.TEAM)

    def coached_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.COACH)

    def mentored_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.MENTOR)

    def managed_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.MANAGER)

    def shared_with(self, user: Any) -> Self:
        """Shown to the person as a partner, a colleague in the practice or a reader of the learning library."""
        return self.reached_by(user, *SHARED)

    def without_coach(self) -> Self:
        coaches = self.model._meta.get_field("coach_assignments").related_model.objects
        return self.exclude(Exists(coaches.current().filter(project=OuterRef("pk"))))

    def open(self) -> Self:
        return self.filter(status__in=["active", "paused"])


class OfVisibleProject(models.QuerySet):
    """Rows that belong to a project: no more visible than the project itself.

    Which of a project's tools somebody may open is decided by ``projects.permissions.access_to``.
    """

    project_path = "project"

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.project_path}__in": reached_by(user, *Way)})


class TeamQuerySet(OfVisibleProject, Current):
    pass


class CoachAssignmentQuerySet(OfVisibleProject, Current):
    def taking_room(self) -> Self:
        """What counts against a coach's capacity: teams coached now or soon, whose project has not ended."""
        return self.not_over().filter(project__status__in=["invited", "active", "paused"])


class ShareQuerySet(OfVisibleProject):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; the administrator sees all, to find what could not be sent."""
        return self if user.is_superuser else self.filter(user=user)

    def failed(self) -> Self:
        return self.filter(state=self.model.State.FAILED)


class ReminderPreferenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user)
