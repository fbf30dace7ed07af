"""Mail that is due, how it went out, and what each person wants of it."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cmsportal.models import Row, Versioned, paired

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

    A digest is a row of its own, of kind ``DIGEST`` and of no one project. Its parts are claimed and sent with it,
    never by themselves. What goes to the portal alone is sent when it stands on the person's Today page.
    """

    DIGEST = "digest"

    class State(models.TextChoices):
        DUE = "due", "Due"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        DROPPED = "dropped", "No longer needed"

    class Channel(models.TextChoices):
        MAIL = "mail", "By mail"
        PORTAL = "portal", "On my Today page only"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160, unique=True)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="reminders")
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminders",
        help_text="Not of a digest.",
    )
    digest = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts", help_text="The mail it is in."
    )
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.MAIL)
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
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When it was put away on the Today page.")
    problem = models.CharField(max_length=300, blank=True)
    objects = querysets.ReminderQuerySet.as_manager()

    # Looked up for a whole batch before the mails are written (projects.reminders.preparing); no fields.
    about: Any = None  # what it is about, as its kind fetched it
    on_team = False  # whether the person holds a place on the project's team today
    is_coach = False  # or coaches it

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
            models.CheckConstraint(
                name="reminder_of_a_project_or_a_digest",
                condition=Q(kind="digest", project__isnull=True, digest__isnull=True)
                | (~Q(kind="digest") & Q(project__isnull=False)),
            ),
            models.CheckConstraint(
                name="reminder_seen_in_the_portal",
                condition=Q(seen_at__isnull=True) | Q(channel="portal", sent_at__isnull=False),
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


class ReminderSettings(Row, Versioned):
    """How and when one person wants to be reminded. Without a row: by mail, one by one, whenever it is due.

    Times are by the clock of the practice.
    """

    class Bundle(models.TextChoices):
        SINGLE = "single", "Each one by itself"
        DIGEST = "digest", "All in one mail a day"

    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="reminder_settings")
    channel = models.CharField("where", max_length=6, choices=Reminder.Channel, default=Reminder.Channel.MAIL)
    bundle = models.CharField("how many", max_length=6, choices=Bundle, default=Bundle.SINGLE)
    time_of_day = models.TimeField(
        "at what time", default=time(8), help_text="Of the digest, and of what a day brings."
    )
    quiet_from = models.TimeField("no mail from", null=True, blank=True)
    quiet_until = models.TimeField("no mail until", null=True, blank=True)
    paused_from = models.DateField("pause from", null=True, blank=True)
    paused_until = models.DateField("start again on", null=True, blank=True)
    objects = querysets.OfPerson.as_manager()

    class Meta:
        verbose_name_plural = "reminder settings"
        constraints = [
            paired("remindersettings_quiet_hours", "quiet_from", "quiet_until"),
            models.CheckConstraint(
                name="remindersettings_quiet_hours_end",
                condition=Q(quiet_from__isnull=True) | ~Q(quiet_from=F("quiet_until")),
                violation_error_message="Quiet hours begin and end at different times.",
            ),
            paired("remindersettings_pause", "paused_from", "paused_until"),
            models.CheckConstraint(
                name="remindersettings_pause_order",
                condition=Q(paused_from__isnull=True) | Q(paused_until__gt=F("paused_from")),
                violation_error_message="The pause ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.user}"


class Delivery(Row):
    """The delivery log: one try to hand a reminder to the mail server, and what the server said."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "The mail server took it"
        NOT_NOW = "not_now", "The mail server said: later"
        REFUSED = "refused", "The mail server said no"
        NO_SERVER = "no_server", "No mail server"
        CUT_OFF = "cut_off", "Cut off half-way"
        NOT_WRITTEN = "not_written", "The mail could not be written"

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=11, choices=Outcome)
    code = models.PositiveSmallIntegerField(
        "reply code of the mail server", null=True, blank=True, help_text="RFC 5321, section 4.2."
    )
    objects = querysets.DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["-at"], name="delivery_newest")]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["reminder"], condition=Q(outcome="accepted"), name="delivery_accepted_once"
            ),
            models.CheckConstraint(
                name="delivery_code_of_a_reply",
                condition=Q(code__isnull=True)
                | Q(code__range=(200, 599), outcome__in=["accepted", "not_now", "refused"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.reminder}"
