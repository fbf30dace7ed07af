"""What a practice and its coach have agreed with each other."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from cmsportal.nhsuk.formats import WEEKDAYS
from projects.models import Project

from .. import querysets

USER = settings.AUTH_USER_MODEL
LONG, SHORT = 1000, 500


class Agreement(Row, Versioned):
    """One edition of the agreement between a practice and its coach; a change is another edition.

    ``number`` counts the editions of a project. ``version`` counts how often the words were saved: who accepts names
    the one that was read (coaching.agreements.workflow). Dates and people of an acceptance are kept when the edition
    is replaced or ended.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        OFFERED = "offered", "Waits for both sides"
        COACH_ACCEPTED = "coach_accepted", "Waits for the practice"
        PRACTICE_ACCEPTED = "practice_accepted", "Waits for the coach"
        IN_FORCE = "in_force", "In force"
        REPLACED = "replaced", "Replaced by a newer one"
        ENDED = "ended", "Ended"

    class EndReason(models.TextChoices):
        DONE = "done", "The work is done"
        NO_TIME = "no_time", "There is no time for it at present"
        NO_FIT = "no_fit", "We do not work well together"
        NOT_AS_AGREED = "not_as_agreed", "What was agreed is not kept"
        NOT_NEEDED = "not_needed", "It is not needed any more"
        COACH_LEFT = "coach_left", "The coach has left the team"
        OTHER = "other", "Something else"

    class Months(models.IntegerChoices):
        THREE = 3, "Every three months"
        SIX = 6, "Every six months"
        TWELVE = 12, "Once a year"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField("edition", editable=False)
    coach = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="agreements", editable=False)
    state = models.CharField(max_length=17, choices=State, default=State.DRAFT, editable=False)

    champion = models.CharField(max_length=120, blank=True)
    sponsor = models.CharField(max_length=120, blank=True)
    lead_team = models.TextField("who is on the lead team?", max_length=SHORT, blank=True)
    weekday = models.PositiveSmallIntegerField(
        "on which day does the lead team meet?", choices=list(enumerate(WEEKDAYS)), null=True, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        "for how long?", null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    coach_does = models.TextField("what does the coach do?", max_length=LONG)
    coach_does_not = models.TextField("what does the coach not do?", max_length=LONG)
    practice_gives = models.TextField("what does the practice give?", max_length=LONG)
    commissioner_sees = models.TextField("what can the commissioner see?", max_length=LONG)
    payment = models.TextField("when is the practice paid?", max_length=LONG, blank=True)
    review_on = models.DateField("when do you first look at it again?")
    review_months = models.PositiveSmallIntegerField("and after that?", choices=Months, null=True, blank=True)
    ending = models.TextField("how can either side end it?", max_length=SHORT)
    why = models.CharField("why does it change?", max_length=300, blank=True)

    offered_at = models.DateTimeField(null=True, blank=True, editable=False)
    offered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    sent_back_words = models.CharField("what should be different?", max_length=300, blank=True, editable=False)
    coach_accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    practice_accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    practice_accepted_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    in_force_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_review_on = models.DateField(null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    end_reason = models.CharField("why?", max_length=13, choices=EndReason, blank=True, editable=False)
    end_words = models.CharField("what should the other side know?", max_length=300, blank=True, editable=False)
    history = HistoricalRecords()
    objects = querysets.AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=querysets.OPEN_AGREEMENTS),
                name="agreement_one_open",
                violation_error_message="Another edition is being written or waits to be accepted.",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state="in_force"),
                name="agreement_one_in_force",
                violation_error_message="Another edition is in force.",
            ),
            models.CheckConstraint(
                name="agreement_meets_long_enough",
                condition=Q(minutes__isnull=True) | Q(minutes__range=(5, 240)),
            ),
            models.CheckConstraint(
                name="agreement_weekday_of_a_week", condition=Q(weekday__isnull=True) | Q(weekday__lte=6)
            ),
            models.CheckConstraint(
                name="agreement_review_months",
                condition=Q(review_months__isnull=True) | Q(review_months__in=[3, 6, 12]),
            ),
            paired("agreement_offered_pair", "offered_at", "offered_by"),
            paired("agreement_practice_accepted_pair", "practice_accepted_at", "practice_accepted_by"),
            paired("agreement_reviewed_pair", "reviewed_at", "reviewed_by"),
            models.CheckConstraint(
                name="agreement_state_fits_acceptances",
                condition=Q(
                    state="draft",
                    offered_at__isnull=True,
                    coach_accepted_at__isnull=True,
                    practice_accepted_at__isnull=True,
                )
                | Q(
                    state="offered",
                    offered_at__isnull=False,
                    coach_accepted_at__isnull=True,
                    practice_accepted_at__isnull=True,
                )
                | Q(state="coach_accepted", coach_accepted_at__isnull=False, practice_accepted_at__isnull=True)
                | Q(state="practice_accepted", coach_accepted_at__isnull=True, practice_accepted_at__isnull=False)
                | Q(
                    state__in=["in_force", "replaced"],
                    coach_accepted_at__isnull=False,
                    practice_accepted_at__isnull=False,
                    in_force_at__isnull=False,
                )
                | Q(state="ended"),
            ),
            models.CheckConstraint(
                name="agreement_in_force_by_both",
                condition=Q(in_force_at__isnull=True)
                | Q(coach_accepted_at__isnull=False, practice_accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_two_sides",
                condition=Q(practice_accepted_by__isnull=True) | ~Q(practice_accepted_by=F("coach")),
                violation_error_message="The coach cannot accept for the practice, too.",
            ),
            models.CheckConstraint(
                name="agreement_ended_says_why",
                condition=(Q(state="ended", ended_at__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ended") & Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement, edition {self.number}"

    @property
    def is_open(self) -> bool:
        """Not in force yet, and still on its way there."""
        return self.state in querysets.OPEN_AGREEMENTS
