from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, DateField, F, OuterRef, Q, Value, When
from django.utils import timezone

from projects.querysets import OfVisibleProject
from projects.reach import Way, reached_by


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


class WayInQuerySet(OfVisibleProject):
    def open(self) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class SurveyQuerySet(OfVisibleProject):
    def open(self) -> Self:
        return self.filter(opened_at__isnull=False, closed_at__isnull=True)


class SurveyAnswerQuerySet(OfVisibleProject):
    project_path = "survey__project"

    def shown(self) -> Self:
        """Those that stand in the results."""
        return self.filter(batch__isnull=False)

    def waiting(self) -> Self:
        return self.filter(batch__isnull=True)


class BoxIdeaQuerySet(OfVisibleProject):
    def unanswered(self) -> Self:
        return self.filter(state="new")


class OfBrainstorm(OfVisibleProject):
    project_path = "brainstorm__project"


class OfTiming(OfVisibleProject):
    project_path = "timing__project"


class OfTimedVisit(OfVisibleProject):
    project_path = "visit__timing__project"


class OfSheet(OfVisibleProject):
    project_path = "sheet__project"


class OfRound(OfVisibleProject):
    project_path = "round__project"


class OfDiagram(OfVisibleProject):
    project_path = "diagram__project"


class OperationQuerySet(OfVisibleProject):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        projects = reached_by(user, *Way)
        return self.filter(Q(diagram__project__in=projects) | Q(fishbone__project__in=projects))


class TemplateQuerySet(OfVisibleProject):
    def visible_to(self, user: Any) -> Self:
        """Those of one's own teams, and what other teams of their programmes offer."""
        if not user.is_authenticated:
            return self.none()
        offered = Q(withdrawn_at__isnull=True, project__programme__projects__in=reached_by(user, Way.TEAM))
        own = Q(project__in=reached_by(user, Way.TEAM))
        return self.filter(own | offered).distinct()
