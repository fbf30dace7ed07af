"""How a repeat prescription goes at the leading practice, now and as it shall go, and what its aim depends on."""

from typing import Any

from projects.models import Project
from toolkit.models import Diagram, Edge, Lane, Node

LANES = ("Patient", "Reception", "Doctor", "Pharmacy")
Steps = tuple[tuple[str, str, int, float | None, float | None, tuple[str, ...]], ...]
Lines = tuple[tuple[int, int, str], ...]
# kind, words, lane, minutes, minutes of waiting before, marks of waste
NOW: Steps = (
    ("end", "Tablets run low", 0, None, None, ()),
    ("step", "Rings at 8", 0, 6, 14, ("waiting",)),
    ("step", "Writes the request on paper", 1, 3, None, ("twice",)),
    ("delay", "Lies in the tray", 1, None, 240, ("piling_up",)),
    ("step", "Types it into the record", 1, 2, None, ("twice",)),
    ("decision", "Due, and review done?", 2, 1, 1440, ()),
    ("step", "Signs", 2, 0.5, None, ()),
    ("unclear", "Somebody rings the patient", 1, 5, None, ("searching", "again")),
    ("end", "Bag is ready", 3, None, 1440, ()),
)
NOW_LINES: Lines = (
    (0, 1, ""),
    (1, 2, ""),
    (2, 3, ""),
    (3, 4, ""),
    (4, 5, ""),
    (5, 6, "Yes"),
    (5, 7, "No"),
    (7, 1, "Again"),
    (6, 8, ""),
)
FUTURE: Steps = (
    ("end", "Tablets run low", 0, None, None, ()),
    ("step", "Ticks the boxes on our website", 0, 2, None, ()),
    ("decision", "Due, and review done?", 1, 1, 120, ()),
    ("step", "Books the review", 1, 3, None, ()),
    ("step", "Signs in one of two blocks a day", 2, 0.5, 240, ()),
    ("end", "Bag is ready", 3, None, 1440, ()),
)
FUTURE_LINES: Lines = ((0, 1, ""), (1, 2, ""), (2, 4, "Yes"), (2, 3, "No"), (3, 4, ""), (4, 5, ""))
DRIVERS = (
    ("primary", "Fewer calls at 8", None),
    ("primary", "Enough people on the phones", None),
    ("secondary", "Repeat scripts leave the phone", 0),
    ("secondary", "Slots open at other times, too", 0),
    ("secondary", "The rota follows the calls", 1),
    ("idea", "Form on the first page of the website", 2),
    ("idea", "Ask at the counter: shall we show you?", 2),
    ("idea", "Release half of the slots the evening before", 3),
    ("idea", "A second person from 8 to 9", 4),
)
AIM = "8 of 10 calls answered within 5 minutes by the end of June"


def draw_how_it_works(project: Project) -> None:
    """Two maps, and a driver diagram with the measure that leads on its first driver."""
    now = Diagram.objects.create(project=project, kind="map", when="now", title="A repeat prescription")
    _fill(now, NOW, NOW_LINES)
    future = Diagram.objects.create(
        project=project, kind="map", when="future", title="A repeat prescription", made_from=now
    )  # fmt: skip
    _fill(future, FUTURE, FUTURE_LINES)
    aim = Diagram.objects.create(project=project, kind="drivers", title=AIM)
    nodes: list[Any] = []
    for place, (kind, text, _) in enumerate(DRIVERS):
        nodes.append(Node.objects.create(diagram=aim, kind=kind, text=text, position=place))
    for node, (_, _, above) in zip(nodes, DRIVERS, strict=True):
        if above is not None:
            Edge.objects.create(diagram=aim, source=nodes[above], target=node)
    lead = project.measures.filter(is_lead=True).first()
    if lead is not None:
        nodes[0].measure = lead
        nodes[0].save(update_fields=["measure"])


def _fill(diagram: Diagram, steps: Steps, lines: Lines) -> None:
    lanes = [Lane.objects.create(diagram=diagram, name=name, position=k) for k, name in enumerate(LANES)]
    nodes = [
        Node.objects.create(
            diagram=diagram,
            kind=kind,
            text=text,
            lane=lanes[lane],
            minutes=minutes,
            wait_minutes=wait,
            wastes=list(wastes),
            position=place,
        )
        for place, (kind, text, lane, minutes, wait, wastes) in enumerate(steps)
    ]
    for source, target, label in lines:
        Edge.objects.create(diagram=diagram, source=nodes[source], target=nodes[target], label=label)
