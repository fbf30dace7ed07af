"""Pages of process maps and the driver diagram, as browsers without scripts use them."""

import pytest
from django.urls import reverse

from tests.builders import diagrams as draw
from tests.builders import make
from tests.builders import toolkit as build
from tests.builders.counting import count_queries
from toolkit.models import ChangeIdea, Diagram, Edge, Lane, Node

HOSTILE = "<script>alert(1)</script> \"'& مرحبا"
pytestmark = pytest.mark.django_db


@pytest.fixture
def board(world) -> Diagram:
    return draw.process_map(world.project)


def url(world, name: str, **kwargs) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk, **kwargs})


def step(text: str = "New step", **extra) -> dict:
    return {"text": text, "kind": "step", "lane": "", "after": "", "label": "", **extra}


def lines(board: Diagram) -> set:
    return {(e.source.text, e.target.text, e.label) for e in board.edges.select_related("source", "target")}


def test_a_map_from_nothing(world, sign_in) -> None:
    client = sign_in(world.lead)
    assert "Draw the first map" in client.get(url(world, "map-list")).content.decode()
    answer = client.post(url(world, "map-create"), {"title": HOSTILE, "when": "now"})
    board = Diagram.objects.get()
    listed = client.get(url(world, "map-list")).content.decode()
    assert '<span class="nhsuk-u-visually-hidden">, as it works now</span></a>' in listed, "not like the map to come"
    assert answer["Location"] == url(world, "map-detail", diagram_id=board.pk)
    client.post(url(world, "lane-create", diagram_id=board.pk), {"name": "Reception"})
    lane = Lane.objects.get()
    add = url(world, "step-create", diagram_id=board.pk)
    client.post(add, step("Patient rings", kind="end", lane=lane.pk))
    first = Node.objects.get()
    client.post(add, step(HOSTILE, after=first.pk, minutes="2.5", wait_minutes="90", wastes=["twice", "waiting"]))
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    for words in (
        "Takes 2.5 minutes.",
        "Waits 1 hour 30 minutes before.",
        "Waiting, Checked or typed twice",
        "Reception",
    ):
        assert words in page
    assert lines(board) == {("Patient rings", HOSTILE, "")}
    picture = client.get(url(world, "map-picture", diagram_id=board.pk))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"Patient rings" in picture.content
    for fmt, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert client.get(url(world, "map-picture", diagram_id=board.pk), {"format": fmt}).content.startswith(start)
    assert client.get(url(world, "map-picture", diagram_id=board.pk), {"format": "exe"}).status_code == 404


def test_a_step_between_two_is_joined_to_both_and_taken_out_again(world, board, sign_in) -> None:
    client = sign_in(world.lead)
    ring = board.nodes.first()
    before = lines(board)
    client.post(url(world, "step-create", diagram_id=board.pk), step("Listen", after=ring.pk))
    assert {("Patient rings", "Listen", ""), ("Listen", "Write a note", "")} < lines(board)
    assert ("Patient rings", "Write a note", "") not in lines(board)
    assert [node.text for node in board.nodes.all()][:2] == ["Patient rings", "Listen"]
    listen = board.nodes.get(text="Listen")
    client.post(url(world, "step-delete", diagram_id=board.pk, node_id=listen.pk), {"seen": "0"})
    assert lines(board) == before
    client.post(url(world, "map-undo", diagram_id=board.pk), {"way": "undo"})
    assert ("Patient rings", "Listen", "") in lines(board)
    client.post(url(world, "map-undo", diagram_id=board.pk), {"way": "redo"})
    assert lines(board) == before


def test_a_decision_gets_another_way_out(world, board, sign_in) -> None:
    due = board.nodes.get(kind="decision")
    values = step("Ring back", after=due.pk, label="No")
    sign_in(world.lead).post(url(world, "step-create", diagram_id=board.pk), values)
    assert {("Due?", "Sent", ""), ("Due?", "Ring back", "No")} < lines(board)


