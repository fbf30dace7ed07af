"""Meetings: the rhythm in which they come round, each one with its roles and agenda, and what came of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from cmsportal.nhsuk.formats import day

from .. import querysets
from .project import Project
from .team import TeamMember

USER = settings.AUTH_USER_MODEL


class MeetingKind(models.TextChoices):
    LEAD_TEAM = "lead_team", "Lead team"
    ALL_TEAM = "all_team", "All-team"


class MeetingSeries(Row, Versioned):
    """When and where a kind of meeting comes round, by the clock of the practice.

    ``version`` counts its changes; invitations and calendars take it for the number of their edition.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"

    class Week(models.IntegerChoices):
        """Which of its weekdays in a month."""

        FIRST = 1, "The first"
        SECOND = 2, "The second"
        THIRD = 3, "The third"
        FOURTH = 4, "The fourth"
        LAST = 5, "The last"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="meeting_series")
    kind = models.CharField(max_length=9, choices=MeetingKind)
    rhythm = models.CharField("how often", max_length=7, choices=Rhythm)
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)], help_text="0 is Monday.")
    week = models.PositiveSmallIntegerField("which one in the month", choices=Week, null=True, blank=True)
    time = models.TimeField()
    minutes = models.PositiveSmallIntegerField(
        "how long", default=60, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    place = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField("from")
    is_paused = models.BooleanField(default=False)
    paused_until = models.DateField(
        "they start again on", null=True, blank=True, help_text="Empty: until somebody starts them again."
    )
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["kind"]
        verbose_name_plural = "meeting series"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                name="meetingseries_one_a_kind",
                violation_error_message="These meetings have their day and time already.",
            ),
            models.CheckConstraint(
                name="meetingseries_week_of_a_month",
                condition=Q(rhythm="weekly", week__isnull=True)
                | Q(rhythm="monthly", week__isnull=False, week__range=(1, 5)),
            ),
            models.CheckConstraint(name="meetingseries_weekday_of_a_week", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="meetingseries_has_a_length", condition=Q(minutes__range=(5, 240))),
            models.CheckConstraint(
                name="meetingseries_pause_has_its_end", condition=Q(paused_until__isnull=True) | Q(is_paused=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} meeting"


class TemplateItem(Row):
    """A point that stands on the agenda of every meeting of a series."""

    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="template")
    title = models.CharField("the point", max_length=120)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(240)])
    position = models.PositiveSmallIntegerField(default=0)
    objects = querysets.OfSeries.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [models.CheckConstraint(name="templateitem_has_minutes", condition=Q(minutes__range=(1, 240)))]

    def __str__(self) -> str:
        return self.title


