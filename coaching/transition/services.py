"""The end of the coaching: begun by the team or its coach, and the contacts afterwards."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.followup.services import months_after
from projects.locks import lock_project
from projects.models import Project
from projects.refusal import Refusal

from ..models import Contact, Transition
from ..permissions import can_record_contact, can_run_transition

FIELDS = ("ends_on", "reflection", "celebrate_on", "celebrate_how")


@transaction.atomic
def save_transition(
    *, project: Project, values: Mapping[str, Any], celebrated: bool, expected_version: int, by: Any
) -> Transition:
    """Begin the end of the coaching, or keep what was written about it.

    Contacts 3, 6 and 12 months after ``ends_on`` are put in the calendar; another day plans anew those that have not
    happened yet.

    Raises Refusal, Stale.
    """
    project = lock_project(project.pk)
    if not can_run_transition(by, project):
        raise Refusal("Only the team and its coach can write this, while the project is open.")
    row = Transition.objects.filter(project=project).first()
    is_new = row is None
    row = row or Transition(project=project, begun_at=timezone.now(), begun_by=by)
    planned_from = None if is_new else row.ends_on
    for name in FIELDS:
        setattr(row, name, values[name])
    if celebrated and row.celebrated_at is None:
        row.celebrated_at, row.celebrated_by = timezone.now(), by
    elif not celebrated:
        row.celebrated_at = row.celebrated_by = None
    row.full_clean()
    if is_new:
        row.version = 1
        row.save()
    else:
        save_versioned(row, expected_version, [*FIELDS, "celebrated_at", "celebrated_by"])
    if row.ends_on != planned_from:
        _plan_contacts(project, row.ends_on)
    record("transition.begun" if is_new else "transition.written", row, by=by, project=project)
    return row


def _plan_contacts(project: Project, ends_on: date) -> None:
    for months in Contact.Months.values:
        contact = Contact.objects.filter(project=project, months=months).first()
        if contact is not None and contact.recorded_at:
            continue
        contact = contact or Contact(project=project, months=months)
        contact.due_on = months_after(ends_on, months)
        contact.full_clean()
        contact.version += 1
        contact.save()


@transaction.atomic
def move_contact(*, contact: Contact, due_on: date, expected_version: int, by: Any) -> Contact:
    """Another day for a contact that has not happened. Raises Refusal, Stale."""
    project, row = _contact(contact, by)
    if row.recorded_at:
        raise Refusal("This contact has happened already.")
    row.due_on = due_on
    row.full_clean()
    save_versioned(row, expected_version, ["due_on"])
    record("contact.moved", row, by=by, project=project, months=row.months)
    return row


@transaction.atomic
def record_contact(*, contact: Contact, values: Mapping[str, Any], expected_version: int, by: Any) -> Contact:
    """Write down what was heard. It can be put right later; who recorded it first stays. Raises Refusal, Stale."""
    project, row = _contact(contact, by)
    for name in ("held_on", "mode", "holds", "words"):
        setattr(row, name, values[name])
    first = row.recorded_at is None
    if first:
        row.recorded_at, row.recorded_by = timezone.now(), by
    row.full_clean()
    save_versioned(row, expected_version, ["held_on", "mode", "holds", "words", "recorded_at", "recorded_by"])
    record("contact.recorded", row, by=by, project=project, months=row.months, holds=row.holds)
    return row


def _contact(contact: Contact, by: Any) -> tuple[Project, Contact]:
    project = lock_project(contact.project_id)
    if not can_record_contact(by, project):
        raise Refusal("Only the team's coach can write this.")
    row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    row.project = project
    return project, row
