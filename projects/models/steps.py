"""The path through the five steps, and who is shown what of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, paired
from practices.models import PartnerOrganisation

from .. import querysets
from ..tools import Audience, Step, Tool
from .project import Project

USER = settings.AUTH_USER_MODEL


class Share(Row):
    """A tool of a project shown to an audience: who opened it to them and when, and when it ended."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shares")
    tool = models.CharField(max_length=12, choices=Tool)
    audience = models.CharField(max_length=10, choices=Audience)
    partner = models.ForeignKey(
        PartnerOrganisation, null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    shared_at = models.DateTimeField(default=timezone.now)
    shared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "tool", "audience", "partner"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="share_one_open",
            ),
            models.CheckConstraint(
                name="share_partner_named",
                condition=Q(audience="partner", partner__isnull=False)
                | (~Q(audience="partner") & Q(partner__isnull=True)),
            ),
            paired("share_ended_pair", "ended_at", "ended_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_tool_display()}: {self.partner or self.get_audience_display()}"


class Progress(Row):
    """How far a step or a tool has come. Steps are never locked: any state can follow any other."""

    class State(models.TextChoices):
        DOING = "doing", "Under way"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"

    class SkipReason(models.TextChoices):
        DID_RECENTLY = "did_recently", "We did it recently"
        NO_TIME = "no_time", "No time just now"
        NOT_USEFUL = "not_useful", "Not useful for us"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="progress")
    step = models.PositiveSmallIntegerField(choices=Step)
    tool = models.CharField(max_length=12, choices=Tool, blank=True, help_text="Empty: the step as a whole.")
    state = models.CharField(max_length=10, choices=State)
    skip_reason = models.CharField(max_length=12, choices=SkipReason, blank=True)
    note = models.CharField(max_length=300, blank=True)
    since = models.DateField(default=timezone.localdate)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["step", "tool"]
        constraints = [
            models.UniqueConstraint(fields=["project", "step", "tool"], name="progress_once"),
            models.CheckConstraint(
                name="progress_skip_has_reason",
                condition=(Q(state="skipped") & ~Q(skip_reason="")) | (~Q(state="skipped") & Q(skip_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_tool_display() or self.get_step_display()
