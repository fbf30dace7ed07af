"""Where a comment can be read."""

from django.urls import reverse

from projects.models import Comment


def address_of(comment: Comment) -> str:
    """The path of the page of its field, at the conversation."""
    kind, _, ident = comment.place.partition(":")
    path = reverse("comment-place", kwargs={"project_id": comment.project_id, "kind": kind, "ident": ident})
    return f"{path}#c-{comment.reply_to_id or comment.pk}"