def test_what_cannot_be_read_stands_beside_its_field_and_nothing_is_lost(world, board, sign_in) -> None:
    client, add = sign_in(world.lead), url(world, "step-create", diagram_id=board.pk)
    for bad in ({"minutes": "soon"}, {"text": ""}, {"kind": "idea"}, {"text": "943 476 5919"}, {"lane": "x"}):
        answer = client.post(add, {**step("Kept words", label="Kept label"), **bad})
        assert answer.status_code == 200
        assert "nhsuk-error-message" in answer.content.decode()
        assert "Kept label" in answer.content.decode()
    assert board.nodes.count() == 4


def test_two_people_on_one_step_see_both_texts(world, board, sign_in) -> None:
    node = board.nodes.get(text="Write a note")
    address = url(world, "step-edit", diagram_id=board.pk, node_id=node.pk)
    values = {"kind": "step", "lane": str(node.lane_id), "version": "0"}
    sign_in(world.lead).post(address, {**values, "text": "First"})
    page = sign_in(world.member).post(address, {**values, "text": "Second"}).content.decode()
    assert "First" in page
    assert "Second" in page
    node.refresh_from_db()
    assert node.text == "First"


def test_a_step_goes_to_another_lane(world, board, sign_in) -> None:
    node, gp = board.nodes.get(text="Write a note"), board.lanes.get(name="GP")
    address = url(world, "step-edit", diagram_id=board.pk, node_id=node.pk)
    values = {"text": "Write it", "kind": "unclear", "lane": str(gp.pk), "version": "0"}
    sign_in(world.lead).post(address, values)
    node.refresh_from_db()
    assert (node.text, node.kind, node.lane, node.position) == ("Write it", "unclear", gp, 1)


def test_lines_are_drawn_and_taken_away(world, board, sign_in) -> None:
    client = sign_in(world.lead)
    ring, sent = board.nodes.first(), board.nodes.last()
    address = url(world, "line-create", diagram_id=board.pk, node_id=sent.pk)
    client.post(address, {"target": ring.pk, "label": "Again"})
    assert ("Sent", "Patient rings", "Again") in lines(board)
    assert "joined already" in client.post(address, {"target": ring.pk, "label": ""}).content.decode()
    edge = Edge.objects.get(label="Again")
    client.post(url(world, "line-delete", diagram_id=board.pk, edge_id=edge.pk))
    assert not Edge.objects.filter(pk=edge.pk).exists()


def test_a_lane_goes_with_its_steps_only_as_seen(world, board, sign_in) -> None:
    client, desk = sign_in(world.lead), board.lanes.first()
    address = url(world, "lane-delete", diagram_id=board.pk, lane_id=desk.pk)
    assert "2 steps go with it" in client.get(address).content.decode()
    assert client.post(address, {"seen": "1"}).status_code == 409
    assert client.post(address, {"seen": "2"}).status_code == 302
    assert [node.text for node in board.nodes.all()] == ["Due?", "Sent"]
    client.post(url(world, "map-undo", diagram_id=board.pk), {"way": "undo"})
    assert [node.text for node in board.nodes.all()] == ["Patient rings", "Write a note", "Due?", "Sent"]
    assert board.edges.count() == 3


def test_the_map_of_the_future_is_a_copy_made_once(world, board, sign_in) -> None:
    client = sign_in(world.lead)
    for _ in range(2):
        client.post(url(world, "map-future", diagram_id=board.pk))
    copy = Diagram.objects.get(when="future")
    assert lines(copy) == lines(board)
    assert [lane.name for lane in copy.lanes.all()] == ["Reception", "GP"]
    client.post(url(world, "step-delete", diagram_id=copy.pk, node_id=copy.nodes.first().pk), {"seen": "0"})
    assert board.nodes.count() == 4
    assert "See how it works now" in client.get(url(world, "map-detail", diagram_id=copy.pk)).content.decode()
    client.post(url(world, "map-delete", diagram_id=board.pk), {"seen": "3"})
    assert Diagram.objects.filter(pk=board.pk).exists()
    client.post(url(world, "map-delete", diagram_id=board.pk), {"seen": "4"})
    assert list(Diagram.objects.all()) == [copy]


