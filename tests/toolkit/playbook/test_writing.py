"""Writing down a process to keep: once, by two people, and with any words."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.builders import make
from tests.builders.cycle_forms import HOSTILE, standard_words, url
from toolkit.models import Standard


def test_a_process_is_written_down_and_changed(world, sign_in) -> None:
    client = sign_in(world.member)
    measure = make.measure(world.project)
    words = standard_words(
        key=str(uuid4()), measure=str(measure.pk), is_stable="False", owner=str(world.lead.pk),
        review_on="1 June 2027",
    )  # fmt: skip
    answer = client.post(url("standard-create", world.project), words)
    standard = Standard.objects.get()
    target = url("standard-detail", world.project, standard_id=standard.pk)
    assert answer.headers["Location"] == target
    assert (standard.measure, standard.is_stable, standard.owner) == (measure, False, world.lead)
    page = client.get(target).content.decode()
    assert "not stable yet" in page
    assert "Jo Pritchard" in page
    form = client.get(url("standard-update", world.project, standard_id=standard.pk)).content.decode()
    assert 'value="False" checked' in form.replace('" checked', '" checked')
    client.post(url("standard-update", world.project, standard_id=standard.pk), standard_words(is_stable=""))
    standard.refresh_from_db()
    assert (standard.is_stable, standard.decision, standard.owner) == (None, "", None)


def test_a_process_sent_twice_is_one(world, sign_in) -> None:
    words = standard_words(key=str(uuid4()))
    answers = [sign_in(world.member).post(url("standard-create", world.project), words) for _ in range(2)]
    assert Standard.objects.count() == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_two_who_write_down_the_same_test_lose_nothing(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    target = f"{url('standard-create', world.project)}?cycle={cycle.pk}"
    sign_in(world.lead).post(target, standard_words(key=str(uuid4()), what="Lead's words", is_stable="True"))
    page = (
        sign_in(world.member).post(target, standard_words(key=str(uuid4()), what="Member's words")).content.decode()
    )
    written = Standard.objects.get()
    assert "Lead&#x27;s words" in page
    assert "Member&#x27;s words" in page
    assert f'action="{url("standard-update", world.project, standard_id=written.pk)}"' in page
    assert written.what == "Lead's words"


def test_a_stale_process_shows_both_texts(world, sign_in) -> None:
    standard = make.standard(world.project, is_stable=True)
    target = url("standard-update", world.project, standard_id=standard.pk)
    sign_in(world.lead).post(target, standard_words(what="New words", is_stable="True"))
    page = sign_in(world.member).post(target, standard_words(what="Other words", is_stable="False")).content.decode()
    assert "New words" in page
    assert "Other words" in page
    assert Standard.objects.get().what == "New words"


@pytest.mark.parametrize("field", ["measure", "owner"])
def test_another_projects_measure_or_person_cannot_be_chosen(world, sign_in, field) -> None:
    foreign = {"measure": make.measure(world.other_project).pk, "owner": world.other_practice_lead.pk}[field]
    words = standard_words(key=str(uuid4()), **{field: str(foreign)})
    page = sign_in(world.member).post(url("standard-create", world.project), words).content.decode()
    assert "That choice is no longer there" in page
    assert not Standard.objects.exists()


def test_a_measure_put_away_stays_with_its_process(world, sign_in) -> None:
    measure = make.measure(world.project)
    standard = make.standard(world.project, measure=measure, owner=world.member)
    measure.archived_at, measure.archived_by = make.now(), world.lead
    measure.save()
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    target = url("standard-update", world.project, standard_id=standard.pk)
    words = standard_words(measure=str(measure.pk), owner=str(world.member.pk), when="At 8")
    assert sign_in(world.lead).post(target, words).status_code == 302
    standard.refresh_from_db()
    assert (standard.when, standard.measure, standard.owner) == ("At 8", measure, world.member)


def test_hostile_words_in_the_playbook(world, sign_in) -> None:
    texts = dict.fromkeys(
        ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions"), HOSTILE
    )
    standard = make.standard(world.project, **texts)
    for name, keys in (("standard-list", {}), ("standard-detail", {"standard_id": standard.pk}),
                       ("standard-update", {"standard_id": standard.pk})):  # fmt: skip
        page = sign_in(world.member).get(url(name, world.project, **keys)).content.decode()
        assert HOSTILE not in page
        assert escape(HOSTILE) in page


def test_an_empty_playbook_says_what_will_be_here(world, sign_in) -> None:
    assert (
        "Nothing is written down yet"
        in sign_in(world.member).get(url("standard-list", world.project)).content.decode()
    )


def test_a_day_at_the_beginning_of_the_calendar_breaks_no_page(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50, 55, 61])
    cycle = make.cycle(world.project, stage="study", starts_on=date(1, 1, 3), ends_on=date(1, 1, 4))
    page = sign_in(world.member).get(reverse("cycle-detail", args=[world.project.pk, cycle.pk]))
    assert page.status_code == 200
