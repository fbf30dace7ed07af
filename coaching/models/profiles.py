"""What a coach brings: training, experience, the role beside the coaching, places and days."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets


class Area(models.TextChoices):
    """Clinical areas, as commissioners divide their work."""

    ACCESS = "access", "Urgent care and access"
    CARDIOVASCULAR = "cardiovascular", "Heart and circulation"
    RESPIRATORY = "respiratory", "Lungs and breathing"
    DIABETES = "diabetes", "Diabetes"
    MENTAL_HEALTH = "mental_health", "Mental health"
    CANCER = "cancer", "Cancer and screening"
    MATERNITY = "maternity", "Maternity and children"
    FRAILTY = "frailty", "Older people and frailty"
    END_OF_LIFE = "end_of_life", "End of life"
    MEDICINES = "medicines", "Medicines"
    PLANNED_CARE = "planned_care", "Planned care and referrals"
    PREVENTION = "prevention", "Prevention and immunisation"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


def weekdays(label: str) -> ArrayField:
    return ArrayField(models.PositiveSmallIntegerField(choices=Weekday), verbose_name=label, default=list, blank=True)


def areas(label: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=16, choices=Area), verbose_name=label, default=list, blank=True)


class CoachProfile(Row, Versioned):
    """Of one person, in whichever programmes they coach. How many teams they take, and their mentor, belong to the
    programme's pool (``ProgrammeMembership``).

    ``districts`` are the beginnings of postcodes, 'EX4' or 'EX' for all of them; ``keeps_out_of`` are ODS codes.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coach_profile")
    about = models.CharField("what a team should know about you", max_length=500, blank=True)
    commissioning_role = models.CharField("your role in commissioning", max_length=160, blank=True)
    commissions = areas("what you commission")
    clinical_areas = areas("clinical areas you know")
    types = ArrayField(
        models.CharField(max_length=20, choices=Project.Type),
        verbose_name="kinds of project",
        default=list,
        blank=True,
    )
    adopters = ArrayField(
        models.CharField(max_length=20, choices=Project.Adopter),
        verbose_name="how early the practices joined",
        default=list,
        blank=True,
    )
    earlier_projects = models.PositiveSmallIntegerField("projects coached before this portal", default=0)
    postcode = models.CharField("where you set out from", max_length=8, blank=True)
    districts = ArrayField(
        models.CharField(max_length=4), verbose_name="where you can go", default=list, blank=True, size=40
    )
    weekdays = weekdays("days on which you coach")
    keeps_out_of = ArrayField(
        models.CharField(max_length=6), verbose_name="practices you keep out of", default=list, blank=True, size=40
    )
    history = HistoricalRecords()
    objects = querysets.OfCoach.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coachprofile_weekdays_of_a_week", condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4])
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, coach"


class Training(Row):
    """A training that a coach has done, and when it must be refreshed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coach_trainings")
    name = models.CharField("which training?", max_length=120)
    done_on = models.DateField("when was it?")
    refresh_on = models.DateField("when must it be refreshed?", null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = querysets.OfCoach.as_manager()

    class Meta:
        ordering = ["-done_on", "name"]
        constraints = [
            models.CheckConstraint(
                name="training_refreshed_later",
                condition=Q(refresh_on__isnull=True) | Q(refresh_on__gt=F("done_on")),
                violation_error_message="The refresher comes after the training.",
            ),
            models.CheckConstraint(
                name="training_reminded_of_a_day",
                condition=Q(reminded_at__isnull=True) | Q(refresh_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
