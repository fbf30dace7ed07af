"""One meeting outside a series: planned by hand, with roles and an agenda that makes itself."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from cmsportal.sent_once import sent_once
from projects.models import AgendaItem, Meeting, Project, TemplateItem
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from .agenda import build_agenda
from .defaults import DEFAULTS
from .roles import share_out_roles


@transaction.atomic
def plan_meeting(
    *, project: Project, kind: str, starts_at: datetime, minutes: int, place: str, key: UUID | None = None, by: Any
) -> Meeting:
    """Plan one meeting; its invitations follow by themselves.

    Args:
        key: drawn with the form; the same meeting sent twice is one.

    Raises:
        Refusal: the time has passed.
        ValidationError: a kind or a length that cannot be.
    """
    project = Project.objects.select_for_update(of=("self",)).select_related("practice").get(pk=project.pk)
    place = place.strip()
    ident, there = sent_once(
        Meeting, key, project=project, kind=kind, starts_at=starts_at.isoformat(), minutes=minutes, place=place
    )
    if there:
        return there
    if starts_at < timezone.now():
        raise Refusal(f"{day(starts_at)} at that time has passed. Choose a time that is still to come.")
    on = starts_at.astimezone(ZoneInfo(project.practice.time_zone)).date()
    meeting = Meeting(
        pk=ident,
        project=project,
        kind=kind,
        day=on,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
    )
    meeting.full_clean()
    meeting.save(force_insert=True)
    for number, point in enumerate(_template(project, kind)):
        source = AgendaItem.Source.TEMPLATE
        meeting.agenda.create(title=point.title, minutes=point.minutes, position=number, source=source)
    share_out_roles(meeting)
    build_agenda(meeting)
    touch_progress(project=project, tool=Tool.MEETINGS, by=by)
    record("meeting.planned", meeting, by=by, project=project)
    return meeting


def _template(project: Project, kind: str) -> list[Any]:
    """What stands on every agenda of this kind; until the team has said so, what a series starts with."""
    own = TemplateItem.objects.filter(series__project=project, series__kind=kind)
    return list(own) or list(DEFAULTS[kind].points)
