"""How many comments stand beside the fields of one page: one query, and none on pages without such fields."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from projects.models import Comment, Project
from projects.permissions import ProjectAccess

from .permissions import reads_comments, writes_comments
from .places import kind_named, place_key


@dataclass(frozen=True)
class Link:
    url: str
    words: str  # 'Comment', '2 comments', 'Comments, settled'
    is_open: bool
    is_said: bool
    label: str


class CommentsBeside:
    """For one reader. Whoever is neither on the team nor its coach is told of none."""

    def __init__(self, project: Project, access: ProjectAccess) -> None:
        self.project, self.access = project, access

    @cached_property
    def _counts(self) -> tuple[Counter[str], Counter[str]]:
        """By place: what stands there, and what of it is of conversations that are not settled."""
        every: Counter[str] = Counter()
        open_: Counter[str] = Counter()
        rows = Comment.objects.filter(project=self.project, taken_back_at__isnull=True)
        for place, settled, over in rows.values_list("place", "settled_at", "reply_to__settled_at"):
            every[place] += 1
            open_[place] += not (settled or over)
        return every, open_

    def link(self, kind_name: str, ident: Any, label: str) -> Link | None:
        kind = kind_named(kind_name)
        if kind is None or not reads_comments(self.access, kind.tool):
            return None
        every, open_ = (counts[place_key(kind_name, ident)] for counts in self._counts)
        if not every and not writes_comments(self.access, kind.tool):
            return None
        url = reverse("comment-place", kwargs={"project_id": self.project.pk, "kind": kind_name, "ident": str(ident)})
        return Link(url, _words(every, open_), bool(open_), bool(every), label)


def _words(every: int, open_: int) -> str:
    if open_:
        return f"{open_} comment{'' if open_ == 1 else 's'}"
    return "Comments, settled" if every else "Comment"
