"""What was done that is no edit of a record: approvals, sign-ins, exports, shared walls opened. Append-only."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .querysets import EventQuerySet


def action_words(action: str) -> str:
    """'figure.entered' -> 'Figure entered'."""
    return action.replace(".", " ").replace("_", " ").capitalize()


class Event(models.Model):
    """One row per act, written in the transaction of the act itself. A database trigger refuses changes."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=60, db_index=True)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(max_length=200, blank=True, help_text="Empty for what belongs to a project.")
    programme_id = models.UUIDField(null=True, blank=True, db_index=True)
    project_id = models.UUIDField(null=True, blank=True, db_index=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="event_no_words_of_a_project", condition=Q(project_id__isnull=True) | Q(target_label="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.target_words}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet["Event"]:
        return cls.objects.visible_to(user)

    @property
    def words(self) -> str:
        return action_words(self.action)

    @property
    def target_words(self) -> str:
        """To what it was done: its name or, for what belongs to a project, its kind and id."""
        if self.target_label or not self.target_type:
            return self.target_label
        kind = str(apps.get_model(self.target_type)._meta.verbose_name)
        return f"{kind[:1].upper()}{kind[1:]} {self.target_id}"
