"""The pages of ideas and ramps."""

from uuid import uuid4

import pytest

from tests.builders import make
from tests.builders.cycle_forms import idea_form, page_url, ramp_form, url
from toolkit.models import ChangeIdea, Cycle, Ramp


def test_the_page_of_the_tests_begins_empty(world, sign_in) -> None:
    page = sign_in(world.member).get(url("ramp-list", world.project)).content.decode()
    assert "No test yet" in page
    assert url("ramp-create", world.project) in page
    assert (
        url("ramp-create", world.project)
        not in sign_in(world.coach).get(url("ramp-list", world.project)).content.decode()
    )


def test_an_idea_sent_twice_is_one(world, sign_in) -> None:
    target, values = idea_form(world)
    for _ in range(2):
        assert sign_in(world.member).post(target, values).status_code == 302
    assert ChangeIdea.objects.get().text == "Ring back"


def test_a_ramp_sent_twice_is_one(world, sign_in) -> None:
    target, values = ramp_form(world)
    answers = [sign_in(world.member).post(target, values) for _ in range(2)]
    cycle = Cycle.objects.get()
    assert (cycle.title, cycle.ramp.title, cycle.number) == ("One morning", "Fewer calls", 1)
    assert {answer.headers["Location"] for answer in answers} == {page_url(cycle)}


def test_an_idea_becomes_a_ramp_and_leaves_the_list(world, sign_in) -> None:
    idea = ChangeIdea.objects.create(project=world.project, text="Ring people back")
    client, target = sign_in(world.member), f"{url('ramp-create', world.project)}?idea={idea.pk}"
    assert 'value="Ring people back"' in client.get(target).content.decode()
    client.post(target, {"title": "Ring back", "first_test": "One call", "key": str(uuid4())})
    assert Ramp.objects.get().idea == idea
    page = client.get(url("ramp-list", world.project)).content.decode()
    assert "Nothing waits here." in page


@pytest.mark.parametrize("asked", ["nonsense", "0", "11111111-1111-4111-8111-111111111111"])
def test_an_idea_that_is_not_there(world, sign_in, asked) -> None:
    assert sign_in(world.member).get(f"{url('ramp-create', world.project)}?idea={asked}").status_code == 404
    assert sign_in(world.member).get(f"{url('standard-create', world.project)}?cycle={asked}").status_code == 404


def test_another_projects_rows_are_not_found(world, sign_in) -> None:
    """Also for somebody who works in both."""
    make.member(world.other_project, world.member)
    cycle, standard = make.cycle(world.other_project), make.standard(world.other_project)
    idea = ChangeIdea.objects.create(project=world.other_project, text="Theirs")
    client = sign_in(world.member)
    for target in (
        url("cycle-detail", world.project, cycle_id=cycle.pk),
        url("cycle-stage", world.project, cycle_id=cycle.pk, stage="plan"),
        url("ramp-picture", world.project, ramp_id=cycle.ramp_id),
        url("standard-detail", world.project, standard_id=standard.pk),
        url("standard-update", world.project, standard_id=standard.pk),
        f"{url('ramp-create', world.project)}?idea={idea.pk}",
        f"{url('standard-create', world.project)}?cycle={cycle.pk}",
    ):
        assert client.get(target).status_code == 404, target
    assert client.post(url("cycle-move", world.project, cycle_id=cycle.pk, move="start")).status_code == 404
    assert Cycle.objects.get().stage == "plan"


@pytest.mark.parametrize("size", ["wide", "half", "third", "phone"])
def test_the_picture_of_a_ramp(world, sign_in, size) -> None:
    target = url("ramp-picture", world.project, ramp_id=make.cycle(world.project).ramp_id) + f"?size={size}"
    answer = sign_in(world.coach).get(target)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    again = sign_in(world.coach).get(target, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_picture_of_no_such_size(world, sign_in) -> None:
    target = url("ramp-picture", world.project, ramp_id=make.cycle(world.project).ramp_id)
    assert sign_in(world.coach).get(f"{target}?size=9999").status_code == 404
