"""How a team works together: its rules, what it says about a field, and how fully it used a tool."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from cmsportal.models import Row, Versioned, paired

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


class Comment(Row, Versioned):
    """Something said beside a field, to the team or to one of those it names. A reply names what it replies to.

    Whoever may open the tool may read it, so it is asked for with ``sees(tool)`` and never by itself. Taken back, its
    text is gone; the replies stay.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    tool = models.CharField(max_length=12, choices=Tool)
    place = models.CharField(
        max_length=120, help_text="The field: an answer's key, or the kind, id and field of a row."
    )
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(max_length=1000, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    mentioned = models.ManyToManyField(USER, blank=True, related_name="mentioned_in")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    objects = querysets.CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["project", "tool", "place"], name="comment_of_a_place")]
        constraints = [
            paired("comment_settled_pair", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="comment_has_words_until_taken_back",
                condition=Q(taken_back_at__isnull=True) & ~Q(text="") | Q(taken_back_at__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="comment_the_first_one_is_settled",
                condition=Q(settled_at__isnull=True) | Q(reply_to__isnull=True),
            ),
            models.CheckConstraint(
                name="comment_no_reply_to_itself", condition=Q(reply_to__isnull=True) | ~Q(reply_to=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


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
