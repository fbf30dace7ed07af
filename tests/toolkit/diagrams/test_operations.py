"""Operations on all three diagrams: done once, numbered without a gap, undone and redone, never half done."""

from uuid import uuid4

import pytest

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import diagrams as draw
from tests.builders import toolkit as build
from tests.builders.together import run_together
from toolkit.diagrams.changes import Clash
from toolkit.diagrams.kinds import kind_of
from toolkit.diagrams.operations import own_way_back, perform, undo
from toolkit.diagrams.values import row_as_json
from toolkit.models import Category, Cause, CauseVote, ChangeIdea, Diagram, Edge, Fishbone, Node

pytestmark = pytest.mark.django_db


@pytest.fixture
def bone(world) -> Fishbone:
    return build.fishbone(world.project)


def everything(thing) -> dict:
    """All rows of a diagram, in order, as an operation can name them."""
    kind = kind_of(type(thing).objects.get(pk=thing.pk))
    found = {"head": getattr(type(thing).objects.get(pk=thing.pk), kind.head)}
    for name, row_kind in kind.rows.items():
        rows = row_kind.model.objects.filter(**{kind.owner: thing})
        rows = rows.order_by("pk") if row_kind.order is None else rows
        told = [(str(row.pk), row_as_json(row_kind, row)) for row in rows]
        # neighbours in their order, group by group
        found[name] = sorted(told, key=lambda one: [str(one[1][field]) for field in one_order(row_kind)])
    return found


def one_order(row_kind) -> tuple:
    return row_kind.order or ()


def numbers(thing) -> list[int]:
    return list(thing.operations.values_list("number", flat=True))


def examples(world, kind: str):
    """A diagram, and changes of every sort that can be done on it one by one."""
    if kind == "fishbone":
        bone = build.fishbone(world.project)
        people, process = bone.categories.all()[:2]
        top, second = build.cause(bone, "Top"), build.cause(bone, "Second", position=1, votes=3)
        build.cause(bone, "Sub a", parent=top)
        build.cause(bone, "Sub b", parent=top, position=1)
        return bone, [
            {"op": "set", "row": "head", "values": {"effect": "Patients hang up"}},
            draw.add("category", {"name": "Money"}, before=process.pk),
            draw.add("cause", {"text": "New", "category": str(people.pk)}, before=second.pk),
            draw.add("cause", {"text": "New sub", "parent": str(second.pk)}),
            {"op": "set", "row": "cause", "id": str(second.pk), "values": {"text": "Other words", "votes": 9}},
            {"op": "move", "row": "cause", "id": str(second.pk), "values": {}, "before": str(top.pk)},
            {"op": "move", "row": "cause", "id": str(top.pk), "values": {"category": str(process.pk)}},
            {"op": "move", "row": "cause", "id": str(second.pk), "values": {"parent": str(top.pk)}},
            {"op": "move", "row": "category", "id": str(process.pk), "before": str(people.pk)},
            {"op": "remove", "row": "cause", "id": str(top.pk), "seen": 2},
            {"op": "remove", "row": "category", "id": str(people.pk)},
            {"op": "vote", "id": str(top.pk), "on": True},
        ]
    if kind == "map":
        board = draw.process_map(world.project)
        desk, gp = board.lanes.all()
        ring, write, due, sent = board.nodes.all()
        edge = board.edges.get(source=due)
        joint = [
            draw.add("node", {"text": "Wait for post", "kind": "delay", "lane": str(desk.pk), "wait_minutes": 90}),
            {"op": "remove", "row": "edge", "id": str(edge.pk)},
        ]
        joint.append(draw.add("edge", {"source": str(due.pk), "target": joint[0]["id"], "label": "No"}))
        node = {"minutes": 2.5, "wait_minutes": 60, "wastes": ["twice", "waiting"], "kind": "delay"}
        return board, [
            draw.add("lane", {"name": "Pharmacy"}, before=gp.pk),
            {"op": "set", "row": "lane", "id": str(desk.pk), "values": {"name": "Front desk"}},
            {"op": "set", "row": "node", "id": str(write.pk), "values": node},
            {
                "op": "move",
                "row": "node",
                "id": str(sent.pk),
                "values": {"lane": str(desk.pk)},
                "before": str(ring.pk),
            },
            {"op": "move", "row": "lane", "id": str(gp.pk), "before": str(desk.pk)},
            {"op": "set", "row": "edge", "id": str(edge.pk), "values": {"label": "Yes"}},
            {"op": "all", "parts": joint},
            {"op": "remove", "row": "node", "id": str(write.pk)},
            {"op": "remove", "row": "lane", "id": str(desk.pk), "seen": 2},
        ]
    board = draw.drivers(world.project)
    first, second, _idea = board.nodes.all()
    return board, [
        {"op": "set", "row": "head", "values": {"title": "Nobody waits"}},
        draw.add("node", {"text": "Phones", "kind": "primary"}, before=first.pk),
        {"op": "set", "row": "node", "id": str(second.pk), "values": {"text": "Other"}},
        {"op": "remove", "row": "edge", "id": str(board.edges.get(source=first).pk)},
        {"op": "remove", "row": "node", "id": str(second.pk)},
    ]


