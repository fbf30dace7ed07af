"""What a coach does with a team."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project
from projects.tools import Tool

from .. import querysets


class Visit(Row, Versioned):
    """A contact of a coach with a team, planned or logged."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "At the practice"
        VIDEO = "video", "Video"
        PHONE = "phone", "Phone"

    class Phase(models.TextChoices):
        PRE = "pre", "Getting ready"
        ACTION = "action", "Working"
        TRANSITION = "transition", "Handing over"

    class Help(models.TextChoices):
        """The four groups of what a coach does in a contact."""

        CONTEXT = "context", "Understood their situation"
        RELATIONSHIPS = "relationships", "Built trust"
        HELPING = "helping", "Helped them decide"
        TECHNICAL = "technical", "Taught a tool"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="visits")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField("when")
    mode = models.CharField("how did you meet?", max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField("with the team", null=True, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField("preparing", null=True, blank=True)
    travel_minutes = models.PositiveSmallIntegerField("travel", null=True, blank=True)
    people = models.CharField("whom did you meet?", max_length=300, blank=True)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ACTION)
    helped = ArrayField(models.CharField(max_length=14, choices=Help), default=list, blank=True)
    tools_used = ArrayField(models.CharField(max_length=12, choices=Tool), default=list, blank=True)
    progress = models.TextField("what moved on?", max_length=2000, blank=True)
    barriers = models.TextField("what got in the way?", max_length=2000, blank=True)
    energy = models.PositiveSmallIntegerField(
        "how was the team's energy?",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    next_contact_at = models.DateTimeField("next visit", null=True, blank=True)
    needs_help = models.BooleanField("I need help with this team", default=False)
    logged_at = models.DateTimeField(null=True, blank=True, editable=False)
    private_note_sealed = models.BinaryField(
        null=True,
        blank=True,
        editable=False,
        help_text="For coach and mentor alone, encrypted (coaching.sealed).",
    )
    history = HistoricalRecords(excluded_fields=["private_note_sealed"])
    objects = querysets.VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="visit_energy_range", condition=Q(energy__isnull=True) | Q(energy__range=(1, 5))
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()}, {self.project}"
