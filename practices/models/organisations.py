"""Organisations: commissioners, networks, practices and partners."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap

from .. import querysets


class Commissioner(Row):
    """A CCG, sub-ICB location or integrated care board. ``name`` is today's; earlier ones are in ``names``."""

    class Kind(models.TextChoices):
        CCG = "ccg", "Clinical commissioning group"
        SUB_ICB = "sub_icb", "Sub-ICB location"
        ICB = "icb", "Integrated care board"

    code = models.CharField("ODS code", max_length=5, validators=[RegexValidator(r"^[A-Z0-9]{3,5}$")])
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors"
    )
    objects = querysets.CommissionerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="commissioner_code_unique"),
            date_order("commissioner_date_order", "opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return self.name


class CommissionerName(Row, Dated):
    """What a commissioner was called from a day on: most CCGs' codes live on as those of sub-ICB locations."""

    commissioner = models.ForeignKey(Commissioner, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            date_order("commissionername_date_order"),
            no_overlap("commissionername_no_overlap", "commissioner"),
        ]

    def __str__(self) -> str:
        return self.name


class PCN(Row):
    """A primary care network."""

    code = models.CharField("ODS code", max_length=6, unique=True, validators=[RegexValidator(r"^U\d{5}$")])
    name = models.CharField(max_length=200)
    objects = querysets.OpenDirectoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "primary care network"

    def __str__(self) -> str:
        return self.name


class Practice(Row, Versioned):
    """A general practice, as the Organisation Data Service lists it."""

    class Status(models.TextChoices):
        ACTIVE = "A", "Open"
        CLOSED = "C", "Closed"
        DORMANT = "D", "Dormant"
        PROPOSED = "P", "Proposed"

    class Nation(models.TextChoices):
        """Each has bank holidays of its own. The values are ISO 3166-2 codes, as the library of holidays has them."""

        ENGLAND = "ENG", "England"
        WALES = "WLS", "Wales"
        SCOTLAND = "SCT", "Scotland"
        NORTHERN_IRELAND = "NIR", "Northern Ireland"

    code = models.CharField(
        "ODS code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]\d{5}$", "A practice code is a letter and five digits.")],
    )
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=1, choices=Status, default=Status.ACTIVE)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    nation = models.CharField("whose bank holidays it keeps", max_length=3, choices=Nation, default=Nation.ENGLAND)
    list_size = models.PositiveIntegerField("patients registered", null=True, blank=True)
    listed_on = models.DateField("day of the list it was read from", null=True, blank=True)
    history = HistoricalRecords()
    objects = querysets.PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            date_order("practice_date_order", "opened_on", "closed_on"),
            models.CheckConstraint(
                name="practice_nation_known", condition=Q(nation__in=["ENG", "WLS", "SCT", "NIR"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerOrganisation(Row, Versioned):
    """A hospital, community trust, network, public-health team or patient group that may be shown walls."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", "Hospital"
        COMMUNITY = "community", "Community trust"
        NETWORK = "network", "Primary care network"
        PUBLIC_HEALTH = "public_health", "Public health"
        PATIENTS = "patients", "Patient group"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    objects = querysets.PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