@pytest.mark.parametrize("kind", ["fishbone", "map", "drivers"])
def test_every_change_is_undone_and_redone_exactly(world, kind: str) -> None:
    _, changes = examples(world, kind)
    for place in range(len(changes)):
        for model in (Edge, Node, Fishbone, Diagram, ChangeIdea):
            model.objects.all().delete()
        thing, fresh = examples(world, kind)
        before = everything(thing)
        done = perform(thing=thing, change=fresh[place], by=world.lead)
        after = everything(thing)
        assert after != before, fresh[place]
        back = undo(thing=thing, operation=done.pk, by=world.lead)
        assert everything(thing) == before, fresh[place]
        again = undo(thing=thing, operation=back.pk, by=world.lead)
        assert everything(thing) == after, fresh[place]
        assert numbers(thing) == [1, 2, 3]
        assert (back.of, again.of) == (done, back)
        with pytest.raises(Refusal, match="put back already"):
            undo(thing=thing, operation=done.pk, by=world.lead)


@pytest.mark.parametrize("kind", ["fishbone", "map", "drivers"])
def test_a_whole_morning_is_undone_step_by_step(world, kind: str) -> None:
    """All changes in a row, as far as one does not take away what the next needs; then all of it back, and forth."""
    thing, changes = examples(world, kind)
    states = [everything(thing)]
    for change in changes:
        try:
            perform(thing=thing, change=change, by=world.lead)
        except Refusal:
            continue
        states.append(everything(thing))
    assert len(states) > 4
    for state in states[-2::-1]:
        back, _ = own_way_back(thing.operations.all())
        undo(thing=thing, operation=back, by=world.lead)
        assert everything(thing) == state
    assert own_way_back(thing.operations.all())[0] is None
    for state in states[1:]:
        undo(thing=thing, operation=own_way_back(thing.operations.all())[1], by=world.lead)
        assert everything(thing) == state
    assert own_way_back(thing.operations.all())[1] is None
    assert numbers(thing) == list(range(1, 3 * (len(states) - 1) + 1))


def test_sent_twice_it_is_done_once(world, bone) -> None:
    ident, change = uuid4(), draw.add("category", {"name": "Money"})
    first = perform(thing=bone, change=change, by=world.lead, ident=ident)
    assert perform(thing=bone, change=change, by=world.lead, ident=ident) == first
    assert bone.operations.count() == 1
    back = uuid4()
    assert undo(thing=bone, operation=ident, by=world.lead, ident=back) == undo(
        thing=bone, operation=ident, by=world.lead, ident=back
    )
    with pytest.raises(Refusal):  # somebody else's id
        perform(thing=bone, change=change, by=world.member, ident=ident)
    other = build.fishbone(world.other_project)
    with pytest.raises(Refusal):
        perform(thing=other, change=draw.add("category", {"name": "Money"}), by=world.lead, ident=ident)


