"""The looks back in words, from rows already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from projects.models import FollowUpCheck
from projects.permissions import ProjectAccess

from .services import opens_on


@dataclass(frozen=True)
class CheckView:
    title: str  # 'After 3 months'
    sentence: str  # 'Due on Friday 26 February.', 'Yes. Answered on ...'
    note: str
    url: str  # empty for whoever cannot answer, and before its time
    link: str  # 'Answer', 'Change'


def check_views(checks: Iterable[FollowUpCheck], access: ProjectAccess, today: date) -> list[CheckView]:
    """Args: ``checks``: those of ``access.project``. What the team wrote is for the team and its coach."""
    return [_view(check, access, today) for check in checks]


def _view(check: FollowUpCheck, access: ProjectAccess, today: date) -> CheckView:
    inside = access.is_team or access.is_coach or access.is_mentor
    may = access.is_team and access.project.status == "completed" and opens_on(check) <= today
    keys = {"project_id": check.project_id, "months": check.months}
    if check.done_at:
        sentence = f"{check.get_holds_display()}. Answered on {day(check.done_at, today)}."
    else:
        sentence = f"{'Was due' if check.due_on < today else 'Due'} on {day(check.due_on, today)}."
    return CheckView(
        title=str(check.get_months_display()),
        sentence=sentence,
        note=check.note if inside else "",
        url=reverse("check-update", kwargs=keys) if may else "",
        link="Change" if check.done_at else "Answer",
    )
