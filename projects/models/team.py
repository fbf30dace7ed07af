"""Who works on a project: its lead team and its coaches."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


class TeamMember(Row, Versioned, Dated):
    """Somebody on the lead team. Most have an account; a patient partner may have none."""

    class Discipline(models.TextChoices):
        GP = "gp", "GP"
        GP_PARTNER = "gp_partner", "GP partner"
        NURSE = "nurse", "Practice nurse"
        MANAGER = "manager", "Practice manager"
        RECEPTION = "reception", "Receptionist"
        ADMIN = "admin", "Administrator"
        PHARMACIST = "pharmacist", "Pharmacist"
        HCA = "hca", "Health care assistant"
        PATIENT = "patient", "Patient"
        OTHER = "other", "Other"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="team_places")
    name = models.CharField(max_length=120)
    discipline = models.CharField(max_length=12, choices=Discipline)
    is_lead = models.BooleanField("looks after the team list and who sees what", default=False)
    is_champion = models.BooleanField("champion", default=False)
    is_sponsor = models.BooleanField("sponsor", default=False)
    is_patient_partner = models.BooleanField("patient partner", default=False)
    welcomed_at = models.DateTimeField(
        "when they had read what the project has done so far", null=True, blank=True, editable=False
    )
    history = HistoricalRecords(excluded_fields=["welcomed_at"])
    objects = querysets.TeamQuerySet.as_manager()

    class Meta:
        ordering = ["-is_champion", "-is_sponsor", "name"]
        constraints = [
            date_order("teammember_date_order"),
            no_overlap("teammember_no_overlap", "project", "user", condition=Q(user__isnull=False)),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_champion=True, ends_on__isnull=True),
                name="teammember_one_champion",
                violation_error_message="The team has a champion already.",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_sponsor=True, ends_on__isnull=True),
                name="teammember_one_sponsor",
                violation_error_message="The team has a sponsor already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoachAssignment(Row, Dated):
    """Who coaches a project, and since when. The history is kept when the coach changes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="coach_assignments")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="coach_assignments")
    is_lead = models.BooleanField("leads the coaching", default=True)
    assigned_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.CoachAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("coachassignment_date_order"),
            no_overlap("coachassignment_no_overlap", "project", "user"),
            no_overlap("coachassignment_one_lead", "project", condition=Q(is_lead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.project}"
