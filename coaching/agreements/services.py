"""An agreement is begun, changed while it is a draft, and taken away as a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.locks import lock_project
from projects.models import Project
from projects.refusal import Refusal

from ..models import Agreement
from ..permissions import can_write_agreement
from ..statuses import COACHED
from .pdf import pdf_file
from .proposing import coach_of, propose
from .workflow import STANDS, State, why_not

MAY_NOT = "Only the coach or the team's leaders can write the agreement."


@transaction.atomic
def draft_agreement(*, project: Project, values: Mapping[str, Any], key: UUID | None, by: Any) -> Agreement:
    """Begin the next edition: the first one, or a change. The one in force stays so until both have accepted.

    Sent twice is once. Raises Refusal: the person may not, the project has ended, nobody coaches the team, or another
    edition is on its way.
    """
    project = lock_project(project.pk)
    if not can_write_agreement(by, project):
        raise Refusal(MAY_NOT)
    ident, present = sent_once(Agreement, key, project=project.pk, **values)
    if present is not None:
        return present
    check_can_begin(project)
    row = propose(project, coach_of(project))
    row.pk = ident
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(force_insert=True)
    record("agreement.drafted", row, by=by, project=project, number=row.number)
    return row


def check_can_begin(project: Project) -> None:
    """Raises Refusal where no edition can be begun now."""
    if project.status not in COACHED:
        raise Refusal("The project has ended, so there is nothing to agree.")
    if coach_of(project) is None:
        raise Refusal("The team has no coach yet. The agreement is written once there is one.")
    if Agreement.objects.filter(project=project).open().exists():
        raise Refusal("Somebody has begun the next edition already. Open that one.")


@transaction.atomic
def change_draft(*, agreement: Agreement, values: Mapping[str, Any], version: int, by: Any) -> Agreement:
    """Save the words of a draft. Raises Refusal once it has been offered, and Stale."""
    project = lock_project(agreement.project_id)
    row = Agreement.objects.select_related("coach").get(pk=agreement.pk)
    row.project = project
    if not can_write_agreement(by, project):
        raise Refusal(MAY_NOT)
    if row.state != State.DRAFT:
        raise Refusal(f"{STANDS[State(row.state)]} Copy what you want to keep.")
    if stuck := why_not(row):
        raise Refusal(stuck)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    save_versioned(row, version, values)
    record("agreement.changed", row, by=by, project=project, number=row.number)
    return row


@transaction.atomic
def take_away(*, agreement: Agreement, by: Any) -> bytes:
    """The agreement as a PDF, noted in the audit trail."""
    made = pdf_file(agreement)
    record("agreement.taken_away", agreement, by=by, project=agreement.project, number=agreement.number)
    return made
