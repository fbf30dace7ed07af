"""What a coach brings: the page, the form, trainings and their refreshers."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day_full
from coaching.models import CoachProfile, Training
from coaching.profiles.presenters import due_words, places_of
from coaching.profiles.refreshers import remind_of_refreshers
from coaching.profiles.services import add_training, remove_training, save_profile
from projects.refusal import Refusal
from tests.builders import make, matching
from tests.builders.counting import count_queries
from tests.builders.together import run_together

TODAY = make.today
GOOD = {
    "about": "I was a practice nurse for ten years.",
    "earlier_projects": "4",
    "types": ["process", "health"],
    "clinical_areas": ["diabetes"],
    "commissioning_role": "Planned care lead",
    "commissions": ["planned_care"],
    "postcode": "ex43ab",
    "districts": "EX4, ex16\nTQ",
    "weekdays": ["1", "3"],
    "version": "0",
}


def url(world, name="coach-profile", who="coach", **extra) -> str:
    membership = world.people[who].programme_memberships.get()
    return reverse(name, kwargs={"programme_id": world.programme.pk, "membership_id": membership.pk, **extra})


def test_the_coach_writes_it_and_the_manager_reads_it(world, sign_in) -> None:
    answer = sign_in(world.coach).post(url(world), {**GOOD, "keeps_out_of": world.practice.code.lower()})
    assert answer.status_code == 302
    profile = CoachProfile.objects.get()
    assert (profile.user, profile.postcode, profile.districts) == (world.coach, "EX4 3AB", ["EX4", "EX16", "TQ"])
    assert (profile.weekdays, profile.keeps_out_of) == ([1, 3], [world.practice.code])
    page = sign_in(world.manager).get(url(world, "coach-detail")).content.decode()
    for words in ("Planned care lead", "EX4, EX16, TQ", "Tuesday, Thursday", "5", "Marcus Bell", "1 of 2 teams"):
        assert words in page, words
    assert sign_in(world.mentor).get(url(world, "coach-detail")).status_code == 200
    assert "Rachel Osei" in sign_in(world.mentor).get(url(world, "coach-detail", "mentor")).content.decode()
    assert sign_in(world.manager).post(url(world), {**GOOD, "version": "1", "about": "Shorter"}).status_code == 302
    assert CoachProfile.objects.get().about == "Shorter"
    event = Event.objects.filter(action="profile.saved").first()
    assert event.programme_id == world.programme.pk
    assert "nurse" not in str(event.detail)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("postcode", "EX4", "This is not a whole postcode. Write it like EX4 3AB."),
        ("districts", "EX4 somewhere", "‘SOMEWHERE’ begins no postcode."),
        ("keeps_out_of", "Old Mill", "‘OLD’ is no code of a practice: a letter and five digits."),
        ("keeps_out_of", "Z99998", "The list of practices has none with the code Z99998."),
        (
            "districts",
            " ".join(f"{letter}{n}" for letter in "AB" for n in range(1, 40)),
            "The most is 40",
        ),
        ("earlier_projects", "many", "whole number"),
        ("earlier_projects", "501", "500"),
        ("about", "x" * 501, "500"),
        ("about", "Ring 943 476 5919", "NHS number"),
        ("commissioning_role", "a\x00b", "cannot be kept"),
        ("weekdays", "9", "choice"),
    ],
    ids=lambda value: re.sub(r"\W+", "-", str(value))[:24],
)
def test_what_does_not_fit_is_said_beside_the_field_and_the_rest_stays(
    world, sign_in, field, typed, sentence
) -> None:
    answer = sign_in(world.coach).post(url(world), {**GOOD, field: typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "error-summary" in page
    for kept in ("Planned care lead" if field != "commissioning_role" else "ex43ab", "diabetes"):
        assert kept in page
    assert not CoachProfile.objects.exists()


def test_two_who_write_at_once_both_see_both_texts(world, sign_in) -> None:
    sign_in(world.manager).post(url(world), {**GOOD, "about": "From the manager"})
    page = sign_in(world.coach).post(url(world), {**GOOD, "about": "From the coach"}).content.decode()
    assert "From the manager" in page
    assert "From the coach" in page
    assert CoachProfile.objects.get().about == "From the manager"


@pytest.mark.parametrize("who", ["mentor", "other_coach", "other_manager", "admin", "lead"])
def test_nobody_else_changes_it(world, who) -> None:
    membership = world.coach.programme_memberships.select_related("programme").get()
    with pytest.raises(Refusal):
        save_profile(membership=membership, values={}, expected_version=0, by=world.people[who])
    with pytest.raises(Refusal):
        add_training(
            membership=membership, name="T", done_on=TODAY(), refresh_on=None, key=None, by=world.people[who]
        )
    row = matching.training(world.coach)
    with pytest.raises(Refusal):
        remove_training(membership=membership, training_id=row.pk, by=world.people[who])


def test_a_training_sent_twice_is_one_and_can_be_removed(world, sign_in) -> None:
    client = sign_in(world.coach)
    data = {"name": "Microsystem coaching", "done_on": "1 March 2024", "refresh_on": "", "key": str(uuid4())}
    for _ in range(2):
        assert client.post(url(world, "training-create"), data).status_code == 302
    client.post(url(world, "training-create"), {**data, "name": "Another"})
    assert set(Training.objects.values_list("name", flat=True)) == {"Microsystem coaching", "Another"}
    row = Training.objects.get(name="Another")
    for _ in range(2):
        off = client.post(url(world, "training-delete", training_id=row.pk))
        assert off.status_code in {302, 404}
    assert Training.objects.count() == 1


@pytest.mark.parametrize(
    ("done", "refresh", "sentence"),
    [
        ("32 Mai", "", "32 Mai"),
        ("1 January 2999", "", "still to come"),
        ("1 March 2024", "1 March 2024", "The refresher comes after the training."),
    ],
)
def test_days_of_a_training_that_cannot_be(world, sign_in, done, refresh, sentence) -> None:
    data = {"name": "Coaching", "done_on": done, "refresh_on": refresh}
    page = sign_in(world.coach).post(url(world, "training-create"), data).content.decode()
    assert sentence in page
    assert 'value="Coaching"' in page
    assert not Training.objects.exists()


def test_the_database_checks_the_days_too(world) -> None:
    with pytest.raises(IntegrityError, match="training_refreshed_later"), transaction.atomic():
        matching.training(world.coach, refresh_on=TODAY() - timedelta(days=300))


def test_a_training_of_another_coach_is_a_404(world, sign_in) -> None:
    row = matching.training(world.other_coach)
    assert sign_in(world.coach).post(url(world, "training-delete", training_id=row.pk)).status_code == 404
    assert sign_in(world.manager).post(url(world, "training-delete", training_id=row.pk)).status_code == 404
    assert Training.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("days", "words"), [(61, ""), (60, "Refresh soon"), (1, "Refresh soon"), (0, "Refresher overdue")]
)
def test_when_a_refresher_is_marked(days, words) -> None:
    assert due_words(TODAY() + timedelta(days=days), TODAY())[0] == words


def test_one_mail_two_months_before_and_never_again(world) -> None:
    soon = matching.training(world.coach, refresh_on=TODAY() + timedelta(days=60))
    matching.training(world.coach, name="Later", refresh_on=TODAY() + timedelta(days=61))
    matching.training(world.outsider, refresh_on=TODAY() + timedelta(days=5))
    gone = matching.training(world.other_coach, refresh_on=TODAY() + timedelta(days=5))
    world.other_coach.programme_memberships.update(ends_on=TODAY())
    assert [remind_of_refreshers(TODAY()) for _ in range(2)] == [1, 0]
    [letter] = mail.outbox
    assert letter.to == [world.coach.email]
    assert day_full(soon.refresh_on) in letter.subject
    assert url(world, "coach-detail") in letter.body
    gone.refresh_from_db()
    assert gone.reminded_at is None


def test_what_the_mail_server_refuses_is_tried_again(world, monkeypatch) -> None:
    matching.training(world.coach, refresh_on=TODAY() + timedelta(days=5))
    matching.training(world.mentor, refresh_on=TODAY() + timedelta(days=6))
    send = mail.EmailMultiAlternatives.send
    refuse = {world.coach.email}

    def sometimes(self, *args, **kwargs):
        if set(self.to) & refuse:
            raise ConnectionRefusedError
        return send(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", sometimes)
    assert remind_of_refreshers(TODAY()) == 1
    refuse.clear()
    assert remind_of_refreshers(TODAY()) == 1
    assert {letter.to[0] for letter in mail.outbox} == {world.coach.email, world.mentor.email}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(world) -> None:
    matching.training(world.coach, refresh_on=TODAY() + timedelta(days=5))
    assert sorted(run_together(*[lambda: remind_of_refreshers(TODAY())] * 2)) == [0, 1]


def test_places_in_boxes_and_words() -> None:
    assert places_of(1, 3) == places_of(1, 3).__class__("1 of 3 teams", ("taken", "free", "free"), False)
    assert places_of(2, 3, 1).words == "2 of 3 teams, one of them not settled yet"
    assert places_of(3, 2).boxes == ("taken", "taken", "over")
    assert places_of(0, 0).boxes == ()
    assert len(places_of(2, 20).boxes) == 12


def test_the_page_takes_as_many_queries_for_two_trainings_as_for_twenty(world, sign_in) -> None:
    client = sign_in(world.coach)
    counts = []
    for more in (2, 18):
        for _ in range(more):
            matching.training(world.coach)
        counts.append(count_queries(client, url(world, "coach-detail")))
    assert counts[0] == counts[1]
