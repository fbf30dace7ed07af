"""Taking part without an account: by a link, a QR code, or a short code on the screen."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from cmsportal.models import Row, paired
from projects.models import Project

from .. import querysets

USER = settings.AUTH_USER_MODEL


class WayIn(Row):
    """A link or code by which people without an account answer, add ideas, vote, rate or count.

    What it opens is ``subject_id``: the survey, brainstorm, rating round, timing or count sheet; nothing for the
    project's idea box. A link is signed, not kept. ``code`` is short, to be typed from a screen: it is open for
    hours, not weeks, and no two open ones are the same.
    """

    class Opens(models.TextChoices):
        SURVEY = "survey", "A short survey"
        IDEA_BOX = "idea_box", "The idea box"
        BRAINSTORM = "brainstorm", "Ideas and votes"
        RATING = "rating", "A round of rating"
        TIMING = "timing", "Timing visits"
        COUNT = "count", "A count sheet"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ways_in")
    opens = models.CharField(max_length=10, choices=Opens)
    subject_id = models.UUIDField(null=True, blank=True)
    name = models.CharField("where it is", max_length=60, help_text="For example waiting room, or staff mail.")
    code = models.CharField(max_length=6, blank=True, validators=[RegexValidator(r"^[2-9A-HJ-NP-Z]{6}$")])
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.WayInQuerySet.as_manager()

    class Meta:
        ordering = ["opens", "created_at"]
        verbose_name_plural = "ways in"
        constraints = [
            paired("wayin_revoked_pair", "revoked_at", "revoked_by"),
            models.CheckConstraint(
                name="wayin_names_what_it_opens",
                condition=Q(opens="idea_box", subject_id__isnull=True)
                | Q(
                    opens__in=["survey", "brainstorm", "rating", "timing", "count"],
                    subject_id__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code="") & Q(revoked_at__isnull=True), name="wayin_code_opens_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A browser that took part by a way in: one answer, and one set of votes, for each.

    Only a keyed hash of the browser's cookie and the way in is kept. A seat has no time, and in a survey nothing
    points from an answer to its seat, so that nobody who reads the tables can tell whose answer is whose.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    way_in = models.ForeignKey(WayIn, on_delete=models.CASCADE, related_name="seats")
    browser_hash = models.CharField(max_length=64, editable=False)
    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way_in", "browser_hash"], name="seat_one_a_browser")]

    def __str__(self) -> str:
        return f"A seat of {self.way_in}"
