from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, DateField, F, OuterRef, Q, Value, When
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


class PlaybookQuerySet(OfVisibleProject):
    project_path = "standard__project"

    def in_force(self) -> Self:
        return self.filter(ended_at__isnull=True)


class MeasureQuerySet(OfVisibleProject):
    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def hanging(self) -> Self:
        """Those on the data wall."""
        return self.in_use().filter(on_wall=True)

    def with_test_ends(self) -> Self:
        """With what a schedule needs to know.

        ``test_ends``: when the project's small tests that were begun end; empty on other schedules.
        ``practice_nation``: whose bank holidays count.
        """
        from toolkit.models import Cycle  # the models need this module first

        begun = Cycle.objects.filter(ramp__project=OuterRef("project"), ends_on__isnull=False)
        ends = begun.exclude(stage=Cycle.Stage.PLAN).order_by("ends_on").values("ends_on")
        dates = ArrayField(DateField())
        ends_of_measure = Case(
            When(schedule="cycle", then=ArraySubquery(ends)), default=Value([], dates), output_field=dates
        )
        return self.annotate(test_ends=ends_of_measure, practice_nation=F("project__practice__nation"))


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
