"""What is published about practices as open data, with the period and the file each figure comes from."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from cmsportal.models import Row, date_order

from .. import querysets
from .organisations import Commissioner, Practice

AGES = 96  # single years from 0 to 94, and 95 and over as the last


class OpenDataImport(Row):
    """A published file that was read in, or waits for somebody to look at the preview and agree.

    The file itself (gzip) is kept only while it waits. What it did stays, as counts and first rows: so do the rows
    that were refused, each with its line and the reason.
    """

    class Source(models.TextChoices):
        PATIENTS = "patients", "Patients registered at a GP practice"
        WORKFORCE = "workforce", "General practice workforce"
        APPOINTMENTS = "appointments", "Appointments in general practice"

    source = models.CharField(max_length=12, choices=Source)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    first_day = models.DateField("first day of what it tells of")
    last_day = models.DateField("last day of what it tells of")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    objects = querysets.OpenDataImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="opendataimport_source_known", condition=Q(source__in=["patients", "workforce", "appointments"])
            ),
            date_order("opendataimport_day_order", "first_day", "last_day"),
            models.CheckConstraint(
                name="opendataimport_waits_or_applied",
                condition=Q(
                    applied_at__isnull=True, content__isnull=False, expires_at__isnull=False, by__isnull=False
                )
                | Q(applied_at__isnull=False, content__isnull=True, expires_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["source", "sha256"],
                condition=Q(applied_at__isnull=False),
                name="opendataimport_applied_once",
                violation_error_message="This file has been read in already.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RegisteredPatients(Row):
    """Patients registered at a practice on a day, of one sex or of all, in all and by single years of age."""

    class Sex(models.TextChoices):
        ALL = "all", "Everybody"
        FEMALE = "female", "Women and girls"
        MALE = "male", "Men and boys"

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="registered_patients")
    source = models.ForeignKey(OpenDataImport, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    sex = models.CharField(max_length=6, choices=Sex)
    total = models.PositiveIntegerField()
    by_age = ArrayField(
        models.PositiveIntegerField(),
        null=True,
        blank=True,
        help_text="Ages 0 to 94, then 95 and over. Empty where the file has totals alone.",
    )
    objects = querysets.OpenDirectoryQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "sex"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "day", "sex"], name="registeredpatients_once"),
            models.CheckConstraint(
                name="registeredpatients_sex_known", condition=Q(sex__in=["all", "female", "male"])
            ),
            models.CheckConstraint(
                name="registeredpatients_every_age", condition=Q(by_age__isnull=True) | Q(by_age__len=AGES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice} {self.day:%Y-%m-%d} {self.sex}"


class Workforce(Row):
    """People of one role in a practice on a day: heads, and full-time equivalents where they are published."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="workforce")
    source = models.ForeignKey(OpenDataImport, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    role = models.CharField(max_length=20, help_text="As the workbook names it, for example gp_partner.")
    heads = models.PositiveSmallIntegerField(null=True, blank=True)
    wte = models.DecimalField(
        "full-time equivalents",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    objects = querysets.OpenDirectoryQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "role"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "day", "role"], name="workforce_once"),
            models.CheckConstraint(
                name="workforce_says_something", condition=Q(heads__isnull=False) | Q(wte__isnull=False)
            ),
            models.CheckConstraint(name="workforce_wte_not_negative", condition=Q(wte__isnull=True) | Q(wte__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.practice} {self.day:%Y-%m-%d} {self.role}"


class Appointments(Row):
    """Appointments of a month, split by one thing at a time: of a practice, or of a commissioner's whole area.

    The splits of one month each add up to all of its appointments; they must not be added to one another.
    """

    class By(models.TextChoices):
        STATUS = "status", "Attended or not"
        PROFESSIONAL = "professional", "Who saw the patient"
        MODE = "mode", "How"
        WAIT = "wait", "Days from booking"
        CATEGORY = "category", "What for"

    practice = models.ForeignKey(
        Practice, null=True, blank=True, on_delete=models.CASCADE, related_name="appointments"
    )
    commissioner = models.ForeignKey(
        Commissioner, null=True, blank=True, on_delete=models.CASCADE, related_name="appointments"
    )
    source = models.ForeignKey(OpenDataImport, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day.")
    by = models.CharField(max_length=12, choices=By)
    value = models.CharField(max_length=80, help_text="As published, without double spaces.")
    count = models.PositiveIntegerField()
    objects = querysets.OpenDirectoryQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "by", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "commissioner", "month", "by", "value"],
                nulls_distinct=False,
                name="appointments_once",
            ),
            models.CheckConstraint(
                name="appointments_of_a_practice_or_an_area",
                condition=Q(practice__isnull=False, commissioner__isnull=True)
                | Q(practice__isnull=True, commissioner__isnull=False),
            ),
            models.CheckConstraint(
                name="appointments_split_known",
                condition=Q(by__in=["status", "professional", "mode", "wait", "category"]),
            ),
            models.CheckConstraint(name="appointments_month_from_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.practice or self.commissioner} {self.month:%Y-%m} {self.value}"
