"""What people say to each other beside a field."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cmsportal.models import Row, paired

from .. import querysets
from ..tools import Tool
from .project import Project

USER = settings.AUTH_USER_MODEL


class Comment(Row):
    """Something said beside a field, by the team or its coach. A reply names what it replies to.

    Whoever may open the tool and is on the team or coaches it may read it (``projects.comments.permissions``), and
    nobody else, however widely the tool is shown. Taken back, its text is gone; the replies stay.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    tool = models.CharField(max_length=12, choices=Tool)
    place = models.CharField(
        max_length=120, help_text="The field, as its kind of place names it (comments/places.py)."
    )
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField("comment", max_length=1000, blank=True)
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
                condition=(Q(taken_back_at__isnull=True) & ~Q(text="")) | Q(taken_back_at__isnull=False, text=""),
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
