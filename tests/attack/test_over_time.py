"""People whose role has ended or not begun, accounts that were closed, shares that ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import make

ROLES: dict[str, Callable[[Any], Any]] = {
    "lead": lambda world: world.project.team.filter(user=world.lead),
    "member": lambda world: world.project.team.filter(user=world.member),
    "coach": lambda world: world.project.coach_assignments.filter(user=world.coach),
    "manager": lambda world: world.programme.memberships.filter(user=world.manager),
    "mentor": lambda world: world.programme.memberships.filter(user=world.mentor),
    "partner": lambda world: world.partner_organisation.memberships.filter(user=world.partner),
    "colleague": lambda world: world.practice.memberships.filter(user=world.colleague),
}
TODAY = timedelta(0)
DAY = timedelta(days=1)
NOT_NOW = {"ends today": (-9 * DAY, TODAY), "begins tomorrow": (DAY, None)}


def _pages(world: Any) -> list[str]:
    """Everything of the project that this person could open while the role lasted."""
    measure = world.project.measures.get()
    project = {"project_id": world.project.pk}
    names = (
        "project-detail",
        "steps-detail",
        "wall-detail",
        "measure-list",
        "aims-detail",
        "visit-list",
        "team-detail",
    )
    urls = [reverse(name, kwargs=project) for name in names]
    keys = {**project, "measure_id": measure.pk}
    return [
        *urls,
        reverse("measure-chart", kwargs={**keys, "fmt": "svg"}),
        reverse("measure-download", kwargs=keys),
        reverse("programme-detail", args=[world.programme.pk]),
        reverse("programme-people", args=[world.programme.pk]),
    ]


@pytest.fixture
def filled(world: Any) -> Any:
    world.project.shares.create(tool="wall", audience="practice")
    make.figures(make.measure(world.project, name="Unmistakable measure"), [12, 14, 13, 16])
    return world


@pytest.mark.parametrize("who", sorted(ROLES))
def test_a_role_counts_from_its_first_day_until_its_last(who, filled, sign_in) -> None:
    world = filled
    client, urls = sign_in(getattr(world, who)), _pages(world)
    opened = [url for url in urls if client.get(url).status_code == 200]
    assert opened, f"the test shows nothing: {who} can open no page while the role lasts"
    for words, (begins, ends) in NOT_NOW.items():
        days = {"starts_on": make.today() + begins, "ends_on": None if ends is None else make.today() + ends}
        assert ROLES[who](world).update(**days) == 1
        for url in opened if ends is not None else opened[:2]:
            assert client.get(url).status_code == 404, f"{who}, {words}: {url}"
        for page in ("today", "project-list", "wall-list", "library-list") if ends is not None else ("today",):
            assert "Unmistakable measure" not in client.get(reverse(page)).content.decode(), f"{who}, {words}: {page}"


def test_the_mentor_goes_when_the_mentee_does(filled, sign_in) -> None:
    """Whichever of the two ends: the coach's assignment, or the coach's place in the pool."""
    world = filled
    client, url = sign_in(world.mentor), reverse("project-detail", args=[filled.project.pk])
    pool = world.programme.memberships.filter(user=world.coach)
    for rows in (world.project.coach_assignments.filter(user=world.coach), pool):
        assert client.get(url).status_code == 200
        rows.update(ends_on=make.today())
        assert client.get(url).status_code == 404
        rows.update(ends_on=None)
    pool.update(mentor=None)
    assert client.get(url).status_code == 404


def test_a_coach_who_handed_over_reads_no_visit_and_no_note(filled, sign_in) -> None:
    world = filled
    visit = make.visit(world.project, world.coach)
    client = sign_in(world.coach)
    urls = [reverse(name, args=[world.project.pk, visit.pk]) for name in ("visit-detail", "visit-log", "visit-move")]
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    world.project.coach_assignments.update(ends_on=make.today())
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    assert client.post(urls[1], {"note": "x"}).status_code == 404


def test_a_closed_account_is_out_at_the_next_click(filled, sign_in) -> None:
    client, url = sign_in(filled.lead), reverse("project-detail", args=[filled.project.pk])
    assert client.get(url).status_code == 200
    filled.lead.is_active = False
    filled.lead.save()
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_share_that_ended_leaves_no_picture_behind(filled, sign_in) -> None:
    """The addresses of pictures and files, and the tags a browser has kept, open nothing any more."""
    world, client = filled, sign_in(filled.partner)
    keys = {"project_id": world.project.pk, "measure_id": world.project.measures.get().pk}
    picture, file = reverse("measure-chart", kwargs={**keys, "fmt": "svg"}), reverse("measure-download", kwargs=keys)
    tag = client.get(picture)["ETag"]
    assert client.get(picture, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(file).status_code == 200
    world.project.shares.filter(audience="partner").update(ended_at=make.now(), ended_by=world.lead)
    assert client.get(picture, headers={"If-None-Match": tag}).status_code == 404
    assert client.get(file).status_code == 404


def test_a_measure_taken_off_the_wall_is_off_it_for_those_who_see_the_wall_alone(filled, sign_in) -> None:
    world = filled
    world.project.measures.update(archived_at=make.now(), archived_by=world.lead, is_lead=False)
    keys = {"project_id": world.project.pk, "measure_id": world.project.measures.get().pk}
    urls = [reverse("measure-chart", kwargs={**keys, "fmt": "svg"}), reverse("measure-download", kwargs=keys)]
    assert [sign_in(world.lead).get(url).status_code for url in urls] == [200, 200]
    assert [sign_in(world.partner).get(url).status_code for url in urls] == [404, 404]


def test_a_manager_of_another_programme_finds_nothing(filled, sign_in) -> None:
    client = sign_in(filled.other_manager)
    assert {client.get(url).status_code for url in _pages(filled)} == {404}
