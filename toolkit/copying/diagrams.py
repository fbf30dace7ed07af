"""Process maps and driver diagrams for other teams.

Of a map: its lanes, steps and lines. How long a step takes and what is wasted is what the team found out. Of a driver
diagram: its entries and what hangs on what. The aim, the measures and the tests are the team's own.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms

from projects.models import Project
from projects.refusal import Refusal

from ..diagrams.operations import perform
from ..diagrams.services import make_map
from ..models import Diagram, Edge, Lane, Node
from .frame import Content, Frame, as_many, many_lines

STEP_MAX = Node._meta.get_field("text").max_length or 120
LANE_MAX = Lane._meta.get_field("name").max_length or 60
LABEL_MAX = Edge._meta.get_field("label").max_length or 40


class DiagramFrame(Frame):
    """``content``: lanes as names, entries with kind and place of their lane, lines as (from, to, words)."""

    kind: str
    words: tuple[str, str]  # label of the entries, and what many of them are called

    def find(self, user: Any, project: Project, ident: Any) -> Diagram | None:
        rows = Diagram.visible_to(user).filter(project=project, kind=self.kind)
        return rows.filter(pk=ident).first() if self.kind == Diagram.Kind.MAP else rows.first()

    def title(self, thing: Diagram) -> str:
        return str(thing.title)[:120] if self.kind == Diagram.Kind.MAP else ""

    def content(self, thing: Diagram) -> Content:
        lanes = list(Lane.objects.filter(diagram=thing))
        nodes = list(Node.objects.filter(diagram=thing))
        lane_at, at = ({row.pk: place for place, row in enumerate(rows)} for rows in (lanes, nodes))
        return {
            "lanes": [lane.name for lane in lanes],
            "entries": [{"text": node.text, "kind": node.kind, "lane": lane_at.get(node.lane_id)} for node in nodes],
            "lines": [
                [at[edge.source_id], at[edge.target_id], edge.label] for edge in Edge.objects.filter(diagram=thing)
            ],
        }

    def fields(self, content: Content) -> dict[str, forms.Field]:
        label = self.words[0]
        help_text = "One a line, in this order. You can reword them; each keeps its place."
        found = {"lanes": many_lines("Lanes: who takes part", content["lanes"], help_text)}
        found["entries"] = many_lines(label, [entry["text"] for entry in content["entries"]], help_text)
        found["labels"] = many_lines("Words on lines", _labels(content), help_text)
        return {name: field for name, field in found.items() if field.initial or name == "entries"}

    def read(self, name: str, value: Any, content: Content) -> list[str]:
        if name == "lanes":
            return as_many(value, len(content["lanes"]), LANE_MAX, "lanes")
        if name == "labels":
            return as_many(value, len(_labels(content)), LABEL_MAX, "lines with words")
        return as_many(value, len(content["entries"]), STEP_MAX, self.words[1])

    def changed(self, content: Content, values: Mapping[str, Any]) -> Content:
        labels = iter(values.get("labels", ()))
        return {
            "lanes": values.get("lanes", []),
            "entries": [
                {**entry, "text": text} for entry, text in zip(content["entries"], values["entries"], strict=True)
            ],
            "lines": [[source, target, next(labels) if label else ""] for source, target, label in content["lines"]],
        }

    def texts(self, content: Mapping[str, Any]) -> list[str]:
        return [*content["lanes"], *(entry["text"] for entry in content["entries"]), *_labels(content)]

    def lines(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        told = [("Lanes", ", ".join(content["lanes"]))] if content["lanes"] else []
        return [*told, (self.words[0], "; ".join(entry["text"] for entry in content["entries"]))]

    def fill(self, diagram: Diagram, content: Content, by: Any) -> None:
        """All rows as one operation, so that it can be undone as one."""
        lanes = [str(uuid4()) for _ in content["lanes"]]
        nodes = [str(uuid4()) for _ in content["entries"]]
        parts: list[dict[str, Any]] = [
            _added("lane", ident, {"name": name}) for ident, name in zip(lanes, content["lanes"], strict=True)
        ]
        for ident, entry in zip(nodes, content["entries"], strict=True):
            values = {"text": entry["text"], "kind": entry["kind"]}
            if entry["lane"] is not None:
                values["lane"] = lanes[entry["lane"]]
            parts.append(_added("node", ident, values))
        for source, target, label in content["lines"]:
            ends = {"source": nodes[source], "target": nodes[target], "label": label}
            parts.append(_added("edge", str(uuid4()), ends))
        perform(thing=diagram, change={"op": "all", "parts": parts}, by=by)


class MapFrame(DiagramFrame):
    kind = Diagram.Kind.MAP
    words = ("Steps", "steps")

    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        diagram = make_map(project=project, title=title, when=Diagram.When.NOW, by=by)
        self.fill(diagram, content, by)
        return f"'{title}' is among your maps. Change it into how it works with you."


class DriversFrame(DiagramFrame):
    kind = Diagram.Kind.DRIVERS
    words = ("Drivers and ideas", "entries")

    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        diagram = Diagram.objects.filter(project=project, kind=self.kind).first()
        if diagram is None:
            raise Refusal("Say what you want to reach on your driver diagram first. Then copy what it depends on.")
        texts = {entry["text"] for entry in content["entries"]}
        if Node.objects.filter(diagram=diagram, text__in=texts).count() >= len(texts):
            return "All of it is on your driver diagram already."
        self.fill(diagram, content, by)
        return "It is on your driver diagram, beside what you had."


def _added(row: str, ident: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"op": "add", "row": row, "id": ident, "values": values, "before": None}


def _labels(content: Mapping[str, Any]) -> list[str]:
    return [label for _source, _target, label in content["lines"] if label]
