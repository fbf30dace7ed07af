"""Comments: the lead team and its coach, and nobody else, however widely the tool is shown."""

from typing import Any
from uuid import uuid4

from projects.models import Comment
from tests.access.table import TEAM, Row, of_project

INSIDE = TEAM | {"coach"}


def of_place(world: Any) -> dict[str, Any]:
    return {**of_project(world), "kind": "answer", "ident": "patients.list_size"}


def of_comment(world: Any) -> dict[str, Any]:
    row = Comment.objects.create(
        pk=uuid4(), project=world.project, tool="workbook", place="answer:patients.list_size", text="Is this right?",
        author=world.member,
    )  # fmt: skip
    return {**of_project(world), "comment_id": row.pk}


ROWS = {
    "comment-list": Row(read=INSIDE),
    "comment-place": Row(of_place, read=INSIDE, write=INSIDE),
    "comment-take-back": Row(of_comment, write=INSIDE),
    "comment-settle": Row(of_comment, write=INSIDE),
    "comment-reopen": Row(of_comment, write=INSIDE),
}
