"""What the editor of maps and driver diagrams gets of the server, and lines of drivers by forms."""

import json
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import diagrams as draw
from tests.builders import make
from tests.builders.counting import count_queries
from toolkit.models import Diagram, Edge, Node

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(world) -> Diagram:
    return draw.process_map(world.project)


@pytest.fixture
def tree(world) -> Diagram:
    return draw.drivers(world.project)


def url(world, name: str, **kwargs) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **kwargs})


def ids(rows: Any) -> set[str]:
    return {str(row.pk) for row in rows.all()}


def test_a_map_says_where_its_steps_lines_and_lanes_stand(world, board, sign_in) -> None:
    board.edges.filter(target__text="Sent").update(label="Yes")
    told = sign_in(world.lead).get(url(world, "map-operations", diagram_id=board.pk), {"show": "1"}).json()
    shown = told["shown"]
    places = shown["places"]
    assert set(places["items"]) == ids(board.nodes) | ids(board.edges) | ids(board.lanes)
    assert set(places["rooms"]) == ids(board.lanes)
    for node in board.nodes.all():
        left, top, right, foot = places["items"][str(node.pk)]
        room = places["rooms"][str(node.lane_id)]
        assert room[0] <= left < right <= room[2]
        assert room[1] <= top < foot <= room[3]
    for edge in board.edges.all():
        begin = places["items"][str(edge.source_id)]
        left, top, right, foot = places["items"][str(edge.pk)]
        assert begin[2] <= left < right <= places["width"]
        assert top < (begin[1] + begin[3]) / 2 < foot, "a line can be pressed where it leaves its step"
    assert set(shown["parts"]) == {"head", "outline"}
    assert board.title in shown["parts"]["head"]
    assert "Yes" in shown["parts"]["outline"]
    # Steps without a lane stand in a row of their own.
    Node.objects.create(diagram=board, kind="step", text="Nobody yet", position=9)
    shown = sign_in(world.lead).get(url(world, "map-operations", diagram_id=board.pk), {"show": "1"}).json()["shown"]
    assert set(shown["places"]["rooms"]) == {*ids(board.lanes), ""}


def test_lines_from_one_step_do_not_cover_each_other(world, board, sign_in) -> None:
    due = board.nodes.get(kind="decision")
    for text, label in (("Ring back", "No"), ("Ask the doctor what to do about it", "Not sure"), ("Wait", "")):
        node = Node.objects.create(diagram=board, kind="step", text=text, lane=due.lane, position=10)
        Edge.objects.create(diagram=board, source=due, target=node, label=label)
    shown = sign_in(world.lead).get(url(world, "map-operations", diagram_id=board.pk), {"show": "1"}).json()["shown"]
    boxes = sorted(shown["places"]["items"][str(edge.pk)] for edge in due.out.all())
    boxes.sort(key=lambda box: box[1])
    assert len(boxes) == 4
    assert all(one[3] <= other[1] + 0.2 for one, other in pairwise(boxes))


def test_a_driver_diagram_says_where_its_entries_and_columns_stand(world, tree, sign_in) -> None:
    shown = sign_in(world.lead).get(url(world, "driver-operations"), {"show": "1"}).json()["shown"]
    assert set(shown["places"]["items"]) == {*ids(tree.nodes), "head"}
    assert set(shown["places"]["rooms"]) == {"1", "2", "3"}
    for node, column in zip(tree.nodes.all(), "123", strict=True):
        box, room = shown["places"]["items"][str(node.pk)], shown["places"]["rooms"][column]
        assert room[0] <= box[0] < box[2] <= room[2]
    assert tree.title in shown["parts"]["head"]


def test_the_list_carries_what_the_editor_changes(world, board, sign_in) -> None:
    node = board.nodes.get(text="Write a note")
    node.minutes, node.wastes = 2.5, ["twice"]
    node.save()
    page = unescape(sign_in(world.lead).get(url(world, "map-detail", diagram_id=board.pk)).content.decode())
    values = {"kind": "step", "minutes": 2.5, "wait_minutes": None, "wastes": ["twice"], "lane": str(node.lane_id)}
    assert f'data-id="{node.pk}" data-text="Write a note" data-values="{json.dumps(values)}"' in page
    assert "data-may-edit" in page
    assert '<template data-fields="node">' in page
    reader = sign_in(world.coach).get(url(world, "map-detail", diagram_id=board.pk)).content.decode()
    assert "data-may-edit" not in reader
    assert "<template" not in reader


