"""How a team works together: its rules, and how fully it used a tool."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned

from .. import querysets
from ..tools import Tool
from .project import Project

USER = settings.AUTH_USER_MODEL


class GroundRule(Row, Versioned):
    """One rule of how the team wants to work together."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ground_rules")
    text = models.CharField("the rule", max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return self.text


class ToolUse(Row):
    """How a project used a tool, or a part of one: since when, on how many days, and how fully. For the evaluation.

    ``asked`` and ``answered`` count fields, and never say what stands in them.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tool_uses")
    tool = models.CharField(max_length=12, choices=Tool)
    part = models.CharField(max_length=20, blank=True, help_text="For example patients. Empty: the whole tool.")
    first_on = models.DateField()
    last_on = models.DateField()
    days = models.PositiveSmallIntegerField("days on which somebody wrote", default=1)
    asked = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    objects = querysets.OfVisibleProject.as_manager()

    class Meta:
        ordering = ["tool", "part"]
        constraints = [
            models.UniqueConstraint(fields=["project", "tool", "part"], name="tooluse_once"),
            models.CheckConstraint(name="tooluse_day_order", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="tooluse_at_least_a_day", condition=Q(days__gte=1)),
            models.CheckConstraint(name="tooluse_no_more_than_asked", condition=Q(answered__lte=F("asked"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_tool_display()} {self.part}".strip()
