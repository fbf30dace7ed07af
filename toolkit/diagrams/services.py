"""Making and changing process maps and driver diagrams from pages. Whatever changes their shape is an operation."""

from typing import Any
from uuid import uuid4

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress

from ..models import ChangeIdea, Diagram, Edge, Lane, Node
from .kinds import kind_of
from .operations import lock, own_way_back, perform, undo

MOST_MAPS = 20
Change = dict[str, Any]


@transaction.atomic
def make_map(*, project: Project, title: str, when: str, by: Any) -> Diagram:
    """A process map without steps. Raises Refusal when the project has enough of them."""
    Project.objects.select_for_update().get(pk=project.pk)
    if Diagram.objects.filter(project=project, kind=Diagram.Kind.MAP).count() >= MOST_MAPS:
        raise Refusal(f"There are {MOST_MAPS} maps already. Remove one before you draw another.")
    return _make(Diagram(project=project, kind=Diagram.Kind.MAP, when=when, title=title), by)


@transaction.atomic
def begin_drivers(*, project: Project, title: str, by: Any) -> Diagram:
    """The project's driver diagram; the one it has, if somebody began it meanwhile."""
    Project.objects.select_for_update().get(pk=project.pk)
    known = Diagram.objects.filter(project=project, kind=Diagram.Kind.DRIVERS).first()
    return known or _make(Diagram(project=project, kind=Diagram.Kind.DRIVERS, title=title), by)


def _make(row: Diagram, by: Any) -> Diagram:
    row.full_clean(exclude=["project"])
    row.save()
    record("map.made" if row.kind == Diagram.Kind.MAP else "drivers.made", row, by=by, project=row.project)
    touch_progress(project=row.project, tool=kind_of(row).tool, by=by)
    return row


@transaction.atomic
def copy_to_future(*, diagram: Diagram, by: Any) -> Diagram:
    """The same map as it should work, to be changed from there; the one made of it already, if there is one."""
    now = lock(diagram)
    known = now.made_into.first()
    if known is not None:
        return known
    if now.when != Diagram.When.NOW:
        raise Refusal("Only a map of how it works now can be carried on.")
    copy = make_map(project=now.project, title=now.title, when=Diagram.When.FUTURE, by=by)
    copy.made_from = now
    copy.save(update_fields=["made_from"])
    lanes = {lane.pk: Lane(diagram=copy, name=lane.name, position=lane.position) for lane in now.lanes.all()}
    Lane.objects.bulk_create(lanes.values())
    kept = ("kind", "text", "position", "minutes", "wait_minutes", "wastes")
    nodes = {
        node.pk: Node(diagram=copy, lane=lanes.get(node.lane_id), **{name: getattr(node, name) for name in kept})
        for node in now.nodes.all()
    }
    Node.objects.bulk_create(nodes.values())
    edges = [(nodes[edge.source_id], nodes[edge.target_id], edge.label) for edge in now.edges.all()]
    Edge.objects.bulk_create(Edge(diagram=copy, source=a, target=b, label=label) for a, b, label in edges)
    return copy


@transaction.atomic
def remove_map(*, diagram: Diagram, nodes_seen: int, by: Any) -> None:
    """Remove a map with all that is on it. Raises Refusal when there is more or less than the person was told."""
    row = lock(diagram)
    if row.nodes.count() != nodes_seen:
        raise Refusal("Somebody changed this map meanwhile. Look at it again.")
    record("map.removed", row, by=by, project=row.project)
    row.edges.all().delete()
    row.nodes.all().delete()
    row.delete()


@transaction.atomic
def rename(*, diagram: Diagram, title: str, version: int, by: Any) -> None:
    """Raises Stale when somebody else renamed it meanwhile."""
    row = lock(diagram)
    if row.title != title and row.version != version:
        raise Stale(row)
    perform(thing=row, change={"op": "set", "row": "head", "values": {"title": title}}, by=by)


@transaction.atomic
def add_row(*, diagram: Diagram, row: str, values: Change, by: Any) -> None:
    """A new lane or line."""
    perform(thing=diagram, change=_added(row, values), by=by)


@transaction.atomic
def add_step(*, diagram: Diagram, values: Change, after: Any = None, label: str = "", by: Any) -> None:
    """A new step, joined to the one it comes ``after``. Between two steps that were joined it goes in between."""
    step = _added("node", values)
    parts = [step]
    if after is not None:
        out = list(Edge.objects.filter(source=after))
        if len(out) == 1 and after.kind != Node.Kind.DECISION:
            parts.append(_change("remove", out[0]))
            parts.append(_added("edge", {"source": step["id"], "target": str(out[0].target_id)}))
        parts.append(_added("edge", {"source": str(after.pk), "target": step["id"], "label": label}))
        behind = Node.objects.filter(diagram=diagram, position__gt=after.position).first()
        step["before"] = str(behind.pk) if behind else None
    perform(thing=diagram, change={"op": "all", "parts": parts}, by=by)


