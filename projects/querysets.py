"""Who may know of a project, and which of its tools they may open."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cmsportal.models import Current, current_on


def _today() -> Any:
    return timezone.localdate()


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Projects of which the person may see at least one page (see projects.permissions for which).

        An administrator of the installation sees none: what a practice writes stays with those it shows it to.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            self._exists("team", Q(user=user))
            | self._exists("coach_assignments", Q(user=user))
            | self._mentored(user)
            | self._managed(user)
            | Exists(self._open_shares(user))
        )

    def with_team_member(self, user: Any) -> Self:
        return self.filter(self._exists("team", Q(user=user)))

    def coached_by(self, user: Any) -> Self:
        return self.filter(self._exists("coach_assignments", Q(user=user)))

    def mentored_by(self, user: Any) -> Self:
        return self.filter(self._mentored(user))

    def managed_by(self, user: Any) -> Self:
        return self.filter(self._managed(user))

    def shared_with(self, user: Any) -> Self:
        """Shown to the person as a partner, a colleague in the practice or a reader of the learning library."""
        return self.filter(Exists(self._open_shares(user)))

    def without_coach(self) -> Self:
        return self.filter(~self._exists("coach_assignments", Q()))

    def open(self) -> Self:
        return self.filter(status__in=["active", "paused"])

    def _related(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model.objects

    def _exists(self, name: str, condition: Q) -> Exists:
        return Exists(self._related(name).filter(condition, current_on(_today()), project=OuterRef("pk")))

    def _memberships(self) -> Any:
        programme = self.model._meta.get_field("programme").related_model
        return programme._meta.get_field("memberships").related_model.objects

    def _managed(self, user: Any) -> Exists:
        return Exists(
            self._memberships().filter(
                current_on(_today()), user=user, role="manager", programme=OuterRef("programme_id")
            )
        )

    def _mentored(self, user: Any) -> Exists:
        """The person mentors, in this programme, a coach of the project."""
        coaches = self._memberships().filter(
            current_on(_today()),
            current_on(_today(), "mentor__"),
            mentor__user=user,
            programme=OuterRef(OuterRef("programme_id")),
            user=OuterRef("user"),
        )
        return Exists(
            self._related("coach_assignments").filter(Exists(coaches), current_on(_today()), project=OuterRef("pk"))
        )

    def _open_shares(self, user: Any) -> Any:
        today = _today()
        shares = self._related("shares").filter(project=OuterRef("pk"), ended_at__isnull=True)
        partner = Q(audience="partner", partner__memberships__user=user) & current_on(today, "partner__memberships__")
        colleague = Q(audience="practice", project__practice__memberships__user=user) & current_on(
            today, "project__practice__memberships__"
        )
        return shares.filter(partner | colleague | (Q(audience="library") & self._in_programme(user)))

    def _in_programme(self, user: Any) -> Q:
        """The person belongs to the programme: in its pool, or in another practice's lead team."""
        today = _today()
        return Exists(
            self._memberships().filter(current_on(today), user=user, programme=OuterRef("project__programme_id"))
        ) | Exists(
            self._related("team").filter(
                current_on(today), user=user, project__programme=OuterRef("project__programme_id")
            )
        )


class OfVisibleProject(models.QuerySet):
    """Rows that belong to a project: no more visible than the project itself.

    Which of a project's tools somebody may open is decided by ``projects.permissions.access_to``.
    """

    project_path = "project"

    def visible_to(self, user: Any) -> Self:
        project = self._project_model()
        return self.filter(**{f"{self.project_path}__in": project.objects.visible_to(user)})

    def _project_model(self) -> Any:
        model = self.model
        for name in self.project_path.split("__"):
            model = model._meta.get_field(name).related_model
        return model


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
