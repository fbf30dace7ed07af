from typing import Any, Self

from django.db import models


class EventQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The audit trail is the administrator's."""
        return self if user.is_superuser else self.none()

    def of_project(self, project: Any) -> Self:
        """The history at the foot of a project page; callers have checked that the project is visible."""
        return self.filter(project_id=project.pk)
