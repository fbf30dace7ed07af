"""Drawing and changing a fishbone. What changes its shape is an operation, so that everybody who looks sees it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..diagrams.operations import lock, perform
from ..models import Category, Cause, ChangeIdea, Fishbone

FIRST_CATEGORIES = ("People", "Process", "Equipment", "Environment", "Materials", "Policies")


@transaction.atomic
def set_effect(*, project: Project, effect: str, version: int, by: Any) -> Fishbone:
    """Name the problem; the first time that makes the fishbone with its six usual groups.

    Raises Stale when somebody else named it meanwhile.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    row = Fishbone.objects.filter(project=project).first()
    if row is not None:
        if row.effect != effect and row.version != version:
            raise Stale(row)
        perform(thing=row, change={"op": "set", "row": "head", "values": {"effect": effect}}, by=by)
        return Fishbone.objects.get(pk=row.pk)
    row = Fishbone(project=project, effect=effect)
    row.full_clean(exclude=["project"])
    row.save()
    for position, name in enumerate(FIRST_CATEGORIES):
        Category(fishbone=row, name=name, position=position).save()
    _note("fishbone.named", row, row, by)
    return row


@transaction.atomic
def add_category(*, fishbone: Fishbone, name: str, by: Any) -> Category:
    """A new group at the end; the one that has this name already, if there is one."""
    lock(fishbone)
    same = Category.objects.filter(fishbone=fishbone, name__iexact=name).first()
    return same or Category.objects.get(pk=_add(fishbone, "category", {"name": name}, by))


@transaction.atomic
def rename_category(*, category: Category, name: str, version: int, by: Any) -> Category:
    """Raises Stale, and Refusal where another group has this name."""
    fishbone = lock(category.fishbone)
    row = _again(category)
    if row.name != name and row.version != version:
        raise Stale(row)
    perform(thing=fishbone, change=_change("set", row, values={"name": name}), by=by)
    return _again(category)


@transaction.atomic
def remove_category(*, category: Category, causes_seen: int, by: Any) -> None:
    """Remove a group with all its causes. Raises Refusal when there are more or fewer than the person was told."""
    _remove(category, causes_seen, by)


