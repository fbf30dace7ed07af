from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Progress, Project

from .. import querysets


class Workbook(Row, Versioned):
    """Which way a team goes through its workbook, and which earlier project of the practice it was begun from."""

    class Path(models.TextChoices):
        SHORT = "short", "The short way"
        FULL = "full", "Everything"

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="workbook")
    path = models.CharField("how much to ask", max_length=5, choices=Path, default=Path.SHORT)
    begun_from = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="workbooks_begun_from_it"
    )
    history = HistoricalRecords()
    objects = querysets.WorkbookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="workbook_path_known", condition=Q(path__in=["short", "full"])),
            models.CheckConstraint(
                name="workbook_not_begun_from_itself",
                condition=Q(begun_from__isnull=True) | ~Q(begun_from=F("project")),
            ),
        ]

    def __str__(self) -> str:
        return f"Workbook of {self.project}"


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

    class Origin(models.TextChoices):
        """Who or what filled it in. Typed over, it is the team's own."""

        TYPED = "typed", "Typed by the team"
        OPEN_DATA = "open_data", "Published figures"
        EARLIER = "earlier", "Our earlier project"
        SURVEY = "survey", "A short survey"
        COUNTED = "counted", "Counted or timed by us"
        RATED = "rated", "Rated together by us"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60, help_text="The question, for example patients.list_size.")
    number = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    rating = models.CharField(max_length=8, choices=Rating, blank=True)
    working_on_it = models.BooleanField("we are working on it", default=False)
    patients_complain = models.BooleanField("patients complain about it", default=False)
    certainty = models.CharField(max_length=14, choices=Certainty, blank=True)
    source = models.CharField("where it comes from", max_length=200, blank=True)
    origin = models.CharField("filled in from", max_length=9, choices=Origin, default=Origin.TYPED)
    as_of = models.DateField("the day it tells of", null=True, blank=True)
    earlier = models.JSONField(
        null=True, blank=True, help_text="What stood in the earlier project, to mark what has changed since."
    )
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
            models.CheckConstraint(
                name="answer_origin_known",
                condition=Q(origin__in=["typed", "open_data", "earlier", "survey", "counted", "rated"]),
            ),
            models.CheckConstraint(
                name="answer_published_on_a_day", condition=~Q(origin="open_data") | Q(as_of__isnull=False)
            ),
            models.CheckConstraint(
                name="answer_of_an_earlier_project_has_it",
                condition=~Q(origin="earlier") | Q(earlier__isnull=False),
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
