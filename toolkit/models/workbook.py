from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Progress, Project

from .. import querysets


class Answer(Row, Versioned):
    """One answer of the 5Ps workbook. The questions are data, in ``toolkit.workbook.questions``."""

    class Certainty(models.TextChoices):
        KNOWN = "known", "Known"
        ESTIMATE = "estimate", "Estimate"
        NOT_KNOWN = "not_known", "Not known"
        NOT_APPLICABLE = "not_applicable", "Does not apply"

    class Rating(models.TextChoices):
        """How well a process works."""

        WORKS = "works", "Works well"
        SMALL = "small", "Small problem"
        REAL = "real", "Real problem"
        BROKEN = "broken", "Broken"
        CANNOT = "cannot", "Cannot rate"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60, help_text="The question, for example patients.list_size.")
    number = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    rating = models.CharField(max_length=8, choices=Rating, blank=True)
    working_on_it = models.BooleanField("we are working on it", default=False)
    patients_complain = models.BooleanField("patients complain about it", default=False)
    certainty = models.CharField(max_length=14, choices=Certainty, blank=True)
    source = models.CharField("where it comes from", max_length=200, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()
    objects = querysets.WorkbookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="answer_once"),
            models.CheckConstraint(
                name="answer_not_known_has_no_number",
                condition=~Q(certainty__in=["not_known", "not_applicable"]) | Q(number__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class WorkbookSkip(Row, Versioned):
    """A part of the workbook, or one group of its questions, that the team leaves out, and why.

    Undoing it deletes the row; its history stays.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="workbook_skips")
    part = models.CharField(max_length=20, help_text="For example patients.")
    group = models.CharField(max_length=20, blank=True, help_text="Empty: the whole part.")
    reason = models.CharField(max_length=12, choices=Progress.SkipReason)
    note = models.CharField("say a little more, if you like", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.WorkbookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "part", "group"], name="workbookskip_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.group}".strip()
