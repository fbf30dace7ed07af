"""What was done that is no edit of a record: approvals, sign-ins, exports, shared walls opened. Append-only."""

from typing import Any

from django.conf import settings
from django.db import models
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
    target_label = models.CharField(max_length=200, blank=True)
    programme_id = models.UUIDField(null=True, blank=True, db_index=True)
    project_id = models.UUIDField(null=True, blank=True, db_index=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.action}: {self.target_label}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet["Event"]:
        return cls.objects.visible_to(user)

    @property
    def words(self) -> str:
        return action_words(self.action)
