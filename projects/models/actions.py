"""What people said they would do."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


class Action(Row, Versioned):
    """Something that somebody said they would do."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField("what", max_length=300)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_name = models.CharField("who", max_length=120, blank=True, help_text="For somebody without an account.")
    due_on = models.DateField("by", null=True, blank=True)
    source = models.CharField(max_length=20, default="team", help_text="Where it came from: team, visit, cycle.")
    source_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [paired("action_done_pair", "done_at", "done_by")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()
