"""What is open and so belongs on an agenda. Each app registers its sources; this app knows none of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from projects.models import Action, AgendaItem, MeetingKind, MeetingNote, Project

TITLE = AgendaItem._meta.get_field("title").max_length
LEAD, ALL = MeetingKind.LEAD_TEAM, MeetingKind.ALL_TEAM


@dataclass(frozen=True)
class OpenThing:
    """Something to talk about: the row it is about, and how it is called on the agenda."""

    source_id: UUID
    title: str
    minutes: int


@dataclass(frozen=True)
class Source:
    """Where open things come from.

    Attributes:
        name: a member of ``AgendaItem.Source``.
        kinds: the kinds of meeting that they belong to.
        find: what is open in a project on the day of a meeting of a kind, the most pressing first; at most ``most``
            of them come onto the agenda.
        link: the address of the page about one of them; '' where it has none.
        changes: whether that page is one to change it on, which only those who write in the project may open.
    """

    name: str
    kinds: frozenset[str]
    find: Callable[[Project, str, date], list[OpenThing]]
    link: Callable[[UUID, UUID], str] = lambda project_id, source_id: ""
    most: int = 3
    changes: bool = False


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.name] = source


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def open_things(project: Project, kind: str, day: date) -> list[tuple[str, OpenThing]]:
    """Everything that belongs on the agenda of a meeting, with the name of its source."""
    return [
        (source.name, thing)
        for source in all_sources()
        if kind in source.kinds
        for thing in source.find(project, kind, day)[: source.most]
    ]


def link_of(item: AgendaItem, project_id: UUID, *, edits: bool) -> str:
    """The page of what a point is about, for somebody who writes in the project or not; '' where none is theirs."""
    source = _sources.get(item.source)
    if source is None or not item.source_id or (source.changes and not edits):
        return ""
    return source.link(project_id, item.source_id)


def shortened(words: str) -> str:
    return words if len(words) <= TITLE else words[: TITLE - 1].rstrip() + "…"


def _actions(project: Project, kind: str, day: date) -> list[OpenThing]:
    due = Action.objects.filter(Q(due_on__lte=day), project=project, done_at__isnull=True)
    rows = due.select_related("owner").order_by("due_on", "created_at")[:5]
    return [OpenThing(row.pk, shortened(_action_words(row)), 3) for row in rows]


def _action_words(action: Action) -> str:
    who = action.owner.name if action.owner else action.owner_name
    return f"{who}: {action.text}" if who else action.text


def _parked(project: Project, kind: str, day: date) -> list[OpenThing]:
    waiting = MeetingNote.objects.filter(
        meeting__project=project, meeting__kind=kind, meeting__state="closed", kind="parked", settled_at__isnull=True
    )
    return [OpenThing(note.pk, shortened(note.text), 5) for note in waiting.order_by("created_at")[:3]]


ACTIONS = Source(
    AgendaItem.Source.ACTION,
    frozenset({LEAD}),
    _actions,
    lambda project_id, action_id: reverse("action-update", kwargs={"project_id": project_id, "action_id": action_id}),
    most=5,
    changes=True,
)
PARKED = Source(AgendaItem.Source.PARKED, frozenset({LEAD, ALL}), _parked)
