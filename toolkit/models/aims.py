from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets
from .measures import Measure


class GlobalAim(Row, Versioned):
    """What we will improve, in parts that read back as one sentence."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="global_aim")
    improve = models.CharField("what we will improve", max_length=200)
    where = models.CharField("where", max_length=200, blank=True)
    begins_with = models.CharField("the process begins with", max_length=200, blank=True)
    ends_with = models.CharField("and ends with", max_length=200, blank=True)
    expect = models.CharField("by working on this we expect", max_length=300, blank=True)
    why_now = models.CharField("it matters now because", max_length=300, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    def __str__(self) -> str:
        return self.improve


class SpecificAim(Row, Versioned):
    """Increase or decrease a measure from a baseline to a goal by a date in a population."""

    class Direction(models.TextChoices):
        INCREASE = "increase", "Raise"
        DECREASE = "decrease", "Lower"

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="specific_aim")
    direction = models.CharField(max_length=8, choices=Direction)
    what = models.CharField("what will change", max_length=200)
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="aims")
    baseline = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    goal = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True, help_text="For example %, days or calls a week.")
    by_date = models.DateField("by", null=True, blank=True)
    population = models.CharField("for whom", max_length=200, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="specificaim_goal_on_the_right_side",
                condition=Q(baseline__isnull=True)
                | Q(goal__isnull=True)
                | (Q(direction="increase") & Q(goal__gt=models.F("baseline")))
                | (Q(direction="decrease") & Q(goal__lt=models.F("baseline"))),
                violation_error_message="The goal is on the wrong side of the baseline.",
            )
        ]

    def __str__(self) -> str:
        return self.what
