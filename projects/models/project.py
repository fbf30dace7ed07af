"""One improvement project of one practice, and what became of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from practices.models import Practice, Programme

from .. import querysets

USER = settings.AUTH_USER_MODEL


class Project(Row, Versioned):
    class Status(models.TextChoices):
        INVITED = "invited", "Invited"
        ACTIVE = "active", "Under way"
        PAUSED = "paused", "Paused"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        COMPLETED = "completed", "Completed"

    class Adopter(models.TextChoices):
        """Rogers 2003, Diffusion of Innovations."""

        INNOVATOR = "innovator", "Innovator"
        EARLY_ADOPTER = "early_adopter", "Early adopter"
        EARLY_MAJORITY = "early_majority", "Early majority"
        LATE_MAJORITY = "late_majority", "Late majority"
        LAGGARD = "laggard", "Last to join"

    class Type(models.TextChoices):
        PROCESS = "process", "How the practice runs"
        PATIENT_CENTRED = "patient_centred", "What patients experience"
        HEALTH = "health", "Health outcomes"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField("what the project is called", max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE, editable=False)
    types = ArrayField(models.CharField(max_length=20, choices=Type), default=list, blank=True)
    crosses_organisations = models.BooleanField("works across organisations", default=False)
    adopter = models.CharField("adopter category", max_length=20, choices=Adopter, blank=True)
    adopter_reason = models.TextField("why this category", max_length=500, blank=True)
    signed_up_on = models.DateField(default=timezone.localdate)
    no_patient_partner_reason = models.CharField("why there is no patient partner", max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["status"])
    objects = querysets.ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["practice__name", "title"]
        indexes = [models.Index(fields=["programme", "status"])]

    def __str__(self) -> str:
        return f"{self.practice}: {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.ACTIVE, self.Status.PAUSED}


class StatusChange(Row):
    """One row for each time a project joined, paused, withdrew or came back."""

    class Reason(models.TextChoices):
        NO_BUY_IN = "no_buy_in", "Not enough buy-in"
        FELT_IMPOSED = "felt_imposed", "It felt imposed"
        NO_CHAMPION = "no_champion", "No champion"
        NO_TIME = "no_time", "No time"
        NO_SENIOR_SUPPORT = "no_senior_support", "No senior support"
        TURNOVER = "turnover", "Staff turnover"
        DISCORD = "discord", "Disagreement in the team"
        TOO_COMPLEX = "too_complex", "Too complex"
        CROSSES_BOUNDARIES = "crosses_boundaries", "Depends on other organisations"
        FUNDING = "funding", "The funding ended"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="status_changes")
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10, choices=Project.Status, blank=True)
    to_status = models.CharField(max_length=10, choices=Project.Status)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="statuschange_has_reason",
                condition=Q(to_status__in=["invited", "active", "completed"]) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.action}"
