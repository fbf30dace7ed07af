"""A log that a phone sends by itself: once, with nothing lost, and with a note that nobody opened on the way."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from cryptography.fernet import Fernet

from coaching.models import Visit
from coaching.sealed import Unreadable, unseal
from coaching.sealed_on_phone import context_of, open_from_phone, public_key
from projects.models import Action
from tests.builders import make
from tests.builders.phone import seal_as_phone, sending
from tests.builders.together import run_together
from tests.builders.visits import LONDON, NHS_NUMBER, SECRET, logged, of, url


def test_a_log_arrives_with_all_that_was_written(world, sign_in, visit) -> None:
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, visit.pk))
    values = sending(note_sealed=sealed, progress="They voted", met="Jo Pritchard", people="the trainer")
    answer = sign_in(world.coach).post(of("visit-send", visit), {**values, "step0": "Sam: ring, by Friday"})
    assert answer.json() == {"state": "saved", "page": of("visit-detail", visit)}
    visit.refresh_from_db()
    assert (visit.progress, visit.people) == ("They voted", "Jo Pritchard, the trainer")
    assert unseal(visit.private_note_sealed) == SECRET
    assert Action.objects.get().owner == world.member


def test_what_looks_like_a_birthday_arrives_and_is_said_on_the_next_page(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    answer = client.post(of("visit-send", visit), sending(progress="Mrs Hale, born 3/4/1950"))
    assert answer.json()["state"] == "saved"
    assert "may hold a date of birth" in client.get(answer.json()["page"]).text


def test_sent_three_times_is_one_also_when_it_was_corrected_meanwhile(world, sign_in, visit) -> None:
    client, values = sign_in(world.coach), sending(progress="They voted", step0="Sam: ring")
    assert client.post(of("visit-send", visit), values).json()["state"] == "saved"
    client.post(of("visit-log", visit), logged(version="1", progress="They voted twice"))
    for _ in range(2):
        assert client.post(of("visit-send", visit), values).json()["state"] == "saved"
    visit.refresh_from_db()
    assert (visit.progress, visit.version, Action.objects.count()) == ("They voted twice", 2, 1)


def test_the_answer_was_lost_and_more_was_written(world, sign_in, visit) -> None:
    """The phone does not know that the first one arrived. It names it, and nobody clashes with themselves."""
    client = sign_in(world.coach)
    client.post(of("visit-send", visit), sending(1, progress="They voted", step0="Sam: ring"))
    more = sending(2, 1, progress="They voted. Two were away", step0="Sam: ring", step1="Jo: draft the aim")
    assert client.post(of("visit-send", visit), more).json()["state"] == "saved"
    visit.refresh_from_db()
    assert visit.progress == "They voted. Two were away"
    assert sorted(Action.objects.values_list("text", flat=True)) == ["draft the aim", "ring"]
    assert client.post(of("visit-send", visit), sending(1, progress="They voted")).json()["state"] == "saved"
    visit.refresh_from_db()
    assert visit.progress == "They voted. Two were away", "the first one came late, and was here before"


def test_next_steps_of_a_phone_that_came_late_are_not_lost(world, sign_in, visit) -> None:
    """The same log was written at the desk: the phone's page then sends itself as a form, with its next steps."""
    client, values = sign_in(world.coach), {"progress": "They voted", "phase": "action"}
    client.post(of("visit-log", visit), logged(**values))
    for _ in range(2):
        assert client.post(of("visit-log", visit), logged(**values, step0="Sam: ring")).status_code == 302
    assert [row.text for row in Action.objects.all()] == ["ring"]


def test_what_was_changed_elsewhere_is_not_overwritten(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    client.post(of("visit-log", visit), logged(progress="Written at the desk"))
    answer = client.post(of("visit-send", visit), sending(1, progress="Written on the phone"))
    assert (answer.status_code, answer.json()) == (409, {"state": "stale"})
    page = client.post(of("visit-log", visit), logged(progress="Written on the phone")).content.decode()
    assert "Written at the desk" in page
    assert "Written on the phone" in page
    visit.refresh_from_db()
    assert visit.progress == "Written at the desk"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [False, True], ids=["planned", "new"])
