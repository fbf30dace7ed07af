"""The anonymous surveys attacked: no second answer, no result under five, none by difference, nobody named."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Progress, ToolUse
from tests.builders import taking_part
from tests.builders.together import run_together
from toolkit.models import Seat, Survey, SurveyAnswer, WayIn
from toolkit.surveys import services
from toolkit.surveys.presenters import result_views
from toolkit.ways_in import browsers
from toolkit.ways_in import services as ways_in
from toolkit.ways_in.tokens import path_of

SECRET_WORD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)')
SECRET = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


@pytest.fixture
def survey(world) -> Survey:
    return taking_part.survey(world.project, world.lead)


@pytest.fixture
def link(world, survey) -> WayIn:
    return taking_part.survey_link(survey, world.lead)


def page_of(client: Client, survey: Survey) -> str:
    """The team's page of the survey, without the token that differs at each look."""
    answer = client.get(reverse("survey-detail", args=[survey.project_id, survey.pk]))
    assert answer.status_code == 200
    return SECRET.sub(r"\1", answer.content.decode())


def around(client: Client, survey: Survey) -> list[str]:
    """All pages that speak of the survey: its own, the list, the project with its history, the steps, Today."""
    project = survey.project_id
    addresses = [
        reverse("survey-detail", args=[project, survey.pk]),
        reverse("survey-list", args=[project]),
        reverse("project-detail", args=[project]),
        reverse("steps-detail", args=[project]),
        reverse("today"),
    ]
    return [SECRET.sub(r"\1", client.get(address).content.decode()) for address in addresses]


# --- No second answer --------------------------------------------------------------------------------------------


def test_the_same_browser_answers_once_by_the_same_link(link) -> None:
    address = path_of(link)
    client = taking_part.browser(address)
    client.post(address, {"mood": "1"})
    for answer in (client.get(address), client.post(address, {"mood": "4"}, follow=True)):
        assert "This browser answers" in answer.content.decode()
        assert "<form" not in answer.content.decode().split("<main")[1].split("</main>")[0]
    assert [row.answers for row in SurveyAnswer.objects.all()] == [{"mood": 1}]


def test_the_same_browser_answers_once_by_another_link_to_the_survey(world, survey, link) -> None:
    client = taking_part.browser(path_of(link))
    client.post(path_of(link), {"mood": "1"})
    other = path_of(taking_part.survey_link(survey, world.lead, name="Poster"))
    client.get(other)
    client.post(other, {"mood": "4"})
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "made-up", "forged.AAAA", "x" * 5000])
def test_without_a_cookie_of_ours_nothing_is_kept_and_what_was_typed_stays(link, cookie) -> None:
    client = Client()
    if cookie:
        client.cookies[browsers.COOKIE] = cookie
    page = client.post(path_of(link), {"harder": "The printer again"})
    assert "Send it once more" in page.content.decode()
    assert "The printer again" in page.content.decode()
    assert not SurveyAnswer.objects.exists()
    assert client.post(path_of(link), {"harder": "The printer again"}, follow=True).status_code == 200
    assert SurveyAnswer.objects.count() == 1


def test_what_a_second_answer_would_take_is_said_to_the_team(sign_in, world, survey, link) -> None:
    """Without names nobody can be known again who does not want to be. The page says so."""
    address = path_of(link)
    client = taking_part.browser(address)
    client.post(address, {"mood": "1"})
    client.cookies.clear()
    client.get(address)
    client.post(address, {"mood": "1"})
    assert SurveyAnswer.objects.count() == Seat.objects.count() == 2
    assert "Whoever clears its cookies, or takes a second device, can answer again." in page_of(
        sign_in(world.lead), survey
    )


def test_the_form_of_a_tab_that_was_open_before_is_refused(link) -> None:
    """Its token is good and its fields are whole: only the seat says that this browser has answered."""
    address = path_of(link)
    client = Client(enforce_csrf_checks=True)
    token = SECRET_WORD.search(client.get(address).text)[1]
    for value in ("1", "4", "4"):
        client.post(address, {"mood": value, "csrfmiddlewaretoken": token}, headers={"referer": "http://testserver/"})
    assert [row.answers for row in SurveyAnswer.objects.all()] == [{"mood": 1}]


