from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project, TeamMember

from .. import querysets


class Measure(Row, Versioned):
    """What is counted, how exactly, by whom and how often."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "Outcome: what should get better"
        PROCESS = "process", "Process: whether we do what we planned"
        BALANCING = "balancing", "Balancing: what might get worse"

    class ValueKind(models.TextChoices):
        VALUE = "value", "A value, such as minutes or days"
        COUNT = "count", "A count"
        PERCENTAGE = "percentage", "A percentage"
        RATE = "rate", "A rate"

    class Schedule(models.TextChoices):
        DAILY = "daily", "Every working day"
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        NEUTRAL = "neutral", "Neither"

    class Chart(models.TextChoices):
        RUN = "run", "Run chart"

    class Rules(models.TextChoices):
        ANHOEJ = "anhoej", "Anhøj rules"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    value_kind = models.CharField("what kind of figure", max_length=10, choices=ValueKind)
    unit = models.CharField(max_length=40, blank=True, help_text="For example minutes, days, calls.")
    decimals = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(3)])
    definition = models.TextField("what exactly is counted", max_length=1000, blank=True)
    numerator = models.CharField("counted", max_length=200, blank=True)
    denominator = models.CharField("out of", max_length=200, blank=True)
    per = models.PositiveIntegerField(
        "for every how many", default=1000, validators=[MinValueValidator(1)], help_text="Of a rate: 1,000 patients."
    )
    exclusions = models.CharField("left out", max_length=300, blank=True)
    data_source = models.CharField("where the figure comes from", max_length=200, blank=True)
    collector = models.ForeignKey(
        TeamMember,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="measures",
        verbose_name="who enters it",
    )
    schedule = models.CharField("how often", max_length=10, choices=Schedule, default=Schedule.WEEKLY)
    due_weekday = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(6)], help_text="0 is Monday."
    )
    direction = models.CharField("which way is better", max_length=8, choices=Direction)
    baseline = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    goal = models.DecimalField("aim", max_digits=14, decimal_places=3, null=True, blank=True)
    goal_on = models.DateField("aim reached by", null=True, blank=True)
    chart = models.CharField(max_length=6, choices=Chart, default=Chart.RUN)
    rules = models.CharField(max_length=8, choices=Rules, default=Rules.ANHOEJ)
    position = models.PositiveSmallIntegerField(default=0)
    is_lead = models.BooleanField("the chart that leads", default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()
    objects = querysets.MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-is_lead", "position", "created_at"]
        constraints = [
            paired("measure_archived_pair", "archived_at", "archived_by"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_lead=True, archived_at__isnull=True),
                name="measure_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ratio(self) -> bool:
        """Entered as a numerator out of a denominator."""
        return self.value_kind in {self.ValueKind.PERCENTAGE, self.ValueKind.RATE}


class Figure(Row, Versioned):
    """One figure on one date. Corrections keep the old figure in the history."""

    class Status(models.TextChoices):
        FIGURE = "figure", "Figure"
        ESTIMATE = "estimate", "Estimate"
        CLOSED = "closed", "We were closed"
        MISSING = "missing", "No figure"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="figures")
    date = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.FIGURE)
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    note = models.CharField("anything unusual?", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()
    objects = querysets.FigureQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "date"],
                name="figure_one_a_date",
                violation_error_message="There is a figure for this date already.",
            ),
            models.CheckConstraint(
                name="figure_has_value_unless_closed",
                condition=(Q(status__in=["figure", "estimate"]) & (Q(value__isnull=False) | Q(denominator=0)))
                | (Q(status__in=["closed", "missing"]) & Q(value__isnull=True)),
            ),
            models.CheckConstraint(
                name="figure_ratio_complete",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=0, denominator__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.date:%Y-%m-%d}"


class ChartMark(Row, Versioned):
    """A change, marked on the time axis of the project's charts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="chart_marks")
    cycle = models.OneToOneField(
        "toolkit.Cycle", null=True, blank=True, on_delete=models.CASCADE, related_name="chart_mark"
    )
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="chart_marks",
        verbose_name="which chart",
        help_text="Empty: every chart of the project.",
    )
    date = models.DateField("when")
    label = models.CharField("what changed", max_length=60)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["date", "created_at"]

    def __str__(self) -> str:
        return self.label


class Phase(Row):
    """A new middle line from a date on, accepted by a person."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="phases")
    starts_on = models.DateField()
    label = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.FigureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["measure", "starts_on"], name="phase_once")]

    def __str__(self) -> str:
        return self.label
