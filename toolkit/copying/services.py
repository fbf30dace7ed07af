"""Offering a frame, taking the offer back, copying one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.refusal import Refusal
from projects.tools import Tool

from ..fishbone.services import add_category
from ..measures.services import add_measure
from ..models import Fishbone, Measure, Template
from .frames import telling_words, texts_of


@transaction.atomic
def offer(*, project: Project, tool: str, title: str, what_for: str, content: Mapping[str, Any], by: Any) -> Template:
    """Let other teams of the programme copy a frame. A second click finds the offer just made.

    Raises Refusal when a text tells whose it is.
    """
    people = list(project.team.values_list("name", flat=True))
    telling = telling_words([title, what_for, *texts_of(tool, content)], project, people)
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
    said = _copy_groups(row, project, by) if row.tool == Tool.FISHBONE else _copy_measure(row, project, by)
    Template.objects.filter(pk=row.pk).update(copies=F("copies") + 1)
    record("template.copied", row, by=by, project=project)
    return said


def _copy_measure(row: Template, project: Project, by: Any) -> str:
    try:
        measure: Measure = add_measure(project=project, values=row.content, by=by)
    except ValidationError as problem:
        raise Refusal(" ".join(problem.messages)) from problem
    return f"'{measure.name}' is among your measures. Say who enters it, and where you start."


def _copy_groups(row: Template, project: Project, by: Any) -> str:
    fishbone = Fishbone.objects.filter(project=project).first()
    if fishbone is None:
        raise Refusal("Name your problem first. Then copy the groups.")
    for name in row.content["groups"]:
        add_category(fishbone=fishbone, name=name, by=by)
    return "The groups stand with your causes."
