"""Mail that is due, how it went out, and what each person wants of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cmsportal.models import Row, paired

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


def reminder_expiry() -> "timezone.datetime":
    return timezone.now() + timedelta(days=2)


class Reminder(Row):
    """A mail that is due. The row is the work; tasks only look for rows (docs/decisions/0040-reminders-are-rows.md).

    ``key`` says what it is about, so that planning twice makes one row. A worker claims a row by one conditional
    update. A claim that was not finished runs out and can be taken again, unless the mail may have left already:
    ``handed_at`` is written just before it goes to the mail server.
    """

    class State(models.TextChoices):
        DUE = "due", "Due"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        DROPPED = "dropped", "No longer needed"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160, unique=True)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="reminders")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reminders")
    subject_id = models.UUIDField(help_text="The measure, visit or schedule it is about.")
    day = models.DateField(help_text="The huddle's day, the day the figure is due, the day of the visit.")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(default=reminder_expiry, help_text="Too late to be of use after this.")
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(help_text="When it is due at first; later after a try that failed.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True, help_text="When it went to the mail server.")
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    objects = querysets.ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["state", "try_at"])]
        constraints = [
            paired("reminder_claim_pair", "claimed_at", "claim"),
            models.CheckConstraint(
                name="reminder_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="reminder_failed_says_why",
                condition=~Q(state="failed") | ~Q(problem=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class ReminderPreference(Row):
    """A kind of mail that a person has turned off, or on again. Without a row it is on."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="reminder_preferences")
    kind = models.CharField(max_length=20)
    is_on = models.BooleanField(default=True)
    objects = querysets.ReminderPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="reminderpreference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {'on' if self.is_on else 'off'}"
