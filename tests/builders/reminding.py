"""Builders of what reminders are about: meetings, playbook entries, checks and offers."""

from datetime import date, datetime
from typing import Any

from projects.models import AgendaItem, FollowUpCheck, Meeting, MeetingRole, Offer, Project, TeamMember
from tests.builders import make
from toolkit.models import PlaybookEntry


def meeting(project: Project, starts_at: datetime, *points: str, **extra: Any) -> Meeting:
    row = Meeting.objects.create(
        **{"project": project, "kind": "lead_team", "day": starts_at.date(), "starts_at": starts_at, **extra}
    )
    for position, title in enumerate(points):
        AgendaItem.objects.create(meeting=row, title=title, minutes=10, position=position)
    return row


def role(meeting: Meeting, member: TeamMember, name: str = "timekeeper") -> MeetingRole:
    return MeetingRole.objects.create(meeting=meeting, member=member, role=name)


def entry(project: Project, owner: Any, review_on: date, **extra: Any) -> PlaybookEntry:
    standard = make.standard(project)
    return PlaybookEntry.objects.create(
        **{
            "standard": standard,
            "edition": 1,
            "title": "Two people on the phones from 8 to 10",
            "who": "Reception",
            "what": "Two people answer.",
            "owner": owner,
            "review_on": review_on,
            "agreed_at": make.now(),
            "agreed_by": owner,
            **extra,
        }
    )


def check(project: Project, due_on: date, months: int = 3) -> FollowUpCheck:
    return FollowUpCheck.objects.create(project=project, months=months, due_on=due_on)


def offer(leaver: TeamMember, what: str = "lead", **extra: Any) -> Offer:
    return Offer.objects.create(project=leaver.project, leaver=leaver, what=what, **extra)
