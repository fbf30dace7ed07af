"""People who come and go, and looks back, so that their pages have something to show."""

from datetime import date, timedelta

from cmsportal.accounts.models import User
from projects.followup.services import plan_checks
from projects.leaving.services import offer_what_is_left
from projects.models import Action, Project, TeamMember


def somebody_left(project: Project, leaver: User, today: date) -> None:
    """A nurse moved away last week; what she looked after waits."""
    place = TeamMember.objects.create(
        project=project,
        user=leaver,
        name=leaver.name,
        discipline="nurse",
        starts_on=project.signed_up_on + timedelta(days=14),
        ends_on=today - timedelta(days=6),
    )
    Action.objects.create(
        project=project,
        text="Show the new starters how to read the chart",
        owner=leaver,
        due_on=today + timedelta(days=8),
    )
    second = project.measures.filter(is_lead=False).order_by("position").first()
    if second is not None:
        second.collector = place
        second.save(update_fields=["collector"])
    offer_what_is_left(member=place, by=None)


def somebody_came(project: Project, name: str, today: date) -> None:
    """Joined this week: Today offers what the project has done so far."""
    project.team.filter(name=name).update(starts_on=today - timedelta(days=2))


def look_back(project: Project, completed_on: date) -> None:
    plan_checks(project=project, today=completed_on)
