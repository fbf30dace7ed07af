"""The end of the coaching: what a team has ready before its coach goes, and the contacts afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import FollowUpCheck, Project

from .. import querysets

USER = settings.AUTH_USER_MODEL


class Transition(Row, Versioned):
    """The last weeks of the coaching. ``ends_on``: the day from which the contacts 3, 6 and 12 months on are counted.

    Whether standards have owners, the wall is looked after and the contacts are planned is read from the record.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="transition")
    begun_at = models.DateTimeField(editable=False)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", editable=False)
    ends_on = models.DateField("when does the coaching end?")
    reflection = models.TextField("what have we learned about working this way?", max_length=2000, blank=True)
    celebrate_on = models.DateField("when do we celebrate?", null=True, blank=True)
    celebrate_how = models.CharField("how?", max_length=200, blank=True)
    celebrated_at = models.DateTimeField(null=True, blank=True, editable=False)
    celebrated_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    history = HistoricalRecords()
    objects = querysets.OfProjectTeam.as_manager()

    class Meta:
        constraints = [paired("transition_celebrated_pair", "celebrated_at", "celebrated_by")]

    def __str__(self) -> str:
        return f"End of the coaching of {self.project}"


class Contact(Row, Versioned):
    """The coach hears from the team 3, 6 and 12 months after the coaching ended. Recorded when it has happened."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "At the practice"
        VIDEO = "video", "Video"
        PHONE = "phone", "Phone"

    Months = FollowUpCheck.Months
    Holds = FollowUpCheck.Holds

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="contacts")
    months = models.PositiveSmallIntegerField(choices=FollowUpCheck.Months)
    due_on = models.DateField("on which day?")
    held_on = models.DateField("when was it?", null=True, blank=True)
    mode = models.CharField("how did you meet?", max_length=9, choices=Mode, blank=True)
    holds = models.CharField("does it still hold?", max_length=6, choices=FollowUpCheck.Holds, blank=True)
    words = models.TextField("what did you hear?", max_length=1000, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    history = HistoricalRecords()
    objects = querysets.ContactQuerySet.as_manager()

    class Meta:
        ordering = ["months"]
        constraints = [
            models.UniqueConstraint(fields=["project", "months"], name="contact_once"),
            models.CheckConstraint(name="contact_months_known", condition=Q(months__in=[3, 6, 12])),
            paired("contact_recorded_pair", "recorded_at", "recorded_by"),
            models.CheckConstraint(
                name="contact_recorded_says_how_and_whether",
                condition=Q(recorded_at__isnull=True, held_on__isnull=True, mode="", holds="", words="")
                | (Q(recorded_at__isnull=False, held_on__isnull=False) & ~Q(mode="") & ~Q(holds="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_months_display())
