"""One improvement project of one practice: its team, its path through the five steps, its habits."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cmsportal.models import Dated, Row, Versioned, date_order, no_overlap, paired
from practices.models import PartnerOrganisation, Practice, Programme

from . import querysets
from .tools import Audience, Step, Tool

USER = settings.AUTH_USER_MODEL


class Project(Row, Versioned):
    class Status(models.TextChoices):
        INVITED = "invited", "Invited"
        ACTIVE = "active", "Under way"
        PAUSED = "paused", "Paused"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        COMPLETED = "completed", "Completed"

    class Adopter(models.TextChoices):
        """Rogers 2003, Diffusion of Innovations."""

        INNOVATOR = "innovator", "Innovator"
        EARLY_ADOPTER = "early_adopter", "Early adopter"
        EARLY_MAJORITY = "early_majority", "Early majority"
        LATE_MAJORITY = "late_majority", "Late majority"
        LAGGARD = "laggard", "Last to join"

    class Type(models.TextChoices):
        PROCESS = "process", "How the practice runs"
        PATIENT_CENTRED = "patient_centred", "What patients experience"
        HEALTH = "health", "Health outcomes"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField("what the project is called", max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE, editable=False)
    types = ArrayField(models.CharField(max_length=20, choices=Type), default=list, blank=True)
    crosses_organisations = models.BooleanField("works across organisations", default=False)
    adopter = models.CharField("adopter category", max_length=20, choices=Adopter, blank=True)
    adopter_reason = models.TextField("why this category", max_length=500, blank=True)
    signed_up_on = models.DateField(default=timezone.localdate)
    no_patient_partner_reason = models.CharField("why there is no patient partner", max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["status"])
    objects = querysets.ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["practice__name", "title"]
        indexes = [models.Index(fields=["programme", "status"])]

    def __str__(self) -> str:
        return f"{self.practice}: {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.ACTIVE, self.Status.PAUSED}


class StatusChange(Row):
    """One row for each time a project joined, paused, withdrew or came back."""

    class Reason(models.TextChoices):
        NO_BUY_IN = "no_buy_in", "Not enough buy-in"
        FELT_IMPOSED = "felt_imposed", "It felt imposed"
        NO_CHAMPION = "no_champion", "No champion"
        NO_TIME = "no_time", "No time"
        NO_SENIOR_SUPPORT = "no_senior_support", "No senior support"
        TURNOVER = "turnover", "Staff turnover"
        DISCORD = "discord", "Disagreement in the team"
        TOO_COMPLEX = "too_complex", "Too complex"
        CROSSES_BOUNDARIES = "crosses_boundaries", "Depends on other organisations"
        FUNDING = "funding", "The funding ended"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="status_changes")
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10, choices=Project.Status, blank=True)
    to_status = models.CharField(max_length=10, choices=Project.Status)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="statuschange_has_reason",
                condition=Q(to_status__in=["invited", "active", "completed"]) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.action}"


class TeamMember(Row, Versioned, Dated):
    """Somebody on the lead team. Most have an account; a patient partner may have none."""

    class Discipline(models.TextChoices):
        GP = "gp", "GP"
        GP_PARTNER = "gp_partner", "GP partner"
        NURSE = "nurse", "Practice nurse"
        MANAGER = "manager", "Practice manager"
        RECEPTION = "reception", "Receptionist"
        ADMIN = "admin", "Administrator"
        PHARMACIST = "pharmacist", "Pharmacist"
        HCA = "hca", "Health care assistant"
        PATIENT = "patient", "Patient"
        OTHER = "other", "Other"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="team_places")
    name = models.CharField(max_length=120)
    discipline = models.CharField(max_length=12, choices=Discipline)
    is_lead = models.BooleanField("looks after the team list and who sees what", default=False)
    is_champion = models.BooleanField("champion", default=False)
    is_sponsor = models.BooleanField("sponsor", default=False)
    is_patient_partner = models.BooleanField("patient partner", default=False)
    history = HistoricalRecords()
    objects = querysets.TeamQuerySet.as_manager()

    class Meta:
        ordering = ["-is_champion", "-is_sponsor", "name"]
        constraints = [
            date_order("teammember_date_order"),
            no_overlap("teammember_no_overlap", "project", "user", condition=Q(user__isnull=False)),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_champion=True, ends_on__isnull=True),
                name="teammember_one_champion",
                violation_error_message="The team has a champion already.",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_sponsor=True, ends_on__isnull=True),
                name="teammember_one_sponsor",
                violation_error_message="The team has a sponsor already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoachAssignment(Row, Dated):
    """Who coaches a project, and since when. The history is kept when the coach changes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="coach_assignments")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="coach_assignments")
    is_lead = models.BooleanField("leads the coaching", default=True)
    assigned_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.CoachAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("coachassignment_date_order"),
            no_overlap("coachassignment_no_overlap", "project", "user"),
            no_overlap("coachassignment_one_lead", "project", condition=Q(is_lead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.project}"


class Share(Row):
    """A tool of a project shown to an audience: who opened it to them and when, and when it ended."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shares")
    tool = models.CharField(max_length=12, choices=Tool)
    audience = models.CharField(max_length=10, choices=Audience)
    partner = models.ForeignKey(
        PartnerOrganisation, null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    shared_at = models.DateTimeField(default=timezone.now)
    shared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "tool", "audience", "partner"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="share_one_open",
            ),
            models.CheckConstraint(
                name="share_partner_named",
                condition=Q(audience="partner", partner__isnull=False)
                | (~Q(audience="partner") & Q(partner__isnull=True)),
            ),
            paired("share_ended_pair", "ended_at", "ended_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_tool_display()}: {self.partner or self.get_audience_display()}"


class Progress(Row):
    """How far a step or a tool has come. Steps are never locked: any state can follow any other."""

    class State(models.TextChoices):
        DOING = "doing", "Under way"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"

    class SkipReason(models.TextChoices):
        DID_RECENTLY = "did_recently", "We did it recently"
        NO_TIME = "no_time", "No time just now"
        NOT_USEFUL = "not_useful", "Not useful for us"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="progress")
    step = models.PositiveSmallIntegerField(choices=Step)
    tool = models.CharField(max_length=12, choices=Tool, blank=True, help_text="Empty: the step as a whole.")
    state = models.CharField(max_length=10, choices=State)
    skip_reason = models.CharField(max_length=12, choices=SkipReason, blank=True)
    note = models.CharField(max_length=300, blank=True)
    since = models.DateField(default=timezone.localdate)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["step", "tool"]
        constraints = [
            models.UniqueConstraint(fields=["project", "step", "tool"], name="progress_once"),
            models.CheckConstraint(
                name="progress_skip_has_reason",
                condition=(Q(state="skipped") & ~Q(skip_reason="")) | (~Q(state="skipped") & Q(skip_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_tool_display() or self.get_step_display()


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
    objects = querysets.OfVisibleProject.as_manager()

    def __str__(self) -> str:
        return f"Huddle at {self.time:%H:%M}"


class Action(Row, Versioned):
    """Something that somebody said they would do."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField("what", max_length=300)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_name = models.CharField("who", max_length=120, blank=True, help_text="For somebody without an account.")
    due_on = models.DateField("by", null=True, blank=True)
    source = models.CharField(max_length=20, default="team", help_text="Where it came from: team, visit, cycle.")
    source_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [paired("action_done_pair", "done_at", "done_by")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()


def reminder_expiry() -> "timezone.datetime":
    return timezone.now() + timedelta(days=2)


class Reminder(Row):
    """A mail that is due. The row is the work; tasks only look for rows (docs/decisions/0040-reminders-are-rows.md).

    ``key`` says what it is about, so that planning twice makes one row. A worker claims a row by one conditional
    update. A claim that was not finished runs out and can be taken again, unless the mail may have left already:
    ``handed_at`` is written just before it goes to the mail server.
    """

    class State(models.TextChoices):
        DUE = "due", "Due"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        DROPPED = "dropped", "No longer needed"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160, unique=True)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="reminders")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reminders")
    subject_id = models.UUIDField(help_text="The measure, visit or schedule it is about.")
    day = models.DateField(help_text="The huddle's day, the day the figure is due, the day of the visit.")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(default=reminder_expiry, help_text="Too late to be of use after this.")
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(help_text="When it is due at first; later after a try that failed.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True, help_text="When it went to the mail server.")
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    objects = querysets.ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["state", "try_at"])]
        constraints = [
            paired("reminder_claim_pair", "claimed_at", "claim"),
            models.CheckConstraint(
                name="reminder_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="reminder_failed_says_why",
                condition=~Q(state="failed") | ~Q(problem=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class ReminderPreference(Row):
    """A kind of mail that a person has turned off, or on again. Without a row it is on."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="reminder_preferences")
    kind = models.CharField(max_length=20)
    is_on = models.BooleanField(default=True)
    objects = querysets.ReminderPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="reminderpreference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {'on' if self.is_on else 'off'}"
