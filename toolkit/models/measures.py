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
        DAYS_BETWEEN = "days_between", "Days between rare events"
        CASES_BETWEEN = "cases_between", "Cases between rare events"

    class Schedule(models.TextChoices):
        DAILY = "daily", "Every working day"
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"
        CYCLE = "cycle", "With every small test"
        EVENT = "event", "Each time it happens"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        NEUTRAL = "neutral", "Neither"

    class Chart(models.TextChoices):
        RUN = "run", "Run chart"
        I = "i", "I chart (XmR)"  # noqa: E741 - its name
        MR = "mr", "Moving range chart"
        P = "p", "P chart"
        PP = "pp", "P′ chart"
        U = "u", "U chart"
        UP = "up", "U′ chart"
        C = "c", "C chart"
        G = "g", "G chart"
        T = "t", "T chart"

    class Rules(models.TextChoices):
        ANHOEJ = "anhoej", "Anhøj rules"
        IHI = "ihi", "IHI rules"
        MDC = "mdc", "Making Data Count"
        NONE = "none", "No rules"

    class RuleLength(models.IntegerChoices):
        """How many figures make a shift or a trend of Making Data Count."""

        SIX = 6, "Six figures"
        SEVEN = 7, "Seven figures"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    value_kind = models.CharField("what kind of figure", max_length=14, choices=ValueKind)
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
    rule_length = models.PositiveSmallIntegerField(choices=RuleLength, default=RuleLength.SIX)
    screen_ranges = models.BooleanField(
        "leave out unusually large moving ranges", null=True, blank=True, help_text="Empty: as the rule set does."
    )
    freeze_on = models.DateField("limits from the figures up to", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_lead = models.BooleanField("the chart that leads", default=False)
    on_wall = models.BooleanField("hangs on the data wall", default=True)
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
            models.CheckConstraint(name="measure_lead_hangs", condition=Q(is_lead=False) | Q(on_wall=True)),
            models.CheckConstraint(
                name="measure_rare_events_come_when_they_come",
                condition=Q(value_kind__in=["days_between", "cases_between"], schedule="event")
                | (~Q(value_kind__in=["days_between", "cases_between"]) & ~Q(schedule="event")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ratio(self) -> bool:
        """Entered as a numerator out of a denominator."""
        return self.value_kind in {self.ValueKind.PERCENTAGE, self.ValueKind.RATE}

    @property
    def is_between(self) -> bool:
        """What passes between rare events: each figure stands for one event."""
        return self.value_kind in {self.ValueKind.DAYS_BETWEEN, self.ValueKind.CASES_BETWEEN}


class Figure(Row, Versioned):
    """One figure on one date. Corrections keep the old figure in the history."""

    class Status(models.TextChoices):
        FIGURE = "figure", "Figure"
        ESTIMATE = "estimate", "Estimate"
        CLOSED = "closed", "We were closed"
        MISSING = "missing", "No figure"

    class Via(models.TextChoices):
        """How it came."""

        PAGE = "page", "On the page"
        LINK = "link", "By a link in a mail"
        CODE = "code", "By the QR code on the wall"
        TALLY = "tally", "By tally"
        PASTE = "paste", "Pasted from a spreadsheet"
        FILE = "file", "From a file"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="figures")
    date = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.FIGURE)
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    note = models.CharField("anything unusual?", max_length=200, blank=True)
    via = models.CharField("how it came", max_length=5, choices=Via, default=Via.PAGE)
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

    class Kind(models.TextChoices):
        SHIFT = "shift", "After a change that lasted"
        DEFINITION = "definition", "Counted in another way"
        OWN = "own", "The team’s own decision"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="phases")
    starts_on = models.DateField()
    label = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SHIFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.FigureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["measure", "starts_on"], name="phase_once")]

    def __str__(self) -> str:
        return self.label
