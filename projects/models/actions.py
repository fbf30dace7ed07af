"""What people said they would do."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


class Action(Row, Versioned):
    """Something that somebody said they would do."""

    class Source(models.TextChoices):
        """Where it came from. All but the team's own list name a row in ``source_id``."""

        TEAM = "team", "The team's list"
        VISIT = "visit", "A coach's visit"
        CYCLE = "cycle", "A small test"
        MEETING = "meeting", "A meeting"
        HUDDLE = "huddle", "A huddle"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField("what", max_length=300)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_name = models.CharField("who", max_length=120, blank=True, help_text="For somebody without an account.")
    starts_on = models.DateField("from", null=True, blank=True, help_text="For the action plan.")
    due_on = models.DateField("by", null=True, blank=True)
    source = models.CharField("where it came from", max_length=20, choices=Source, default=Source.TEAM)
    source_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="action_open_of_owner"),
            models.Index(fields=["source_id"], condition=Q(source_id__isnull=False), name="action_of_source"),
        ]
        constraints = [
            paired("action_done_pair", "done_at", "done_by"),
            models.CheckConstraint(
                name="action_starts_before_it_is_due",
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message="The day it is due is before the day it begins.",
            ),
            models.CheckConstraint(
                name="action_source_named",
                condition=Q(source="team", source_id__isnull=True)
                | Q(source__in=["visit", "cycle", "meeting", "huddle"], source_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()
