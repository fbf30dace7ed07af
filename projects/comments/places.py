"""Where comments can stand. Each app registers the fields it has when it is ready; this app knows none of theirs."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from projects.models import Comment
from projects.tools import Tool

Key = tuple[UUID, str]  # a project and the name of a field in it


@dataclass(frozen=True)
class Place:
    """A field as it stands now: what people call it, and the path of the page it is on.

    ``in_subject`` is what a mail's subject calls it, where the label is what somebody without an account wrote.
    """

    label: str
    url: str
    in_subject: str = ""


@dataclass(frozen=True)
class PlaceKind:
    """A kind of field.

    Attributes:
        name: stands in addresses and, before a colon, in ``Comment.place``.
        tool: whoever may open it may read what is said there, if on the team or its coach.
        find: what these fields are, of as many projects as there are; without those that are gone or never were.
            At most a few queries.
    """

    name: str
    tool: Tool
    find: Callable[[Collection[Key]], Mapping[Key, Place]]


_kinds: dict[str, PlaceKind] = {}


def register(kind: PlaceKind) -> None:
    """Add a kind; registering it again replaces it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> PlaceKind | None:
    return _kinds.get(name)


def all_kinds() -> list[PlaceKind]:
    return list(_kinds.values())


def place_key(kind: str, ident: Any) -> str:
    """How a field is named in ``Comment.place``."""
    return f"{kind}:{ident}"


def find_place(project: Any, kind: PlaceKind, ident: str) -> Place | None:
    return kind.find([(project.pk, ident)]).get((project.pk, ident))


def places_of(comments: Iterable[Comment]) -> dict[tuple[UUID, str], Place]:
    """By project and ``Comment.place``: a query or two for each kind, however many comments there are."""
    wanted: dict[str, set[Key]] = {}
    for comment in comments:
        name, _, ident = comment.place.partition(":")
        wanted.setdefault(name, set()).add((comment.project_id, ident))
    found = {}
    for name, keys in wanted.items():
        kind = kind_named(name)
        for (project_id, ident), place in (kind.find(keys) if kind else {}).items():
            found[project_id, place_key(name, ident)] = place
    return found


def as_id(ident: str) -> UUID | None:
    """The id that a field's name is; None for anything else, and for another way to write the same id."""
    try:
        made = UUID(ident)
    except ValueError:
        return None
    return made if str(made) == ident else None


def rows_named(
    keys: Collection[Key], rows: Callable[[Iterable[UUID]], QuerySet[Any]], project_of: Callable[[Any], UUID]
) -> Iterable[tuple[Key, Any]]:
    """The rows that these keys name, each if it is of the project it is asked in; one query."""
    ids = {name: made for _, name in keys if (made := as_id(name))}
    found = {str(row.pk): row for row in rows(ids.values())} if ids else {}
    return [
        ((project, name), found[name])
        for project, name in keys
        if name in found and project_of(found[name]) == project
    ]
