"""Who has which role in a meeting: by turns, or as a person chose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.models import current_on
from cmsportal.versions import Stale, save_versioned
from projects.models import Meeting, MeetingRole, TeamMember
from projects.refusal import Refusal

from .agenda import lock_open
from .days import local_day
from .rotation import next_roles

ROLES = tuple(MeetingRole.Role.values)
LOOK_BACK = 60  # meetings: more than a year of a weekly one


def share_out_roles(meeting: Meeting) -> None:
    """Give the roles of a planned meeting to whose turn it is; safe to call again.

    Meetings before it on the same calendar count, whether they have been held or are still to come; those called off
    do not. Roles that a person chose stay, as long as the person is on the team.
    """
    people = team_on(meeting)
    ids = [member.pk for member in people]
    rows = {row.role: row for row in meeting.roles.all()}
    chosen = {role: row.member_id for role, row in rows.items() if row.is_chosen and row.member_id in ids}
    wanted = next_roles(ROLES, ids, _earlier(meeting), chosen)
    for role in ROLES:
        row, member = rows.get(role), wanted.get(role)
        if row and row.member_id != member:
            row.delete()
            row = None
        if row is None and member is not None:
            MeetingRole.objects.get_or_create(meeting=meeting, role=role, defaults={"member_id": member})


def team_on(meeting: Meeting) -> list[TeamMember]:
    """The lead team on the day of the meeting; in the order in which they joined, so that a newcomer comes last."""
    day = max(local_day(meeting), timezone.localdate())
    members = TeamMember.objects.filter(current_on(day), project=meeting.project_id)
    return list(members.order_by("starts_on", "created_at", "pk"))


def _earlier(meeting: Meeting) -> list[Mapping[str, Any]]:
    before = (
        Meeting.objects.filter(project=meeting.project_id, kind=meeting.kind, starts_at__lt=meeting.starts_at)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("-starts_at")
        .values_list("pk", flat=True)[:LOOK_BACK]
    )
    numbers = list(reversed(before))
    held: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in MeetingRole.objects.filter(meeting__in=numbers):
        held[row.meeting_id][row.role] = row.member_id
    return [held[number] for number in numbers]


@transaction.atomic
def set_people(
    *,
    meeting: Meeting,
    roles: Mapping[str, TeamMember | None] | None,
    present: Iterable[TeamMember],
    guests: str,
    expected_version: int,
    by: Any,
) -> Meeting:
    """Say who has which role and who is here.

    A role that is given to somebody else than before is chosen from now on; one that is left empty goes by turns.
    With None for ``roles`` they stay as they are.

    Raises:
        Stale: somebody changed the meeting in between.
        Refusal: the meeting is over or called off, or a person is not on the team.
    """
    row = lock_open(meeting)
    present = list(present)
    members = {member.pk: member for member in team_on(row)}
    if {member.pk for member in [*present, *filter(None, (roles or {}).values())]} - set(members):
        raise Refusal("Somebody you chose is not on the team any more. Choose again.")
    if row.version != expected_version:
        raise Stale(row)
    if roles is not None:
        for role in ROLES:
            _set_role(row, role, roles.get(role))
    row.guests = guests.strip()
    row.full_clean()
    save_versioned(row, expected_version, ["guests"])
    row.present.set(present)
    if row.state == Meeting.State.PLANNED:
        share_out_roles(row)
    record("meeting.people_noted", row, by=by, project=row.project)
    return row


def _set_role(meeting: Meeting, role: str, member: TeamMember | None) -> None:
    row = MeetingRole.objects.filter(meeting=meeting, role=role).first()
    if member is None:
        if row:
            row.delete()
    elif row is None:
        MeetingRole.objects.create(meeting=meeting, role=role, member=member, is_chosen=True)
    elif row.member_id != member.pk:
        row.member, row.is_chosen = member, True
        row.save()
