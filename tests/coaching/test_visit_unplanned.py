"""A visit nobody planned, begun on a phone without a signal: the id is the phone's, and everything else as ever."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.models import Visit
from coaching.sealed import unseal
from coaching.sealed_on_phone import context_of, public_key
from coaching.visits.late import GRACE
from projects.models import Action, CoachAssignment, Project, Share
from tests.builders import make
from tests.builders.phone import seal_as_phone, sending
from tests.builders.visits import NHS_NUMBER, SECRET, logged, url


@pytest.fixture
def ident() -> UUID:
    return uuid4()


def to(world: Any, ident: UUID) -> str:
    return url("visit-send", world.project, visit_id=ident)


def page_of(world: Any, ident: UUID) -> str:
    return f"{url('visit-create', world.project)}?draft={ident}"


def left(world: Any) -> None:
    """So long ago that not even a visit of the last day is taken (test_visit_late)."""
    first = make.today() - GRACE
    CoachAssignment.objects.filter(project=world.project, user=world.coach).update(ends_on=first)


# --- Sent -----------------------------------------------------------------------------------------------------------


def test_it_arrives_with_all_that_was_written(world, sign_in, ident) -> None:
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, ident))
    values = sending(note_sealed=sealed, progress="They voted", step0="Sam: ring", next_in="1", needs_help="on")
    answer = sign_in(world.coach).post(to(world, ident), {**values, "writer": str(world.coach.pk)})
    assert answer.json() == {"state": "saved", "page": url("visit-detail", world.project, visit_id=ident)}
    visit = Visit.objects.logged().get()
    assert (visit.pk, visit.coach, visit.project, visit.needs_help) == (ident, world.coach, world.project, True)
    assert unseal(visit.private_note_sealed) == SECRET
    assert Action.objects.get().owner == world.member
    assert Visit.objects.planned().get().at > visit.at
    assert SECRET not in str(list(Event.objects.values_list("detail", flat=True)))


def test_redelivered_it_is_one_visit(world, sign_in, ident) -> None:
    client, values = sign_in(world.coach), sending(progress="They voted", step0="Sam: ring", next_in="2")
    for _ in range(3):
        assert client.post(to(world, ident), values).json()["state"] == "saved"
    assert (Visit.objects.logged().count(), Visit.objects.planned().count(), Action.objects.count()) == (1, 1, 1)


def test_the_answer_was_lost_and_more_was_written(world, sign_in, ident) -> None:
    client = sign_in(world.coach)
    client.post(to(world, ident), sending(1, progress="They voted", step0="Sam: ring"))
    more = sending(2, 1, progress="They voted. Two were away", step0="Sam: ring", step1="Jo: draft the aim")
    assert client.post(to(world, ident), more).json()["state"] == "saved"
    assert Visit.objects.get().progress == "They voted. Two were away"
    assert sorted(Action.objects.values_list("text", flat=True)) == ["draft the aim", "ring"]


def test_the_day_of_writing_is_the_day_of_the_visit(world, sign_in, ident) -> None:
    written = datetime.combine(make.today() - timedelta(days=1), datetime.min.time(), tzinfo=UTC).replace(hour=12)
    day = f"{written:%A} {written.day} {written:%B} {written.year}"
    values = sending(day=day, time="12:05", written=written.isoformat(), step0="Sam: ring, by tomorrow")
    assert sign_in(world.coach).post(to(world, ident), values).json()["state"] == "saved"
    assert Action.objects.get().due_on == make.today()


def test_two_visits_from_one_kept_page_are_two(world, sign_in) -> None:
    client = sign_in(world.coach)
    for number, words in enumerate(("In the morning", "In the afternoon"), start=1):
        assert client.post(to(world, uuid4()), sending(number, progress=words)).json()["state"] == "saved"
    assert set(Visit.objects.values_list("progress", flat=True)) == {"In the morning", "In the afternoon"}


# --- Not taken ------------------------------------------------------------------------------------------------------


def test_a_coach_who_has_left_is_told_in_words_and_nothing_is_written(world, sign_in, ident) -> None:
    client = sign_in(world.coach)
    left(world)
    answer = client.post(to(world, ident), sending(progress="They voted", step0="Sam: ring"))
    assert answer.status_code == 404
    assert not Visit.objects.exists()
    assert not Action.objects.exists()


def test_a_coach_who_has_left_and_may_still_see_something_is_told_so_too(world, sign_in, ident) -> None:
    """The programme's people see what the team shows them: no longer a 404, and it must not read as signed out."""
    Share.objects.get_or_create(project=world.project, tool="storyboard", audience="library")
    client = sign_in(world.coach)
    left(world)
    assert Project.visible_to(world.coach).filter(pk=world.project.pk).exists()
    answer = client.post(to(world, ident), sending(progress="They voted"))
    assert (answer.status_code, answer.json()) == (403, {"state": "shut"})
    assert not Visit.objects.exists()