def test_rows_of_another_diagram_do_not_exist_here(world, board, sign_in) -> None:
    other = draw.process_map(world.project)
    client, node = sign_in(world.lead), other.nodes.first()
    assert client.get(url(world, "step-edit", diagram_id=board.pk, node_id=node.pk)).status_code == 404
    foreign = draw.process_map(world.other_project)
    assert client.get(url(world, "map-detail", diagram_id=foreign.pk)).status_code == 404
    drivers = draw.drivers(world.project)
    assert client.get(url(world, "map-detail", diagram_id=drivers.pk)).status_code == 404
    sign_in(world.partner)
    assert client.get(url(world, "map-detail", diagram_id=board.pk)).status_code in {403, 404}


def test_a_driver_diagram_from_nothing_to_a_test(world, sign_in) -> None:
    client = sign_in(world.lead)
    assert "Start with what you want to reach" in client.get(url(world, "driver-detail")).content.decode()
    client.post(url(world, "driver-edit"), {"title": "Nobody waits"})
    measure = make.measure(world.project)
    add = url(world, "entry-create")
    client.post(add, {"text": "People", "kind": "primary", "under": "", "measure": measure.pk})
    people = Node.objects.get()
    assert "Choose what it hangs on" in client.post(add, {"text": "Rota", "kind": "secondary"}).content.decode()
    client.post(add, {"text": "Two at 8", "kind": "idea", "under": people.pk})
    idea = Node.objects.get(kind="idea")
    for _ in range(2):
        client.post(url(world, "entry-test", node_id=idea.pk))
    made = ChangeIdea.objects.get()
    assert (made.text, made.source) == ("Two at 8", "driver")
    client.post(url(world, "entry-test", node_id=people.pk))
    assert ChangeIdea.objects.count() == 1
    page = client.get(url(world, "driver-detail")).content.decode()
    assert "Plan a test" in page
    assert f"Measure: {measure.name}" in page
    assert b"Two at 8" in client.get(url(world, "driver-picture")).content
    edit = url(world, "entry-edit", node_id=people.pk)
    client.post(edit, {"text": "Enough people", "measure": "", "version": "0"})
    people.refresh_from_db()
    assert (people.text, people.measure) == ("Enough people", None)
    client.post(url(world, "entry-move", node_id=idea.pk), {"way": "up", "at": "1"})
    assert Node.objects.first() == idea
    client.post(url(world, "entry-delete", node_id=idea.pk), {"seen": "0"})
    client.post(url(world, "driver-undo"), {"way": "undo"})
    assert Node.objects.get(kind="idea").change_idea == made


def test_votes_and_undo_on_the_fishbone_page(world, sign_in) -> None:
    bone = build.fishbone(world.project)
    causes = [build.cause(bone, str(k)) for k in range(3)]
    client = sign_in(world.lead)
    client.post(url(world, "cause-vote", cause_id=causes[0].pk), {"on": "1"})
    page = client.get(url(world, "fishbone-detail")).content.decode()
    assert "You have given 1 of your 1 vote." in page
    assert "Take my vote back" in page
    page = client.post(url(world, "cause-vote", cause_id=causes[1].pk), {"on": "1"}, follow=True).content.decode()
    assert "You have given all of your 1 votes" in page
    client.post(url(world, "fishbone-undo"), {"way": "undo"})
    causes[0].refresh_from_db()
    assert causes[0].votes == 0
    assert "Do it again" in client.get(url(world, "fishbone-detail")).content.decode()


def test_the_same_queries_for_few_and_many(world, board, sign_in) -> None:
    client = sign_in(world.lead)
    drivers = draw.drivers(world.project)
    addresses = [url(world, "map-detail", diagram_id=board.pk), url(world, "driver-detail")]
    few = [count_queries(client, address) for address in addresses]
    for k in range(20):
        a = Node.objects.create(diagram=board, kind="step", text=str(k), position=10 + k, lane=board.lanes.first())
        Edge.objects.create(diagram=board, source=board.nodes.first(), target=a)
        b = Node.objects.create(diagram=drivers, kind="idea", text=str(k), position=10 + k)
        Edge.objects.create(diagram=drivers, source=drivers.nodes.first(), target=b)
    assert [count_queries(client, address) for address in addresses] == few
