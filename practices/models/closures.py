"""Days on which a practice is closed, besides weekends and bank holidays."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned

from .. import querysets
from .organisations import Practice


class Closure(Row, Versioned):
    """Whole days on which a practice is closed, the first and the last among them, for all of its projects.

    Nobody huddles or meets on them, and they break no habit.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField("first day")
    last_day = models.DateField("last day")
    reason = models.CharField("why", max_length=120, blank=True, help_text="For example training, or moving house.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="closure_day_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is before the first.",
            ),
            models.UniqueConstraint(
                fields=["practice", "first_day", "last_day"],
                name="closure_once",
                violation_error_message="These days are on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice} closed from {self.first_day:%Y-%m-%d}"
