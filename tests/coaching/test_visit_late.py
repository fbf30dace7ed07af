"""A log that a former coach's phone sends after the last day: of a day on which they still coached, and once."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.handover.supervision import supervision_notes
from coaching.models import Visit
from coaching.sealed import unseal
from coaching.sealed_on_phone import context_of, public_key
from coaching.visits.late import GRACE, MOST
from projects.models import Action, CoachAssignment, Share, TeamMember
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import handover, make
from tests.builders.phone import seal_as_phone, sending
from tests.builders.together import run_together
from tests.builders.visits import NHS_NUMBER, SECRET, as_typed, url

LAST_TAKEN = GRACE - timedelta(days=1)  # the first day without the coach lies as far back, at most


@pytest.fixture
def ident() -> UUID:
    return uuid4()


def left(world: Any, days_ago: int = 2) -> date:
    """The first day without the coach; another one follows."""
    first = make.today() - timedelta(days=days_ago)
    world.project.coach_assignments.filter(user=world.coach).update(ends_on=first)
    make.coaches(world.project, world.other_coach, starts_on=first)
    return first


def of_day(day: date, number: int = 1, *before: int, **more: str) -> dict[str, str]:
    return sending(number, *before, day=as_typed(day), **more)


def to(world: Any, ident: UUID) -> str:
    return url("visit-send", world.project, visit_id=ident)


def shut(answer: Any) -> str:
    """The words with which a log is not taken; nothing of it is written."""
    assert answer.status_code == 403
    assert answer.json()["state"] == "shut"
    assert not Visit.objects.logged().exists()
    assert not Action.objects.exists()
    return answer.json()["words"]


# --- Taken ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days_ago", [0, 2, LAST_TAKEN.days])
def test_a_visit_of_the_last_day_is_taken_within_the_grace(world, sign_in, ident, days_ago) -> None:
    client = sign_in(world.coach)
    first = left(world, days_ago)
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, ident))
    values = of_day(first - timedelta(days=1), progress="They voted", step0="Sam: ring", note_sealed=sealed)
    answer = client.post(to(world, ident), values).json()
    assert (answer["state"], answer["page"]) == ("saved", reverse("visits-kept"))
    assert "you cannot open it again" in answer["words"]
    visit = Visit.objects.get()
    assert (visit.pk, visit.coach, visit.progress) == (ident, world.coach, "They voted")
    assert unseal(visit.private_note_sealed) == SECRET
    assert Action.objects.get().owner == world.member
    event = Event.objects.get(action="visit.logged")
    assert (event.actor, event.detail) == (world.coach, {"left_on": first.isoformat()})


def test_the_planned_visit_of_that_day_is_logged(world, sign_in) -> None:
    visit = make.visit(world.project, world.coach, at=make.now() - timedelta(days=3))
    first = left(world)
    answer = sign_in(world.coach).post(to(world, visit.pk), of_day(first - timedelta(days=1), progress="They voted"))
    assert answer.json()["state"] == "saved"
    assert (Visit.objects.get().pk, Visit.objects.get().progress) == (visit.pk, "They voted")


def test_sent_twice_it_is_taken_once(world, sign_in, ident) -> None:
    first = left(world)
    client, values = sign_in(world.coach), of_day(first - timedelta(days=1), progress="They voted", step0="Sam: ring")
    for _ in range(3):
        assert client.post(to(world, ident), values).json()["state"] == "saved"
    assert (Visit.objects.count(), Visit.objects.get().version, Action.objects.count()) == (1, 0, 1)
    assert Event.objects.filter(action="visit.logged").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [False, True], ids=["planned", "new"])
def test_sent_twice_at_once_it_is_taken_once(world, is_new) -> None:
    from django.test import Client

    ident = uuid4() if is_new else make.visit(world.project, world.coach, at=make.now() - timedelta(days=3)).pk
    values = of_day(left(world) - timedelta(days=1), progress="They voted", step0="Sam: ring")

    def send() -> str:
        client = Client()
        client.force_login(world.coach, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(to(world, ident), values).json()["state"]

    assert run_together(send, send) == ["saved", "saved"]
    assert (Visit.objects.logged().count(), Action.objects.count()) == (1, 1)


def test_what_the_coach_took_on_is_the_successors_and_a_next_visit_is_nobodys(world, sign_in, ident) -> None:
    first = left(world)
    values = of_day(first - timedelta(days=1), step0="Rachel: send the workbook", next_in="2")
    answer = sign_in(world.coach).post(to(world, ident), values).json()
    assert "The next visit that you chose is not in the calendar." in answer["words"]
    assert (Action.objects.get().text, Action.objects.get().owner) == ("send the workbook", world.other_coach)
    assert not Visit.objects.planned().exists()
    assert Visit.objects.get().next_contact_at is None


def test_without_a_successor_it_bears_the_coachs_name(world, sign_in, ident) -> None:
    first = left(world)
    world.project.coach_assignments.filter(user=world.other_coach).delete()
    sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1), step0="Rachel: send the workbook"))
    assert (Action.objects.get().owner, Action.objects.get().owner_name) == (None, "Rachel Osei")


def test_whom_they_met_may_have_left_since(world, sign_in, ident) -> None:
    first = left(world)
    TeamMember.objects.filter(project=world.project, name="Jo Pritchard").update(ends_on=first)
    answer = sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1), met="Jo Pritchard"))
    assert answer.json()["state"] == "saved"
    assert Visit.objects.get().people == "Jo Pritchard"


def test_the_team_gets_its_mail_and_the_mentor_the_note(world, sign_in, ident) -> None:
    first = left(world)
    sealed = seal_as_phone(SECRET, public_key(), context_of(world.coach, ident))
    sign_in(world.coach).post(
        to(world, ident), of_day(first - timedelta(days=1), note_sealed=sealed, needs_help="on", step0="Sam: ring")
    )
    mail.outbox.clear()
    for days in range(7):  # on the first working day after
        plan_reminders(make.now() + timedelta(days=days))
        send_due(make.now() + timedelta(days=days))
    addresses = {
        message.to[0]
        for message in mail.outbox
        if reverse("visit-detail", args=[world.project.pk, ident]) in message.body
    }
    assert world.lead.email in addresses
    assert world.coach.email not in addresses
    place = handover.place_of(world.coach, world.programme)
    assert [note.text for note in supervision_notes(place)] == [SECRET]


def test_the_mentor_who_is_asked_for_help_is_led_to_a_page_that_opens(world, sign_in, ident) -> None:
    first = left(world)
    world.programme.memberships.filter(user=world.other_coach).update(mentor=None)
    sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1), needs_help="on"))
    mail.outbox.clear()
    plan_reminders(make.now())
    send_due(make.now())
    body = {message.to[0]: message.body for message in mail.outbox if "needs help" in message.subject}[
        world.mentor.email
    ]
    notes = reverse("coach-notes", args=[world.programme.pk, handover.place_of(world.coach, world.programme).pk])
    assert notes in body
    assert "does not coach this team any more" in body
    assert sign_in(world.mentor).get(notes).status_code == 200


def test_a_coach_who_leads_again_sends_as_any_other(world, sign_in, ident) -> None:
    first = left(world)
    CoachAssignment.objects.filter(project=world.project, user=world.other_coach).delete()
    make.coaches(world.project, world.coach, starts_on=make.today())
    answer = sign_in(world.coach).post(to(world, ident), of_day(first, progress="They voted"))
    assert answer.json()["page"] == url("visit-detail", world.project, visit_id=ident)


# --- Not taken ------------------------------------------------------------------------------------------------------


def test_a_visit_of_the_day_after_the_last_is_not(world, sign_in, ident) -> None:
    first = left(world)
    words = shut(sign_in(world.coach).post(to(world, ident), of_day(first, progress="They voted", step0="Sam: ring")))
    assert words.startswith("You did not coach this team on ")
    assert "Your last day was " in words


def test_nor_one_of_before_they_began_nor_between(world, sign_in, ident) -> None:
    first = left(world)
    world.project.coach_assignments.filter(user=world.coach).update(starts_on=first - timedelta(days=3))
    make.coaches(world.project, world.coach, starts_on=first - timedelta(days=20), ends_on=first - timedelta(days=10))
    client = sign_in(world.coach)
    for days in (5, 25):
        shut(client.post(to(world, ident), of_day(first - timedelta(days=days))))
    earlier = client.post(to(world, ident), of_day(first - timedelta(days=12)))
    assert earlier.json()["state"] == "saved", "that place ended within the grace, too"


def test_nor_a_visit_that_has_not_been(world, sign_in, ident) -> None:
    left(world)
    words = shut(sign_in(world.coach).post(to(world, ident), of_day(make.today() + timedelta(days=1))))
    assert "has not happened yet" in words


def test_after_the_grace_the_project_is_not_there(world, sign_in, ident) -> None:
    first = left(world, GRACE.days)
    assert sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1))).status_code == 404
    assert not Visit.objects.exists()


def test_nor_is_a_team_that_was_never_theirs(world, sign_in, ident) -> None:
    first = left(world)
    answer = sign_in(world.coach).post(
        url("visit-send", world.other_project, visit_id=ident), of_day(first - timedelta(days=1))
    )
    assert answer.status_code == 404
    assert not Visit.objects.exists()


def test_a_place_that_never_began_counts_for_no_day(world, sign_in, ident) -> None:
    yesterday = make.today() - timedelta(days=1)
    make.coaches(world.other_project, world.coach, starts_on=yesterday, ends_on=yesterday, is_lead=False)
    answer = sign_in(world.coach).post(url("visit-send", world.other_project, visit_id=ident), of_day(yesterday))
    assert answer.status_code == 404


@pytest.mark.parametrize("how", ["ended", "another programme"])
def test_who_has_left_the_pool_is_refused_at_once(world, sign_in, ident, how) -> None:
    """The manager's way to shut somebody out."""
    first = left(world)
    world.programme.memberships.filter(user=world.coach).update(ends_on=make.today())
    if how == "another programme":
        make.pool_coach(make.programme("Elsewhere"), world.coach)
    assert sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1))).status_code == 404
    assert not Visit.objects.exists()


