from typing import Self

from django.db import models
from django.utils import timezone

from projects.querysets import OfVisibleProject


class WorkbookQuerySet(OfVisibleProject):
    pass


class OfFishbone(OfVisibleProject):
    project_path = "fishbone__project"


class OfRamp(OfVisibleProject):
    project_path = "ramp__project"


class OfCycle(OfVisibleProject):
    project_path = "cycle__ramp__project"


class MeasureQuerySet(OfVisibleProject):
    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def with_last_figure(self) -> Self:
        """Adds ``last_date`` and ``last_value``, one subquery each."""
        figures = (
            self.model._meta.get_field("figures")
            .related_model.objects.filter(measure=models.OuterRef("pk"), value__isnull=False)
            .order_by("-date")
        )
        return self.annotate(
            last_date=models.Subquery(figures.values("date")[:1]),
            last_value=models.Subquery(figures.values("value")[:1]),
        )


class FigureQuerySet(OfVisibleProject):
    project_path = "measure__project"


class FigureLinkQuerySet(FigureQuerySet):
    def open(self) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())
