"""Drawing and changing a fishbone. Whatever changes its shape locks it first, so that two people cannot tangle it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Category, Cause, ChangeIdea, Fishbone

FIRST_CATEGORIES = ("People", "Process", "Equipment", "Environment", "Materials", "Policies")
MOST_CATEGORIES = 12
MOST_CAUSES = 80


@transaction.atomic
def set_effect(*, project: Project, effect: str, version: int, by: Any) -> Fishbone:
    """Name the problem; the first time that makes the fishbone with its six usual groups.

    Raises Stale when somebody else named it meanwhile.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    row = Fishbone.objects.filter(project=project).first()
    if row is None:
        row = Fishbone(project=project, effect=effect)
        row.full_clean(exclude=["project"])
        row.save()
        for position, name in enumerate(FIRST_CATEGORIES):
            Category(fishbone=row, name=name, position=position).save()
    elif row.effect != effect:
        row.effect = effect
        row.full_clean(exclude=["project"])
        save_versioned(row, version, ["effect"])
    else:
        return row
    _note("fishbone.named", row, row, by)
    return row


@transaction.atomic
def add_category(*, fishbone: Fishbone, name: str, by: Any) -> Category:
    """A new group at the end; the one that has this name already, if there is one."""
    _lock(fishbone)
    same = Category.objects.filter(fishbone=fishbone, name__iexact=name).first()
    if same is not None:
        return same
    if Category.objects.filter(fishbone=fishbone).count() >= MOST_CATEGORIES:
        raise Refusal(f"There are {MOST_CATEGORIES} groups already. Join two before you add another.")
    row = Category(fishbone=fishbone, name=name, position=_end(Category.objects.filter(fishbone=fishbone)))
    row.full_clean(exclude=["fishbone"])
    row.save()
    _note("category.added", row, fishbone, by)
    return row


@transaction.atomic
def rename_category(*, category: Category, name: str, version: int, by: Any) -> Category:
    """Raises Stale, and Refusal where another group has this name."""
    fishbone = _lock(category.fishbone)
    row = _again(category)
    if row.name == name:
        return row
    if Category.objects.filter(fishbone=fishbone, name__iexact=name).exclude(pk=row.pk).exists():
        raise Refusal("There is a group with this name already.")
    row.name = name
    row.full_clean(exclude=["fishbone"])
    save_versioned(row, version, ["name"])
    _note("category.renamed", row, fishbone, by)
    return row


@transaction.atomic
def remove_category(*, category: Category, causes_seen: int, by: Any) -> None:
    """Remove a group with all its causes. Raises Refusal when there are more or fewer than the person was told."""
    fishbone = _lock(category.fishbone)
    row = _again(category)
    _check_seen(row.causes.count(), causes_seen)
    _note("category.removed", row, fishbone, by, causes=causes_seen)
    row.delete()


