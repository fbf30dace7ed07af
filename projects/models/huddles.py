"""The ten-minute huddle: its days, each one held, and what was said."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cmsportal.models import Row, Versioned

from .. import querysets
from .project import Project

USER = settings.AUTH_USER_MODEL


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
