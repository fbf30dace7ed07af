"""The lead team: who is on it, in which role, and who leaves. The history is kept.

Every change locks the project's row first, so two leaders who change the team at once go one after the other; then
the team's places, so that an account which somebody takes up at that moment is not written over.
"""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.invitations import InvitationClosed, invite, revoke_invitation
from cmsportal.accounts.models import Invitation, User
from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import CoachAssignment, Project, TeamMember
from projects.permissions import can_manage_team
from projects.refusal import Refusal
from projects.roles import TEAM
from projects.signals import place_ended

NOT_YOURS = "Only the team's leader can change the team."


@dataclass(frozen=True)
class Details:
    """What the team page asks of a person."""

    name: str
    discipline: str
    is_lead: bool = False
    is_champion: bool = False
    is_sponsor: bool = False
    is_patient_partner: bool = False


def _locked(project: Project, by: Any) -> Project:
    row = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    list(TeamMember.objects.select_for_update().filter(project=row).order_by("pk").values_list("pk"))
    project.__dict__.pop("_access", None)
    if not can_manage_team(by, row):
        raise Refusal(NOT_YOURS)
    return row


def _members(project: Project) -> list[TeamMember]:
    return list(TeamMember.objects.current().filter(project=project))


def _leads(member: TeamMember) -> bool:
    return member.user_id is not None and (member.is_lead or member.is_champion)


@transaction.atomic
def add_member(
    *, project: Project, details: Details, email: str = "", key: UUID | None = None, by: Any
) -> TeamMember:
    """Put a person on the lead team; with an address, invite them to an account of their own.

    A champion or sponsor takes over from whoever was it. ``key``, drawn with the form, makes a form sent
    twice one person.

    Raises:
        Refusal: the person may not change the team, or the address belongs to somebody on the team or to its coach.
    """
    project = _locked(project, by)
    ident, present = sent_once(TeamMember, key, project=project, details=details, email=email)
    if present:
        return present
    _check_address(project, email)
    member = TeamMember(pk=ident, project=project, starts_on=timezone.localdate())
    _put(member, details)
    _take_over(project, member, by)
    member.full_clean()
    member.save(force_insert=True)
    _settle_patient_partner(project, member)
    record("team.joined", member, by=by, project=project, roles=roles_of(member))
    if email:
        invite(email=email, name=member.name, role=TEAM, scope=member, by=by)
    return member


@transaction.atomic
def change_member(*, member: TeamMember, details: Details, expected_version: int, by: Any) -> TeamMember:
    """Change somebody's name, discipline or roles. Champion and sponsor pass over in the same step.

    Raises:
        Refusal: nobody would be left who leads the team.
        Stale: the row was saved in between, also by somebody else's taking over a role.
    """
    project = _locked(member.project, by)
    row = _present(project, member)
    before = roles_of(row)
    led = _leads(row)
    _put(row, details)
    if led and not _leads(row) and not _others_lead(project, row):
        raise Refusal("Somebody must lead the team. First make another member its leader.")
    _take_over(project, row, by)
    row.full_clean()
    save_versioned(row, expected_version, [item.name for item in fields(Details)])
    _settle_patient_partner(project, row)
    record("team.changed", row, by=by, project=project, before=before, after=roles_of(row))
    return row


@transaction.atomic
def leave_team(*, member: TeamMember, successor: TeamMember | None = None, by: Any) -> TeamMember:
    """The person is on the team no longer, from today. The successor takes over what they were.

    An invitation to the place that still waits is withdrawn.

    Raises:
        Refusal: the last leader goes without a successor, or the successor has no account.
    """
    project = _locked(member.project, by)
    _revoke_invitations(member, by)
    row = TeamMember.objects.get(pk=member.pk, project=project)
    today = timezone.localdate()
    if row.ends_on and row.ends_on <= today:
        return row
    if successor is None and _leads(row) and not _others_lead(project, row):
        raise Refusal(f"{row.name} is the only one who leads the team. Choose who takes over.")
    row.ends_on = max(today, row.starts_on)
    _save(row)  # before the successor: the team has one champion and one sponsor at a time
    if successor is not None:
        _hand_over(project, row, _present(project, successor), by)
    record("team.left", row, by=by, project=project, roles=roles_of(row))
    row.project = project
    place_ended.send(TeamMember, member=row, by=by)
    return row


