"""Earlier words of a survey and of answers to ideas: who wrote them, and one of them brought back."""

from typing import Any

import pytest
from django.urls import reverse

from tests.builders import taking_part
from tests.builders.counting import count_queries
from toolkit.idea_box import services as box
from toolkit.models import BoxIdea, Survey
from toolkit.surveys import services as surveys
from toolkit.surveys.questions import questions_for


def words(title: str, *keys: str) -> dict[str, Any]:
    asked = [question.as_json() for question in questions_for("staff", keys or ["mood"], [])]
    return {"title": title, "introduction": "Two minutes", "questions": asked}


@pytest.fixture
def survey(world, sign_in) -> Survey:
    """A draft that two people wrote, through their pages, so that the history names them."""
    draft = surveys.write_survey(project=world.project, kind="staff", values=words("First", "mood"), by=world.lead)
    client = sign_in(world.member)
    url = reverse("survey-edit", args=[world.project.pk, draft.pk])
    client.post(url, {"title": "Second", "introduction": "", "asks": ["heard"], "own": "", "version": "0"})
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Second", 1)
    return draft


@pytest.fixture
def idea(world, sign_in) -> BoxIdea:
    row = taking_part.idea(world.project)
    for who, reply in ((world.lead, "We try it."), (world.member, "Not now.")):
        url = reverse("boxidea-answer", args=[world.project.pk, row.pk])
        sign_in(who).post(url, {"state": "later", "reply": reply, "version": row.version})
        row.refresh_from_db()
    assert (row.reply, row.version) == ("Not now.", 2)
    return row


def page_of(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.project_id, thing.pk])


def test_a_surveys_words_come_back_as_the_newest_version(world, sign_in, survey) -> None:
    client = sign_in(world.lead)
    assert page_of("survey-versions", survey) in client.get(page_of("survey-detail", survey)).text
    page = client.get(page_of("survey-versions", survey))
    assert [(line.words, line.is_now) for line in page.context["lines"]] == [("Second", True), ("First", False)]
    assert page.context["lines"][0].who == "Sam Whitlock"
    sent = client.post(page_of("survey-versions", survey), {"version": "0", "over": "1"}, follow=True)
    assert "The earlier version is back" in sent.text
    survey.refresh_from_db()
    assert (survey.title, [row["key"] for row in survey.questions], survey.version) == ("First", ["mood"], 2)
    assert survey.history.filter(title="Second").exists()


def test_an_answer_to_an_idea_comes_back(world, sign_in, idea) -> None:
    client = sign_in(world.lead)
    assert page_of("boxidea-versions", idea) in client.get(page_of("boxidea-answer", idea)).text
    lines = client.get(page_of("boxidea-versions", idea)).context["lines"]
    assert [(line.words, line.who, line.can_come_back) for line in lines] == [
        ("Not now.", "Sam Whitlock", False),
        ("We try it.", "Jo Pritchard", True),
        ("", "Someone", False),
    ]
    client.post(page_of("boxidea-versions", idea), {"version": "1", "over": "2"})
    idea.refresh_from_db()
    assert (idea.reply, idea.version) == ("We try it.", 3)


@pytest.mark.parametrize("name", ["survey-versions", "boxidea-versions"])
def test_over_a_newer_version_nothing_comes_back(world, sign_in, request, name) -> None:
    thing = request.getfixturevalue(name.split("-")[0].replace("boxidea", "idea"))
    before = thing.version
    client = sign_in(world.lead)
    page = client.post(page_of(name, thing), {"version": "0", "over": "0"}, follow=True)
    assert "Somebody wrote a newer version meanwhile" in page.text
    for typed in ({}, {"version": "x", "over": "1"}, {"version": "9" * 30, "over": "1"}):
        assert client.post(page_of(name, thing), typed).status_code == 422
    gone = client.post(page_of(name, thing), {"version": "77", "over": str(before)}, follow=True)
    assert "There is no such version." in gone.text
    thing.refresh_from_db()
    assert thing.version == before


def test_an_unanswered_idea_is_not_brought_back(world, sign_in, idea) -> None:
    page = sign_in(world.lead).post(page_of("boxidea-versions", idea), {"version": "0", "over": "2"}, follow=True)
    assert "Say in a sentence what becomes of it" in page.text
    idea.refresh_from_db()
    assert idea.reply == "Not now."


def test_an_open_surveys_words_stay(world, sign_in, survey) -> None:
    surveys.open_survey(survey=survey, by=world.lead)
    client = sign_in(world.lead)
    assert client.get(page_of("survey-versions", survey)).status_code == 302
    page = client.post(page_of("survey-versions", survey), {"version": "0", "over": "2"}, follow=True)
    assert "its questions stay as people have seen them" in page.text
    survey.refresh_from_db()
    assert survey.title == "Second"


def test_what_was_taken_out_has_no_earlier_versions(world, sign_in, idea) -> None:
    box.take_out(idea=idea, by=world.lead)
    assert sign_in(world.lead).get(page_of("boxidea-versions", idea)).status_code == 404
    assert not BoxIdea.history.filter(id=idea.pk).exists()


def test_the_same_queries_for_few_versions_and_many(world, sign_in, idea) -> None:
    client = sign_in(world.lead)
    few = count_queries(client, page_of("boxidea-versions", idea))
    for number in range(10):
        idea.refresh_from_db()
        box.answer_idea(
            idea=idea, state="later", reply=f"No {number}", try_it=False, version=idea.version, by=world.lead
        )
    assert count_queries(client, page_of("boxidea-versions", idea)) == few