def test_a_visit_that_went_to_the_successor_is_theirs(world, sign_in) -> None:
    """Both phones held the same planned visit; the former coach's went there a day sooner."""
    first = left(world)
    visit = make.visit(world.project, world.other_coach, at=make.now())
    client, values = sign_in(world.coach), of_day(first - timedelta(days=1), progress="Mine", step0="Sam: ring")
    assert shut(client.post(to(world, visit.pk), values)) == "This visit went to the coach who follows you."
    theirs = sending(2, day=as_typed(make.today()), time="0:00", progress="Theirs")
    assert sign_in(world.other_coach).post(to(world, visit.pk), theirs).json()["state"] == "saved"
    assert sign_in(world.coach).post(to(world, visit.pk), values).status_code == 403
    visit.refresh_from_db()
    assert (visit.progress, visit.coach, Action.objects.count()) == ("Theirs", world.other_coach, 0)


def test_what_is_logged_is_not_changed(world, sign_in, ident) -> None:
    """Neither from the desk's log nor from the same phone's: the successor has read it by now."""
    first = left(world)
    client = sign_in(world.coach)
    client.post(to(world, ident), of_day(first - timedelta(days=1), progress="They voted"))
    answer = client.post(to(world, ident), of_day(first - timedelta(days=1), 2, 1, progress="They quarrelled"))
    assert (answer.status_code, answer.json()["state"]) == (403, "shut")
    assert "logged already" in answer.json()["words"]
    assert (Visit.objects.get().progress, Visit.objects.get().version) == ("They voted", 0)