def test_a_removed_cause_comes_back_with_its_votes_and_ideas(world, bone) -> None:
    top = build.cause(bone, "Top")
    idea = ChangeIdea.objects.create(project=world.project, text="Try", source="cause", cause=top)
    perform(thing=bone, change={"op": "vote", "id": str(top.pk), "on": True}, by=world.member)
    gone = perform(thing=bone, change={"op": "remove", "row": "category", "id": str(top.category_id)}, by=world.lead)
    idea.refresh_from_db()
    assert idea.cause is None
    undo(thing=bone, operation=gone.pk, by=world.lead)
    idea.refresh_from_db()
    assert (idea.cause, Cause.objects.get().votes) == (top, 1)
    assert CauseVote.objects.get().user == world.member


def test_undo_never_takes_away_what_somebody_else_did_since(world, bone) -> None:
    top = build.cause(bone, "Top")
    rename = {"op": "set", "row": "cause", "id": str(top.pk)}
    mine = perform(thing=bone, change={**rename, "values": {"text": "Mine"}}, by=world.lead)
    perform(thing=bone, change={**rename, "values": {"text": "Theirs"}}, by=world.member)
    with pytest.raises(Clash) as clash:
        undo(thing=bone, operation=mine.pk, by=world.lead)
    assert clash.value.current == {"text": "Theirs"}
    added = perform(thing=bone, change=draw.add("category", {"name": "Money"}), by=world.lead)
    under = draw.add("cause", {"text": "Theirs", "category": added.does["id"]})
    perform(thing=bone, change=under, by=world.member)
    with pytest.raises(Refusal, match="what goes with this group"):
        undo(thing=bone, operation=added.pk, by=world.lead)
    assert numbers(bone) == [1, 2, 3, 4]


def test_a_change_that_fails_in_its_second_part_does_nothing(world, bone) -> None:
    parts = [draw.add("category", {"name": "Money"}), draw.add("category", {"name": "people"})]
    with pytest.raises(Refusal, match="this name already"):
        perform(thing=bone, change={"op": "all", "parts": parts}, by=world.lead)
    assert not Category.objects.filter(name="Money").exists()
    assert numbers(bone) == []


def test_everybody_has_a_vote_for_every_third_cause(world, bone) -> None:
    causes = [build.cause(bone, str(k)) for k in range(6)]
    for cause in causes[:2]:
        perform(thing=bone, change={"op": "vote", "id": str(cause.pk), "on": True}, by=world.lead)
    with pytest.raises(Refusal, match="all of your 2 votes"):
        perform(thing=bone, change={"op": "vote", "id": str(causes[2].pk), "on": True}, by=world.lead)
    assert perform(thing=bone, change={"op": "vote", "id": str(causes[0].pk), "on": True}, by=world.lead) is None
    vote = perform(thing=bone, change={"op": "vote", "id": str(causes[0].pk), "on": True}, by=world.member)
    with pytest.raises(Refusal, match="Only who gave"):
        undo(thing=bone, operation=vote.pk, by=world.lead)
    undo(thing=bone, operation=vote.pk, by=world.member)
    assert Cause.objects.get(pk=causes[0].pk).votes == 1