@transaction.atomic
def move_category(*, category: Category, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down. Does nothing when it no longer stands where the person saw it."""
    fishbone = _lock(category.fishbone)
    row = _again(category)
    if _move(list(Category.objects.filter(fishbone=fishbone)), row, up, seen_at):
        _note("category.moved", row, fishbone, by)


@transaction.atomic
def add_cause(*, fishbone: Fishbone, text: str, place: str, votes: int = 0, by: Any) -> Cause:
    """A new cause at the end of its ``place``: 'category:<id>', or 'cause:<id>' for the cause of a cause.

    The same words in the same place are the same cause: a repeated request adds nothing.
    Raises Refusal for a place that is gone, and when the fishbone is full.
    """
    _lock(fishbone)
    category, parent = find_place(fishbone, place)
    here = Cause.objects.filter(fishbone=fishbone, category=category, parent=parent)
    same = here.filter(text__iexact=text).first()
    if same is not None:
        return same
    if Cause.objects.filter(fishbone=fishbone).count() >= MOST_CAUSES:
        raise Refusal(f"There are {MOST_CAUSES} causes already. Remove or join some before you add another.")
    row = Cause(fishbone=fishbone, category=category, parent=parent, text=text, votes=votes, position=_end(here))
    row.full_clean(exclude=["fishbone", "category", "parent"])
    row.save()
    _note("cause.added", row, fishbone, by)
    return row


@transaction.atomic
def edit_cause(*, cause: Cause, text: str, place: str, votes: int, version: int, by: Any) -> Cause:
    """Reword, move or count a cause; its sub-causes go with it. Raises Stale or Refusal."""
    fishbone = _lock(cause.fishbone)
    row = _again(cause)
    if (row.text, row.place, row.votes) == (text, place, votes):
        return row
    if row.version != version:
        raise Stale(row)
    moved = row.place != place
    if moved:
        row.category, row.parent = find_place(fishbone, place, mover=row)
        row.position = _end(Cause.objects.filter(category=row.category, parent=row.parent))
    row.text, row.votes = text, votes
    row.full_clean(exclude=["fishbone", "category", "parent"])
    save_versioned(row, version, ["text", "category", "parent", "position", "votes"])
    if moved:
        for sub in row.sub_causes.exclude(category=row.category):
            sub.category = row.category
            sub.save(update_fields=["category"])
    _note("cause.edited", row, fishbone, by)
    return row


@transaction.atomic
def remove_cause(*, cause: Cause, subs_seen: int, by: Any) -> None:
    """Remove a cause with its sub-causes. Raises Refusal when there are more or fewer than the person was told."""
    fishbone = _lock(cause.fishbone)
    row = _again(cause)
    _check_seen(row.sub_causes.count(), subs_seen)
    _note("cause.removed", row, fishbone, by, subs=subs_seen)
    row.delete()


@transaction.atomic
def move_cause(*, cause: Cause, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down among its neighbours. Does nothing when it no longer stands where the person saw it."""
    fishbone = _lock(cause.fishbone)
    row = _again(cause)
    neighbours = list(Cause.objects.filter(category=row.category_id, parent=row.parent_id))
    if _move(neighbours, row, up, seen_at):
        _note("cause.moved", row, fishbone, by)


@transaction.atomic
def set_votes(*, fishbone: Fishbone, votes: Mapping[UUID, tuple[int, int]], by: Any) -> dict[UUID, int]:
    """Write the votes counted, cause by cause: ``votes`` maps a cause to (what the page showed, what was counted).

    A count that somebody else changed meanwhile is left and handed back with its present value.
    """
    _lock(fishbone)
    rows = {row.pk: row for row in Cause.objects.filter(fishbone=fishbone)}
    clashes: dict[UUID, int] = {}
    wrote = False
    for ident, (was, now) in votes.items():
        row = rows.get(ident)
        if row is None or now in {was, row.votes}:
            continue
        if row.votes != was:
            clashes[ident] = row.votes
            continue
        row.votes = now
        row.full_clean(exclude=["fishbone", "category", "parent"])
        save_versioned(row, row.version, ["votes"])
        wrote = True
    if wrote:
        _note("fishbone.voted", fishbone, fishbone, by)
    return clashes


@transaction.atomic
def test_cause(*, cause: Cause, text: str, by: Any) -> ChangeIdea:
    """Make a change idea of a cause. The same idea for the same cause is made once.

    Raises Refusal when the cause is gone.
    """
    fishbone = _lock(cause.fishbone)
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


def _lock(fishbone: Fishbone) -> Fishbone:
    return Fishbone.objects.select_for_update(of=("self",)).select_related("project").get(pk=fishbone.pk)


def _again(row: Any) -> Any:
    """The row as it stands under the lock. Raises Stale without a row when it is gone."""
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale(None)
    return found


def _end(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _move(rows: list[Any], mover: Any, up: bool, seen_at: int) -> bool:
    order = [row.pk for row in rows]
    if mover.pk not in order:
        return False
    here = order.index(mover.pk)
    there = here - 1 if up else here + 1
    if here != seen_at or not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return True


def _check_seen(there: int, seen: int) -> None:
    if there != seen:
        raise Refusal("Somebody changed this group meanwhile. Look again at what goes with it.")


def _note(action: str, target: Any, fishbone: Fishbone, by: Any, **detail: Any) -> None:
    record(action, target, by=by, project=fishbone.project, **detail)
    touch_progress(project=fishbone.project, tool=Tool.FISHBONE, by=by)
