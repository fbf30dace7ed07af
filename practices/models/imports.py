"""Practice lists that were read in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cmsportal.models import Row

from .. import querysets


class PracticeImport(Row):
    """A practice list that was read in, or waits for somebody to look at the preview and agree.

    The file itself (gzip) is kept only while it waits; what it did stays, as counts and first rows.
    """

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField("day of the list")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    objects = querysets.PracticeImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="practiceimport_waits_or_applied",
                condition=Q(
                    applied_at__isnull=True, content__isnull=False, expires_at__isnull=False, by__isnull=False
                )
                | Q(applied_at__isnull=False, content__isnull=True, expires_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