class Meeting(Row, Versioned):
    """One meeting: planned, run on one screen, closed with its score; or called off."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Under way"
        CLOSED = "closed", "Over"
        CANCELLED = "cancelled", "Called off"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    kind = models.CharField(max_length=9, choices=MeetingKind)
    day = models.DateField("day of the series", help_text="It stays when the meeting is moved to another day.")
    starts_at = models.DateTimeField("when")
    minutes = models.PositiveSmallIntegerField(
        "how long", default=60, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    place = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED, editable=False)
    present = models.ManyToManyField(TeamMember, blank=True, related_name="meetings", verbose_name="who is here")
    guests = models.CharField("who else is here", max_length=300, blank=True)
    score = models.PositiveSmallIntegerField(
        "how good was it, from 1 to 10?",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes_mailed_at = models.DateTimeField(null=True, blank=True)
    minutes_mailed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "day"], condition=Q(series__isnull=False), name="meeting_once_a_day_of_its_series"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state="running"),
                name="meeting_one_at_a_time",
                violation_error_message="Another meeting is under way.",
            ),
            paired("meeting_begun_pair", "begun_at", "begun_by"),
            paired("meeting_closed_pair", "closed_at", "closed_by"),
            paired("meeting_cancelled_pair", "cancelled_at", "cancelled_by"),
            paired("meeting_minutes_mailed_pair", "minutes_mailed_at", "minutes_mailed_by"),
            models.CheckConstraint(
                name="meeting_state_has_its_time",
                condition=Q(state="planned", begun_at__isnull=True, closed_at__isnull=True, cancelled_at__isnull=True)
                | Q(state="running", begun_at__isnull=False, closed_at__isnull=True, cancelled_at__isnull=True)
                | Q(state="closed", begun_at__isnull=False, closed_at__isnull=False, cancelled_at__isnull=True)
                | Q(state="cancelled", begun_at__isnull=True, closed_at__isnull=True, cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_minutes_mailed_when_over",
                condition=Q(minutes_mailed_at__isnull=True) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_score_range", condition=Q(score__isnull=True) | Q(score__range=(1, 10))
            ),
            models.CheckConstraint(name="meeting_has_a_length", condition=Q(minutes__range=(5, 240))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} meeting of {day(self.starts_at)}"


class MeetingRole(Row):
    """Who leads, writes, keeps the time and helps along in one meeting. The roles rotate."""

    class Role(models.TextChoices):
        LEADER = "leader", "Leader"
        RECORDER = "recorder", "Recorder"
        TIMEKEEPER = "timekeeper", "Timekeeper"
        FACILITATOR = "facilitator", "Facilitator"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=11, choices=Role)
    member = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="meeting_roles")
    is_chosen = models.BooleanField("chosen by a person", default=False, help_text="Else the rotation put it there.")
    objects = querysets.OfMeeting.as_manager()

    class Meta:
        ordering = ["meeting", "role"]
        constraints = [models.UniqueConstraint(fields=["meeting", "role"], name="meetingrole_one_person")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.member}"


class AgendaItem(Row, Versioned):
    """A point of one meeting, with its time and the notes taken on it.

    ``version`` is of the point on the agenda, ``notes_version`` of its notes: whoever moves a point does not stand in
    the way of whoever writes.
    """

    class Source(models.TextChoices):
        """Why it stands there. All but the template's and what was typed name a row in ``source_id``."""

        TEMPLATE = "template", "Every time"
        TYPED = "typed", "Added by the team"
        ACTION = "action", "An action is due"
        CYCLE = "cycle", "A small test to study"
        MEASURE = "measure", "A measure is out of date"
        PARKED = "parked", "Parked last time"
        STANDARD = "standard", "A standard to look at again"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField("the point", max_length=120)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(240)])
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    source_id = models.UUIDField(null=True, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    notes_version = models.PositiveIntegerField(default=0, editable=False)
    running_since = models.DateTimeField(null=True, blank=True, help_text="While its time is running.")
    seconds_spent = models.PositiveIntegerField(default=0, help_text="Before it was last stopped.")
    done_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfMeeting.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(running_since__isnull=False), name="agendaitem_one_runs"
            ),
            models.UniqueConstraint(
                fields=["meeting", "source", "source_id"],
                condition=Q(source_id__isnull=False),
                name="agendaitem_once_about_a_thing",
            ),
            models.CheckConstraint(
                name="agendaitem_source_named",
                condition=Q(source__in=["template", "typed"], source_id__isnull=True)
                | Q(source__in=["action", "cycle", "measure", "parked", "standard"], source_id__isnull=False),
            ),
            models.CheckConstraint(
                name="agendaitem_done_does_not_run", condition=Q(done_at__isnull=True) | Q(running_since__isnull=True)
            ),
            models.CheckConstraint(name="agendaitem_has_minutes", condition=Q(minutes__range=(1, 240))),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingNote(Row, Versioned):
    """A decision, or an idea parked for later. A row for each, so that two who type at once add two.

    A parked idea comes up again until somebody settles it. Actions are rows of their own (source: meeting).
    """

    class Kind(models.TextChoices):
        DECISION = "decision", "Decision"
        PARKED = "parked", "Parked idea"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=500)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfMeeting.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            paired("meetingnote_settled_pair", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="meetingnote_only_the_parked_wait", condition=Q(kind="parked") | Q(settled_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text
