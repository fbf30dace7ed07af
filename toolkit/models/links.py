"""Entering figures without signing in."""

from datetime import datetime

from django.conf import settings
from django.db import models

from cmsportal.models import Row, paired

from .. import querysets
from .measures import Measure


class FigureLink(Row):
    """A link in a reminder mail: it enters one figure for one measure on one date, once, in one person's name.

    The link itself is never kept, only its hash, so that nobody who reads the table can use it.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="figure_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="figure_links")
    date = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = querysets.FigureLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "created_at"]
        constraints = [paired("figurelink_revoked_pair", "revoked_at", "revoked_by")]

    def __str__(self) -> str:
        return f"{self.measure} {self.date:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still enters a figure; ``open()`` asks the same of many."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > now


class EntryCode(Row):
    """The QR code of one measure on the printed wall: whoever scans it can enter this period's figure, where none is.

    Its address is signed, not kept: nobody who reads the table can make it.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="entry_codes")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField("last used", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = querysets.EntryCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            paired("entrycode_revoked_pair", "revoked_at", "revoked_by"),
            models.UniqueConstraint(
                fields=["measure"], condition=models.Q(revoked_at__isnull=True), name="entrycode_one_a_measure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} until {self.expires_at:%Y-%m-%d}"
