"""What a programme pays for: its packages, the lists of weighted patients they count by, and its budgets."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap
from practices.models import Practice, Programme

from ..payments import querysets

USER = settings.AUTH_USER_MODEL


class Need(models.TextChoices):
    """What a milestone can need. Each is read from the record by a rule (coaching.payments.rules)."""

    AGREEMENT = "agreement", "The agreement with the coach is in force"
    LEAD_TEAM = "lead_team", "The lead team has a champion and a sponsor"
    FIVE_PS = "five_ps", "The 5Ps are done"
    AIM = "aim", "The aim has a goal and a date"
    FIRST_RAMP = "first_ramp", "Two linked small tests are studied"
    STANDARD = "standard", "A process stands in the playbook"
    STORYBOARD = "storyboard", "The storyboard is shown to others"
    FOLLOW_UP = "follow_up", "The look back after three months is answered"
    FOLLOW_UP_YEAR = "follow_up_year", "The look back after a year is answered"


class Package(Row, Dated):
    """The terms of a programme from a day on. They are never rewritten: a change makes the next version, which ends
    the one before, so that a claim keeps the terms of its day."""

    class Basis(models.TextChoices):
        FIXED = "fixed", "A fixed sum"
        WEIGHTED = "weighted", "A sum for each weighted patient"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="packages")
    number = models.PositiveSmallIntegerField("version")
    basis = models.CharField("what is paid?", max_length=8, choices=Basis, default=Basis.FIXED)
    cap = models.DecimalField(
        "the most for one project, in pounds",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    first_project_only = models.BooleanField("for a practice's first project only", default=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    objects = querysets.OfManagedProgramme.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            date_order("package_date_order"),
            no_overlap("package_no_overlap", "programme"),
            models.UniqueConstraint(fields=["programme", "number"], name="package_number_once"),
            models.CheckConstraint(name="package_cap_positive", condition=Q(cap__isnull=True) | Q(cap__gt=0)),
            models.CheckConstraint(name="package_basis_known", condition=Q(basis__in=["fixed", "weighted"])),
        ]

    def __str__(self) -> str:
        return f"Package {self.number}"


class Milestone(Row):
    """One step of a package, with what it needs and what it is worth.

    ``key`` stays the same from version to version: by it nothing is claimed twice. ``amount`` is in pounds, or in
    pounds for each weighted patient, as the package says.
    """

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="milestones")
    key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField("milestone", max_length=80)
    needs = ArrayField(models.CharField(max_length=14, choices=Need), verbose_name="what it needs")
    amount = models.DecimalField(max_digits=9, decimal_places=4, validators=[MinValueValidator(0)])
    objects = querysets.OfPackage.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "key"], name="milestone_key_once"),
            models.UniqueConstraint(fields=["package", "position"], name="milestone_position_once"),
            models.CheckConstraint(name="milestone_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="milestone_needs_something", condition=Q(needs__len__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class WeightedList(Row):
    """The weighted patients of a practice on a day, and where the figure was found. Rows are only ever added: a new
    figure of the same day counts from then on, and the one before stays to be seen."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="weighted_lists")
    day = models.DateField("which day does it tell of?")
    patients = models.PositiveIntegerField("weighted patients", validators=[MinValueValidator(1)])
    source = models.CharField("where is it from?", max_length=160)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    objects = querysets.WeightedListQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-entered_at"]
        constraints = [models.CheckConstraint(name="weightedlist_somebody", condition=Q(patients__gte=1))]

    def __str__(self) -> str:
        return f"{self.practice}: {self.patients}"


class Budget(Row, Versioned):
    """What a programme may spend on claims in a financial year; ``year`` is the one in which its April lies."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField("financial year")
    amount = models.DecimalField(
        "budget in pounds", max_digits=11, decimal_places=2, validators=[MinValueValidator(0)]
    )
    history = HistoricalRecords()
    objects = querysets.OfManagedProgramme.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="budget_once_a_year"),
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="budget_year_of_this_century", condition=Q(year__range=(2000, 2099))),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"
