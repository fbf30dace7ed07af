"""Doing one change to a diagram, and saying what would undo it. The diagram is locked by whoever calls.

A change is a dict, as it is kept in ``Operation.does`` and as a browser sends it:

    {"op": "add", "row": kind, "id": id, "values": {...}, "before": id of a neighbour, or none for the end}
    {"op": "set", "row": kind or "head", "id": id, "values": {...}, "was": what the person saw}
    {"op": "move", "row": kind, "id": id, "values": refs, "before": ..., "was": refs the person saw}
    {"op": "remove", "row": kind, "id": id, "seen": how many go with it}
    {"op": "vote", "id": id of a cause, "on": true or false}
    {"op": "all", "parts": [...]}

``was`` and ``seen`` may be left out. Whatever cannot be done raises Refusal, and then nothing is done.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from cmsportal.versions import save_versioned
from projects.refusal import Refusal

from ..models import CauseVote, Fishbone
from . import rules
from .kinds import BoardKind, RowKind
from .removal import added_again, goes_with, ids_in_order, in_order, join_again
from .values import as_json, first_sentence, ident_of, read_value, row_as_json, words_of

Change = dict[str, Any]
WORTH = 3  # everybody has a vote for every third cause


class Clash(Refusal):
    """Somebody else changed it meanwhile. ``current``: the fields as they stand now."""

    def __init__(self, sentence: str, current: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.current = current


class Board:
    """A locked diagram while one operation is done on it. ``acts`` gathers what was done, for the record."""

    def __init__(self, kind: BoardKind, thing: Any, by: Any) -> None:
        self.kind, self.thing, self.by = kind, thing, by
        self.acts: list[tuple[str, str, Any]] = []  # (op, kind of row, row)

    def row_kind(self, name: Any) -> RowKind:
        kind = self.kind.rows.get(name) if isinstance(name, str) else None
        if kind is None:
            raise Refusal("This diagram has no such thing on it. Load the page again.")
        return kind

    def rows(self, kind: RowKind) -> Any:
        return kind.model.objects.filter(**{self.kind.owner: self.thing})

    def find(self, kind: RowKind, ident: Any) -> Any:
        row = self.rows(kind).filter(pk=ident_of(ident)).first()
        if row is None:
            raise Refusal(f"Somebody removed this {kind.words} meanwhile.")
        return row

    def neighbours(self, kind: RowKind, row: Any) -> list[Any]:
        """All in the row's order but itself."""
        return list(in_order(self.kind, kind, row).exclude(pk=row.pk))

    def do(self, change: Change) -> Change | None:
        """Do it; the change that undoes it, or None where there was nothing to do."""
        match change["op"]:
            case "add":
                return self._add(change)
            case "set":
                return self._set(change)
            case "move":
                return self._move(change)
            case "remove":
                return self._remove(change)
            case "vote":
                return self._vote(change)
            case "all":
                undone = [back for part in change["parts"] if (back := self.do(part)) is not None]
                return {"op": "all", "parts": undone[::-1]} if undone else None
        raise Refusal("This change is not known here. Load the page again.")

    def _add(self, change: Change) -> Change:
        kind, ident = self.row_kind(change["row"]), ident_of(change["id"])
        if kind.model.objects.filter(pk=ident).exists():
            raise Refusal(f"This {kind.words} is here already.")
        row = kind.model(pk=ident, **{self.kind.owner: self.thing})
        values = {**dict.fromkeys(kind.texts, ""), **change["values"]}
        self._fill(kind, row, values)
        rules.check(self.kind, kind.name, row, is_new=True)
        _clean(self.kind, kind, row)
        if kind.order is None:
            row.save()
        else:
            self._place(kind, row, change.get("before"), save=row.save)
        join_again(row, change, self.thing.project_id)
        self.acts.append(("add", kind.name, row))
        return {"op": "remove", "row": kind.name, "id": str(ident), "seen": 0}

    def _fill(self, kind: RowKind, row: Any, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if name in kind.refs:
                of = self.kind.rows[kind.refs[name]]
                setattr(row, name, None if value is None else self.find(of, value))
            elif name in kind.texts or name in kind.values:
                setattr(row, name, read_value(self.kind, self.thing, kind, name, value))
            else:
                raise Refusal("This change names something that cannot be changed. Load the page again.")

    def _set(self, change: Change) -> Change | None:
        if change["row"] == "head":
            return self._set_head(change)
        kind = self.row_kind(change["row"])
        row = self.find(kind, change["id"])
        now = row_as_json(kind, row)
        if not change["values"] or any(name in kind.refs or name not in now for name in change["values"]):
            raise Refusal("This change names something that cannot be changed. Load the page again.")
        _see(change, now)
        self._fill(kind, row, change["values"])
        after = row_as_json(kind, row)
        names = [name for name in change["values"] if after[name] != now[name]]
        if not names:
            return None
        rules.check(self.kind, kind.name, row, is_new=False)
        _clean(self.kind, kind, row)
        save_versioned(row, row.version, names)
        self.acts.append(("set", kind.name, row))
        return _set_back(kind.name, row.pk, names, now, after)

    def _set_head(self, change: Change) -> Change | None:
        name, thing = self.kind.head, self.thing
        if set(change["values"]) != {name}:
            raise Refusal("This change names something that cannot be changed. Load the page again.")
        now = {name: getattr(thing, name)}
        _see(change, now)
        after = {name: words_of(change["values"][name], thing._meta.get_field(name).max_length, "heading")}
        if after == now:
            return None
        setattr(thing, name, after[name])
        save_versioned(thing, thing.version, [name])
        self.acts.append(("set", "head", thing))
        return _set_back("head", thing.pk, [name], now, after)

    def _move(self, change: Change) -> Change | None:
        kind = self.row_kind(change["row"])
        if kind.order is None:
            raise Refusal("A line leads where it leads: remove it and draw another.")
        row, refs = self.find(kind, change["id"]), change.get("values") or {}
        if any(name not in kind.moves for name in refs):
            raise Refusal("This change names something that cannot be changed. Load the page again.")
        now = row_as_json(kind, row)
        _see(change, now)
        order_was = ids_in_order(self.kind, kind, row)
        behind = order_was[order_was.index(row.pk) + 1 :]
        self._fill(kind, row, refs)
        if kind.name == "cause" and refs.get("category") and not refs.get("parent"):
            row.parent = None
        rules.check(self.kind, kind.name, row, is_new=False)
        after = row_as_json(kind, row)
        moved = [name for name in kind.moves if after[name] != now[name]]
        if moved:
            _clean(self.kind, kind, row)
        order = self._place(kind, row, change.get("before"), save=lambda: _save_place(row, moved))
        if not moved and order == order_was:
            return None
        if kind.name == "cause" and "category" in moved:
            for sub in row.sub_causes.exclude(category=row.category_id):
                sub.category = row.category
                sub.save(update_fields=["category"])
        self.acts.append(("move", kind.name, row))
        back: Change = {"op": "move", "row": kind.name, "id": str(row.pk), "values": {n: now[n] for n in kind.moves}}
        back["was"] = {name: after[name] for name in kind.moves}
        return {**back, "before": str(behind[0]) if behind else None}

    def _place(self, kind: RowKind, row: Any, before: Any, *, save: Any) -> list[Any]:
        """Put the row before a neighbour, at the end where that is gone; the ids of all as they now stand."""
        others = self.neighbours(kind, row)
        ids = [other.pk for other in others]
        wanted = ident_of(before) if before is not None else None
        row.position = ids.index(wanted) if wanted in ids else len(ids)
        save()
        line = [*others[: row.position], row, *others[row.position :]]
        for position, other in enumerate(line):
            if other.position != position:
                other.position = position
                other.save(update_fields=["position"])
        return [one.pk for one in line]

    def _remove(self, change: Change) -> Change:
        kind = self.row_kind(change["row"])
        row = self.find(kind, change["id"])
        with_it = goes_with(self.kind, kind, row)
        counted = [one for one in with_it if one[0].name != "edge"]
        if change.get("seen") is not None and change["seen"] != len(counted):
            raise Refusal(f"Somebody changed what goes with this {kind.words} meanwhile. Look at it again.")
        everything = [(kind, row), *with_it]
        adds = [added_again(self.kind, of, one) for of, one in everything]
        for _, one in reversed(everything):
            one.delete()
        row.pk = change["id"]  # Django takes it away, and the record names what was removed
        self.acts.append(("remove", kind.name, row))
        return adds[0] if len(adds) == 1 else {"op": "all", "parts": adds}

    def _vote(self, change: Change) -> Change | None:
        if not isinstance(self.thing, Fishbone):
            raise Refusal("Votes are for causes.")
        kind = self.row_kind("cause")
        cause, on = self.find(kind, change["id"]), change["on"]
        own = CauseVote.objects.filter(cause=cause, user=self.by)
        if own.exists() == on:
            return None
        if on:
            given = CauseVote.objects.filter(cause__fishbone=self.thing, user=self.by).count()
            most = votes_each(self.rows(kind).count())
            if given >= most:
                raise Refusal(f"You have given all of your {most} votes. Take one back first.")
            CauseVote.objects.create(cause=cause, user=self.by)
        else:
            own.delete()
        cause.votes = max(0, cause.votes + (1 if on else -1))
        save_versioned(cause, cause.version, ["votes"])
        self.acts.append(("vote", "cause", cause))
        return {"op": "vote", "id": str(cause.pk), "on": not on}


def votes_each(causes: int) -> int:
    """How many votes everybody has: about a third of the causes, and one at least."""
    return max(1, round(causes / WORTH))


def _see(change: Change, now: dict[str, Any]) -> None:
    """Raises Clash where a field the person saw has changed since."""
    was = change.get("was") or {}
    seen = {name: value for name, value in was.items() if name in now}
    different = {name: now[name] for name, value in seen.items() if now[name] != value}
    if different:
        raise Clash("Somebody changed this meanwhile. Yours is not saved yet: look at both.", different)


def _set_back(row: str, ident: UUID, names: list[str], now: dict[str, Any], after: dict[str, Any]) -> Change:
    values, was = {name: now[name] for name in names}, {name: after[name] for name in names}
    return {"op": "set", "row": row, "id": as_json(ident), "values": values, "was": was}


def _clean(board: BoardKind, kind: RowKind, row: Any) -> None:
    """The fields, and the constraints that are of them alone; ``rules`` has looked at what stands around the row."""
    outside = {board.owner, *kind.refs, "position", "measure", "change_idea"}
    try:
        row.clean_fields(exclude=outside)
        row.validate_constraints(exclude={board.owner, *(set(kind.refs) - {"lane"})})
    except ValidationError as problem:
        raise Refusal(first_sentence(problem)) from problem


def _save_place(row: Any, moved: list[str]) -> None:
    """A row in another group is another version; another number among its neighbours is not."""
    if moved:
        save_versioned(row, row.version, [*moved, "position"])
    else:
        row.save(update_fields=["position"])
