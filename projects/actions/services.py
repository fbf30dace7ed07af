"""What somebody said they would do: written down, changed, done."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.models import current_on
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import Action, Project
from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool


def people_for(project: Project) -> list[User]:
    """Those who can own an action: the lead team and the coach, as far as they have an account."""
    today = timezone.localdate()
    in_team = Q(team_places__project=project) & current_on(today, "team_places__")
    coaches = Q(coach_assignments__project=project) & current_on(today, "coach_assignments__")
    return list(User.objects.filter(in_team | coaches).distinct().order_by("name"))


@transaction.atomic
def add_action(
    *,
    project: Project,
    text: str,
    owner: Any = None,
    owner_name: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    source: str = "team",
    source_id: UUID | None = None,
    by: Any,
    key: UUID | None = None,
) -> Action:
    """Write down an action; also for huddles, meetings and coaching, where people take things on.

    Args:
        owner: a person with an account, else ``owner_name`` says who.
        source: where it came from, one of ``Action.Source``; ``source_id`` names the row of all but the team's list.
        key: drawn with the form: sent twice, it makes one action; with other words it makes another.

    Raises:
        Refusal: the owner belongs neither to the lead team nor to its coaches.
        ValidationError: the text is empty or too long.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    values = _values(
        project=project,
        text=text,
        owner=owner,
        owner_name=owner_name,
        starts_on=starts_on,
        due_on=due_on,
        source=source,
        source_id=source_id,
    )
    ident, present = sent_once(Action, key, **values)
    if present:
        return present
    _check_owner(project, owner)
    action = Action(pk=ident, **values)
    action.full_clean()
    action.save(force_insert=True)
    record("action.added", action, by=by, project=project, source=source)
    if source == Action.Source.TEAM and can_edit_project(by, project):
        touch_progress(project=project, tool=Tool.ACTIONS, by=by)
    return action


def sent_action(*, key: UUID | None, **details: Any) -> tuple[UUID, Action | None]:
    """The id of the action that ``add_action`` makes of this, and the action itself where it has."""
    return sent_once(Action, key, **_values(**details))


def _values(*, text: str, owner: Any, owner_name: str, **others: Any) -> dict[str, Any]:
    return {"text": text.strip(), "owner": owner, "owner_name": "" if owner else owner_name.strip(), **others}


@transaction.atomic
def change_action(
    *,
    action: Action,
    text: str,
    owner: Any = None,
    owner_name: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    expected_version: int,
) -> Action:
    """Who did it is in the kept history.

    Raises Refusal as ``add_action``; ``cmsportal.versions.Stale`` when somebody saved in between."""
    if (owner.pk if owner else None) != action.owner_id:
        _check_owner(action.project, owner)
    action.text, action.owner = text.strip(), owner
    action.starts_on, action.due_on = starts_on, due_on
    action.owner_name = "" if owner else owner_name.strip()
    action.full_clean()
    save_versioned(action, expected_version, ["text", "owner", "owner_name", "starts_on", "due_on"])
    return action


def _check_owner(project: Project, owner: Any) -> None:
    if owner and owner.pk not in {person.pk for person in people_for(project)}:
        raise Refusal(f"{owner.name} is neither on the lead team nor its coach.")


@transaction.atomic
def set_done(*, action: Action, done: bool, by: Any) -> Action:
    """Mark an action done, or not done after all. A second click changes nothing."""
    row = Action.objects.select_for_update().get(pk=action.pk)
    if bool(row.done_at) == done:
        return row
    row.done_at, row.done_by = (timezone.now(), by) if done else (None, None)
    row.version += 1
    row.save(update_fields=["done_at", "done_by", "version"])
    record("action.done" if done else "action.reopened", row, by=by, project=action.project)
    return row
