"""What keeps a project alive when people go, and after the work is done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired

from .. import querysets
from .project import Project
from .team import TeamMember

USER = settings.AUTH_USER_MODEL


class Offer(Row):
    """Something that a person who left the team looked after, for somebody else to take.

    It waits until it is taken, or until the team lets it go.
    """

    class What(models.TextChoices):
        """A role, which needs no row; or the kind of row in ``subject_id``."""

        CHAMPION = "champion", "Champion"
        SPONSOR = "sponsor", "Sponsor"
        LEAD = "lead", "Looks after the team list"
        ACTION = "action", "Action"
        MEASURE = "measure", "Measure"
        STANDARD = "standard", "Standard"
        WALL = "wall", "Data wall"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="offers")
    leaver = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="offers")
    what = models.CharField(max_length=8, choices=What)
    subject_id = models.UUIDField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    let_go_at = models.DateTimeField(null=True, blank=True)
    let_go_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = querysets.OfferQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "what"]
        constraints = [
            paired("offer_taken_pair", "taken_at", "taken_by"),
            paired("offer_let_go_pair", "let_go_at", "let_go_by"),
            models.CheckConstraint(
                name="offer_taken_or_let_go", condition=Q(taken_at__isnull=True) | Q(let_go_at__isnull=True)
            ),
            models.CheckConstraint(
                name="offer_names_its_subject",
                condition=Q(what__in=["champion", "sponsor", "lead"], subject_id__isnull=True)
                | Q(what__in=["action", "measure", "standard", "wall"], subject_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "what", "subject_id"],
                condition=Q(taken_at__isnull=True, let_go_at__isnull=True),
                nulls_distinct=False,
                name="offer_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} of {self.leaver}"


class FollowUpCheck(Row, Versioned):
    """A look back 3, 6 and 12 months after the work was done: does it still hold?"""

    class Months(models.IntegerChoices):
        THREE = 3, "After 3 months"
        SIX = 6, "After 6 months"
        TWELVE = 12, "After a year"

    class Holds(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="follow_up_checks")
    months = models.PositiveSmallIntegerField(choices=Months)
    due_on = models.DateField()
    holds = models.CharField("does it still hold?", max_length=6, choices=Holds, blank=True)
    note = models.TextField("what we see", max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["months"]
        constraints = [
            models.UniqueConstraint(fields=["project", "months"], name="followupcheck_once"),
            models.CheckConstraint(name="followupcheck_months_known", condition=Q(months__in=[3, 6, 12])),
            paired("followupcheck_done_pair", "done_at", "done_by"),
            models.CheckConstraint(
                name="followupcheck_done_says_whether_it_holds",
                condition=Q(done_at__isnull=True, holds="")
                | Q(done_at__isnull=False, holds__in=["yes", "partly", "no"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_months_display()}: {self.project}"