def test_two_sendings_at_once_are_one(world, is_new) -> None:
    from django.test import Client

    ident = uuid4() if is_new else make.visit(world.project, world.coach).pk
    target, values = (
        url("visit-send", world.project, visit_id=ident),
        sending(progress="They voted", step0="Sam: ring"),
    )

    def send() -> str:
        client = Client()
        client.force_login(world.coach, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(target, values).json()["state"]

    assert run_together(send, send) == ["saved", "saved"]
    assert (Visit.objects.count(), Visit.objects.get().history.filter(logged_at__isnull=False).count()) == (1, 1)
    assert Action.objects.count() == 1


def test_a_visit_nobody_planned_and_one_that_was_called_off_arrive(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    client.post(of("visit-cancel", visit))
    assert client.post(of("visit-send", visit), sending(progress="It took place")).json()["state"] == "saved"
    assert Visit.objects.get().progress == "It took place"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"progress": f"Mrs Hale, {NHS_NUMBER}"}, "NHS number"),
        ({"energy": "9"}, "no longer there"),
        ({"sent": "../../x"}, "no longer whole"),
        ({"sent": ""}, "no longer whole"),
        ({"before": "1,2"}, "no longer whole"),
        ({"note_sealed": "bm90IHNlYWxlZA=="}, "cannot be opened"),
        ({"note_sealed": "%%%"}, "cannot be opened"),
        ({"note_sealed": "x" * 30_001}, "cannot be opened"),
    ],
)
def test_what_does_not_fit_is_refused_whole_and_named(world, sign_in, visit, wrong, words) -> None:
    answer = sign_in(world.coach).post(of("visit-send", visit), sending(**{"step0": "Sam: ring", **wrong}))
    assert answer.status_code == 422
    assert words in " ".join(answer.json()["problems"])
    visit.refresh_from_db()
    assert visit.logged_at is None
    assert not Action.objects.exists()


def test_a_note_with_an_nhs_number_comes_back_to_be_put_right(world, sign_in, visit) -> None:
    sealed = seal_as_phone(f"She said {NHS_NUMBER}", public_key(), context_of(world.coach, visit.pk))
    client = sign_in(world.coach)
    assert client.post(of("visit-send", visit), sending(note_sealed=sealed)).status_code == 422
    page = client.post(of("visit-log", visit), logged(note_sealed=sealed)).content.decode()
    assert "looks like an NHS number" in page
    assert f"She said {NHS_NUMBER}" in page


def test_a_note_that_nobody_can_open_is_said_once(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    page = client.post(of("visit-log", visit), logged(note_sealed="bm90", progress="Kept")).content.decode()
    assert "sealed on your phone cannot be opened" in page
    assert 'name="note_sealed" value="' not in page
    assert client.post(of("visit-log", visit), logged(progress="Kept")).status_code == 302


def test_friday_counts_from_the_day_of_writing(world, sign_in, visit) -> None:
    """Written on a Thursday, sent on the Monday after."""
    with time_machine.travel(datetime(2026, 3, 9, 9, tzinfo=UTC), tick=False):
        written = datetime(2026, 3, 5, 14, tzinfo=UTC).isoformat()
        values = sending(step0="Sam: ring, by Friday", day="5/3/2026", written=written)
        world.project.coach_assignments.update(starts_on="2025-01-01")
        world.programme.memberships.update(starts_on="2025-01-01")
        assert sign_in(world.coach).post(of("visit-send", visit), values).json()["state"] == "saved"
    assert str(Action.objects.get().due_on) == "2026-03-06"


@pytest.mark.parametrize("written", ["", "yesterday", "2026-03-05T14:00:00", "9999-12-31T23:59:59+00:00"])
def test_a_phone_without_a_clock_counts_from_today(world, sign_in, visit, written) -> None:
    values = sending(step0="Sam: ring, by tomorrow", written=written)
    assert sign_in(world.coach).post(of("visit-send", visit), values).json()["state"] == "saved"
    assert Action.objects.get().created_at.date() == make.now().date()


# --- The sealed note ------------------------------------------------------------------------------------------------


def test_a_note_opens_for_its_writer_and_visit_alone(world, visit) -> None:
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, visit.pk))
    assert open_from_phone(sealed, context_of(world.coach, visit.pk)) == SECRET
    for context in (context_of(world.other_coach, visit.pk), context_of(world.coach, uuid4()), ""):
        with pytest.raises(Unreadable):
            open_from_phone(sealed, context)
    assert seal_as_phone(SECRET, public_key(), "x") != seal_as_phone(SECRET, public_key(), "x")


def test_a_note_sealed_before_the_key_changed_still_opens(world, visit, settings) -> None:
    context = context_of(world.coach, visit.pk)
    sealed, before = seal_as_phone(SECRET, public_key(), context), public_key()
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = [settings.FIELD_ENCRYPTION_KEY]
    settings.FIELD_ENCRYPTION_KEY = Fernet.generate_key().decode()
    assert public_key() != before
    assert open_from_phone(sealed, context) == SECRET
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        open_from_phone(sealed, context)


