"""The standing idea box: by a link without an account, each idea answered, nothing shown before."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.programme.history import history_of
from projects.refusal import Refusal
from projects.tools import Tool
from tests.builders import taking_part
from toolkit.idea_box import services
from toolkit.idea_box.presenters import waiting_title
from toolkit.models import BoxIdea, ChangeIdea, WayIn
from toolkit.ways_in.tokens import path_of


@pytest.fixture
def link(world) -> WayIn:
    return taking_part.way_in(world.project, world.lead, "idea_box")


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def url(name: str, world, *more) -> str:
    return reverse(name, args=[world.project.pk, *more])


def answer(idea: BoxIdea, by, **extra) -> BoxIdea:
    values = {
        "state": "testing",
        "reply": "We try it from Monday.",
        "try_it": False,
        "version": idea.version,
        **extra,
    }
    return services.answer_idea(idea=idea, by=by, **values)


def test_how_many_wait_in_words() -> None:
    assert [waiting_title(count) for count in (0, 1, 3)] == [
        "Nothing waits for an answer",
        "One idea waits for an answer",
        "Three ideas wait for an answer",
    ]


def test_staff_put_in_an_idea_without_an_account(world, link) -> None:
    client = taking_part.browser(path_of(link))
    page = client.post(path_of(link), {"text": "A second kettle"}, follow=True)
    assert "Your idea is in the box" in text_of(page)
    idea = BoxIdea.objects.get()
    assert (idea.text, idea.state, idea.project) == ("A second kettle", "new", world.project)
    event = Event.objects.get(action="box.idea_added")
    assert (event.actor, event.detail) == (None, {"via": "link"})
    (happened,) = history_of(Event.objects.all(), [Tool.IDEA_BOX])
    assert happened.words == "Somebody in the practice put in an idea: A second kettle"


def test_whoever_is_signed_in_is_not_named_either(world, link) -> None:
    client = Client()
    client.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path_of(link))
    client.post(path_of(link), {"text": "A second kettle"})
    assert Event.objects.get(action="box.idea_added").actor is None
    assert BoxIdea.history.get().history_user is None


def test_others_see_an_idea_once_it_is_answered_and_its_author_at_once(world, link) -> None:
    author, other = taking_part.browser(path_of(link)), taking_part.browser(path_of(link))
    author.post(path_of(link), {"text": "A second kettle"})
    assert "A second kettle" in text_of(author.get(path_of(link)))
    assert "A second kettle" not in text_of(other.get(path_of(link)))
    answer(BoxIdea.objects.get(), world.lead)
    for client in (author, other):
        page = text_of(client.get(path_of(link)))
        assert "A second kettle" in page
        assert "We try it from Monday." in page
        assert world.lead.name not in page


def test_the_team_answers_and_makes_it_an_idea_to_test_once(sign_in, client, world) -> None:
    idea = taking_part.idea(world.project)
    sign_in(world.member)
    sent = {"state": "testing", "reply": "We try it.", "try_it": "on", "version": "0"}
    for _ in range(2):
        page = client.post(url("boxidea-answer", world, idea.pk), sent, follow=True)
    assert "ideas for small tests" in text_of(page)
    change = ChangeIdea.objects.get()
    assert (change.source, change.text) == ("box", idea.text)
    idea.refresh_from_db()
    assert (idea.answered_by, idea.change_idea, idea.reply) == (world.member, change, "We try it.")
    assert Event.objects.filter(action="box.idea_answered").count() == 1


def test_a_long_idea_is_shortened_where_it_becomes_one_to_test(world) -> None:
    idea = taking_part.idea(world.project, text="x" * 400)
    assert answer(idea, world.lead, try_it=True).change_idea.text == "x" * 199 + "…"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param({"state": "", "reply": "Kept words"}, "Kept words", id="no-state"),
        pytest.param({"state": "new", "reply": "Kept words"}, "Kept words", id="not-answered"),
        pytest.param({"state": "done", "reply": ""}, "answer", id="no-words"),
        pytest.param({"state": "done", "reply": "Ask 943 476 5919"}, "NHS number", id="nhs-number"),
    ],
)
def test_an_answer_that_does_not_fit_is_said_and_kept(sign_in, client, world, sent, words) -> None:
    idea = taking_part.idea(world.project)
    page = sign_in(world.lead).post(url("boxidea-answer", world, idea.pk), {**sent, "version": "0"})
    assert words in text_of(page)
    assert "Problem: " in page.content.decode()
    idea.refresh_from_db()
    assert idea.state == "new"


def test_of_two_answers_the_later_sees_both(sign_in, client, world) -> None:
    idea = taking_part.idea(world.project)
    answer(idea, world.lead, reply="From Monday.")
    page = sign_in(world.member).post(
        url("boxidea-answer", world, idea.pk), {"state": "not", "reply": "Too dear.", "version": "0"}
    )
    assert "Nothing is lost" in text_of(page)
    assert "From Monday." in text_of(page)
    assert "Too dear." in text_of(page)
    idea.refresh_from_db()
    assert idea.reply == "From Monday."


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Your idea"), ("Ask 943 476 5919", "NHS number"), ("x" * 401, "x" * 401)],
    ids=["empty", "nhs-number", "long"],
)
def test_an_idea_that_does_not_fit_is_said_and_kept(link, text, words) -> None:
    page = taking_part.browser(path_of(link)).post(path_of(link), {"text": text})
    assert words in text_of(page)
    assert not BoxIdea.objects.exists()


def test_a_second_click_puts_in_nothing_more(link) -> None:
    client = taking_part.browser(path_of(link))
    for _ in range(2):
        client.post(path_of(link), {"text": "A second kettle"})
    taking_part.browser(path_of(link)).post(path_of(link), {"text": "A second kettle"})
    assert BoxIdea.objects.count() == 2  # two people


def test_one_browser_floods_no_box(link) -> None:
    client = taking_part.browser(path_of(link))
    with time_machine.travel(timezone.now(), tick=False):
        found = [client.post(path_of(link), {"text": f"Idea {number}"}).status_code for number in range(11)]
    assert found[9:] == [302, 429]
    assert BoxIdea.objects.count() == 10


def test_a_full_box_says_so(world, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_UNANSWERED", 1)
    taking_part.idea(world.project)
    with pytest.raises(Refusal, match="full"):
        services.put_in(project=world.project, text="One more", by=world.lead)


@pytest.mark.parametrize("way", ["expired", "revoked", "project-ended"])
def test_a_link_that_was_closed_takes_nothing(world, link, way) -> None:
    client = taking_part.browser(path_of(link))
    taking_part.idea(world.project, state="done", reply="Done.", answered_at=timezone.now(), answered_by=world.lead)
    if way == "expired":
        WayIn.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        client_of_team = Client()
        client_of_team.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
        client_of_team.post(url("wayin-revoke", world, link.pk))
    else:
        type(world.project).objects.filter(pk=world.project.pk).update(status="withdrawn")
    for found in (client.get(path_of(link)), client.post(path_of(link), {"text": "A second kettle"})):
        assert found.status_code == 410
        assert "printer" not in text_of(found)
    assert BoxIdea.objects.count() == 1


def test_what_names_a_person_can_be_taken_out_for_good(sign_in, client, world) -> None:
    idea = taking_part.idea(world.project, text="Words about somebody")
    sign_in(world.lead)
    assert "gone for good" in text_of(client.get(url("boxidea-delete", world, idea.pk)))
    client.post(url("boxidea-delete", world, idea.pk))
    assert not BoxIdea.objects.exists()
    assert not BoxIdea.history.exists()


def test_an_idea_of_another_project_is_not_there(sign_in, world) -> None:
    idea = taking_part.idea(world.other_project)
    assert sign_in(world.lead).get(url("boxidea-answer", world, idea.pk)).status_code == 404


def test_the_list_asks_as_much_for_twenty_as_for_two(sign_in, world) -> None:
    client = sign_in(world.lead)
    client.get(url("boxidea-list", world))
    counts = []
    for more in (1, 9):
        for _ in range(more):
            taking_part.idea(world.project)
            answer(taking_part.idea(world.project), world.lead)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("boxidea-list", world))
        counts.append(len(queries))
    assert counts[0] == counts[1]
