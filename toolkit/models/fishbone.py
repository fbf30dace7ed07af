from django.db import models
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned
from projects.models import Project

from .. import querysets


class Fishbone(Row, Versioned):
    """Cause and effect: the problem at the head, its causes on the bones."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="fishbone")
    effect = models.CharField("the problem", max_length=160)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    def __str__(self) -> str:
        return self.effect


class Category(Row, Versioned):
    fishbone = models.ForeignKey(Fishbone, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()
    objects = querysets.OfFishbone.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fishbone", "name"],
                name="category_name_once",
                violation_error_message="There is a group with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cause(Row, Versioned):
    """A cause, or, with a parent, the cause of a cause."""

    fishbone = models.ForeignKey(Fishbone, on_delete=models.CASCADE, related_name="causes")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="causes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="sub_causes")
    text = models.CharField("cause", max_length=120)
    votes = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()
    objects = querysets.OfFishbone.as_manager()

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return self.text

    @property
    def place(self) -> str:
        """Where it hangs, as the choice of a form: under another cause, or on a bone."""
        return f"cause:{self.parent_id}" if self.parent_id else f"category:{self.category_id}"
