"""A practice joins a programme with a project of its own, and what is later changed about it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.invitations import invite
from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from practices.models import Practice, Programme
from practices.permissions import is_manager
from projects.models import Project, StatusChange, TeamMember
from projects.permissions import can_edit_details, can_set_adopter
from projects.refusal import Refusal
from projects.roles import TEAM
from projects.sharing.services import share_as_delivered
from projects.steps.services import touch_progress
from projects.tools import Tool

from .presenters import why_not_join


@dataclass(frozen=True)
class Contact:
    """The first person of the lead team, who leads it and is invited."""

    name: str
    email: str
    discipline: str
    is_champion: bool = False


@dataclass(frozen=True)
class SignUp:
    """What is asked when a practice joins."""

    title: str
    contact: Contact
    types: list[str] = field(default_factory=list)
    crosses_organisations: bool = False
    adopter: str = ""
    adopter_reason: str = ""
    has_agreed: bool = True  # no: the practice is invited, and says yes itself
    signed_up_on: date | None = None


@transaction.atomic
def sign_up(*, programme: Programme, practice: Practice, key: UUID, details: SignUp, by: Any) -> Project:
    """Sign a practice up. ``key`` was drawn with the form: the form sent twice makes one project.

    A practice may have several projects in a programme.

    Raises:
        Refusal: the person does not run the programme, or the practice is not open.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not is_manager(by, programme):
        raise Refusal("Only a manager of the programme can sign a practice up.")
    project_id, present = sent_once(Project, key, programme=programme, practice=practice, details=details)
    if present:
        return present
    if why_not := why_not_join(practice):
        raise Refusal(f"{why_not} Choose another practice.")
    project = _make_project(programme, practice, project_id, details)
    _note_start(project, by)
    share_as_delivered(project=project, by=by)
    member = _add_contact(project, details.contact)
    touch_progress(project=project, tool=Tool.TEAM, by=by)
    record("project.signed_up", project, by=by, project=project, status=project.status)
    record("team.joined", member, by=by, project=project, roles=["lead"])
    if details.contact.email:
        invite(email=details.contact.email, name=member.name, role=TEAM, scope=member, by=by)
    return project


def _make_project(programme: Programme, practice: Practice, project_id: UUID, details: SignUp) -> Project:
    project = Project(
        pk=project_id,
        programme=programme,
        practice=practice,
        title=details.title.strip(),
        status=Project.Status.ACTIVE if details.has_agreed else Project.Status.INVITED,
        types=details.types,
        crosses_organisations=details.crosses_organisations,
        adopter=details.adopter,
        adopter_reason=details.adopter_reason.strip(),
        signed_up_on=details.signed_up_on or timezone.localdate(),
    )
    project.full_clean()
    project.save(force_insert=True)
    return project


def _note_start(project: Project, by: Any) -> None:
    change = StatusChange(project=project, action="sign_up", to_status=project.status, by=by)
    change.full_clean()
    change.save()


def _add_contact(project: Project, contact: Contact) -> TeamMember:
    member = TeamMember(
        project=project,
        name=contact.name.strip(),
        discipline=contact.discipline,
        is_lead=True,
        is_champion=contact.is_champion,
        is_patient_partner=contact.discipline == TeamMember.Discipline.PATIENT,
        starts_on=timezone.localdate(),
    )
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def change_details(
    *, project: Project, title: str, types: list[str], crosses_organisations: bool, expected_version: int, by: Any
) -> Project:
    """The team's leader changes title and type. Raises Refusal, Stale."""
    if not can_edit_details(by, project):
        raise Refusal("Only the team's leader can change this, while the project is open.")
    project.title, project.types, project.crosses_organisations = title.strip(), types, crosses_organisations
    return _save(project, ["title", "types", "crosses_organisations"], expected_version, by)


@transaction.atomic
def change_adopter(*, project: Project, adopter: str, adopter_reason: str, expected_version: int, by: Any) -> Project:
    """The manager's judgement of how early the practice joined, and why. Raises Refusal, Stale."""
    if not can_set_adopter(by, project):
        raise Refusal("Only a manager of the programme can change this.")
    project.adopter, project.adopter_reason = adopter, adopter_reason.strip()
    return _save(project, ["adopter", "adopter_reason"], expected_version, by)


def _save(project: Project, names: list[str], expected_version: int, by: Any) -> Project:
    project.full_clean(exclude=["practice", "programme"])
    save_versioned(project, expected_version, names)
    record("project.changed", project, by=by, project=project, fields=names)
    return project
