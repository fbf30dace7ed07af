"""Claims of practices for milestones they reached, and the files in which they go to finance."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from cmsportal.models import Row, Versioned, paired
from practices.models import Programme
from projects.models import Project

from ..payments import querysets
from .packages import Milestone

USER = settings.AUTH_USER_MODEL
DECIDED = ["approved", "exported", "paid"]


class PaymentFile(Row):
    """Approved claims that went to finance together."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="payment_files")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    objects = querysets.OfManagedProgramme.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="paymentfile_number_once")]

    def __str__(self) -> str:
        return f"File {self.number}"


class Claim(Row, Versioned):
    """One milestone of one project, claimed once and for all: a claim that was turned down is sent again, it is not
    made anew.

    Amount, weighted patients and evidence are those of the day on which it was last sent; ``full_amount`` is what
    the milestone is worth before the package's cap. ``evidence`` is a list of what coaching.payments.rules found.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        SUBMITTED = "submitted", "Waits for a decision"
        QUERIED = "queried", "Waits for an answer"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Turned down"
        EXPORTED = "exported", "With finance"
        PAID = "paid", "Paid"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="claims")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="claims")
    key = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    amount = models.DecimalField(max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    full_amount = models.DecimalField(max_digits=9, decimal_places=2)
    weighted_patients = models.PositiveIntegerField(null=True, blank=True)
    weighted_on = models.DateField(null=True, blank=True)
    weighted_source = models.CharField(max_length=160, blank=True)
    reached_on = models.DateField()
    evidence = models.JSONField(default=list)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(PaymentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    paid_on = models.DateField("paid on", null=True, blank=True)
    reference = models.CharField("finance's reference", max_length=60, blank=True)
    objects = querysets.ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"],
                name="claim_once_a_milestone",
                violation_error_message="This milestone has been claimed already.",
            ),
            models.UniqueConstraint(fields=["programme", "number"], name="claim_number_once"),
            models.CheckConstraint(name="claim_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="claim_under_its_full_amount", condition=Q(amount__lte=F("full_amount"))),
            models.CheckConstraint(
                name="claim_weighted_whole",
                condition=Q(weighted_patients__isnull=True, weighted_on__isnull=True, weighted_source="")
                | (Q(weighted_patients__isnull=False, weighted_on__isnull=False) & ~Q(weighted_source="")),
            ),
            paired("claim_submitted_pair", "submitted_at", "submitted_by"),
            paired("claim_approved_pair", "approved_at", "approved_by"),
            models.CheckConstraint(
                name="claim_sent_unless_draft",
                condition=Q(state="draft", submitted_at__isnull=True)
                | (~Q(state="draft") & Q(submitted_at__isnull=False, number__isnull=False)),
            ),
            models.CheckConstraint(
                name="claim_approved_by_its_state",
                condition=Q(state__in=DECIDED, approved_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(approved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="claim_two_people",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                violation_error_message="Whoever sent a claim cannot approve it.",
            ),
            models.CheckConstraint(
                name="claim_in_a_file_by_its_state",
                condition=Q(state__in=["exported", "paid"], file__isnull=False)
                | (~Q(state__in=["exported", "paid"]) & Q(file__isnull=True)),
            ),
            models.CheckConstraint(
                name="claim_paid_has_day_and_reference",
                condition=(Q(state="paid", paid_on__isnull=False) & ~Q(reference=""))
                | (~Q(state="paid") & Q(paid_on__isnull=True, reference="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Claim {self.number}" if self.number else "Claim not sent yet"


class ClaimStep(Row):
    """What somebody did to a claim, and what they said. Only ever added."""

    class Reason(models.TextChoices):
        NOT_REACHED = "not_reached", "The milestone is not reached yet"
        EVIDENCE = "evidence", "The evidence does not show it"
        NOT_IN_PACKAGE = "not_in_package", "The package does not cover it"
        OTHER = "other", "Something else"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10)
    file = models.ForeignKey(
        PaymentFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="steps",
        help_text="Into which it went, or from which finance sent it back.",
    )
    state = models.CharField("state after it", max_length=9, choices=Claim.State)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.CharField("why is it turned down?", max_length=14, choices=Reason, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    objects = querysets.OfClaim.as_manager()

    class Meta:
        ordering = ["at", "created_at"]
        indexes = [models.Index(fields=["-at"], name="claimstep_newest")]
        constraints = [
            models.CheckConstraint(
                name="claimstep_no_has_reason",
                condition=(Q(act="rejected") & ~Q(reason="") & ~Q(words="")) | (~Q(act="rejected") & Q(reason="")),
            ),
            models.CheckConstraint(
                name="claimstep_question_has_words",
                condition=~Q(act__in=["queried", "answered", "sent_back"]) | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="claimstep_file_by_its_act",
                condition=Q(act__in=["exported", "sent_back"], file__isnull=False)
                | (~Q(act__in=["exported", "sent_back"]) & Q(file__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.act}"