@transaction.atomic
def add_driver(*, diagram: Diagram, values: Change, under: Any = None, by: Any) -> None:
    """A new driver or idea, hung on the one it belongs ``under``."""
    entry = _added("node", values)
    parts = [entry]
    if under is not None:
        parts.append(_added("edge", {"source": str(under.pk), "target": entry["id"]}))
    perform(thing=diagram, change={"op": "all", "parts": parts}, by=by)


@transaction.atomic
def change_row(*, row: Node | Lane, values: Change, refs: Change | None = None, version: int, by: Any) -> None:
    """Change a step, an entry or a lane; ``refs`` puts it into another lane. Raises Stale or Refusal."""
    diagram = lock(row.diagram)
    now = _again(row)
    if now.version != version:
        raise Stale(now)
    parts = [_change("set", now, values=values)]
    if refs and any(str(getattr(now, f"{name}_id") or "") != str(value or "") for name, value in refs.items()):
        behind = type(now).objects.filter(diagram=diagram, position__gt=now.position).first()
        parts.append(_change("move", now, values=refs, before=str(behind.pk) if behind else None))
    perform(thing=diagram, change={"op": "all", "parts": parts}, by=by)


@transaction.atomic
def move_row(*, row: Node | Lane, up: bool, seen_at: int, by: Any) -> None:
    """One place up or down. Does nothing when it no longer stands where the person saw it."""
    diagram = lock(row.diagram)
    now = _again(row)
    order = list(type(now).objects.filter(diagram=diagram).values_list("pk", flat=True))
    here = order.index(now.pk)
    there = here - 1 if up else here + 1
    if here == seen_at and 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        behind = order[there + 1 :]
        change = _change("move", now, before=str(behind[0]) if behind else None)
        perform(thing=diagram, change=change, by=by)


@transaction.atomic
def remove_row(*, row: Node | Lane | Edge, seen: int | None = None, by: Any) -> None:
    """Remove it with what hangs on it. A step between two others leaves them joined. Raises Refusal or Stale."""
    diagram = lock(row.diagram)
    now = _again(row)
    parts = [_change("remove", now, **({"seen": seen} if seen is not None else {}))]
    if isinstance(now, Node) and diagram.kind == Diagram.Kind.MAP:
        into, out = list(now.into.all()), list(now.out.all())
        if len(into) == 1 and len(out) == 1:
            source, target = into[0].source_id, out[0].target_id
            if source != target and not Edge.objects.filter(source=source, target=target).exists():
                ends = {"source": str(source), "target": str(target), "label": into[0].label}
                parts.append(_added("edge", ends))
    perform(thing=diagram, change={"op": "all", "parts": parts}, by=by)


@transaction.atomic
def go_back(*, diagram: Any, forth: bool, by: Any) -> bool:
    """Undo what this person did last, or do it again; False where there is nothing. Raises Refusal."""
    thing = lock(diagram)
    back, again = own_way_back(thing.operations.filter(by=by).order_by("number"))
    operation = again if forth else back
    if operation is None:
        return False
    undo(thing=thing, operation=operation, by=by)
    return True


@transaction.atomic
def test_entry(*, node: Node, by: Any) -> ChangeIdea:
    """Make a change idea of an idea of the driver diagram, once. Raises Refusal, or Stale when it is gone."""
    diagram = lock(node.diagram)
    row = _again(node)
    if row.kind != Node.Kind.IDEA:
        raise Refusal("Only an idea can be tested. Add one under this driver.")
    if row.change_idea is not None:
        return row.change_idea
    idea = ChangeIdea(project=diagram.project, source=ChangeIdea.Source.DRIVER, text=row.text)
    idea.full_clean(exclude=["project"])
    idea.save()
    row.change_idea = idea
    row.save(update_fields=["change_idea"])
    record("idea.drawn", idea, by=by, project=diagram.project)
    touch_progress(project=diagram.project, tool=kind_of(diagram).tool, by=by)
    return idea


def _again(row: Any) -> Any:
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale(None)
    return found


def _added(row: str, values: Change) -> Change:
    return {"op": "add", "row": row, "id": str(uuid4()), "values": values, "before": None}


def _change(op: str, row: Any, **more: Any) -> Change:
    return {"op": op, "row": type(row).__name__.lower(), "id": str(row.pk), **more}