def test_signing_in_or_out_makes_no_second_answer(world, link) -> None:
    client = taking_part.browser(path_of(link))
    client.post(path_of(link), {"mood": "1"})
    client.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(path_of(link), {"mood": "2"})
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_at_the_same_moment_make_one_answer(world) -> None:
    survey = taking_part.survey(world.project, world.lead)
    link = taking_part.survey_link(survey, world.lead)

    def send():
        services.answer_survey(way_in=link, browser_hash="a" * 64, answers={"mood": 1})

    found = run_together(*[send] * 6)
    assert found.count(None) == 1
    assert sum(isinstance(problem, services.AnsweredAlready) for problem in found) == 5
    assert SurveyAnswer.objects.count() == Seat.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_the_same_moment_make_two_whole_batches(world) -> None:
    survey = taking_part.survey(world.project, world.lead)
    link = taking_part.survey_link(survey, world.lead)

    def send(number: int):
        return lambda: services.answer_survey(way_in=link, browser_hash=f"{number:064d}", answers={"mood": 1})

    assert run_together(*[send(number) for number in range(12)]) == [None] * 12
    survey.refresh_from_db()
    assert survey.shown == 10
    batches = list(SurveyAnswer.objects.values_list("batch", flat=True))
    assert sorted(str(batch) for batch in batches) == sorted(["1"] * 5 + ["2"] * 5 + ["None"] * 2)


# --- No result under five, none by difference --------------------------------------------------------------------


def test_up_to_four_answers_change_nothing_on_any_page(sign_in, world, survey, link) -> None:
    client = sign_in(world.lead)
    before = around(client, survey)
    for number in range(4):
        taking_part.answered(link, mood=str(number), harder=f"Words {number}")
        cache.clear()
        assert around(client, survey) == before
    assert "Results show from 5 answers" in before[0]


def test_results_step_from_five_to_ten_and_say_nothing_in_between(sign_in, world, survey, link) -> None:
    client = sign_in(world.coach)
    taking_part.many(link, times=5, mood="4", harder="The printer")
    five = page_of(client, survey)
    assert "5 answers are in the results" in five
    for _ in range(4):
        taking_part.answered(link, mood="0", harder="Not the printer")
        assert page_of(client, survey) == five
    taking_part.answered(link, mood="0", harder="Not the printer")
    ten = page_of(client, survey)
    assert "10 answers are in the results" in ten
    assert ten.count("Not the printer") == 5


def test_a_question_that_few_answered_is_held_back(sign_in, world, survey, link) -> None:
    client = sign_in(world.lead)
    taking_part.many(link, times=4, mood="4")
    taking_part.answered(link, mood="4", harder="Only I wrote something")
    page = page_of(client, survey)
    assert "5 answers are in the results" in page
    assert "Only I wrote something" not in page
    assert "Shown once 5 people have answered this question" in page
    taking_part.many(link, times=4, mood="4", harder="Something of others")
    assert "Only I wrote something" not in page_of(client, survey)
    taking_part.answered(link, mood="4")
    page = page_of(client, survey)
    assert page.count("Something of others") == 4
    assert "Only I wrote something" in page


def test_closing_tells_nothing_more_and_deletes_what_waits(sign_in, world, survey, link) -> None:
    client = sign_in(world.lead)
    taking_part.many(link, times=5, mood="4")
    taking_part.many(link, times=3, mood="0")
    client.post(reverse("survey-close", args=[survey.project_id, survey.pk]))
    page = page_of(client, survey)
    assert "5 answers are in the results" in page
    assert SurveyAnswer.objects.count() == 5
    assert not SurveyAnswer.objects.waiting().exists()
    assert not Seat.objects.exists()
    assert not WayIn.objects.open().exists()
    event = Event.objects.get(action="survey.closed")
    assert event.detail == {}


