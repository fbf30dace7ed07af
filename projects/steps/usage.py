"""Keeps the record of which tools a team used, on how many days and how fully. It is for the evaluation.

Fields are counted and never read: the record says nothing of what stands in them.
"""

from collections.abc import Mapping

from django.db.models import Exists, F
from django.utils import timezone

from projects.models import Project, ToolUse
from projects.tools import Tool


def used_today(project: Project, tool: Tool) -> Exists:
    """Whether today stands in the record already, to be asked along with something else."""
    today = timezone.localdate()
    return Exists(ToolUse.objects.filter(project=project, tool=tool, part="", last_on=today))


def note_use(*, project: Project, tool: Tool, part: str = "") -> ToolUse:
    """Somebody wrote in a tool, or in a part of it, today. Noted twice on a day it is one day.

    Cheap at every save: one query on a day already noted.
    """
    today = timezone.localdate()
    uses = ToolUse.objects.filter(project=project, tool=tool, part=part)
    row = uses.first()
    if row is None:
        row, _ = ToolUse.objects.get_or_create(
            project=project, tool=tool, part=part, defaults={"first_on": today, "last_on": today}
        )
    if row.last_on < today:
        uses.filter(last_on__lt=today).update(last_on=today, days=F("days") + 1)
        row.last_on = today
    return row


def lock_use(*, project: Project, tool: Tool) -> None:
    """Until the end of the transaction, nobody else counts this tool's fields: what is counted next is complete."""
    list(ToolUse.objects.select_for_update().filter(project=project, tool=tool, part="").values_list("pk"))


def note_fullness(*, project: Project, tool: Tool, counts: Mapping[str, tuple[int, int]]) -> None:
    """How many fields are asked and how many are answered, by part ('' is the whole tool).

    Parts in which nobody has written yet have no row, and get none.
    """
    for row in ToolUse.objects.filter(project=project, tool=tool, part__in=counts):
        asked, answered = counts[row.part]
        if (row.asked, row.answered) != (asked, answered):
            ToolUse.objects.filter(pk=row.pk).update(asked=asked, answered=answered)