def wrong_changes(world) -> list[tuple]:
    bone, board, drivers = build.fishbone(world.project), draw.process_map(world.project), draw.drivers(world.project)
    foreign = build.cause(build.fishbone(world.other_project))
    top = build.cause(bone, "Top")
    sub = build.cause(bone, "Sub", parent=top)
    primary, secondary, idea = drivers.nodes.all()
    ring = board.nodes.first()
    no_place = {"text": "New", "category": str(foreign.category_id)}
    return [
        (bone, draw.add("cause", no_place)),
        (bone, draw.add("cause", {"text": "No group"})),
        (bone, draw.add("cause", {"text": "Too deep", "parent": str(sub.pk)})),
        (bone, draw.add("cause", {"text": "", "category": str(top.category_id)})),
        (bone, draw.add("cause", {"text": "x" * 121, "category": str(top.category_id)})),
        (bone, draw.add("cause", {"text": "Ring 943 476 5919", "category": str(top.category_id)})),
        (bone, draw.add("cause", {"text": "a\x00b", "category": str(top.category_id)})),
        (bone, draw.add("cause", {"text": "x", "category": str(top.category_id), "fishbone": str(bone.pk)})),
        (bone, draw.add("cause", {"text": ["x"], "category": str(top.category_id)})),
        (bone, draw.add("cause", {"text": "Again", "category": str(top.category_id)}, ident=foreign.pk)),
        (bone, {"op": "set", "row": "cause", "id": str(foreign.pk), "values": {"text": "Mine"}}),
        (bone, {"op": "set", "row": "cause", "id": str(top.pk), "values": {"votes": -1}}),
        (bone, {"op": "set", "row": "cause", "id": str(top.pk), "values": {"votes": True}}),
        (bone, {"op": "set", "row": "cause", "id": str(top.pk), "values": {"category": str(top.category_id)}}),
        (bone, {"op": "set", "row": "cause", "id": str(top.pk), "values": {}}),
        (bone, {"op": "set", "row": "head", "values": {"project": "x"}}),
        (bone, {"op": "move", "row": "cause", "id": str(top.pk), "values": {"parent": str(top.pk)}}),
        (bone, {"op": "move", "row": "cause", "id": str(top.pk), "values": {"parent": str(foreign.pk)}}),
        (bone, {"op": "remove", "row": "cause", "id": str(top.pk), "seen": 0}),
        (bone, draw.add("node", {"text": "x", "kind": "step"})),
        (board, draw.add("node", {"text": "x", "kind": "idea"})),
        (board, draw.add("node", {"text": "x", "kind": "step", "minutes": "soon"})),
        (board, draw.add("node", {"text": "x", "kind": "step", "minutes": -1})),
        (board, draw.add("node", {"text": "x", "kind": "step", "minutes": "NaN"})),
        (board, draw.add("node", {"text": "x", "kind": "step", "wastes": ["rubbish"]})),
        (board, draw.add("node", {"text": "x", "kind": "step", "wastes": [["twice"]]})),
        (board, draw.add("edge", {"source": str(ring.pk), "target": str(ring.pk)})),
        (board, draw.add("edge", {"source": str(ring.pk), "target": str(primary.pk)})),
        (board, draw.add("edge", {"source": str(ring.pk)})),
        (board, draw.add("edge", {"source": str(ring.pk), "target": str(ring.out.get().target_id)})),
        (board, {"op": "move", "row": "edge", "id": str(ring.out.get().pk), "values": {}}),
        (board, draw.add("lane", {"name": "reception"})),
        (board, {"op": "vote", "id": str(top.pk), "on": True}),
        (drivers, draw.add("edge", {"source": str(idea.pk), "target": str(secondary.pk)})),
        (drivers, {"op": "set", "row": "node", "id": str(primary.pk), "values": {"kind": "idea"}}),
        (drivers, {"op": "set", "row": "node", "id": str(primary.pk), "values": {"measure": str(uuid4())}}),
        (drivers, draw.add("node", {"text": "x", "kind": "primary", "lane": None})),
    ]


def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_done(world) -> None:
    for thing, change in wrong_changes(world):
        before = everything(thing)
        with pytest.raises(Refusal) as refusal:
            perform(thing=thing, change=change, by=world.lead)
        assert str(refusal.value).endswith("."), change
        assert everything(thing) == before, change
        assert numbers(thing) == []


def test_each_change_is_recorded_and_what_the_person_saw_is_not_kept(world, bone) -> None:
    top = build.cause(bone, "Top")
    change = {"op": "set", "row": "cause", "id": str(top.pk), "values": {"text": "New"}, "was": {"text": "Top"}}
    done = perform(thing=bone, change=change, by=world.lead)
    assert "was" not in done.does
    assert Event.objects.get(action="cause.edited").target_id == str(top.pk)
    perform(thing=bone, change={"op": "remove", "row": "cause", "id": str(top.pk)}, by=world.lead)
    assert Event.objects.get(action="cause.removed").target_id == str(top.pk)


@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_once_leave_no_gap_and_lose_nothing(world, bone) -> None:
    people = bone.categories.first()

    def call(k: int):
        values = {"text": f"Cause {k}", "category": str(people.pk)}
        return lambda: perform(thing=bone, change=draw.add("cause", values), by=world.lead if k % 2 else world.member)

    results = run_together(*(call(k) for k in range(12)))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sorted(numbers(bone)) == list(range(1, 13))
    assert {cause.text for cause in people.causes.all()} == {f"Cause {k}" for k in range(12)}
    assert sorted(people.causes.values_list("position", flat=True)) == list(range(12))
