"""The lead team as pages show it, and who is missing in plain words. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cmsportal.nhsuk.formats import day
from projects.models import Project, TeamMember


@dataclass(frozen=True)
class InvitationView:
    id: UUID
    email: str
    sentence: str  # 'Invited, until Monday 17 March'


@dataclass(frozen=True)
class MemberView:
    id: UUID
    name: str
    discipline: str
    roles: list[str]  # 'Champion', 'Sponsor', 'Patient partner', 'Leads the team'
    has_account: bool
    since: date
    until: date | None = None
    invitation: InvitationView | None = None

    @property
    def main_role(self) -> str:
        """The one word that stands beside the name where there is room for one."""
        return self.roles[0] if self.roles else ""

    @property
    def sentence(self) -> str:
        if self.until:
            return f"{day(self.since)} to {day(self.until)}"
        if self.invitation:
            return self.invitation.sentence
        return "" if self.has_account else "No account, and none is needed."


@dataclass(frozen=True)
class Missing:
    kind: str  # 'champion', 'sponsor', 'patient_partner', 'leader'
    sentence: str


@dataclass(frozen=True)
class TeamView:
    members: list[MemberView]
    former: list[MemberView] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    no_patient_partner_reason: str = ""


def team_view(project: Project, members: Iterable[TeamMember], invitations: Iterable[Any], today: date) -> TeamView:
    """Args: ``members``: everybody who is or was on the team; ``invitations``: the open ones to their places."""
    waiting = {invitation.scope_id: _invitation(invitation, today) for invitation in invitations}
    rows = list(members)
    present = [_member(row, waiting.get(row.pk)) for row in rows if row.covers(today)]
    former = [_member(row) for row in rows if row.ends_on and row.ends_on <= today]
    return TeamView(
        members=present,
        former=sorted(former, key=lambda view: (view.until, view.name), reverse=True),
        missing=_missing(project, [row for row in rows if row.covers(today)]),
        no_patient_partner_reason=project.no_patient_partner_reason,
    )


def _invitation(invitation: Any, today: date) -> InvitationView:
    expires: datetime = invitation.expires_at
    return InvitationView(invitation.pk, invitation.email, f"Invited. The link works until {day(expires, today)}.")


def _member(row: TeamMember, invitation: InvitationView | None = None) -> MemberView:
    words = {
        "Champion": row.is_champion,
        "Sponsor": row.is_sponsor,
        "Patient partner": row.is_patient_partner,
        "Leads the team": row.is_lead,
    }
    return MemberView(
        id=row.pk,
        name=row.name,
        discipline=row.get_discipline_display(),
        roles=[word for word, held in words.items() if held],
        has_account=row.user_id is not None,
        since=row.starts_on,
        until=row.ends_on,
        invitation=None if row.user_id else invitation,
    )


def _missing(project: Project, members: list[TeamMember]) -> list[Missing]:
    found = []
    if not any(row.user_id and (row.is_lead or row.is_champion) for row in members):
        found.append(Missing("leader", "No leader with an account yet: somebody who looks after this page."))
    if not any(row.is_champion for row in members):
        found.append(Missing("champion", "No champion yet: somebody who keeps this going from day to day."))
    if not any(row.is_sponsor for row in members):
        found.append(Missing("sponsor", "No sponsor yet: a senior partner who backs this."))
    if not project.no_patient_partner_reason and not any(row.is_patient_partner for row in members):
        found.append(Missing("patient_partner", "No patient partner yet: somebody who sees it as patients do."))
    return found
