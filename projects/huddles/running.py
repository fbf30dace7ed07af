"""A huddle as it is held: begun, what was said, what was settled, finished.

Everybody in the room may hold a phone. So each line is a row, made with the key that was drawn with its page: sent
twice it is one line, and two people's lines stand side by side. Beginning, settling and finishing twice changes
nothing.
"""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import Stale, save_versioned
from projects.actions.services import add_action, sent_action, set_done
from projects.models import Action, Huddle, HuddleItem, Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool


def today_at(project: Project) -> date:
    """The date on the practice's own calendar."""
    return timezone.now().astimezone(ZoneInfo(project.practice.time_zone)).date()


@transaction.atomic
def begin_huddle(*, project: Project, people_here: int | None = None, expected_version: int = 0, by: Any) -> Huddle:
    """Begin today's huddle, or take part in it when somebody has begun it already.

    Args:
        people_here: how many are in the room; None leaves what is written.
        expected_version: of the huddle that the page showed; 0 where it showed none.

    Raises:
        Stale: somebody else has written another number meanwhile.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    huddle = Huddle.objects.filter(project=project, day=today_at(project)).first()
    if huddle is None:
        huddle = Huddle(project=project, day=today_at(project), people_here=people_here, begun_by=by, version=1)
        huddle.full_clean()
        huddle.save()
        touch_progress(project=project, tool=Tool.HUDDLES, by=by)
        record("huddle.begun", huddle, by=by, project=project)
    elif people_here is not None and people_here != huddle.people_here:
        if huddle.people_here is None:
            expected_version = huddle.version  # nothing is written over
        elif huddle.version != expected_version:
            raise Stale(huddle)
        huddle.people_here = people_here
        huddle.full_clean()
        save_versioned(huddle, expected_version, ["people_here"])
    return huddle


@transaction.atomic
def finish_huddle(*, huddle: Huddle, by: Any) -> Huddle:
    """Everybody goes back to work. A second tap changes nothing."""
    row = Huddle.objects.select_for_update().get(pk=huddle.pk)
    if row.finished_at is None:
        row.finished_at, row.finished_by, row.version = timezone.now(), by, row.version + 1
        row.save(update_fields=["finished_at", "finished_by", "version"])
        record("huddle.finished", row, by=by, project=huddle.project)
    return row


@transaction.atomic
def say(
    *, huddle: Huddle, prompt: str, text: str, owner: Any = None, due_on: date | None = None, key: UUID, by: Any
) -> HuddleItem:
    """Write down what was said under a question; with an ``owner`` it is an action at once.

    A line that comes late, from a phone that had no connection, is still taken.

    Args:
        key: drawn with the page; the same words sent twice with it make one line.

    Raises:
        Refusal: the owner belongs neither to the lead team nor to its coaches.
        ValidationError: the text is empty or too long.
    """
    Project.objects.select_for_update().get(pk=huddle.project_id)
    values = {"huddle": huddle, "prompt": prompt, "text": text.strip()}
    ident, present = sent_once(HuddleItem, key, owner=owner, due_on=due_on, **values)
    if present:
        return present
    item = HuddleItem(pk=ident, said_by=by, **values)
    if owner:
        item.action = add_action(**_taken_on(item, text=item.text, owner=owner, due_on=due_on), key=key, by=by)
    item.full_clean()
    item.save(force_insert=True)
    record("huddle.said", huddle, by=by, project=huddle.project)
    return item


@transaction.atomic
def reword_item(*, item: HuddleItem, text: str, expected_version: int) -> HuddleItem:
    """Who did it is in the kept history.

    Raises:
        Refusal: it is an action now, which has words of its own.
        Stale: somebody saved in between.
    """
    row = HuddleItem.objects.select_for_update().get(pk=item.pk)
    if row.action_id:
        raise Refusal("This is an action now. Change it in the list of actions.")
    item.text = text.strip()
    item.full_clean()
    save_versioned(item, expected_version, ["text"])
    return item


@transaction.atomic
def assign_item(
    *,
    item: HuddleItem,
    text: str,
    owner: Any = None,
    owner_name: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    key: UUID,
    by: Any,
) -> HuddleItem:
    """Make an action of what was said: somebody takes it on. Sent twice, it makes one action.

    Raises:
        Refusal: it is settled, or somebody has taken it on already, or the owner is not of the project.
        ValidationError: the text is empty or too long.
    """
    Project.objects.select_for_update().get(pk=item.huddle.project_id)
    row = HuddleItem.objects.select_for_update().get(pk=item.pk)
    details = _taken_on(item, text=text, owner=owner, owner_name=owner_name, starts_on=starts_on, due_on=due_on)
    if row.action_id:
        if row.action_id == sent_action(**details, key=key)[0]:
            return row
        raise Refusal("Somebody has taken this on already. It stands in the list of actions.")
    if row.settled_at:
        raise Refusal("This is settled. Open it again first.")
    row.action = add_action(**details, key=key, by=by)
    row.version += 1
    row.save(update_fields=["action", "version"])
    return row


def _taken_on(item: HuddleItem, **said: Any) -> dict[str, Any]:
    return {
        **said,
        "project": item.huddle.project,
        "source": Action.Source.HUDDLE,
        "source_id": item.huddle_id,
    }


@transaction.atomic
def settle_item(*, item: HuddleItem, settled: bool, by: Any) -> HuddleItem:
    """Tick it off, or open it again. What is an action is done with its action. A second tap changes nothing."""
    row = HuddleItem.objects.select_for_update().get(pk=item.pk)
    if row.action_id:
        action = Action.objects.select_related("project").get(pk=row.action_id)
        set_done(action=action, done=settled, by=by)
    elif bool(row.settled_at) != settled:
        row.settled_at, row.settled_by = (timezone.now(), by) if settled else (None, None)
        row.version += 1
        row.save(update_fields=["settled_at", "settled_by", "version"])
        record("huddle.settled" if settled else "huddle.reopened", item.huddle, by=by, project=item.huddle.project)
    return row
