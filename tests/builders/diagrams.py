"""Diagrams with something on them, and operations as a browser sends them."""

import json
from itertools import pairwise
from typing import Any
from uuid import uuid4

from projects.models import Project
from toolkit.models import Diagram, Edge, Lane, Node


def process_map(project: Project, **extra: Any) -> Diagram:
    """Two lanes, a start, a step, a decision and an end, joined in a row."""
    values = {"kind": "map", "when": "now", "title": "A repeat prescription", **extra}
    row = Diagram.objects.create(project=project, **values)
    desk, gp = (Lane.objects.create(diagram=row, name=name, position=k) for k, name in enumerate(("Reception", "GP")))
    steps = [
        ("end", "Patient rings", desk),
        ("step", "Write a note", desk),
        ("decision", "Due?", gp),
        ("end", "Sent", gp),
    ]
    nodes = [
        Node.objects.create(diagram=row, kind=kind, text=text, lane=lane, position=k)
        for k, (kind, text, lane) in enumerate(steps)
    ]
    for source, target in pairwise(nodes):
        Edge.objects.create(diagram=row, source=source, target=target)
    return row


def drivers(project: Project, **extra: Any) -> Diagram:
    """One driver of each level, joined in a row."""
    row, is_new = Diagram.objects.get_or_create(
        project=project, kind="drivers", defaults={"title": "80% of calls answered in 5 minutes", **extra}
    )
    if is_new:
        texts = [("primary", "Enough people at 8"), ("secondary", "Rota"), ("idea", "Two people from 8 to 9")]
        nodes = [
            Node.objects.create(diagram=row, kind=kind, text=text, position=k) for k, (kind, text) in enumerate(texts)
        ]
        for source, target in pairwise(nodes):
            Edge.objects.create(diagram=row, source=source, target=target)
    return row


def add(row: str, values: dict[str, Any], before: Any = None, ident: Any = None) -> dict[str, Any]:
    return {"op": "add", "row": row, "id": str(ident or uuid4()), "values": values, "before": before and str(before)}


def send(client: Any, url: str, **sent: Any) -> Any:
    """POST one operation; ``id`` is made up unless given."""
    return client.post(url, json.dumps({"id": str(uuid4()), **sent}), content_type="application/json")
