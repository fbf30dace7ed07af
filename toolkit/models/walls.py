"""The data wall of a project, and the ways to it without signing in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project, TeamMember

from .. import querysets


class Wall(Row, Versioned):
    """Who looks after a project's wall, and what to do when a chart on it is stale. The charts are its measures."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="wall")
    owner = models.ForeignKey(
        TeamMember,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="walls",
        verbose_name="looked after by",
    )
    when_stale = models.CharField("what to do when a chart is out of date", max_length=200, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    def __str__(self) -> str:
        return f"Wall of {self.project}"


class WallLink(Row):
    """A way to one wall without signing in: a screen in the practice, or a public page that runs out.

    Its address is signed, not kept: nobody who reads the table can make it.
    """

    class Kind(models.TextChoices):
        SCREEN = "screen", "A screen in the practice"
        PUBLIC = "public", "A public link"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="wall_links")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField("where it is", max_length=60, help_text="For example staff room, or our website.")
    hides_small_numbers = models.BooleanField("patients or visitors can see it", default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = querysets.WallLinkQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "created_at"]
        constraints = [
            paired("walllink_revoked_pair", "revoked_at", "revoked_by"),
            models.CheckConstraint(
                name="walllink_public_runs_out_and_hides",
                condition=~Q(kind="public") | Q(expires_at__isnull=False, hides_small_numbers=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