def test_closed_with_three_or_with_none_reads_the_same(sign_in, world) -> None:
    pages = []
    for times in (3, 0):
        survey = taking_part.survey(world.project, world.lead)
        taking_part.many(taking_part.survey_link(survey, world.lead), times=times, mood="0")
        services.close_survey(survey=survey, by=world.lead)
        pages.append(page_of(sign_in(world.lead), survey).replace(str(survey.pk), ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "query", ["?from=2020-01-01", "?batch=1", "?mood=4", "?since=1", "?kind=staff&page=2", "?shown=1&waiting=1"]
)
def test_no_filter_narrows_the_results(sign_in, world, survey, link, query) -> None:
    taking_part.many(link, times=5, mood="4", harder="The printer")
    taking_part.answered(link, mood="0", harder="Waits")
    client = sign_in(world.lead)
    address = reverse("survey-detail", args=[survey.project_id, survey.pk])
    plain, narrowed = (SECRET.sub(r"\1", client.get(address + q).content.decode()) for q in ("", query))
    assert narrowed.replace(query, "") == plain


def test_answers_leave_no_trace_in_time(world, survey, link) -> None:
    before = (Event.objects.count(), survey.history.count(), Progress.objects.count(), survey.version)
    taking_part.many(link, times=6, mood="4")
    survey.refresh_from_db()
    assert (Event.objects.count(), survey.history.count(), Progress.objects.count(), survey.version) == before
    link_now = WayIn.objects.get()
    assert {name: getattr(link_now, name) for name in ("expires_at", "revoked_at", "created_at")} == {
        name: getattr(link, name) for name in ("expires_at", "revoked_at", "created_at")
    }
    kinds = {field.get_internal_type() for model in (SurveyAnswer, Seat) for field in model._meta.concrete_fields}
    assert not kinds & {"DateTimeField", "DateField", "AutoField", "BigAutoField"}


def test_nobody_is_named_who_is_signed_in(world, survey, link, caplog) -> None:
    client = Client()
    client.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path_of(link))
    with caplog.at_level("INFO", logger="cmsportal.requests"):
        page = client.post(path_of(link), {"mood": "3"}, follow=True)
    assert world.member.name not in page.content.decode()
    assert [record.user for record in caplog.records if record.name == "cmsportal.requests"] == [None] * 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text FROM toolkit_surveyanswer a")
        kept = cursor.fetchall()
        cursor.execute("SELECT to_jsonb(s)::text FROM toolkit_seat s")
        kept += cursor.fetchall()
    assert str(world.member.pk) not in str(kept)


def test_the_seats_of_two_surveys_cannot_be_told_to_be_one_browsers(world, link) -> None:
    second = taking_part.survey_link(taking_part.survey(world.project, world.lead), world.lead)
    client = taking_part.browser(path_of(link))
    client.post(path_of(link), {"mood": "1"})
    client.post(path_of(second), {"mood": "1"})
    hashes = list(Seat.objects.values_list("browser_hash", flat=True))
    assert len(set(hashes)) == 2
    assert client.cookies[browsers.COOKIE].value not in str(hashes)
    assert client.cookies[browsers.COOKIE]["path"] == "/in/"
    assert client.cookies[browsers.COOKIE]["httponly"]


@pytest.mark.parametrize("who", ["manager", "partner", "colleague", "outsider", "other_practice_lead", "admin"])
def test_results_stay_with_the_team_and_its_coach(sign_in, world, survey, link, who) -> None:
    taking_part.many(link, times=5, mood="4", harder="The printer")
    answer = sign_in(getattr(world, who)).get(reverse("survey-detail", args=[survey.project_id, survey.pk]))
    assert answer.status_code in {403, 404}
    assert "printer" not in answer.content.decode()


# --- By files, headers and times of change ------------------------------------------------------------------------


def told_by_files(client: Client, survey: Survey) -> list[Any]:
    """Bytes and headers of what can be taken away or fetched again, without what differs at every look."""
    project = survey.project_id
    addresses = [
        reverse("survey-download", args=[project, survey.pk]),
        reverse("survey-detail", args=[project, survey.pk]),
        reverse("survey-list", args=[project]),
        reverse("found-take", args=[project, "survey", survey.pk]),
        reverse("use-list", args=[project]),
        reverse("workbook-part", args=[project, "professionals"]),
        reverse("workbook-detail", args=[project]),
    ]
    found = []
    for address in addresses:
        cache.clear()
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "Date"}}
        assert not {"ETag", "Last-Modified"} & set(headers), address
        found.append((address, SECRET.sub(r"\1", content.decode()), headers))
    return found


