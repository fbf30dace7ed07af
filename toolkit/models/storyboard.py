"""A project's story on one page, and what one practice lets others copy without its name."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired
from projects.models import Project
from projects.tools import Tool

from .. import querysets
from .measures import Measure

USER = settings.AUTH_USER_MODEL


class Storyboard(Row, Versioned):
    """One page: chart first, words few. An empty part is filled in from the record when it is shown."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="storyboard")
    title = models.CharField(max_length=120, blank=True)
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="the chart on it"
    )
    problem = models.TextField("the problem", max_length=400, blank=True)
    causes = models.TextField("what caused it", max_length=400, blank=True)
    tests = models.TextField("what we tried", max_length=400, blank=True)
    results = models.TextField("what came of it", max_length=400, blank=True)
    stays = models.TextField("what stays", max_length=400, blank=True)
    lessons = models.TextField("what we learned", max_length=400, blank=True)
    history = HistoricalRecords()
    objects = querysets.OfVisibleProject.as_manager()

    def __str__(self) -> str:
        return self.title or f"Storyboard of {self.project}"


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