# --- What a phone keeps ---------------------------------------------------------------------------------------------


def test_only_an_open_log_says_that_it_may_be_kept(world, sign_in, visit, done) -> None:
    client = sign_in(world.coach)
    assert client.get(of("visit-log", visit)).headers["X-Keep"] == str(world.coach.pk)
    page = client.get(of("visit-log", done))
    assert SECRET in page.content.decode()
    assert "X-Keep" not in page.headers, "a note stands on it"
    assert "X-Keep" not in client.post(of("visit-log", visit), logged(mode="owl")).headers
    assert "X-Keep" not in client.get(of("visit-detail", done)).headers


def test_the_list_names_the_coachs_own_visits_of_these_days(world, sign_in, visit, done) -> None:
    make.coaches(world.other_project, world.coach, is_lead=False)
    theirs = make.visit(world.other_project, world.other_coach)
    soon = make.visit(world.other_project, world.coach, at=make.now() + timedelta(hours=30))
    late = make.visit(world.project, world.coach, at=make.now() + timedelta(days=4))
    old = make.visit(world.project, world.coach, at=make.now() - timedelta(days=20))
    answer = sign_in(world.coach).get(url_of_list())
    page = answer.content.decode()
    assert answer.headers["X-Keep"] == str(world.coach.pk)
    assert all(of("visit-log", one) in page for one in (visit, soon))
    assert not any(of("visit-log", one) in page for one in (theirs, late, old, done))
    world.project.coach_assignments.update(ends_on=make.today())
    assert of("visit-log", visit) not in sign_in(world.coach).get(url_of_list()).content.decode()


def url_of_list() -> str:
    from django.urls import reverse

    return reverse("visits-kept")


def test_the_worker_is_a_script_at_the_top(client, world) -> None:
    answer = client.get("/visits-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Cache-Control" in answer.headers


# --- Filled in ------------------------------------------------------------------------------------------------------


def test_what_is_known_is_filled_in(world, sign_in, visit) -> None:
    make.visit(
        world.project, world.coach, at=make.now() - timedelta(days=9), logged_at=make.now(), minutes=45,
        travel_minutes=25, phase="transition", tools_used=["fishbone"], people="Jo Pritchard, the trainer",
    )  # fmt: skip
    Visit.objects.filter(pk=visit.pk).update(minutes=90)
    answer = sign_in(world.coach).get(of("visit-log", visit))
    assert "As last time: Jo Pritchard, the trainer; What causes it." in answer.content.decode()
    form = answer.context["form"]
    filled = {
        name: form[name].value() for name in ("minutes", "travel_minutes", "phase", "tools_used", "met", "people")
    }
    assert filled == {
        "minutes": 90, "travel_minutes": 25, "phase": "transition", "tools_used": ["fishbone"],
        "met": ["Jo Pritchard"], "people": "the trainer",
    }  # fmt: skip
    assert [label for _, label in form.fields["met"].choices] == ["Jo Pritchard", "Sam Whitlock"]


def test_more_names_than_fit_are_said_beside_the_field(world, sign_in, visit) -> None:
    page = (
        sign_in(world.coach)
        .post(of("visit-log", visit), logged(met="Jo Pritchard", people="x" * 299))
        .content.decode()
    )
    assert "more names than fit" in page
    assert "x" * 299 in page


# --- The next visit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weeks", ["1", "2", "4"])
def test_the_next_visit_is_one_tap(world, sign_in, visit, weeks) -> None:
    """At the same time of the clock, also across a change of the clocks; sent twice is one."""
    with time_machine.travel(datetime(2026, 3, 20, 18, tzinfo=UTC), tick=False):
        world.project.coach_assignments.update(starts_on="2025-01-01")
        world.programme.memberships.update(starts_on="2025-01-01")
        client, values = sign_in(world.coach), logged(day="20/3/2026", time="13:30", next_in=weeks, phase="action")
        for _ in range(2):
            answer = client.post(of("visit-log", visit), values)
            assert answer.status_code == 302, answer.context["form"].errors
        first = datetime(2026, 3, 20, 13, 30, tzinfo=LONDON)  # added to by the clock on the wall
        assert Visit.objects.planned().get().at == first + timedelta(weeks=int(weeks))
        form = client.get(of("visit-log", visit)).context["form"]
        assert (form["next_in"].value(), form["next_day"].value()) == (weeks, None)


def test_another_day_asks_which(world, sign_in, visit) -> None:
    page = sign_in(world.coach).post(of("visit-log", visit), logged(next_in="day")).content.decode()
    assert "Which day is the next visit?" in page
    assert "What time is the next visit?" in page
