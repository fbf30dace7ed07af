"""A practice that waits for a coach, and the coach whom the programme's manager has asked for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project

from .. import querysets
from .profiles import areas, weekdays

USER = settings.AUTH_USER_MODEL


class Wish(Row, Versioned):
    """What a team needs of its coach, as the team or the manager wrote it down."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="coach_wish")
    clinical_areas = areas("clinical areas the project touches")
    weekdays = weekdays("days on which the team can meet")
    words = models.CharField("what else matters to the team", max_length=500, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfProjectTeam.as_manager()

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.CheckConstraint(
                name="wish_weekdays_of_a_week", condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4])
            )
        ]

    def __str__(self) -> str:
        return f"What {self.project.practice} needs of a coach"


class Match(Row):
    """A coach whom the manager has chosen for a practice: practice and coach each say yes, or one says no.

    ``rank`` is the coach's place in the list on the day of the choice, ``reasons`` what stood beside it then.
    With both answers the coaching begins (coaching.matching.workflow).
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waits for an answer"
        AGREED = "agreed", "Both said yes"
        COACH_DECLINED = "coach_declined", "The coach said no"
        PRACTICE_DECLINED = "practice_declined", "The practice said no"
        WITHDRAWN = "withdrawn", "Taken back"

    class Via(models.TextChoices):
        LIST = "list", "Chosen from the list"
        TOGETHER = "together", "Chosen for all waiting practices at once"

    class Reason(models.TextChoices):
        NO_TIME = "no_time", "No time at present"
        TOO_FAR = "too_far", "Too far away"
        TOO_CLOSE = "too_close", "Too close: we know each other from other work"
        NO_FIT = "no_fit", "Another coach would fit better"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="matches")
    coach = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="matches")
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=8, choices=Via, default=Via.LIST)
    starts_on = models.DateField("from")
    rank = models.PositiveSmallIntegerField("place in the list")
    reasons = models.JSONField(default=list, help_text="Pairs: whether it speaks for the coach, and the words.")
    override_reason = models.CharField("why not the first of the list", max_length=500, blank=True)
    state = models.CharField(max_length=17, choices=State, default=State.ASKED, editable=False)
    coach_agreed_at = models.DateTimeField(null=True, blank=True)
    practice_agreed_at = models.DateTimeField(null=True, blank=True)
    practice_agreed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField("why not?", max_length=10, choices=Reason, blank=True)
    decline_words = models.CharField("what should the manager know?", max_length=500, blank=True)
    objects = querysets.MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-chosen_at"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state="asked"),
                name="match_one_asked",
                violation_error_message="A coach has been asked for this practice already.",
            ),
            models.CheckConstraint(
                name="match_override_has_reason",
                condition=Q(rank=1) | Q(via="together") | ~Q(override_reason=""),
            ),
            paired("match_practice_agreed_pair", "practice_agreed_at", "practice_agreed_by"),
            paired("match_settled_pair", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="match_settled_unless_asked",
                condition=Q(state="asked", settled_at__isnull=True)
                | (~Q(state="asked") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="match_agreed_by_both",
                condition=~Q(state="agreed") | Q(coach_agreed_at__isnull=False, practice_agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="match_no_has_reason",
                condition=(Q(state__in=["coach_declined", "practice_declined"]) & ~Q(decline_reason=""))
                | (~Q(state__in=["coach_declined", "practice_declined"]) & Q(decline_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.coach)
