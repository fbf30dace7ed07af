"""Timing visits, counting what happens, and rating things together."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project

from .. import querysets
from .ways_in import Seat

USER = settings.AUTH_USER_MODEL
NAME = 60


class Timing(Row, Versioned):
    """How long a visit takes: the points at which a phone is tapped, in their order, and the visits followed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="timings")
    title = models.CharField("what we time", max_length=120)
    points = ArrayField(models.CharField(max_length=NAME), help_text="In order, for example In at the door, Called.")
    with_somebody = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="parts with somebody",
        default=list,
        blank=True,
        help_text="Places of the points from which on, until the next point, somebody is with the patient.",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            paired("timing_closed_pair", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="timing_from_one_point_to_another", condition=Q(points__len__gte=2, points__len__lte=12)
            ),
            models.CheckConstraint(
                name="timing_with_somebody_in_a_part", condition=Q(with_somebody__contained_by=list(range(11)))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TimedVisit(Row):
    """One visit that was followed through. It has a number, and nothing that tells whose it was."""

    timing = models.ForeignKey(Timing, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    note = models.CharField("anything unusual", max_length=200, blank=True)
    left_out = models.BooleanField("left out of the summary", default=False)
    objects = querysets.OfTiming.as_manager()

    class Meta:
        ordering = ["day", "number"]
        constraints = [
            models.UniqueConstraint(fields=["timing", "day", "number"], name="timedvisit_number_once_a_day"),
            models.CheckConstraint(name="timedvisit_numbers_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Visit {self.number} of {self.day:%Y-%m-%d}"


class Stamp(Row):
    """The moment at which a visit came to a point. The phone gives the id, so a stamp sent twice is one."""

    visit = models.ForeignKey(TimedVisit, on_delete=models.CASCADE, related_name="stamps")
    point = models.PositiveSmallIntegerField(help_text="Its place in the timing's points, from 0.")
    at = models.DateTimeField()
    objects = querysets.OfTimedVisit.as_manager()

    class Meta:
        ordering = ["point"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "point"], name="stamp_once_a_point"),
            models.CheckConstraint(name="stamp_point_of_a_timing", condition=Q(point__lt=12)),
        ]

    def __str__(self) -> str:
        return f"{self.point} at {self.at:%H:%M}"


class CountSheet(Row, Versioned):
    """What is counted over some days: unplanned work, or telephone calls by hour."""

    class Kind(models.TextChoices):
        UNPLANNED = "unplanned", "Unplanned work"
        PHONE = "phone", "Telephone calls"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="count_sheets")
    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField("what we count", max_length=120)
    lines = ArrayField(
        models.CharField(max_length=NAME), help_text="What can be counted, for example Prescription query."
    )
    first_day = models.DateField()
    last_day = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(name="countsheet_kind_known", condition=Q(kind__in=["unplanned", "phone"])),
            models.CheckConstraint(
                name="countsheet_day_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(name="countsheet_has_lines", condition=Q(lines__len__gte=1, lines__len__lte=30)),
            paired("countsheet_closed_pair", "closed_at", "closed_by"),
        ]

    def __str__(self) -> str:
        return self.title


class Count(Row):
    """Taps added to one line of a sheet in one hour, or taken away again. The phone gives the id.

    Rows are only added, so that two phones at once lose nothing and what is sent twice counts once. The sum is the
    figure; it is never shown below zero.
    """

    sheet = models.ForeignKey(CountSheet, on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 23. Empty: of the whole day.")
    line = models.PositiveSmallIntegerField(help_text="Its place in the sheet's lines, from 0.")
    amount = models.SmallIntegerField()
    objects = querysets.OfSheet.as_manager()

    class Meta:
        ordering = ["day", "hour", "line"]
        indexes = [models.Index(fields=["sheet", "day", "hour", "line"], name="count_of_an_hour")]
        constraints = [
            models.CheckConstraint(name="count_hour_of_a_day", condition=Q(hour__isnull=True) | Q(hour__lte=23)),
            models.CheckConstraint(name="count_of_something", condition=~Q(amount=0)),
            models.CheckConstraint(name="count_line_of_a_sheet", condition=Q(line__lt=30)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.day:%Y-%m-%d}"


class RatingRound(Row, Versioned):
    """Several people rate the same things, each for themselves; then all look at how far apart they are."""

    class Kind(models.TextChoices):
        PROCESSES = "processes", "How well our processes work"
        SKILLS = "skills", "What I feel sure of"
        MEETINGS = "meetings", "How good our meetings are"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rating_rounds")
    kind = models.CharField(max_length=9, choices=Kind)
    things = models.JSONField(default=list, help_text="Key and words of each, as they were when the round began.")
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                name="ratinground_kind_known", condition=Q(kind__in=["processes", "skills", "meetings"])
            ),
            paired("ratinground_closed_pair", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="ratinground_closed_after_begun",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("begun_at")),
            ),
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(closed_at__isnull=True),
                name="ratinground_one_open",
                violation_error_message="A round of this kind is under way already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.begun_at:%Y-%m-%d}"


class Rating(Row, Versioned):
    """What one person, of the team or by a way in, thinks of one thing."""

    round = models.ForeignKey(RatingRound, on_delete=models.CASCADE, related_name="ratings")
    thing = models.CharField(max_length=60, help_text="Its key in the round's things.")
    rater = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="From 1, the worst, to 5 at most. Empty: cannot say."
    )
    working_on_it = models.BooleanField("we are working on it", default=False)
    patients_complain = models.BooleanField("patients complain about it", default=False)
    objects = querysets.OfRound.as_manager()

    class Meta:
        ordering = ["thing"]
        constraints = [
            models.CheckConstraint(
                name="rating_of_one_person",
                condition=Q(rater__isnull=False, seat__isnull=True) | Q(rater__isnull=True, seat__isnull=False),
            ),
            models.CheckConstraint(
                name="rating_value_range", condition=Q(value__isnull=True) | Q(value__range=(1, 5))
            ),
            models.UniqueConstraint(
                fields=["round", "thing", "rater", "seat"], nulls_distinct=False, name="rating_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}: {self.value or 'cannot say'}"
