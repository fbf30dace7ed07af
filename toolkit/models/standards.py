"""What a team keeps of what it tested: standards, and the playbook made of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project

from .. import querysets
from .cycles import Cycle
from .measures import Measure


class Standard(Row, Versioned):
    """SDSA: the process to keep, as the team writes it down and looks at it. What it keeps goes into the playbook."""

    class Decision(models.TextChoices):
        KEEP = "keep", "Keep it as it is"
        REVISE = "revise", "Revise it"
        BACK = "back", "Go back to small tests"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="standards")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.SET_NULL, related_name="standards")
    title = models.CharField("the process to keep", max_length=120)
    who = models.CharField("who does it", max_length=200)
    what = models.TextField("what they do", max_length=2000)
    when = models.CharField("when", max_length=200, blank=True)
    tools = models.CharField("with what", max_length=300, blank=True)
    training = models.CharField("training it needs", max_length=300, blank=True)
    followed_how = models.CharField("how we will know it is followed", max_length=300, blank=True)
    exceptions = models.CharField("when it does not apply", max_length=300, blank=True)
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="standards")
    is_stable = models.BooleanField("is the measure stable?", null=True, blank=True)
    decision = models.CharField("what we decided", max_length=8, choices=Decision, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="standards"
    )
    review_on = models.DateField("look at it again on", null=True, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"],
                name="standard_one_a_cycle",
                violation_error_message="What came of this test is written down already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlaybookEntry(Row):
    """One edition of a standard in the playbook: its words as agreed, who looks after it, and until when it holds.

    The words of an edition are never rewritten: a revised standard makes the next one, which ends the one before.
    Who looks after it can change while it holds.
    """

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="editions")
    edition = models.PositiveSmallIntegerField()
    title = models.CharField("the process to keep", max_length=120)
    who = models.CharField("who does it", max_length=200)
    what = models.TextField("what they do", max_length=2000)
    when = models.CharField("when", max_length=200, blank=True)
    tools = models.CharField("with what", max_length=300, blank=True)
    training = models.CharField("training it needs", max_length=300, blank=True)
    followed_how = models.CharField("how we will know it is followed", max_length=300, blank=True)
    exceptions = models.CharField("when it does not apply", max_length=300, blank=True)
    owner = models.ForeignKey(  # of an edition just agreed on always; none once the one who left was let go
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="playbook_entries"
    )
    review_on = models.DateField("look at it again on")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = querysets.PlaybookQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-edition"]
        verbose_name_plural = "playbook entries"
        constraints = [
            models.UniqueConstraint(fields=["standard", "edition"], name="playbookentry_edition_once"),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(ended_at__isnull=True), name="playbookentry_one_in_force"
            ),
            models.CheckConstraint(name="playbookentry_edition_counts_from_one", condition=Q(edition__gte=1)),
            paired("playbookentry_ended_pair", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="playbookentry_ends_after_it_was_agreed",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("agreed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.edition}"
