"""One's own actions in all projects, what is overdue, and where each came from."""

from datetime import timedelta

import pytest
from django.urls import reverse

from projects.actions.mine import open_actions_of, overdue_of
from projects.actions.origins import ORIGINS
from projects.models import Action
from tests.builders import huddles, make
from tests.builders.counting import count_queries


def texts(actions) -> list[str]:
    return [action.text for action in actions]


def test_mine_are_those_of_all_projects_also_as_coach(world, sign_in) -> None:
    today = make.today()
    make.member(world.other_project, world.coach)
    make.action(world.project, text="As <coach>", owner=world.coach, due_on=today - timedelta(days=1))
    make.action(world.other_project, text="As team", owner=world.coach, due_on=None)
    make.action(world.project, text="Somebody else's", owner=world.member)
    make.action(world.foreign_project, text="Out of reach", owner=world.coach)
    page = sign_in(world.coach).get(reverse("action-mine")).text
    assert "As &lt;coach&gt;" in page
    assert "As team" in page
    assert "Larkmead Surgery" in page
    assert "Beckwater Surgery" in page
    assert "Two actions open. One is late." in page
    assert page.index("As &lt;coach&gt;") < page.index("Without a day")
    assert "Somebody else" not in page
    assert "Out of reach" not in page


def test_a_tick_comes_back_to_the_page(world, sign_in) -> None:
    action = make.action(world.project, owner=world.member)
    client = sign_in(world.member)
    mine = reverse("action-mine")
    done = reverse("action-done", args=[world.project.pk, action.pk])
    assert f'action="{done}?next={mine}"' in client.get(mine).text
    page = client.post(f"{done}?next={mine}", follow=True)
    assert page.request["PATH_INFO"] == mine
    assert "Done in the last two weeks" in page.text
    assert "Nothing with your name on it" in page.text


@pytest.mark.parametrize("name", ["today", "action-list"])
def test_it_is_reached_from_today_and_from_the_list(world, sign_in, name) -> None:
    address = reverse(name) if name == "today" else reverse(name, args=[world.project.pk])
    for person in (world.member, world.coach):
        assert reverse("action-mine") in sign_in(person).get(address).text


@pytest.mark.parametrize("state", ["late", "today", "done", "undated", "paused", "withdrawn", "unshared", "former"])
def test_overdue_is_what_is_late_in_projects_under_way(world, state) -> None:
    late = make.today() - timedelta(days=1)
    due_on = {"today": make.today(), "undated": None}.get(state, late)
    done = {"done_at": make.now(), "done_by": world.coach} if state == "done" else {}
    make.action(world.project, text="Ring", owner=world.coach, due_on=due_on, **done)
    if state in {"paused", "withdrawn"}:
        type(world.project).objects.filter(pk=world.project.pk).update(status=state)
    if state == "unshared":
        world.project.shares.filter(tool="actions").update(ended_at=make.now(), ended_by=world.lead)
    if state == "former":
        world.project.coach_assignments.update(ends_on=make.today())
    assert texts(overdue_of(world.coach)) == (["Ring"] if state in {"late", "unshared"} else [])
    is_open = state not in {"done", "withdrawn", "former"}
    assert texts(open_actions_of(world.coach)) == (["Ring"] if is_open else [])


def test_each_says_where_it_came_from_with_a_link_for_who_may_open_it(world, sign_in) -> None:
    held = huddles.huddle(world.project, finished=True)
    cycle, logged = make.cycle(world.project), make.visit(world.project, world.coach)
    for source, row in (("huddle", held), ("cycle", cycle), ("visit", logged)):
        make.action(world.project, source=source, source_id=row.pk)
    links = [
        reverse("huddle-record", args=[world.project.pk, held.pk]),
        reverse("cycle-detail", args=[world.project.pk, cycle.pk]),
        reverse("visit-detail", args=[world.project.pk, logged.pk]),
    ]
    client = sign_in(world.lead)
    page = client.get(reverse("action-list", args=[world.project.pk])).text
    for link in links:
        assert link in page
        assert client.get(link).status_code == 200
    world.project.shares.filter(tool="huddles").update(ended_at=make.now(), ended_by=world.lead)
    seen = sign_in(world.coach).get(reverse("action-list", args=[world.project.pk])).text
    assert "From a huddle" in seen
    assert links[0] not in seen
    assert links[1] in seen


def test_every_source_but_the_teams_list_has_its_words() -> None:
    assert set(ORIGINS) == set(Action.Source) - {Action.Source.TEAM}


def test_many_cost_the_same(world, sign_in) -> None:
    client = sign_in(world.member)
    held = huddles.huddle(world.project)
    for _ in range(2):
        make.action(world.project, owner=world.member, source="huddle", source_id=held.pk)
    few = count_queries(client, reverse("action-mine"))
    for number in range(18):
        make.action(world.project, owner=world.member, due_on=make.today() + timedelta(days=number))
    assert count_queries(client, reverse("action-mine")) == few
