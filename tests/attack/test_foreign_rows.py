"""Rows of another project or programme: under this one's URL, in the body of a form, and in the query."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.builders import make
from tests.builders import toolkit as build
from tests.meta.test_access import ROWS

OF_THE_PROGRAMME = {
    "match-ask",  # a coach of the programme can be asked for any of its projects: tests/coaching/matching
    "template-copy",  # what one team offers is there for the others: tests/toolkit/test_copying.py
}


@pytest.fixture
def everywhere(world: Any) -> Any:
    """The cast of one project has the same roles in the other ones: nothing but the row's place can refuse them."""
    for project in (world.other_project, world.foreign_project):
        for person in (world.lead, world.member):
            make.member(project, person, is_lead=True)
        make.coaches(project, world.coach, is_lead=False)
    make.manager(world.other_programme, world.manager)
    make.works_with(world.other_programme, make.partner("Quarry Care"))
    make.pool_coach(world.other_programme, world.coach)
    build.fishbone(world.other_project)
    return world


def test_a_row_of_another_project_is_a_404_under_this_one(everywhere, sign_in, settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # outlives the roll-back
    tried = []
    for name, row in sorted(ROWS.items()):
        if name in OF_THE_PROGRAMME:
            continue
        with transaction.atomic():
            tried += _try_elsewhere(everywhere, sign_in, name, row)
            transaction.set_rollback(True)
    assert len(tried) > 35


def _try_elsewhere(world, sign_in, name, row) -> list[str]:
    args = row.args(world)
    nested = [key for key in args if key.endswith("_id") and key not in {"project_id", "programme_id"}]
    outer = next((key for key in ("project_id", "programme_id") if key in args), None)
    if not nested or outer is None:
        return []
    other = world.other_project if outer == "project_id" else world.other_programme
    url = reverse(name, kwargs={**args, outer: other.pk})
    who = next(who for who in ("lead", "coach", "manager", "mentor") if who in row.read | row.write)
    client = sign_in(getattr(world, who))
    assert client.get(url).status_code in {404, 405} - ({405} if row.read else set()), f"{who} GET {url}"
    if row.write:
        assert client.post(url, {"seen": "0"}).status_code == 404, f"{who} POST {url}"
    return [name]


OF_A_MEASURE = ["figure-saved", "figure-update", "figure-delete", "phase-delete", "figurelink-revoke"]


@pytest.mark.parametrize("name", OF_A_MEASURE)
def test_a_row_of_another_measure_is_a_404_under_this_one(name, world, sign_in) -> None:
    args = ROWS[name].args(world)
    other = make.measure(world.project, name="Complaints", is_lead=False)
    url = reverse(name, kwargs={**args, "measure_id": other.pk})
    client = sign_in(world.lead)
    assert client.get(url).status_code in {404, 405}
    assert client.post(url).status_code in {404, 405}
    assert 404 in {client.get(url).status_code, client.post(url).status_code}


def test_hidden_fields_cannot_name_people_or_rows_of_elsewhere(world, sign_in) -> None:
    """Collector, owner, measure, place in the fishbone, coach, mentor, successor."""
    client, project = sign_in(world.lead), world.project.pk
    stranger = world.other_project.team.get()
    their_measure = make.measure(world.other_project)
    own = make.measure(world.project)
    bone, theirs = build.fishbone(world.project), build.fishbone(world.other_project)
    category, their_category = bone.categories.first(), theirs.categories.first()
    leader = world.project.team.get(user=world.lead)
    tries = [
        ("measure-update", [project, own.pk], {
            "name": "Calls", "value_kind": "value", "unit": "min", "direction": "up", "schedule": "weekly",
            "version": own.version, "collector": stranger.pk,
        }),
        ("chartmark-create", [project], {"label": "x", "date": "1 March 2026", "measure": their_measure.pk}),
        ("specific-aim-edit", [project], {"direction": "increase", "what": "Calls", "measure": their_measure.pk}),
        ("standard-create", [project], {"title": "T", "who": "W", "what": "X", "owner": stranger.user_id}),
        ("standard-create", [project], {"title": "T", "who": "W", "what": "X", "measure": their_measure.pk}),
        ("cause-create", [project, category.pk], {"text": "C", "place": f"category:{their_category.pk}"}),
        ("action-create", [project], {"text": "A", "person": stranger.user_id, "key": uuid.uuid4()}),
        ("team-leave", [project, leader.pk], {"successor": stranger.pk}),
    ]  # fmt: skip
    for name, args, data in tries:
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code in {200, 409, 422}, f"{name} took it: {data}"
        assert "error-summary" in answer.content.decode(), name
    assert own.history.count() == 1
    assert not world.project.actions.exists()
    assert not world.project.standards.exists()
    assert not bone.causes.exists()


def test_a_manager_cannot_bring_in_people_of_another_programme(world, sign_in) -> None:
    elsewhere = make.pool_coach(world.other_programme, make.user("Vera Lind"))
    foreign_partner = make.partner("Quarry Care")
    client, programme = sign_in(world.manager), world.programme.pk
    coach = world.other_coach.programme_memberships.get()
    tries = [
        ("coach-assign", [world.project.pk], {"coach": elsewhere.user_id, "starts_on": "1 March 2026"}),
        ("coach-edit", [programme, coach.pk], {"mentor": elsewhere.pk, "capacity": 2}),
        ("coach-edit", [programme, coach.pk], {"mentor": coach.pk, "capacity": 2}),
        ("coach-invite", [programme], {"name": "N", "email": "n@example.org", "mentor": elsewhere.pk, "capacity": 2}),
        ("partner-person-invite", [programme], {"name": "N", "email": "n@e.org", "partner": foreign_partner.pk}),
        ("partner-attach", [world.partner_organisation.pk], {"programme": world.other_programme.pk}),
    ]
    for name, args, data in tries:
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code in {200, 409, 422}, f"{name} took it: {data}"
        assert "error-summary" in answer.content.decode(), name
    coach.refresh_from_db()
    assert coach.mentor_id is None


def test_an_idea_or_a_test_of_another_project_in_the_query_is_a_404(world, sign_in) -> None:
    idea = world.other_project.change_ideas.create(text="Theirs")
    cycle = make.cycle(world.other_project)
    client, project = sign_in(world.lead), world.project.pk
    for name, query in (
        ("ramp-create", {"idea": idea.pk}),
        ("ramp-create", {"idea": "not-an-id"}),
        ("standard-create", {"cycle": cycle.pk}),
        ("standard-create", {"cycle": "../../etc/passwd"}),
    ):
        url = reverse(name, args=[project])
        assert client.get(url, query).status_code == 404, f"{name} {query}"
        data = {"title": "T", "first_test": "F", "who": "W", "what": "X"}
        assert client.post(url, data, query_params=query).status_code == 404, f"{name} {query}"


def test_an_id_of_another_projects_row_in_the_form_meets_nothing_there(world, sign_in) -> None:
    """The id drawn with a form, replaced by one that stands elsewhere: a row of one's own, the one there unharmed."""
    theirs = make.action(world.other_project, text="Theirs")
    place = world.other_project.team.get()
    client, project = sign_in(world.lead), world.project.pk
    tries = [
        ("action-create", {"text": "Mine", "key": theirs.pk}),
        ("action-list", {"line": "Sam: mine", "key": theirs.pk}),
        ("team-create", {"name": "New", "discipline": "gp", "key": place.pk}),
    ]
    for name, data in tries:
        answer = client.post(reverse(name, args=[project]), data)
        assert answer.status_code == 302, name
    assert set(world.project.actions.values_list("text", flat=True)) == {"Mine", "mine"}
    assert world.project.team.filter(name="New").count() == 1
    theirs.refresh_from_db()
    assert (theirs.text, theirs.project_id) == ("Theirs", world.other_project.pk)
    assert not world.other_project.team.filter(name="New").exists()
    draft = make.visit(world.other_project, world.other_coach)
    url = reverse("visit-create", args=[project])
    yesterday = f"{make.today() - timedelta(days=1):%d/%m/%Y}"
    data = {"day": yesterday, "time": "9:00", "mode": "phone", "version": 0}
    answer = sign_in(world.coach).post(f"{url}?draft={draft.pk}", data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.project_id, draft.logged_at) == (world.other_project.pk, None)
