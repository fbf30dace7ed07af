"""Organisations, and the dated relations between them.

Commissioners keep changing (CCG, sub-ICB location, ICB), practices move and change their names: whatever can change
hands is a relation with a start and an end, and what was true on a day can be read for that day.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap

from . import querysets


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
    list_size = models.PositiveIntegerField("patients registered", null=True, blank=True)
    listed_on = models.DateField("day of the list it was read from", null=True, blank=True)
    history = HistoricalRecords()
    objects = querysets.PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [date_order("practice_date_order", "opened_on", "closed_on")]

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


class Programme(Row, Versioned, Dated):
    """A clinical microsystems programme, run by a commissioner for its practices."""

    name = models.CharField(max_length=120)
    small_number_threshold = models.PositiveSmallIntegerField(
        "counts hidden up to",
        default=7,
        validators=[MinValueValidator(4), MaxValueValidator(20)],
        help_text="People outside a practice see counts from 1 up to this number as *.",
    )
    method_words = models.BooleanField(
        "use the method's own words alone",
        default=False,
        help_text="For example 'PDSA cycle', not 'Small test'.",
    )
    public_walls = models.BooleanField("teams may give their data wall a public link", default=False)
    history = HistoricalRecords()
    objects = querysets.ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [date_order("programme_date_order")]

    def __str__(self) -> str:
        return self.name


class ProgrammeCommissioner(Row, Dated):
    """Which commissioner runs a programme, and since when: a programme outlives its commissioner."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="commissioner_relations")
    commissioner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="programme_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("programmecommissioner_date_order"),
            no_overlap("programmecommissioner_no_overlap", "programme"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.commissioner}"


class PracticeCommissioner(Row, Dated):
    """Which commissioner a practice belongs to, and since when."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="commissioner_relations")
    commissioner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="practice_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("practicecommissioner_date_order"),
            no_overlap("practicecommissioner_no_overlap", "practice"),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.commissioner}"


class PracticePCN(Row, Dated):
    """Which primary care network a practice belongs to, and since when."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="pcn_relations")
    pcn = models.ForeignKey(PCN, on_delete=models.PROTECT, related_name="practice_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [date_order("practicepcn_date_order"), no_overlap("practicepcn_no_overlap", "practice")]

    def __str__(self) -> str:
        return f"{self.practice}: {self.pcn}"


class ProgrammePartner(Row, Dated):
    """A partner organisation that a programme works with: its teams can share walls with it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partner_relations")
    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="programme_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("programmepartner_date_order"),
            no_overlap("programmepartner_no_overlap", "programme", "partner"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.partner}"


class ProgrammeMembership(Row, Versioned, Dated):
    """A person's role in a programme: manager, or coach in its pool."""

    class Role(models.TextChoices):
        MANAGER = "manager", "Programme manager"
        COACH = "coach", "Coach"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programme_memberships")
    role = models.CharField(max_length=10, choices=Role)
    mentor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentees",
        help_text="For a newer coach.",
    )
    capacity = models.PositiveSmallIntegerField("teams at a time", default=2)
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("programmemembership_date_order"),
            no_overlap("programmemembership_no_overlap", "programme", "user", "role"),
            models.CheckConstraint(
                name="programmemembership_mentor_of_coach",
                condition=Q(mentor__isnull=True) | Q(role="coach"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()}"


class PracticeMembership(Row, Dated):
    """Somebody who works in a practice, outside any lead team."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_memberships")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("practicemembership_date_order"),
            no_overlap("practicemembership_no_overlap", "practice", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.practice}"


class PartnerMembership(Row, Dated):
    """Somebody who looks at walls for a partner organisation."""

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partner_memberships")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("partnermembership_date_order"),
            no_overlap("partnermembership_no_overlap", "partner", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.partner}"


class PracticeImport(Row):
    """A practice list that was read in, or waits for somebody to look at the preview and agree.

    The file itself (gzip) is kept only while it waits; what it did stays, as counts and first rows.
    """

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField("day of the list")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    objects = querysets.PracticeImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="practiceimport_waits_or_applied",
                condition=Q(
                    applied_at__isnull=True, content__isnull=False, expires_at__isnull=False, by__isnull=False
                )
                | Q(applied_at__isnull=False, content__isnull=True, expires_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
