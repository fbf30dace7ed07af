"""Short anonymous surveys, and the standing idea box."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project

from .. import querysets
from .cycles import ChangeIdea
from .ways_in import Seat

USER = settings.AUTH_USER_MODEL
LEAST = 5  # answers below which nothing is shown


class Survey(Row, Versioned):
    """A short survey of staff or patients by link or QR code, open until somebody closes it.

    Results are shown in whole batches of ``LEAST`` answers and never in between: who looks twice learns of at least
    five people at once, never of one. ``shown`` is how many answers the results are of.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", "Staff"
        PATIENTS = "patients", "Patients"
        ACTIVITY = "activity", "What we spend time on"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    introduction = models.TextField("what people read first", max_length=600, blank=True)
    questions = models.JSONField(
        default=list, help_text="Key, words and kind of each, as they were on the day the survey opened."
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shown = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords(excluded_fields=["shown"])
    objects = querysets.SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="survey_kind_known", condition=Q(kind__in=["staff", "patients", "activity"])),
            paired("survey_opened_pair", "opened_at", "opened_by"),
            paired("survey_closed_pair", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="survey_closed_after_it_opened",
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="survey_shown_in_whole_batches",
                condition=Q(shown__gte=0, shown=F("shown") - Mod(F("shown"), LEAST)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SurveyAnswer(models.Model):
    """What one person answered: without a name, a time, a seat or an order.

    ``batch`` counts from 1 and is empty until enough answers wait to be shown together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    answers = models.JSONField(help_text="By the question's key.")
    batch = models.PositiveIntegerField(null=True, blank=True, editable=False)
    objects = querysets.SurveyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="surveyanswer_batch_from_one", condition=Q(batch__isnull=True) | Q(batch__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"An answer to {self.survey}"


class BoxIdea(Row, Versioned):
    """An idea put into the box, by staff without an account or by the team. Each is answered."""

    class State(models.TextChoices):
        NEW = "new", "Not answered yet"
        LATER = "later", "For later"
        TESTING = "testing", "We try it"
        DONE = "done", "Done"
        NOT = "not", "Not for us"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="box_ideas")
    text = models.CharField("the idea", max_length=400)
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    reply = models.CharField("our answer", max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    change_idea = models.OneToOneField(
        ChangeIdea, null=True, blank=True, on_delete=models.SET_NULL, related_name="from_the_box"
    )
    history = HistoricalRecords()
    objects = querysets.BoxIdeaQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            paired("boxidea_answered_pair", "answered_at", "answered_by"),
            models.CheckConstraint(
                name="boxidea_answered_in_words",
                condition=Q(state="new", answered_at__isnull=True, reply="")
                | (Q(state__in=["later", "testing", "done", "not"], answered_at__isnull=False) & ~Q(reply="")),
            ),
            models.CheckConstraint(
                name="boxidea_taken_up_is_answered",
                condition=Q(change_idea__isnull=True) | ~Q(state="new"),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
