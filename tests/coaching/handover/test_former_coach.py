"""After the last day a former coach sees nothing: every page of a project, asked one by one."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse

from coaching.models import Visit
from coaching.permissions import can_read_private_note
from coaching.sealed import seal
from tests.builders import handover, make, matching
from tests.builders.visits import SECRET
from tests.meta.test_access import ROWS


def of_project() -> list[str]:
    """Names of the pages at ``projects/<project>/``; the access rows make the rest of each address.

    Not those that are open to everybody: they know nobody."""
    names = []
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.name in ROWS and not ROWS[pattern.name].open and "<uuid:project_id>" in str(pattern.pattern):
            names.append(pattern.name)
    return sorted(set(names))


def _patterns(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _patterns(pattern.url_patterns)


def test_there_are_many() -> None:
    assert len(of_project()) > 150


@pytest.mark.parametrize("name", of_project())
def test_a_former_coach_finds_no_page_of_the_project(name: str, world, sign_in) -> None:
    args = ROWS[name].args(world)
    world.project.coach_assignments.filter(user=world.coach).update(ends_on=make.today())
    client = sign_in(world.coach)
    url = reverse(name, kwargs=args)
    assert client.get(url).status_code in {404, 405}
    assert client.post(url).status_code in {404, 405}


class TestPrivateNotes:
    @pytest.fixture
    def noted(self, world) -> Visit:
        return make.visit(
            world.project,
            world.coach,
            logged_at=make.now(),
            private_note_sealed=seal(SECRET),
            progress="Shared words",
        )

    @pytest.fixture
    def over(self, world, noted):
        handover.follow(world, handover.say(world, from_on=make.today()), world.other_coach)

    def test_the_successor_reads_the_visit_and_not_the_note(self, world, sign_in, noted, over) -> None:
        page = sign_in(world.other_coach).get(reverse("visit-detail", args=[world.project.pk, noted.pk])).text
        assert "Shared words" in page
        assert SECRET not in page
        assert not can_read_private_note(world.other_coach, noted)

    def test_the_mentor_keeps_it(self, world, sign_in, noted, over) -> None:
        membership = handover.place_of(world.coach, world.programme)
        page = sign_in(world.mentor).get(handover.url("coach-notes", world.programme.pk, membership.pk))
        assert SECRET in page.text
        assert "Shared words" not in page.text
        assert (
            sign_in(world.mentor).get(reverse("visit-detail", args=[world.project.pk, noted.pk])).status_code == 404
        )

    @pytest.mark.parametrize("who", ["coach", "other_coach", "manager", "admin", "lead", "outsider"])
    def test_nobody_else_reads_it(self, world, sign_in, noted, over, who) -> None:
        membership = handover.place_of(world.coach, world.programme)
        answer = sign_in(world.people[who]).get(handover.url("coach-notes", world.programme.pk, membership.pk))
        assert answer.status_code in {403, 404}
        assert SECRET not in answer.text

    def test_a_mentor_no_more_reads_no_more(self, world, sign_in, noted) -> None:
        membership = handover.place_of(world.coach, world.programme)
        membership.mentor = None
        membership.save()
        answer = sign_in(world.mentor).get(handover.url("coach-notes", world.programme.pk, membership.pk))
        assert answer.status_code == 404

    def test_sealed_with_another_key_is_said(self, world, sign_in, noted) -> None:
        Visit.objects.filter(pk=noted.pk).update(private_note_sealed=b"gibberish")
        membership = handover.place_of(world.coach, world.programme)
        page = sign_in(world.mentor).get(handover.url("coach-notes", world.programme.pk, membership.pk)).text
        assert "Sealed with another key" in page


def test_the_mentor_of_a_former_coach_finds_no_page_either(world, sign_in) -> None:
    handover.follow(world, handover.say(world), world.other_coach)
    page = reverse("project-detail", args=[world.project.pk])
    assert sign_in(world.mentor).get(page).status_code == 200
    with time_machine.travel(make.now() + timedelta(days=10)):
        assert sign_in(world.mentor).get(page).status_code == 404


class TestTheMatchThatCameFirst:
    @pytest.fixture
    def page(self, world) -> str:
        world.project.coach_assignments.filter(user=world.coach).update(starts_on=make.today() + timedelta(days=2))
        agreed = matching.settled("agreed", world.lead)
        return reverse("match-detail", args=[matching.match(world.project, world.coach, world.manager, **agreed).pk])

    def test_it_is_open_before_the_first_day_and_until_the_last(self, world, sign_in, page) -> None:
        assert sign_in(world.coach).get(page).status_code == 200
        handover.follow(world, handover.say(world), world.other_coach)
        with time_machine.travel(make.now() + timedelta(days=9)):
            assert sign_in(world.coach).get(page).status_code == 200

    def test_it_is_gone_with_the_team(self, world, sign_in, page) -> None:
        handover.follow(world, handover.say(world), world.other_coach)
        with time_machine.travel(make.now() + timedelta(days=10)):
            assert sign_in(world.coach).get(page).status_code == 404
            assert sign_in(world.lead).get(page).status_code == 200
