"""The address at which a browser sends and fetches operations."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.builders import diagrams as draw
from tests.builders import toolkit as build
from tests.builders.counting import count_queries
from toolkit.charts.fishbone import Category as Group
from toolkit.charts.fishbone import Cause as Drawn
from toolkit.charts.fishbone import measure_fishbone
from toolkit.diagrams.operations import perform
from toolkit.models import Cause, ChangeIdea

pytestmark = pytest.mark.django_db


@pytest.fixture
def bone(world):
    return build.fishbone(world.project)


@pytest.fixture
def address(world) -> str:
    return reverse("fishbone-operations", kwargs={"project_id": world.project.pk})


def test_the_whole_diagram_then_only_what_came_since(world, bone, sign_in, address) -> None:
    top = build.cause(bone, "Top", votes=2)
    ChangeIdea.objects.create(project=world.project, text="Try", source="cause", cause=top)
    told = sign_in(world.lead).get(address).json()
    assert (told["number"], told["undo"], told["redo"], told["may_edit"]) == (0, None, None, True)
    board = told["board"]
    assert board["head"]["effect"] == bone.effect
    assert [row["name"] for row in board["rows"]["category"]] == list(build.FIRST)
    assert board["rows"]["cause"][0] == {
        "id": str(top.pk),
        "text": "Top",
        "votes": 2,
        "category": str(top.category_id),
        "parent": None,
    }
    assert board["ideas"][0]["of"] == str(top.pk)
    assert board["votes"] == {"mine": [], "each": 1}
    change = draw.add("cause", {"text": "From a phone", "category": str(top.category_id)})
    answer = draw.send(sign_in(world.member), address, after=0, does=change)
    assert answer.status_code == 201
    assert answer.json()["undo"] == answer.json()["done"]
    mine = sign_in(world.lead)
    told = mine.get(address, {"after": "0"}).json()
    assert "board" not in told
    (one,) = told["operations"]
    assert (one["number"], one["does"], one["by"], one["mine"]) == (1, change, str(world.member), False)
    assert told["undo"] is None, "what somebody else did is not mine to undo by a key"
    assert mine.get(address, {"after": "1"}).json()["operations"] == []
    assert "board" in mine.get(address, {"after": "7"}).json(), "a number that was never given"


def test_undo_and_redo_by_their_ids(world, bone, sign_in, address) -> None:
    client = sign_in(world.lead)
    change = draw.add("category", {"name": "Money"})
    done = draw.send(client, address, after=0, does=change).json()["done"]
    told = draw.send(client, address, after=1, undo=done).json()
    assert not bone.categories.filter(name="Money").exists()
    assert told["operations"][0]["of"] == done
    assert (told["undo"], told["redo"]) == (None, told["done"])
    told = draw.send(client, address, after=2, undo=told["redo"]).json()
    assert bone.categories.filter(name="Money").exists()
    assert (told["undo"], told["redo"], told["number"]) == (told["done"], None, 3)


def test_the_same_request_again_is_no_second_change(world, bone, sign_in, address) -> None:
    client, ident = sign_in(world.lead), str(uuid4())
    sent = {"id": ident, "after": 0, "does": draw.add("category", {"name": "Money"})}
    assert draw.send(client, address, **sent).status_code == 201
    answer = draw.send(client, address, **{**sent, "after": 1})
    assert (answer.status_code, answer.json()["number"], answer.json()["done"]) == (200, 1, ident)


def test_a_clash_shows_what_stands_there_and_changes_nothing(world, bone, sign_in, address) -> None:
    top = build.cause(bone, "Top")
    rename = {"op": "set", "row": "cause", "id": str(top.pk), "was": {"text": "Top"}}
    draw.send(sign_in(world.lead), address, does={**rename, "values": {"text": "First"}})
    answer = draw.send(sign_in(world.member), address, after=0, does={**rename, "values": {"text": "Second"}})
    told = answer.json()
    assert answer.status_code == 409
    assert told["current"] == {"text": "First"}
    assert told["refused"]
    assert [one["number"] for one in told["operations"]] == [1]
    top.refresh_from_db()
    assert top.text == "First"


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b"[" * 10_000,
    b'{"id": "x", "does": {"op": "add"}}',
    json.dumps({"id": str(uuid4())}).encode(),
    json.dumps({"id": str(uuid4()), "undo": str(uuid4()), "does": {}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "delete", "row": "cause", "id": str(uuid4())}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "add", "row": 3, "id": str(uuid4())}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "add", "row": "cause", "id": 7}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "vote", "id": str(uuid4()), "on": "yes"}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "remove", "row": "head", "id": str(uuid4())}}).encode(),
    json.dumps(
        {"id": str(uuid4()), "after": -1, "does": {"op": "remove", "row": "cause", "id": str(uuid4())}}
    ).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "all", "parts": []}}).encode(),
    json.dumps({"id": str(uuid4()), "does": {"op": "all", "parts": [{"op": "all", "parts": []}]}}).encode(),
    json.dumps(
        {"id": str(uuid4()), "does": {"op": "set", "row": "head", "values": {"effect": "x" * 21_000}}}
    ).encode(),
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_is_no_operation_is_told_so(world, bone, sign_in, address, number: int) -> None:
    answer = sign_in(world.lead).post(address, BROKEN[number], content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["refused"].endswith(".")
    assert bone.operations.count() == 0


def test_a_browser_cannot_name_voters_or_ideas(world, bone, sign_in, address) -> None:
    other = ChangeIdea.objects.create(project=world.project, text="Try", source="cause")
    change = draw.add("cause", {"text": "New", "category": str(bone.categories.first().pk)})
    more = {"voters": [str(world.member.pk)], "ideas": [str(other.pk)]}
    assert draw.send(sign_in(world.lead), address, does={**change, **more}).status_code == 201
    assert Cause.objects.get().votes_of_people.count() == 0
    assert Cause.objects.get().change_ideas.count() == 0


def test_nobody_is_told_who_voted_for_what(world, bone, sign_in, address) -> None:
    top = build.cause(bone, "Top")
    perform(thing=bone, change={"op": "vote", "id": str(top.pk), "on": True}, by=world.member)
    gone = perform(thing=bone, change={"op": "remove", "row": "category", "id": str(top.category_id)}, by=world.lead)
    draw.send(sign_in(world.lead), address, undo=str(gone.pk))
    text = sign_in(world.lead).get(address, {"after": "0"}).content.decode()
    assert str(world.member.pk) not in text
    assert str(world.member) not in text


def test_readers_read_and_outsiders_do_not(world, bone, sign_in, address) -> None:
    change = {"op": "set", "row": "head", "values": {"effect": "Mine"}}
    assert sign_in(world.coach).get(address).json()["may_edit"] is False
    assert draw.send(sign_in(world.coach), address, does=change).status_code == 403
    assert sign_in(world.outsider).get(address).status_code == 404
    assert draw.send(sign_in(world.outsider), address, does=change).status_code == 404
    bone.delete()
    assert sign_in(world.lead).get(address).status_code == 404


def test_the_same_queries_for_few_and_many(world, bone, sign_in, address) -> None:
    client = sign_in(world.lead)
    people = bone.categories.first()

    def fill(first: int, last: int) -> None:
        for k in range(first, last):
            values = {"text": str(k), "category": str(people.pk)}
            perform(thing=bone, change=draw.add("cause", values), by=world.lead)

    fill(0, 2)
    few = count_queries(client, address), count_queries(client, f"{address}?after=0")
    fill(2, 20)
    assert (count_queries(client, address), count_queries(client, f"{address}?after=0")) == few


@pytest.mark.parametrize("text", ["\ud800", "Half \udc00 a sign", "a\x00b"], ids=["high", "low", "nul"])
def test_signs_that_no_database_keeps_are_answered_with_a_sentence(text, world, bone, sign_in, address) -> None:
    """JSON can name half of a pair of signs, which no form can send."""
    change = draw.add("cause", {"text": text, "category": str(bone.categories.first().pk)})
    answer = draw.send(sign_in(world.lead), address, after=0, does=change)
    assert answer.status_code == 422
    assert "cannot be kept" in answer.content.decode()
    assert not Cause.objects.exists()


def test_a_browser_gets_the_page_and_the_places_with_its_answer(world, bone, sign_in, address) -> None:
    top = build.cause(bone, "Top")
    sub = build.cause(bone, "Below", parent=top)
    change = {"op": "set", "row": "cause", "id": str(top.pk), "values": {"text": "Other <words>"}}
    told = draw.send(sign_in(world.lead), f"{address}?show=1", after=0, does=change).json()
    assert "Other &lt;words&gt;" in told["shown"]["parts"]["outline"]
    assert "board" not in told
    places = told["shown"]["places"]
    rows = {str(row.pk) for row in (top, sub, *bone.categories.all())}
    assert set(places["items"]) == {*rows, "head"}
    assert set(places["rooms"]) == {str(group.pk) for group in bone.categories.all()}
    for left, upper, right, lower in (*places["items"].values(), *places["rooms"].values()):
        assert 0 <= left < right <= places["width"]
        assert 0 <= upper < lower <= places["height"]
    assert sign_in(world.lead).get(told["shown"]["picture"]).status_code == 200


def test_who_reads_sees_what_others_change_and_no_way_to_change_it(world, bone, sign_in, address) -> None:
    build.cause(bone, "Top")
    draw.send(sign_in(world.lead), address, does=draw.add("category", {"name": "Money"}))
    reader = sign_in(world.coach)
    shown = reader.get(address, {"after": "0", "show": "1"}).json()["shown"]
    assert "Money" in shown["parts"]["outline"]
    assert "Remove" not in shown["parts"]["outline"]
    assert "shown" not in reader.get(address, {"after": "1", "show": "1"}).json(), "nothing new, nothing sent"


def test_places_are_where_the_picture_has_them() -> None:
    cause = Drawn("One person on the phones", 3, ("Leave is not planned",), ident="a", sub_idents=("b",))
    canvas = measure_fishbone("Patients wait", [Group("People", (cause,), "g")])
    text = {box.text: box for box in canvas.boxes}
    for ident, words in (("a", "One person on the phones"), ("b", "\u2013 Leave is not planned"), ("g", "People")):
        left, upper, right, lower = canvas.places[ident]
        box = text[words]
        assert left <= box.x0
        assert upper <= box.y0
        assert right >= box.x1
        assert lower >= box.y1
    assert canvas.places["a"][3] <= canvas.places["b"][1] + 1, "each has its own room"
