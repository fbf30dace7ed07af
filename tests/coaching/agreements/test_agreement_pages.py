"""The pages of an agreement: what each shows, what a form keeps, and whom each address refuses."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from coaching.models import Agreement
from projects.models import CoachAssignment
from tests.access.rows_agreements import ROWS
from tests.builders import make
from tests.builders.agreements import WORDS, agreement
from tests.builders.counting import count_queries
from tests.builders.visits import HOSTILE, NHS_NUMBER

State = Agreement.State


def typed(**extra):
    return {
        **WORDS, "review_on": f"{make.today() + timedelta(days=60):%d/%m/%Y}", "review_months": "6", "weekday": "3",
        "minutes": "60", "key": str(uuid.uuid4()), "version": "0", **extra,
    }  # fmt: skip


def url(name, row, **query):
    keys = {"project_id": row.project_id, "agreement_id": row.pk}
    return reverse(name, kwargs=keys, query=query)


def list_url(world, name="agreement-list"):
    return reverse(name, args=[world.project.pk])


def read(client, address) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_nothing_to_in_force_by_the_pages(world, sign_in) -> None:
    assert "Write the agreement" in read(sign_in(world.coach), list_url(world))
    page = read(sign_in(world.coach), list_url(world, "agreement-create"))
    assert "Jo Pritchard" in page
    assert "Why does it change" not in page
    answer = sign_in(world.coach).post(list_url(world, "agreement-create"), typed())
    row = Agreement.objects.get()
    assert answer["Location"] == url("agreement-detail", row)
    assert (row.weekday, row.minutes, row.review_months) == (3, 60, 6)
    sign_in(world.coach).post(url("agreement-offer", row, seen=0))
    assert "I accept it for the practice" in read(sign_in(world.lead), url("agreement-detail", row))
    assert "I accept it" not in read(sign_in(world.manager), url("agreement-detail", row))
    answer = sign_in(world.lead).post(url("agreement-practice-accept", row, seen=0), follow=True)
    assert "once the other side has accepted" in answer.content.decode()
    answer = sign_in(world.coach).post(url("agreement-coach-accept", row, seen=0), follow=True)
    assert "The agreement is in force." in answer.content.decode()
    assert "in force since" in read(sign_in(world.manager), reverse("project-detail", args=[world.project.pk]))


def test_a_change_stands_beside_the_old_words(world, sign_in) -> None:
    agreement(world.project, world.coach, State.IN_FORCE, practice_gives="An hour a week.\nA quiet room.")
    page = read(sign_in(world.lead), list_url(world, "agreement-create"))
    assert "Why does it change?" in page
    data = typed(practice_gives="Two hours a week.\nA quiet room.", why="The hour was too short.", champion="")
    sign_in(world.lead).post(list_url(world, "agreement-create"), data)
    new = Agreement.objects.get(number=2)
    page = read(sign_in(world.coach), url("agreement-detail", new))
    for words in (
        "<del>An hour a week.</del>", "<ins>Two hours a week.</ins>", "The hour was too short.",
        "the older one stays in force",
    ):  # fmt: skip
        assert words in page, words
    assert "<ins>A quiet room.</ins>" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        pytest.param({"coach_does": ""}, "What does the coach do?", id="nothing-done"),
        pytest.param({"review_on": "32 May"}, "32 May", id="no-such-day"),
        pytest.param({"review_on": "1/1/2020"}, "This day is past", id="past"),
        pytest.param({"review_on": "31/12/9999"}, "within two years", id="far-away"),
        pytest.param({"minutes": "3"}, "5 or more", id="too-short"),
        pytest.param({"minutes": "an hour"}, "must be a whole number", id="no-number"),
        pytest.param({"weekday": "9"}, "no longer there", id="no-weekday"),
        pytest.param({"payment": f"Paid for {NHS_NUMBER}"}, "NHS number", id="nhs-number"),
        pytest.param({"ending": "x" * 501}, "The most is 500", id="too-long"),
    ],
)
@pytest.mark.parametrize("name", ["agreement-create", "agreement-update"])
def test_what_does_not_fit_is_said_and_what_was_typed_stays(world, sign_in, name, wrong, words) -> None:
    address = list_url(world, name) if name == "agreement-create" else None
    if address is None:
        address = url(name, agreement(world.project, world.coach))
    before = Agreement.objects.count()
    page = sign_in(world.coach).post(address, typed(practice_gives="Kept as typed", **wrong)).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert "Kept as typed" in page
    assert Agreement.objects.count() == before
    assert not Event.objects.filter(action__startswith="agreement.").exists()


def test_two_who_change_a_draft_see_both_texts(world, sign_in) -> None:
    row = agreement(world.project, world.coach)
    sign_in(world.coach).post(url("agreement-update", row), typed(ending="By a call"))
    page = sign_in(world.lead).post(url("agreement-update", row), typed(ending="By a letter")).content.decode()
    assert "By a call" in page
    assert "By a letter" in page
    row.refresh_from_db()
    assert row.ending == "By a call"
    sign_in(world.lead).post(url("agreement-update", row), typed(ending="By a letter", version="1"))
    row.refresh_from_db()
    assert (row.ending, row.version) == ("By a letter", 2)


def test_a_draft_that_was_offered_meanwhile_keeps_what_was_typed(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    page = sign_in(world.lead).post(url("agreement-update", row), typed(ending="My own words")).content.decode()
    assert "Copy what you want to keep" in page
    assert "My own words" in page
    assert read(sign_in(world.lead), url("agreement-update", row)).count("I accept it for the practice") == 1


@pytest.mark.parametrize("seen", ["", "7", "x", "٣", "9" * 40])
def test_words_that_were_not_read_are_not_accepted(world, sign_in, seen) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    answer = sign_in(world.lead).post(url("agreement-practice-accept", row, seen=seen), follow=True)
    assert "Read them again first" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.OFFERED


def test_send_back_and_end_want_words(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.OFFERED)
    page = sign_in(world.lead).post(url("agreement-send-back", row), {"words": ""}).content.decode()
    assert "There is a problem" in page
    sign_in(world.lead).post(url("agreement-send-back", row), {"words": "Fewer visits <b>"})
    assert "Fewer visits &lt;b&gt;" in read(sign_in(world.coach), url("agreement-detail", row))
    held = agreement(world.other_project, world.other_coach, State.IN_FORCE)
    for reason in ("", "owl", "coach_left"):
        page = sign_in(world.other_practice_lead).post(
            url("agreement-end", held), {"reason": reason, "words": "Kept"}
        )
        assert "There is a problem" in page.content.decode()
        assert "Kept" in page.content.decode()
        assert 'name="was" value="in_force"' in read(sign_in(world.other_practice_lead), url("agreement-end", held))
    answer = sign_in(world.other_practice_lead).post(url("agreement-end", held), {"reason": "done"}, follow=True)
    assert "the work is done" in answer.content.decode()


def test_a_review_is_asked_for_when_it_is_due(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.IN_FORCE, next_review_on=make.today())
    page = read(sign_in(world.lead), url("agreement-detail", row))
    assert "Look at it again together" in page
    assert ">It still holds<" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    answer = sign_in(world.lead).post(url("agreement-review", row), follow=True)
    assert "Jo Pritchard looked at it again" in answer.content.decode()


def test_what_people_write_is_never_markup(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.IN_FORCE, practice_gives=HOSTILE, champion=HOSTILE[:100])
    assert HOSTILE not in read(sign_in(world.lead), url("agreement-detail", row))
    assert sign_in(world.lead).get(url("agreement-pdf", row)).content.startswith(b"%PDF")


def test_no_agreement_without_a_coach(world, sign_in) -> None:
    CoachAssignment.objects.filter(project=world.project).update(ends_on=make.today())
    assert "no coach yet" in read(sign_in(world.lead), list_url(world, "agreement-create"))
    assert sign_in(world.lead).post(list_url(world, "agreement-create"), typed()).status_code == 404


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"agreement-overview"}))
def test_a_former_coach_and_the_next_one_without_a_part_in_it(world, sign_in, name) -> None:
    """Who coached the team until today finds nothing; who coaches it now can read, and not accept for the other."""
    address = reverse(name, kwargs=ROWS[name].args(world))
    CoachAssignment.objects.filter(project=world.project).update(ends_on=make.today())
    make.coaches(world.project, world.other_coach, starts_on=make.today())
    for client in (sign_in(world.coach),):
        assert client.get(address).status_code == 404
        assert client.post(address + "?seen=0", {"reason": "done", "words": "x"}).status_code == 404
    assert not Event.objects.filter(action__startswith="agreement.").exists()
    if name in {"agreement-coach-accept", "agreement-send-back", "agreement-review", "agreement-end"}:
        assert sign_in(world.other_coach).post(address + "?seen=0").status_code == 403


def test_the_list_and_an_edition_ask_the_same_for_one_and_for_many(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.IN_FORCE)
    client = sign_in(world.lead)
    client.get(list_url(world))
    few = [count_queries(client, list_url(world)), count_queries(client, url("agreement-detail", row))]
    for _ in range(12):
        agreement(world.project, world.coach, State.ENDED)
    assert [count_queries(client, list_url(world)), count_queries(client, url("agreement-detail", row))] == few


def test_the_print_out_is_noted_and_the_same_twice(world, sign_in) -> None:
    row = agreement(world.project, world.coach, State.IN_FORCE)
    first, second = (sign_in(world.manager).get(url("agreement-pdf", row)) for _ in range(2))
    assert first.content == second.content
    assert first["Content-Disposition"] == 'attachment; filename="agreement-larkmead-surgery-edition-1.pdf"'
    assert Event.objects.filter(action="agreement.taken_away", actor=world.manager).count() == 2