def test_what_somebody_else_wrote_on_this_device_is_not_theirs_to_send(world, sign_in, ident) -> None:
    """The page is of before somebody else signed in; both coach the team."""
    make.coaches(world.project, world.other_coach, is_lead=False)
    values = sending(progress="They voted", writer=str(world.coach.pk))
    answer = sign_in(world.other_coach).post(to(world, ident), values)
    assert (answer.status_code, answer.json()) == (403, {"state": "signed-out"})
    assert not Visit.objects.exists()
    assert sign_in(world.coach).post(to(world, ident), values).json()["state"] == "saved"
    assert Visit.objects.get().coach == world.coach


def test_signed_out_it_is_sent_to_the_way_in(world, client, ident) -> None:
    answer = client.post(to(world, ident), sending(progress="They voted"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("whose", ["other coach", "other project"])
def test_the_id_of_another_visit_is_not_taken_over(world, sign_in, whose) -> None:
    project = world.project if whose == "other coach" else world.other_project
    theirs = make.visit(project, world.other_coach)
    answer = sign_in(world.coach).post(to(world, theirs.pk), sending(progress="Mine"))
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert (theirs.progress, theirs.coach, theirs.logged_at) == ("", world.other_coach, None)


def test_a_note_sealed_for_another_visit_does_not_open(world, sign_in, ident) -> None:
    """Each log that is begun draws its own id, and its note is bound to it."""
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, uuid4()))
    answer = sign_in(world.coach).post(to(world, ident), sending(note_sealed=sealed))
    assert "cannot be opened" in " ".join(answer.json()["problems"])
    assert not Visit.objects.exists()


def test_what_does_not_fit_is_refused_whole_and_comes_back_on_its_page(world, sign_in, ident) -> None:
    client, words = sign_in(world.coach), f"Mrs Hale, {NHS_NUMBER}"
    assert client.post(to(world, ident), sending(progress=words, step0="Sam: ring")).status_code == 422
    assert not Visit.objects.exists()
    assert not Action.objects.exists()
    page = client.post(page_of(world, ident), logged(progress=words, barriers="Kept")).text
    assert "looks like an NHS number" in page
    assert "Kept" in page


# --- Kept -----------------------------------------------------------------------------------------------------------


def test_the_list_offers_each_team_that_is_coached_today(world, sign_in) -> None:
    ended = make.project(world.programme, make.practice("Gorse Hill Surgery"), status="completed")
    make.coaches(ended, world.coach)
    page = sign_in(world.coach).get(reverse("visits-kept")).text
    assert f'href="{url("visit-create", world.project)}" data-keep-page' in page
    for project in (world.other_project, ended):
        assert url("visit-create", project) not in page
    left(world)
    assert url("visit-create", world.project) not in sign_in(world.coach).get(reverse("visits-kept")).text


@pytest.mark.parametrize("who", ["lead", "mentor", "manager", "admin"])
def test_it_offers_nothing_to_those_who_coach_nobody(world, sign_in, who) -> None:
    page = sign_in(world.people[who]).get(reverse("visits-kept")).text
    assert "A visit that was not planned" not in page


def test_many_teams_are_offered_up_to_a_number(world, sign_in, django_assert_max_num_queries) -> None:
    for number in range(24):
        make.coaches(make.project(world.programme, make.practice(f"Surgery {number}")), world.coach)
    client = sign_in(world.coach)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("visits-kept")).text
    assert page.count("Begin a log") == 20
    assert "you find your other teams on Today" in page


def test_only_a_log_that_is_not_begun_may_be_kept_for_any_visit(world, sign_in, ident) -> None:
    client = sign_in(world.coach)
    page = client.get(page_of(world, ident))
    assert page.headers["X-Keep"] == str(world.coach.pk)
    assert " data-new" in page.text
    assert f'data-send="{to(world, ident)}"' in page.text
    client.post(to(world, ident), sending(progress="They voted", note_sealed=""))
    page = client.get(page_of(world, ident))
    assert " data-new" not in page.text
    assert "X-Keep" not in page.headers, "a private note may stand on it"