def test_a_plan_that_was_moved_elsewhere_is_not_overwritten(world, sign_in) -> None:
    visit = make.visit(world.project, world.coach, at=make.now() - timedelta(days=3))
    first = left(world)
    Visit.objects.filter(pk=visit.pk).update(version=3, mode="video")
    words = shut(sign_in(world.coach).post(to(world, visit.pk), of_day(first - timedelta(days=1), mode="phone")))
    assert "changed elsewhere" in words


def test_the_id_of_a_visit_elsewhere_is_not_taken_over(world, sign_in) -> None:
    first = left(world)
    theirs = make.visit(world.other_project, world.other_coach)
    assert sign_in(world.coach).post(to(world, theirs.pk), of_day(first - timedelta(days=1))).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"progress": f"Mrs Hale, {NHS_NUMBER}"}, "NHS number"), ({"note_sealed": "bm90"}, "cannot be opened")],
)
def test_what_does_not_fit_is_named(world, sign_in, ident, wrong, words) -> None:
    first = left(world)
    assert words in shut(sign_in(world.coach).post(to(world, ident), of_day(first - timedelta(days=1), **wrong)))


def test_what_no_phone_sends_finds_nothing(world, sign_in, ident) -> None:
    first = left(world)
    client = sign_in(world.coach)
    for wrong in ({"sent": ""}, {"sent": "../../x"}, {"before": "1"}):
        assert client.post(to(world, ident), of_day(first - timedelta(days=1), **wrong)).status_code == 404
    assert client.get(to(world, ident)).status_code == 404


def test_a_flood_is_not_taken(world, sign_in) -> None:
    first = left(world)
    client = sign_in(world.coach)
    for number in range(MOST):
        client.post(to(world, uuid4()), of_day(first - timedelta(days=1), number))
    answer = client.post(to(world, uuid4()), of_day(first - timedelta(days=1), MOST))
    assert "Tell the programme’s manager" in answer.json()["words"]
    assert Visit.objects.count() == MOST


def test_it_opens_nothing_else(world, sign_in, ident) -> None:
    first = left(world)
    client = sign_in(world.coach)
    client.post(to(world, ident), of_day(first - timedelta(days=1), progress="They voted"))
    for name in ("visit-detail", "visit-log", "visit-move", "visit-cancel", "visit-brief"):
        page = url(name, world.project, visit_id=ident)
        assert {client.get(page).status_code, client.post(page, of_day(first)).status_code} <= {404, 405}
    create = f"{url('visit-create', world.project)}?draft={uuid4()}"
    assert client.post(create, of_day(first - timedelta(days=1))).status_code == 404
    assert Visit.objects.count() == 1


def test_who_may_still_see_a_part_sends_no_more_than_that(world, sign_in, ident) -> None:
    Share.objects.get_or_create(project=world.project, tool="storyboard", audience="library")
    first = left(world)
    client = sign_in(world.coach)
    shut(client.post(to(world, ident), of_day(first, step0="Sam: ring")))
    assert client.post(to(world, ident), of_day(first - timedelta(days=1))).json()["state"] == "saved"
