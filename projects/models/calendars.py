"""What of a project stands in people's own calendars."""

from django.conf import settings
from django.db import models

from cmsportal.models import Row, paired

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


class CalendarFeed(Row):
    """The private address at which a person's calendar program reads what is coming.

    The address is signed, not kept: nobody who reads the table can make it. Withdrawn, it tells nothing any more, and
    the person can have another.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="calendar_feeds")
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            paired("calendarfeed_revoked_pair", "revoked_at", "revoked_by"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at__isnull=True), name="calendarfeed_one_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"


class CalendarInvite(Row):
    """What one person was last told by mail about one event, so that a change is told once and a cancellation too.

    The event's UID (RFC 5545, section 3.8.4.7) is made from ``subject_id``; ``sequence`` (section 3.8.7.4) goes up
    with each edition that leaves. ``said`` is the fingerprint of what that edition says.
    """

    class Subject(models.TextChoices):
        HUDDLES = "huddles", "The huddles of a schedule"
        SERIES = "series", "The meetings of a series"
        MEETING = "meeting", "One meeting"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="calendar_invites")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="calendar_invites")
    subject = models.CharField(max_length=7, choices=Subject)
    subject_id = models.UUIDField()
    sequence = models.PositiveIntegerField(default=0)
    said = models.CharField("fingerprint of what it said", max_length=64)
    is_cancelled = models.BooleanField(default=False)
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "subject", "subject_id"], name="calendarinvite_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} for {self.user}"
