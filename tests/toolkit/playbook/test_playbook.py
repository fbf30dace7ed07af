"""The pages of the playbook: agree on a process, read its earlier editions, print it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.builders import make, playbook
from tests.builders.counting import count_queries
from toolkit.models import PlaybookEntry, Standard

HOSTILE = "<script>alert(1)</script>"


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def decide_url(standard) -> str:
    return url("standard-decide", standard.project, standard_id=standard.pk)


def keep(world, **more) -> dict[str, str]:
    return {"version": "0", "decision": "keep", "owner": str(world.lead.pk), "review_on": "1 June 2027", **more}


def test_kept_it_stands_in_the_playbook_with_owner_edition_and_day(world, sign_in) -> None:
    standard, client = make.standard(world.project), sign_in(world.member)
    assert "not agreed yet" in client.get(url("standard-list", world.project)).content.decode()
    answer = client.post(decide_url(standard), keep(world, is_stable="True"), follow=True)
    assert "Edition 1 is in the playbook." in answer.content.decode()
    entry = PlaybookEntry.objects.get()
    assert (entry.owner, entry.review_on.isoformat(), entry.agreed_by) == (world.lead, "2027-06-01", world.member)
    assert Standard.objects.get().is_stable is True
    page = client.get(url("standard-list", world.project)).content.decode()
    assert "Edition 1. Jo Pritchard looks after it." in page
    assert "1 June 2027" in page


def test_sent_twice_it_is_one_edition(world, sign_in) -> None:
    standard = make.standard(world.project)
    for _ in range(2):
        assert sign_in(world.member).post(decide_url(standard), keep(world)).status_code == 302
    assert PlaybookEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"decision": ""}, "Choose what you decide."),
        ({"owner": ""}, "Choose who looks after it."),
        ({"review_on": ""}, "Enter the day on which you look at it again."),
        ({"review_on": "1 June 2001"}, "Choose a day to come."),
        ({"review_on": "soon"}, "soon"),
        ({"decision": "revise"}, "That choice is no longer there"),
        ({"owner": "11111111-1111-4111-8111-111111111111"}, "That choice is no longer there"),
    ],
    ids=["nothing", "owner", "no day", "past", "no date", "not from here", "stranger"],
)
def test_what_is_missing_is_said_beside_the_field(world, sign_in, wrong, words) -> None:
    standard = make.standard(world.project)
    page = sign_in(world.member).post(decide_url(standard), keep(world, **wrong)).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert not PlaybookEntry.objects.exists()


def test_revise_leads_to_the_words_and_back_to_the_next_test(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt")
    standard = make.standard(world.project, cycle=cycle)
    playbook.edition(standard, world.lead)
    client = sign_in(world.member)
    answer = client.post(decide_url(standard), {"version": "0", "decision": "revise"})
    assert answer["Location"] == url("standard-update", world.project, standard_id=standard.pk)
    answer = client.post(decide_url(standard), {"version": "1", "decision": "back"})
    following = cycle.ramp.cycles.get(number=2)
    assert answer["Location"] == url("cycle-detail", world.project, cycle_id=following.pk)
    page = client.get(url("standard-list", world.project)).content.decode()
    assert "Back in small tests" in page
    assert "Nothing yet." in page


def test_a_later_test_of_the_ramp_leads_to_the_words_that_stand_there(world, sign_in) -> None:
    first = make.cycle(world.project, stage="closed", decision="adapt")
    standard = make.standard(world.project, cycle=first)
    second = make.cycle(world.project, number=2, previous=first, stage="closed", decision="adopt")
    link = f"{url('standard-create', world.project)}?cycle={second.pk}"
    assert sign_in(world.member).get(link)["Location"] == url(
        "standard-update", world.project, standard_id=standard.pk
    )


def revised(world) -> Standard:
    """The second edition holds; the first can still be read; new words are being written."""
    standard = make.standard(world.project, what="Third words", decision="revise")
    earlier = make.now() - timedelta(days=30)
    playbook.edition(
        standard, world.lead, what="First words", agreed_at=earlier, ended_at=make.now(), ended_by=world.member
    )
    playbook.edition(standard, world.lead, what="Second words", edition=2)
    return standard


def test_earlier_editions_can_be_read(world, sign_in) -> None:
    standard = revised(world)
    for who in (world.member, world.coach):
        for number, words in ((1, "First words"), (2, "Second words")):
            target = url("playbookentry-detail", world.project, standard_id=standard.pk, edition=number)
            page = sign_in(who).get(target).content.decode()
            assert words in page
            assert f"edition {number}" in page
            assert ("It held until" in page) is (number == 1)
    missing = url("playbookentry-detail", world.project, standard_id=standard.pk, edition=3)
    assert sign_in(world.member).get(missing).status_code == 404


def test_until_they_are_kept_new_words_are_the_teams_own(world, sign_in) -> None:
    target = url("standard-detail", world.project, standard_id=revised(world).pk)
    page = sign_in(world.member).get(target).content.decode()
    assert "Third words" in page
    assert "holds until you keep them" in page
    page = sign_in(world.coach).get(target).content.decode()
    assert "Second words" in page
    assert "Third words" not in page


def test_one_entry_and_the_whole_playbook_are_printed(world, sign_in) -> None:
    standard = revised(world)
    other = make.standard(world.project, title="Letters", what="Open them by ten")
    playbook.edition(other, world.member)
    make.standard(world.project, title="Not agreed")
    client = sign_in(world.coach)
    one = client.get(url("playbookentry-print", world.project, standard_id=standard.pk, edition=2)).content.decode()
    assert "Second words" in one
    assert "Open them by ten" not in one
    whole = client.get(url("playbook-print", world.project)).content.decode()
    for words in ("Second words", "Open them by ten", "Edition 2.", "Sam Whitlock", "Look at it again on"):
        assert words in whole
    for words in ("First words", "Third words", "Not agreed"):
        assert words not in whole


def test_the_playbook_of_a_practice_has_all_its_projects_that_one_may_read(world, sign_in) -> None:
    second = make.project(world.programme, world.practice, "Letters")
    playbook.edition(make.standard(second, title="Post by ten"), world.lead)
    target = url("playbook-print", world.project)
    assert "Post by ten" not in sign_in(world.member).get(target).content.decode()
    make.member(second, world.member)
    assert "Post by ten" in sign_in(world.member).get(target).content.decode()
    make.member(world.other_project, world.member)
    playbook.edition(make.standard(world.other_project, title="Elsewhere"), world.lead)
    assert "Elsewhere" not in sign_in(world.member).get(target).content.decode(), "another practice's"


def test_what_is_due_to_be_looked_at_says_so(world, sign_in) -> None:
    standard = make.standard(world.project, decision="keep")
    entry = playbook.edition(standard, world.lead, review_on=make.today() - timedelta(days=1))
    assert entry.review_on < make.today()
    assert "Look at it again" in sign_in(world.member).get(url("standard-list", world.project)).content.decode()
    page = sign_in(world.member).get(url("standard-detail", world.project, standard_id=standard.pk)).content.decode()
    assert "To be looked at since" in page


def test_another_projects_edition_is_not_found(world, sign_in) -> None:
    standard = make.standard(world.other_project)
    playbook.edition(standard, world.other_practice_lead)
    for name in ("playbookentry-detail", "playbookentry-print"):
        target = url(name, world.project, standard_id=standard.pk, edition=1)
        assert sign_in(world.member).get(target).status_code == 404
    assert (
        sign_in(world.member).get(url("standard-decide", world.project, standard_id=standard.pk)).status_code == 404
    )


def test_hostile_words_stay_words(world, sign_in) -> None:
    texts = dict.fromkeys(
        ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions"), HOSTILE
    )
    standard = make.standard(world.project, **texts)
    playbook.edition(standard, world.lead)
    for target in (
        url("playbookentry-detail", world.project, standard_id=standard.pk, edition=1),
        url("playbookentry-print", world.project, standard_id=standard.pk, edition=1),
        url("playbook-print", world.project),
        decide_url(standard),
    ):
        page = sign_in(world.member).get(target).content.decode()
        assert HOSTILE not in page
        assert escape(HOSTILE) in page


def test_the_pages_take_as_many_queries_for_twenty_as_for_two(world, sign_in) -> None:
    client, counts = sign_in(world.member), []
    for number in (2, 18):
        for _ in range(number):
            playbook.edition(make.standard(world.project, decision="keep"), world.lead)
        counts.append(
            [count_queries(client, url(name, world.project)) for name in ("standard-list", "playbook-print")]
        )
    assert counts[0] == counts[1]