def test_a_picture_is_another_when_only_a_line_is_another(world, board, sign_in) -> None:
    client = sign_in(world.lead)
    address = url(world, "map-operations", diagram_id=board.pk)
    before = client.get(address, {"show": "1"}).json()["shown"]
    edge = board.edges.last()
    ends = {"diagram": board, "source": edge.source, "target": edge.target}
    edge.delete()
    again = Edge.objects.create(**ends)
    after = client.get(address, {"show": "1"}).json()["shown"]
    assert str(again.pk) in after["places"]["items"], "places are not kept from the line before"
    assert after["picture"] != before["picture"]


def test_an_entry_hangs_on_another_one_too(world, tree, sign_in) -> None:
    client = sign_in(world.lead)
    primary, rota, idea = tree.nodes.all()
    other = Node.objects.create(diagram=tree, kind="primary", text="Fewer calls", position=8)
    add = url(world, "join-create", node_id=idea.pk)
    page = client.get(add).content.decode()
    assert "Fewer calls" in page
    assert f'value="{rota.pk}"' not in page, "what it hangs on already"
    assert client.post(add, {"above": str(other.pk)}).status_code == 302
    assert set(idea.into.values_list("source__text", flat=True)) == {"Rota", "Fewer calls"}
    detail = client.get(url(world, "driver-detail")).content.decode()
    assert "Hangs on this, too: <span data-to>Fewer calls</span>" in detail
    for bad in ("", str(rota.pk), str(idea.pk), "x", str(draw.process_map(world.project).nodes.first().pk)):
        answer = client.post(add, {"above": bad})
        assert answer.status_code == 200
        assert "nhsuk-error-message" in answer.content.decode()
    assert idea.into.count() == 2
    edge = idea.into.get(source=other)
    client.post(url(world, "join-delete", edge_id=edge.pk))
    assert not Edge.objects.filter(pk=edge.pk).exists()
    client.post(url(world, "driver-undo"), {"way": "undo"})
    assert idea.into.filter(source=other).exists()
    foreign = draw.process_map(world.project).edges.first()
    assert client.post(url(world, "join-delete", edge_id=foreign.pk)).status_code == 404
    assert client.get(url(world, "join-create", node_id=foreign.source_id)).status_code == 404
    assert primary.out.count() == 1


def test_the_first_line_is_where_it_is_drawn_and_can_be_taken_away(world, tree, sign_in) -> None:
    client = sign_in(world.lead)
    rota, edge = tree.nodes.get(text="Rota"), tree.edges.first()
    page = client.get(url(world, "driver-detail")).content.decode()
    assert f'data-edge="{edge.pk}"' in page
    assert "Take it off 'Enough people at 8'" in page
    client.post(url(world, "join-delete", edge_id=edge.pk))
    page = client.get(url(world, "driver-detail")).content.decode()
    assert rota.text in page, "it stays, and hangs on nothing"


def test_asking_for_what_changed_costs_the_same_for_few_and_many(world, board, tree, sign_in) -> None:
    make.measure(world.project)
    client = sign_in(world.lead)
    addresses = [url(world, "map-operations", diagram_id=board.pk), url(world, "driver-operations")]
    few = [count_queries(client, f"{address}?show=1") for address in addresses]
    for k in range(20):
        a = Node.objects.create(diagram=board, kind="step", text=str(k), position=10 + k, lane=board.lanes.first())
        Edge.objects.create(diagram=board, source=board.nodes.first(), target=a)
        b = Node.objects.create(diagram=tree, kind="idea", text=str(k), position=10 + k)
        Edge.objects.create(diagram=tree, source=tree.nodes.first(), target=b)
    assert [count_queries(client, f"{address}?show=1") for address in addresses] == few