@transaction.atomic
def move_category(*, category: Category, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down. Does nothing when it no longer stands where the person saw it."""
    fishbone = lock(category.fishbone)
    _step(fishbone, _again(category), Category.objects.filter(fishbone=fishbone), up, seen_at, by)


@transaction.atomic
def add_cause(*, fishbone: Fishbone, text: str, place: str, votes: int = 0, by: Any) -> Cause:
    """A new cause at the end of its ``place``: 'category:<id>', or 'cause:<id>' for the cause of a cause.

    The same words in the same place are the same cause: a repeated request adds nothing.
    Raises Refusal for a place that is gone, and when the fishbone is full.
    """
    lock(fishbone)
    category, parent = find_place(fishbone, place)
    same = Cause.objects.filter(fishbone=fishbone, category=category, parent=parent, text__iexact=text).first()
    values = {"text": text, "votes": votes, **_refs(category, parent)}
    return same or Cause.objects.get(pk=_add(fishbone, "cause", values, by))


@transaction.atomic
def edit_cause(*, cause: Cause, text: str, place: str, votes: int, version: int, by: Any) -> Cause:
    """Reword, move or count a cause; its sub-causes go with it. Raises Stale or Refusal."""
    fishbone = lock(cause.fishbone)
    row = _again(cause)
    if (row.text, row.place, row.votes) == (text, place, votes):
        return row
    if row.version != version:
        raise Stale(row)
    parts = [_change("set", row, values={"text": text, "votes": votes})]
    if row.place != place:
        parts.append(_change("move", row, values=_refs(*find_place(fishbone, place, mover=row)), before=None))
    perform(thing=fishbone, change={"op": "all", "parts": parts}, by=by)
    return _again(cause)


@transaction.atomic
def remove_cause(*, cause: Cause, subs_seen: int, by: Any) -> None:
    """Remove a cause with its sub-causes. Raises Refusal when there are more or fewer than the person was told."""
    _remove(cause, subs_seen, by)


@transaction.atomic
def move_cause(*, cause: Cause, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down among its neighbours. Does nothing when it no longer stands where the person saw it."""
    fishbone = lock(cause.fishbone)
    row = _again(cause)
    _step(fishbone, row, Cause.objects.filter(category=row.category_id, parent=row.parent_id), up, seen_at, by)


def vote_for_cause(*, cause: Cause, on: bool, by: Any) -> None:
    """Give a person's vote to a cause, or take it back. Raises Refusal when all of their votes are given."""
    perform(thing=cause.fishbone, change={"op": "vote", "id": str(cause.pk), "on": on}, by=by)


@transaction.atomic
def set_votes(*, fishbone: Fishbone, votes: Mapping[UUID, tuple[int, int]], by: Any) -> dict[UUID, int]:
    """Write the votes counted, cause by cause: ``votes`` maps a cause to (what the page showed, what was counted).

    A count that somebody else changed meanwhile is left and handed back with its present value.
    """
    lock(fishbone)
    rows = {row.pk: row for row in Cause.objects.filter(fishbone=fishbone)}
    clashes: dict[UUID, int] = {}
    parts = []
    for ident, (was, now) in votes.items():
        row = rows.get(ident)
        if row is None or now in {was, row.votes}:
            continue
        if row.votes != was:
            clashes[ident] = row.votes
            continue
        parts.append(_change("set", row, values={"votes": now}))
    if parts:
        perform(thing=fishbone, change={"op": "all", "parts": parts}, by=by, quietly=True)
        _note("fishbone.voted", fishbone, fishbone, by)
    return clashes


@transaction.atomic
def test_cause(*, cause: Cause, text: str, by: Any) -> ChangeIdea:
    """Make a change idea of a cause. The same idea for the same cause is made once.

    Raises Refusal when the cause is gone.
    """
    fishbone = lock(cause.fishbone)
    if not Cause.objects.filter(pk=cause.pk).exists():
        raise Refusal("Somebody removed this cause meanwhile. Add your idea to the small tests instead.")
    same = ChangeIdea.objects.filter(project=fishbone.project_id, cause=cause, text__iexact=text).first()
    if same is not None:
        return same
    idea = ChangeIdea(project=fishbone.project, source=ChangeIdea.Source.CAUSE, cause=cause, text=text)
    idea.full_clean(exclude=["project", "cause"])
    idea.save()
    _note("idea.noted", idea, fishbone, by)
    return idea


def find_place(fishbone: Fishbone, place: str, mover: Cause | None = None) -> tuple[Category, Cause | None]:
    """The group and the cause above, from 'category:<id>' or 'cause:<id>'. Raises Refusal where there is none.

    A cause of a cause takes no causes of its own, and a cause with sub-causes cannot hang under another.
    """
    kind, _, ident = place.partition(":")
    try:
        wanted = UUID(ident)
    except ValueError:
        raise Refusal("That place is no longer there. Choose another one.") from None
    if kind == "category":
        category = Category.objects.filter(fishbone=fishbone, pk=wanted).first()
        if category is not None:
            return category, None
    above = Cause.objects.filter(fishbone=fishbone, pk=wanted, parent=None).select_related("category").first()
    if kind != "cause" or above is None or (mover is not None and above.pk == mover.pk):
        raise Refusal("That place is no longer there. Choose another one.")
    if mover is not None and mover.sub_causes.exists():
        raise Refusal("This cause has causes of its own, so it cannot hang under another.")
    return above.category, above


def _again(row: Any) -> Any:
    """The row as it stands under the lock. Raises Stale without a row when it is gone."""
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale(None)
    return found


def _add(fishbone: Fishbone, kind: str, values: dict[str, Any], by: Any) -> UUID:
    ident = uuid4()
    change = {"op": "add", "row": kind, "id": str(ident), "values": values, "before": None}
    perform(thing=fishbone, change=change, by=by)
    return ident


def _change(op: str, row: Category | Cause, **more: Any) -> dict[str, Any]:
    return {"op": op, "row": "cause" if isinstance(row, Cause) else "category", "id": str(row.pk), **more}


def _refs(category: Category, parent: Cause | None) -> dict[str, Any]:
    return {"category": str(category.pk), "parent": str(parent.pk) if parent else None}


def _remove(row: Category | Cause, seen: int, by: Any) -> None:
    fishbone = lock(row.fishbone)
    perform(thing=fishbone, change=_change("remove", _again(row), seen=seen), by=by)


def _step(fishbone: Fishbone, row: Any, neighbours: Any, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down among its neighbours, if the row still stands where the person saw it."""
    order = [one.pk for one in neighbours]
    here = order.index(row.pk)
    there = here - 1 if up else here + 1
    if here == seen_at and 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        behind = order[there + 1 :]
        change = _change("move", row, before=str(behind[0]) if behind else None)
        perform(thing=fishbone, change=change, by=by)


def _note(action: str, target: Any, fishbone: Fishbone, by: Any, **detail: Any) -> None:
    record(action, target, by=by, project=fishbone.project, **detail)
    touch_progress(project=fishbone.project, tool=Tool.FISHBONE, by=by)
