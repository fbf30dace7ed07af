"""Programmes, and the people and organisations in them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap

from .. import querysets
from .organisations import Commissioner, PartnerOrganisation


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
