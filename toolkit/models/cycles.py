from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets
from .fishbone import Cause
from .measures import Measure


class ChangeIdea(Row, Versioned):
    """Something worth trying."""

    class Source(models.TextChoices):
        TYPED = "typed", "Typed by the team"
        CAUSE = "cause", "A cause of the fishbone"
        VOTE = "vote", "What most voted for"
        LIBRARY = "library", "The learning library"
        BOX = "box", "The idea box"
        DRIVER = "driver", "The driver diagram"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="change_ideas")
    text = models.CharField("the idea", max_length=200)
    source = models.CharField("where it came from", max_length=7, choices=Source, default=Source.TYPED)
    cause = models.ForeignKey(Cause, null=True, blank=True, on_delete=models.SET_NULL, related_name="change_ideas")
    learned_from = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ideas_of_others",
        help_text="The project that showed it in the learning library.",
    )
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="changeidea_cause_of_its_source",
                condition=Q(cause__isnull=True) | Q(source__in=["cause", "vote"]),
            ),
            models.CheckConstraint(
                name="changeidea_learned_from_the_library",
                condition=Q(learned_from__isnull=True) | (Q(source="library") & ~Q(learned_from=models.F("project"))),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Ramp(Row, Versioned):
    """Linked cycles that test one idea, from a first small test to a standard."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ramps")
    idea = models.ForeignKey(ChangeIdea, null=True, blank=True, on_delete=models.SET_NULL, related_name="ramps")
    title = models.CharField("what this ramp is about", max_length=120)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                name="ramp_one_an_idea",
                violation_error_message="This idea is being tested already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Cycle(Row, Versioned):
    """One PDSA cycle: plan, do, study, act."""

    class Stage(models.TextChoices):
        PLAN = "plan", "Plan"
        DO = "do", "Do"
        STUDY = "study", "Study"
        ACT = "act", "Act"
        CLOSED = "closed", "Finished"

    class Kind(models.TextChoices):
        COLLECT = "collect", "Collect information"
        DEVELOP = "develop", "Develop a change"
        TEST = "test", "Test a change"
        IMPLEMENT = "implement", "Put a change in place"

    class Decision(models.TextChoices):
        ADOPT = "adopt", "Adopt"
        ADAPT = "adapt", "Adapt"
        ENLARGE = "enlarge", "Enlarge"
        ABANDON = "abandon", "Abandon"

    class SizeUnit(models.TextChoices):
        """What ``size`` counts. Two tests can be compared when it is the same."""

        PATIENTS = "patients", "Patients"
        SESSIONS = "sessions", "Sessions"
        PEOPLE = "people", "People"
        DAYS = "days", "Days"

    class AsPlanned(models.TextChoices):
        YES = "yes", "Yes"
        MOSTLY = "mostly", "Mostly"
        NO = "no", "No"

    ramp = models.ForeignKey(Ramp, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    title = models.CharField("what we try", max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEST)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.PLAN, editable=False)
    # Plan
    what = models.TextField("what", max_length=1000, blank=True)
    who = models.CharField("who", max_length=200, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    scale = models.CharField(
        "how much", max_length=120, blank=True, help_text="For example one morning or 20 patients."
    )
    size = models.PositiveIntegerField("how many", null=True, blank=True)
    size_unit = models.CharField("of what", max_length=8, choices=SizeUnit, blank=True)
    data_plan = models.TextField("what we will count, and who counts", max_length=500, blank=True)
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cycles",
        verbose_name="the measure that should move",
    )
    prediction_asked_at = models.DateTimeField(
        "when the team was asked for a prediction", null=True, blank=True, editable=False
    )
    # Do
    began_at = models.DateTimeField("when it was first taken to Do", null=True, blank=True, editable=False)
    as_planned = models.CharField("done as planned?", max_length=8, choices=AsPlanned, blank=True)
    observations = models.TextField("what we saw", max_length=2000, blank=True)
    surprises = models.TextField("what surprised us", max_length=1000, blank=True)
    # Study
    learned = models.TextField("what we learned", max_length=2000, blank=True)
    # Act
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_reason = models.TextField("why", max_length=500, blank=True)
    next_change = models.TextField(
        "what we do differently next time", max_length=500, blank=True, help_text="It carries over to the next test."
    )
    decided_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfRamp.as_manager()

    class Meta:
        ordering = ["ramp", "number"]
        constraints = [
            models.UniqueConstraint(fields=["ramp", "number"], name="cycle_number_once"),
            models.CheckConstraint(
                name="cycle_date_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="The end is before the start.",
            ),
            models.CheckConstraint(
                name="cycle_size_of_something", condition=Q(size_unit="") | Q(size__isnull=False, size__gte=1)
            ),
            models.CheckConstraint(name="cycle_closed_has_decision", condition=~Q(stage="closed") | ~Q(decision="")),
        ]

    def __str__(self) -> str:
        return f"Small test {self.number}: {self.title}"


class CycleQuestion(Row):
    """What a cycle asks, what the team predicted and what it saw."""

    class Comparison(models.TextChoices):
        AS_PREDICTED = "as_predicted", "As predicted"
        BETTER = "better", "Better than predicted"
        DIFFERENT = "different", "Not as predicted"

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField("what we ask", max_length=200)
    prediction = models.CharField("what we predict", max_length=200, blank=True)
    predicted_at = models.DateTimeField("when it was first predicted", null=True, blank=True, editable=False)
    result = models.CharField("what we saw", max_length=300, blank=True)
    comparison = models.CharField(max_length=12, choices=Comparison, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()
    objects = querysets.OfCycle.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="cyclequestion_predicted_something", condition=Q(predicted_at__isnull=True) | ~Q(prediction="")
            )
        ]

    def __str__(self) -> str:
        return self.question
