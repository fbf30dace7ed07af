"""Offering a frame, taking the offer back, copying one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.refusal import Refusal

from ..models import Template
from .frames import FRAMES, telling_words


@transaction.atomic
def offer(*, project: Project, tool: str, title: str, what_for: str, content: Mapping[str, Any], by: Any) -> Template:
    """Let other teams of the programme copy a frame. A second click finds the offer just made.

    Raises Refusal when a text tells whose it is.
    """
    people = list(project.team.values_list("name", flat=True))
    telling = telling_words([title, what_for, *FRAMES[tool].texts(content)], project, people)
    if telling:
        words = ", ".join(f"'{word}'" for word in telling[:5])
        raise Refusal(f"This would tell others whose it is: {words}. Take it out, then offer it.")
    Project.objects.select_for_update().get(pk=project.pk)
    same = Template.objects.filter(
        project=project, tool=tool, title=title, what_for=what_for, content=dict(content), withdrawn_at__isnull=True
    ).first()
    if same is not None:
        return same
    row = Template(project=project, tool=tool, title=title, what_for=what_for, content=dict(content), offered_by=by)
    row.full_clean(exclude=["project", "offered_by"])
    row.save()
    record("template.offered", row, by=by, project=project)
    return row


@transaction.atomic
def withdraw(*, template: Template, by: Any) -> None:
    """No team can copy it from now on; copies made stay. Doing it twice does no harm."""
    row = Template.objects.select_for_update().get(pk=template.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record("template.withdrawn", row, by=by, project=row.project)


@transaction.atomic
def copy(*, template: Template, project: Project, by: Any) -> str:
    """Make the frame part of a project; returns what was made, in words.

    Raises Refusal when the offer was withdrawn meanwhile, or the frame does not fit in.
    """
    row = Template.objects.select_for_update().get(pk=template.pk)
    if row.withdrawn_at is not None:
        raise Refusal("This is no longer offered.")
    said = FRAMES[row.tool].copy(title=row.title, content=row.content, project=project, by=by)
    Template.objects.filter(pk=row.pk).update(copies=F("copies") + 1)
    record("template.copied", row, by=by, project=project)
    return said
