"""When a practice is closed: its own days, and the nation whose bank holidays it keeps."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from practices.models import Closure, Practice
from projects.models import Project


@transaction.atomic
def add_closure(
    *, project: Project, first_day: date, last_day: date | None, reason: str, key: UUID, by: Any
) -> Closure:
    """Note days on which the practice is closed, for all of its projects.

    Args:
        last_day: None for a single day.
        key: drawn with the form; sent twice, it makes one row.

    Raises:
        ValidationError: the last day is before the first, or these days are on the list already.
    """
    Practice.objects.select_for_update().get(pk=project.practice_id)
    values = {
        "practice": project.practice,
        "first_day": first_day,
        "last_day": last_day or first_day,
        "reason": reason.strip(),
    }
    ident, present = sent_once(Closure, key, **values)
    if present:
        return present
    closure = Closure(pk=ident, added_by=by, **values)
    closure.full_clean()
    closure.save(force_insert=True)
    record("closure.added", closure, by=by, project=project)
    return closure


@transaction.atomic
def change_closure(
    *,
    project: Project,
    closure: Closure,
    first_day: date,
    last_day: date | None,
    reason: str,
    expected_version: int,
    by: Any,
) -> Closure:
    """Raises as ``add_closure``; ``cmsportal.versions.Stale`` when somebody saved in between."""
    closure.first_day, closure.last_day, closure.reason = first_day, last_day or first_day, reason.strip()
    closure.full_clean()
    save_versioned(closure, expected_version, ["first_day", "last_day", "reason"])
    record("closure.changed", closure, by=by, project=project)
    return closure


@transaction.atomic
def remove_closure(*, project: Project, closure: Closure, by: Any) -> None:
    """Take the days off the list; what stood there is in the kept history. A second click changes nothing."""
    row = Closure.objects.select_for_update().filter(pk=closure.pk).first()
    if row:
        record("closure.removed", row, by=by, project=project)
        row.delete()


@transaction.atomic
def set_nation(*, project: Project, nation: str, expected_version: int, by: Any) -> Practice:
    """Choose whose bank holidays the practice keeps.

    Raises:
        Stale: the practice was changed meanwhile.
        ValidationError: no such nation.
    """
    practice = Practice.objects.get(pk=project.practice_id)
    if practice.nation == nation:
        return practice
    practice.nation = nation
    practice.clean_fields(exclude=[field.name for field in Practice._meta.fields if field.name != "nation"])
    save_versioned(practice, expected_version, ["nation"])
    record("nation.set", practice, by=by, project=project, nation=nation)
    return practice