def _hand_over(project: Project, leaver: TeamMember, successor: TeamMember, by: Any) -> None:
    if successor.pk == leaver.pk:
        raise Refusal("Choose somebody else to take over.")
    if _leads(leaver) and not _others_lead(project, leaver) and successor.user_id is None:
        raise Refusal(f"{successor.name} has no account yet, so cannot lead the team.")
    before = roles_of(successor)
    for name in ("is_lead", "is_champion", "is_sponsor"):
        setattr(successor, name, getattr(successor, name) or getattr(leaver, name))
    _save(successor)
    record("team.changed", successor, by=by, project=project, before=before, after=roles_of(successor))


@transaction.atomic
def set_no_patient_partner(*, project: Project, reason: str, by: Any) -> Project:
    """Write down why there is no patient partner. Raises Refusal when there is one."""
    row = _locked(project, by)
    if any(member.is_patient_partner for member in _members(row)):
        raise Refusal("The team has a patient partner.")
    row.no_patient_partner_reason = reason.strip()
    row.full_clean()
    row.save(update_fields=["no_patient_partner_reason"])
    record("team.no_patient_partner", row, by=by, project=row)
    return row


@transaction.atomic
def invite_member(*, member: TeamMember, email: str, by: Any) -> Any:
    """Invite somebody who is on the team without an account. Raises Refusal."""
    project = _locked(member.project, by)
    row = _present(project, member)
    if row.user_id:
        raise Refusal(f"{row.name} has an account already.")
    _check_address(project, email)
    return invite(email=email, name=row.name, role=TEAM, scope=row, by=by)


def roles_of(member: TeamMember) -> list[str]:
    names = {
        "champion": member.is_champion,
        "sponsor": member.is_sponsor,
        "lead": member.is_lead,
        "patient_partner": member.is_patient_partner,
    }
    return [name for name, held in names.items() if held]


def _revoke_invitations(member: TeamMember, by: Any) -> None:
    for invitation in Invitation.objects.pending().to(member):
        try:
            revoke_invitation(invitation=invitation, by=by)
        except InvitationClosed:
            continue  # accepted a moment ago: the place ends all the same


def _save(row: TeamMember) -> None:
    """Under the project's lock. A form that was drawn before is told."""
    row.version += 1
    row.full_clean()
    row.save()


def _put(member: TeamMember, details: Details) -> None:
    for item in fields(Details):
        value = getattr(details, item.name)
        setattr(member, item.name, value.strip() if isinstance(value, str) else value)


def _present(project: Project, member: TeamMember) -> TeamMember:
    row = TeamMember.objects.current().filter(pk=member.pk, project=project).first()
    if row is None:
        raise Refusal(f"{member.name} is no longer on the team.")
    return row


def _others_lead(project: Project, member: TeamMember) -> bool:
    return any(_leads(other) for other in _members(project) if other.pk != member.pk)


def _take_over(project: Project, member: TeamMember, by: Any) -> None:
    """One champion, one sponsor: whoever was it before is it no longer."""
    for name in ("is_champion", "is_sponsor"):
        if not getattr(member, name):
            continue
        for other in _members(project):
            if other.pk != member.pk and getattr(other, name):
                before = roles_of(other)
                setattr(other, name, False)
                if name == "is_champion" and other.user_id and not other.is_lead:
                    other.is_lead = member.user_id is None  # until the new champion has an account
                _save(other)
                record("team.changed", other, by=by, project=project, before=before, after=roles_of(other))


def _settle_patient_partner(project: Project, member: TeamMember) -> None:
    if member.is_patient_partner and project.no_patient_partner_reason:
        project.no_patient_partner_reason = ""
        project.save(update_fields=["no_patient_partner_reason"])


def _check_address(project: Project, email: str) -> None:
    if not email:
        return
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        return
    if any(member.user_id == user.pk for member in _members(project)):
        raise Refusal(f"{user.name} is on the team already.")
    if CoachAssignment.objects.not_over().filter(project=project, user=user).exists():
        raise Refusal(f"{user.name} coaches this team, so cannot be on it.")
