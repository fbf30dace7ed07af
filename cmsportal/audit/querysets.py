from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone


class EventQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The audit trail is the administrator's."""
        return self if user.is_superuser else self.none()

    def of_project(self, project: Any) -> Self:
        """The history at the foot of a project page; callers have checked that the project is visible."""
        return self.filter(project_id=project.pk)

    def narrowed(self, *, what: str = "", who: str = "", since: Any = None, until: Any = None) -> Self:
        """``until`` counts in; days are those of Europe/London."""
        if what:
            self = self.filter(action=what)
        if who:
            self = self.filter(actor__name__icontains=who)
        if since:
            self = self.filter(at__gte=_start_of(since))
        if until:
            self = self.filter(at__lt=_start_of(until + timedelta(days=1)))
        return self

    def actions(self) -> list[str]:
        return list(self.order_by("action").values_list("action", flat=True).distinct())


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
