from typing import Self

from django.db.models import Q
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

    def hanging(self) -> Self:
        """Those on the data wall."""
        return self.in_use().filter(on_wall=True)


class FigureQuerySet(OfVisibleProject):
    project_path = "measure__project"


class FigureLinkQuerySet(FigureQuerySet):
    def open(self) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())


class EntryCodeQuerySet(FigureQuerySet):
    def open(self) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class WallLinkQuerySet(OfVisibleProject):
    def open(self) -> Self:
        runs = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        return self.filter(runs, revoked_at__isnull=True)


class ChartSummaryQuerySet(FigureQuerySet):
    pass
