"""What one practice lets others copy without its name."""

from django.conf import settings
from django.db import models

from cmsportal.models import Row, paired
from projects.models import Project
from projects.tools import Tool

from .. import querysets

USER = settings.AUTH_USER_MODEL


class Template(Row):
    """The frame of something that a team made, for other teams of its programme to copy, without saying whose it is.

    ``content`` is the frame alone: questions, lanes, steps, groups. No answer, figure, name or place stands in it.
    ``project`` is for withdrawing it; it is never shown to those who copy.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="templates")
    tool = models.CharField(max_length=12, choices=Tool)
    title = models.CharField(max_length=120)
    what_for = models.CharField("what it is good for", max_length=200, blank=True)
    content = models.JSONField()
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField("how often it was copied", default=0)
    objects = querysets.TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "title"]
        constraints = [paired("template_withdrawn_pair", "withdrawn_at", "withdrawn_by")]

    def __str__(self) -> str:
        return self.title
