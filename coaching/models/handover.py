"""A coach who leaves or is away, the places in teams that end with it, and each team that goes to another coach."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from practices.models import ProgrammeMembership
from projects.models import CoachAssignment, Project

from .. import querysets

USER = settings.AUTH_USER_MODEL
PARTS = ("stands", "works", "steps", "dates", "people", "look_out")  # of the note, in the order of the page
PART_LENGTH = 2000


class Departure(Row):
    """A coach of a programme's pool who leaves it, is away, or has too many teams.

    ``from_on`` is the first day on which the coach is not there, ``back_on`` the first on which they are again; it is
    empty while nobody knows.
    """

    class Kind(models.TextChoices):
        STOPS = "stops", "Stops coaching"
        AWAY = "away", "Is away for a while"
        FEWER = "fewer", "Hands over some teams"

    class Outcome(models.TextChoices):
        CALLED_OFF = "called_off", "Stays after all"
        BACK = "back", "Is back"
        DONE = "done", "Handed over"

    membership = models.ForeignKey(ProgrammeMembership, on_delete=models.PROTECT, related_name="departures")
    kind = models.CharField("why?", max_length=5, choices=Kind)
    from_on = models.DateField("the first day without the coach")
    back_on = models.DateField("back on", null=True, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    over_at = models.DateTimeField(null=True, blank=True, editable=False)
    over_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    objects = querysets.DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(over_at__isnull=True),
                name="departure_one_open",
                violation_error_message="A hand-over of this coach's teams has begun already.",
            ),
            models.CheckConstraint(
                name="departure_back_only_from_away",
                condition=Q(back_on__isnull=True) | Q(kind="away", back_on__gt=F("from_on")),
                violation_error_message="The day of coming back is after the first day away.",
            ),
            paired("departure_over_pair", "over_at", "over_by"),
            models.CheckConstraint(
                name="departure_over_has_outcome",
                condition=Q(over_at__isnull=True, outcome="") | (Q(over_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_kind_display().lower()}"

    def has_come_to_rest(self, today: date, needs_successors: bool) -> bool:
        """Whether nothing is left to do: the day has come, no team needs anybody, nobody is to return."""
        return self.kind != self.Kind.AWAY and self.from_on <= today and not needs_successors

    def can_come_back(self, today: date) -> bool:
        return self.kind == self.Kind.AWAY or (self.kind == self.Kind.STOPS and self.from_on <= today)

    def is_back_by(self, day: date) -> bool:
        return self.back_on is not None and self.back_on <= day


class LeftPlace(Row):
    """A coach's place in a team whose last day a departure has brought forward.

    Both days are the first without the coach, as of every dated row. ``ends_on`` is what the departure has made of
    it, ``ends_on_before`` (in a column of an earlier name) what had been said until then, empty for nothing: it holds
    again when the departure is called off. ``swept_at``: when, after the last day of a second coach, what was still
    planned was dealt with.
    """

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="left_places")
    assignment = models.ForeignKey(CoachAssignment, on_delete=models.CASCADE, related_name="left_by")
    ends_on = models.DateField("the first day without the coach")
    ends_on_before = models.DateField(
        "the first day without the coach, as it was", null=True, blank=True, db_column="ended_before"
    )
    swept_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = querysets.LeftPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["departure", "assignment"], name="leftplace_once"),
            models.CheckConstraint(
                name="leftplace_brought_forward",
                condition=Q(ends_on_before__isnull=True) | Q(ends_on_before__gt=F("ends_on")),
                violation_error_message="A departure only brings a last day forward.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} until {self.ends_on}"


class HandOver(Row, Versioned):
    """One team that goes from one coach to another, with the note that the first one leaves.

    A part of the note that is empty is filled in from the record when it is shown. When the successor is settled, or
    nobody is to follow, the words are kept as they stood (``kept_at``). ``leaves_on`` is the first day without the
    coach, ``starts_on`` the successor's first. ``swept_at``: when, after that day, what had stayed open was dealt
    with. ``why_nobody``: the manager's words where the team goes on without a coach; ``settled_at`` is then when that
    was decided. They stay if a coach follows after all.
    """

    class State(models.TextChoices):
        OPEN = "open", "Needs a successor"
        SETTLED = "settled", "Handed over"
        CALLED_OFF = "called_off", "Stays"
        GIVEN_BACK = "given_back", "Given back"
        NOBODY = "nobody", "Goes on without a coach"

    UNFOLLOWED = (State.OPEN, State.NOBODY)
    STANDING = (*UNFOLLOWED, State.SETTLED)  # neither called off nor given back

    departure = models.ForeignKey(
        Departure, null=True, blank=True, on_delete=models.PROTECT, related_name="hand_overs"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="hand_overs")
    coach = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="hand_overs")
    leaves_on = models.DateField("the first day without the coach")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    stands = models.TextField("where the project stands", max_length=PART_LENGTH, blank=True)
    works = models.TextField("what works", max_length=PART_LENGTH, blank=True)
    steps = models.TextField("open next steps", max_length=PART_LENGTH, blank=True)
    dates = models.TextField("next dates", max_length=PART_LENGTH, blank=True)
    people = models.TextField("the people", max_length=PART_LENGTH, blank=True)
    look_out = models.TextField("what to look out for", max_length=PART_LENGTH, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    ready_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="teams_taken_over", editable=False
    )
    starts_on = models.DateField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    why_nobody = models.CharField(
        "why does nobody follow?", max_length=300, blank=True, default="", db_default="", editable=False
    )
    swept_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=[
            *("departure", "project", "coach", "leaves_on", "state", "ready_at", "ready_by", "kept_at"),
            *("successor", "starts_on", "settled_at", "settled_by", "why_nobody", "swept_at"),
        ]
    )
    objects = querysets.HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-leaves_on", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["open", "nobody"]),
                name="handover_one_unfollowed",
                violation_error_message="This team's hand-over has begun already.",
            ),
            paired("handover_ready_pair", "ready_at", "ready_by"),
            paired("handover_settled_pair", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="handover_settled_has_successor",
                condition=Q(state__in=["open", "called_off"], successor__isnull=True, settled_at__isnull=True)
                | Q(
                    state__in=["settled", "given_back"],
                    successor__isnull=False,
                    starts_on__isnull=False,
                    settled_at__isnull=False,
                )
                | (Q(state="nobody", successor__isnull=True, settled_at__isnull=False) & ~Q(why_nobody="")),
            ),
            models.CheckConstraint(
                name="handover_successor_is_another", condition=Q(successor__isnull=True) | ~Q(successor=F("coach"))
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.coach}"

    def clean(self) -> None:
        super().clean()
        if self.successor_id and self.successor_id == self.coach_id:
            raise ValidationError("A team is handed over to another coach.")

    @property
    def last_day(self) -> date:
        return self.leaves_on - timedelta(days=1)

    def note(self) -> dict[str, Any]:
        """The parts of the note as they are written; empty where nobody has."""
        return {name: getattr(self, name) for name in PARTS}
