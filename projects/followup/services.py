"""Looks back 3, 6 and 12 months after the work: planned when a project is completed, answered by the team."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from cmsportal.versions import save_versioned
from projects.models import FollowUpCheck, Project
from projects.permissions import is_on_team
from projects.refusal import Refusal

OPENS = timedelta(days=14)  # before its day


def months_after(start: date, months: int) -> date:
    """The same day of a later month; its last one where it has no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def plan_checks(*, project: Project, today: date | None = None) -> None:
    """The looks back that are not answered yet, counted from today. In the transaction that completes the project."""
    today = today or timezone.localdate()
    done = set(project.follow_up_checks.filter(done_at__isnull=False).values_list("months", flat=True))
    forget_checks(project=project)
    for months in FollowUpCheck.Months.values:
        if months not in done:
            check = FollowUpCheck(project=project, months=months, due_on=months_after(today, months))
            check.full_clean()
            check.save()


def forget_checks(*, project: Project) -> None:
    """The project is under way again: what is not answered is planned anew when it is completed."""
    project.follow_up_checks.filter(done_at__isnull=True).delete()


def opens_on(check: FollowUpCheck) -> date:
    return check.due_on - OPENS


def checks_to_answer(projects: Any) -> list[FollowUpCheck]:
    """Those whose day has come, of each project the one that is due longest."""
    rows = FollowUpCheck.objects.filter(project__in=projects, done_at__isnull=True, due_on__lte=timezone.localdate())
    first = {check.project_id: check for check in rows.order_by("-months")}
    return list(first.values())


@transaction.atomic
def answer_check(*, check: FollowUpCheck, holds: str, note: str, expected_version: int, by: Any) -> FollowUpCheck:
    """Say whether it still holds. It can be put right later; who answered first stays.

    Raises:
        Refusal: the person is not on the team, the project is not completed, or it is too early.
        Stale: somebody answered in between.
    """
    project = Project.objects.select_for_update(of=("self",)).get(pk=check.project_id)
    if not is_on_team(by, project):
        raise Refusal("Only the lead team can answer this.")
    if project.status != Project.Status.COMPLETED:
        raise Refusal("This is asked once the project is completed.")
    if timezone.localdate() < opens_on(check):
        raise Refusal(f"It is too early to say. You can answer from {day(opens_on(check))}.")
    check.holds, check.note = holds, note.strip()
    if check.done_at is None:
        check.done_at, check.done_by = timezone.now(), by
    check.full_clean(exclude=["project"])
    save_versioned(check, expected_version, ["holds", "note", "done_at", "done_by"])
    record("check.answered", check, by=by, project=project, months=check.months, holds=holds)
    return check