def rows_around(survey: Survey) -> list[Any]:
    """Every row that names the survey or its project and has a time, a version or a count of its own."""
    survey.refresh_from_db()
    project = type(survey.project).objects.get(pk=survey.project_id)
    return [
        (survey.version, survey.shown, survey.created_at),
        list(survey.history.values_list("history_date", "version")),
        (project.version, list(project.history.values_list("history_date"))),
        list(Progress.objects.values_list("pk", "state")),
        list(ToolUse.objects.values_list("tool", "last_on", "days", "asked", "answered")),
        list(WayIn.objects.values_list("pk", "created_at", "expires_at", "revoked_at")),
    ]


def test_no_file_header_or_time_of_change_tells_of_a_single_answer(sign_in, world, survey, link) -> None:
    client = sign_in(world.lead)
    taking_part.many(link, times=5, mood="4", harder="The printer")
    told_by_files(client, survey)  # what a first look writes down is written
    files, rows = told_by_files(client, survey), rows_around(survey)
    for number in range(4):
        taking_part.answered(link, mood="0", harder=f"Words {number}")
        assert told_by_files(client, survey) == files
        assert rows_around(survey) == rows
    taking_part.answered(link, mood="0", harder="Words 4")
    assert told_by_files(client, survey) != files


def test_the_file_holds_what_the_page_shows_and_who_took_it_is_written_down(sign_in, world, survey, link) -> None:
    taking_part.many(link, times=4, mood="4")
    taking_part.answered(link, mood="3", harder="=Only I wrote something")
    taking_part.answered(link, mood="0", harder="Waits")
    client = sign_in(world.coach)
    address = reverse("survey-download", args=[survey.project_id, survey.pk])
    text = b"".join(client.get(address).streaming_content).decode()
    assert text.count("\r\n") == 1 + 5 + 1, "the head, five choices, and a question that is held back"
    assert "Very good,4,80" in text
    assert "Shown once 5 people have answered this question." in text
    assert "Only I" not in text
    assert "Waits" not in text
    event = Event.objects.get(action="survey.downloaded")
    assert (event.actor, event.detail) == (world.coach, {})
    taking_part.many(link, times=4, harder="=1+1")
    assert "'=1+1" in b"".join(client.get(address).streaming_content).decode()


@pytest.mark.parametrize("who", ["manager", "partner", "colleague", "outsider", "other_practice_lead", "admin"])
def test_the_file_stays_with_the_team_and_its_coach(sign_in, world, survey, link, who) -> None:
    taking_part.many(link, times=5, harder="The printer")
    answer = sign_in(getattr(world, who)).get(reverse("survey-download", args=[survey.project_id, survey.pk]))
    assert answer.status_code in {403, 404}


def test_two_links_at_the_same_moment_make_one_answer_of_one_browser(world, survey, link) -> None:
    """By the service, past every page: two links, two transactions, the same browser."""
    other = taking_part.survey_link(survey, world.lead, name="Poster")
    services.answer_survey(way_in=link, browser_hash="b" * 64, answers={"mood": 1})
    with pytest.raises(services.AnsweredAlready):
        services.answer_survey(way_in=other, browser_hash="b" * 64, answers={"mood": 4})
    ways_in.revoke_link(way_in=link, by=world.lead)
    with pytest.raises(services.AnsweredAlready):
        services.answer_survey(way_in=other, browser_hash="b" * 64, answers={"mood": 4})
    assert SurveyAnswer.objects.count() == Seat.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_browser_racing_by_two_links_makes_one_answer(world) -> None:
    survey = taking_part.survey(world.project, world.lead)
    links = [taking_part.survey_link(survey, world.lead, name=name) for name in ("Mail", "Poster")]

    def send(link: WayIn):
        return lambda: services.answer_survey(way_in=link, browser_hash="c" * 64, answers={"mood": 1})

    found = run_together(*[send(link) for link in links * 3])
    assert found.count(None) == 1
    assert SurveyAnswer.objects.count() == Seat.objects.count() == 1


def test_a_survey_of_another_project_is_not_there(sign_in, world, survey) -> None:
    address = reverse("survey-detail", args=[world.other_project.pk, survey.pk])
    assert sign_in(world.other_practice_lead).get(address).status_code == 404


def test_what_waits_is_refused_where_results_are_made(world, survey, link) -> None:
    taking_part.answered(link, mood="1")
    with pytest.raises(ValueError, match="waits"):
        result_views(survey, SurveyAnswer.objects.all())
