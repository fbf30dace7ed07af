"""The ten-minute huddle: its days, each one held, and what was said."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired

from .. import querysets
from .actions import Action
from .project import Project

USER = settings.AUTH_USER_MODEL


class HuddleSchedule(Row, Versioned):
    """When and where the team huddles."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="huddle_schedule")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(6)]),
        help_text="0 is Monday.",
    )
    time = models.TimeField()
    place = models.CharField(max_length=80, blank=True)
    is_paused = models.BooleanField(default=False)
    paused_until = models.DateField(
        "they start again on", null=True, blank=True, help_text="Empty: until somebody starts them again."
    )
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="huddleschedule_pause_has_its_end",
                condition=Q(paused_until__isnull=True) | Q(is_paused=True),
            ),
            models.CheckConstraint(
                name="huddleschedule_weekdays_of_a_week",
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
            ),
        ]

    def __str__(self) -> str:
        return f"Huddle at {self.time:%H:%M}"


class Huddle(Row, Versioned):
    """One huddle, of one day: begun, and finished when everybody has gone back to work.

    A day of the schedule without a finished one is missed, unless nobody was meant to meet: a bank holiday of the
    practice's nation, a closure, a pause.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="huddles")
    day = models.DateField()
    people_here = models.PositiveSmallIntegerField("how many are here", null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.HuddleQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["project", "day"], name="huddle_one_a_day"),
            paired("huddle_finished_pair", "finished_at", "finished_by"),
            models.CheckConstraint(
                name="huddle_finished_after_begun",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Huddle of {self.day:%Y-%m-%d}"


class HuddleItem(Row, Versioned):
    """Something said in a huddle. What is open is shown again in the next one, under the same question.

    What somebody takes on is an action; the item then follows the action and is not ticked by itself.
    """

    class Prompt(models.TextChoices):
        """The questions of a huddle, in their order. Last time's follow-ups are the open items."""

        STAFFING = "staffing", "Who is away or short-staffed?"
        HEADS_UP = "heads_up", "Heads-up for today and this week"
        TOMORROW = "tomorrow", "What about tomorrow?"
        CONTINGENCY = "contingency", "What if it does not go to plan?"
        TEST = "test", "The small test under way"

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="items")
    prompt = models.CharField(max_length=11, choices=Prompt)
    text = models.CharField(max_length=300)
    action = models.OneToOneField(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="huddle_item"
    )
    said_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfHuddle.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["huddle"], condition=Q(settled_at__isnull=True), name="huddleitem_open")]
        constraints = [
            paired("huddleitem_settled_pair", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="huddleitem_settled_by_its_action",
                condition=Q(action__isnull=True) | Q(settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text
