"""Brainstorm and multi-vote: silent phase, joining, votes, result, theme; and attacks on each."""

import itertools
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import taking_part
from tests.builders.together import run_together
from toolkit.brainstorm import services
from toolkit.brainstorm.presenters import idea_views
from toolkit.brainstorm.workflow import MOVES
from toolkit.models import Brainstorm, ChangeIdea, Seat, StormIdea, StormVote, WayIn
from toolkit.ways_in.services import find_code, make_code
from toolkit.ways_in.tokens import WayClosed, path_of

STATES = ("adding", "sorting", "voting", "done")


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def url(name: str, world, *more) -> str:
    return reverse(name, args=[world.project.pk, *more])


@pytest.fixture
def storm(world) -> Brainstorm:
    return services.begin(project=world.project, question="How could people get through sooner?", by=world.lead)


@pytest.fixture
def address(storm) -> str:
    return path_of(services.code_of(storm))


def voting(world, *texts: str) -> tuple[Brainstorm, list[StormIdea], WayIn]:
    storm, ideas = taking_part.with_ideas(world.project, world.lead, *texts, state="voting")
    return storm, ideas, services.give_code(storm=storm, by=world.lead)


# --- The whole way -----------------------------------------------------------------------------------------------


def test_from_a_code_on_the_screen_to_a_theme_and_an_idea_to_test(sign_in, world) -> None:
    team = sign_in(world.lead)
    screen = team.post(url("brainstorm-create", world), {"question": "How to get through?"}, follow=True)
    storm = Brainstorm.objects.get()
    code = services.code_of(storm).code
    assert f"{code[:3]} {code[3:]}" in text_of(screen)
    phones = [Client() for _ in range(3)]
    for number, phone in enumerate(phones):
        page = phone.post(reverse("wayin-code"), {"code": f"{code[:3].lower()} {code[3:]}"}, follow=True)
        assert "Write in silence" in text_of(page)
        here = page.request["PATH_INFO"]
        for text in (f"Call back {number}", f"Online form {number}"):
            phone.post(here, {"text": text})
    assert "6</p>" in text_of(team.get(url("brainstorm-detail", world, storm.pk)))
    team.post(url("brainstorm-move", world, storm.pk, "sort"))
    ideas = list(storm.ideas.all())
    assert [idea.number for idea in ideas] == [1, 2, 3, 4, 5, 6]
    team.post(url("brainstorm-join", world, storm.pk), {"ideas": [ideas[0].pk, ideas[2].pk, ideas[4].pk]})
    team.post(url("brainstorm-move", world, storm.pk, "vote"))
    storm.refresh_from_db()
    assert storm.votes_each == 2  # a third of four, rounded up
    for phone in phones:
        phone.post(here, {"ideas": [ideas[0].pk, ideas[1].pk]})
    assert "3</p>" in text_of(team.get(url("brainstorm-detail", world, storm.pk) + "?tally"))
    team.post(url("brainstorm-move", world, storm.pk, "count"))
    page = text_of(team.get(url("brainstorm-detail", world, storm.pk)))
    assert page.index("Call back 0") < page.index("Online form 1")
    assert 'With: <span dir="auto">Call back 1</span>; <span dir="auto">Call back 2</span>' in page
    assert page.count("3 votes") == 2
    assert "Here is what most of you voted for" in text_of(phones[0].get(here))
    page = team.post(url("brainstorm-theme", world, storm.pk), {"theme": "Calling back", "version": 3}, follow=True)
    assert "Our theme:" in text_of(page)
    for _ in range(2):
        team.post(url("brainstorm-idea", world, storm.pk, ideas[0].pk, "test"))
    assert [(idea.source, idea.text) for idea in ChangeIdea.objects.all()] == [("vote", "Call back 0")]
    acts = set(Event.objects.values_list("action", flat=True))
    assert {"brainstorm.begun", "brainstorm.counted", "brainstorm.theme_chosen", "idea.added"} <= acts


@pytest.mark.parametrize(("ideas", "votes"), [(1, 1), (2, 1), (3, 1), (4, 2), (10, 4), (90, 30)])
def test_each_has_a_third_of_the_ideas_as_votes(ideas, votes) -> None:
    assert services.votes_for(ideas) == votes


@pytest.mark.parametrize(("state", "move"), list(itertools.product(STATES, MOVES)))
def test_every_move_from_every_state(world, state, move) -> None:
    storm, _ = taking_part.with_ideas(world.project, world.lead, "One", "Two", state=state)
    goes = MOVES[move]
    if state == goes.source or state == goes.target:
        services.move_on(storm=storm, move=move, by=world.lead)
        services.move_on(storm=storm, move=move, by=world.lead)
        storm.refresh_from_db()
        assert storm.state == goes.target
    else:
        with pytest.raises(Refusal, match="moved on"):
            services.move_on(storm=storm, move=move, by=world.lead)
        storm.refresh_from_db()
        assert storm.state == state


def test_it_does_not_go_on_without_an_idea(world, storm) -> None:
    with pytest.raises(Refusal, match="no idea yet"):
        services.move_on(storm=storm, move="sort", by=world.lead)


# --- Silent phase ------------------------------------------------------------------------------------------------


def test_while_all_write_nobody_sees_anothers_idea(sign_in, world, storm, address) -> None:
    author, other = taking_part.browser(address), taking_part.browser(address)
    author.post(address, {"text": "A second phone line"})
    assert "A second phone line" in text_of(author.get(address))
    pages = [other.get(address), other.get(address + "?at=adding"), other.post(address, {"text": ""})]
    team = sign_in(world.lead)
    pages += [team.get(url("brainstorm-detail", world, storm.pk) + query) for query in ("", "?tally")]
    pages.append(team.get(url("brainstorm-list", world)))
    assert all("second phone line" not in text_of(page) for page in pages)


def test_one_takes_back_ones_own_idea_and_no_other(storm, address) -> None:
    author, other = taking_part.browser(address), taking_part.browser(address)
    author.post(address, {"text": "A second phone line"})
    idea = StormIdea.objects.get()
    for asked in (str(idea.pk), "nonsense"):
        other.post(address, {"back": asked})
    assert StormIdea.objects.exists()
    author.post(address, {"back": str(idea.pk)})
    assert not StormIdea.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "An idea"), ("Ask 943 476 5919", "NHS number"), ("x" * 201, "x" * 201)],
    ids=["empty", "nhs-number", "long"],
)
def test_an_idea_that_does_not_fit_is_said_and_kept(address, text, words) -> None:
    page = taking_part.browser(address).post(address, {"text": text})
    assert words in text_of(page)
    assert "Problem: " in page.content.decode()
    assert not StormIdea.objects.exists()


def test_a_second_click_and_a_flood(storm, address, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_EACH", 2)
    phone = taking_part.browser(address)
    for text in ("One", "one ", "Two", "Three"):
        page = phone.post(address, {"text": text})
    assert "Leave some room for the others" in text_of(page)
    assert "Three" in text_of(page)
    assert [idea.text for idea in storm.ideas.all()] == ["One", "Two"]


@pytest.mark.django_db(transaction=True)
def test_twelve_phones_at_the_same_moment_lose_no_idea_and_no_number(world) -> None:
    storm = services.begin(project=world.project, question="How?", by=world.lead)
    way_in = services.code_of(storm)

    def send(number: int):
        return lambda: services.add_idea(way_in=way_in, storm=storm, browser=f"{number:064d}", text=f"Idea {number}")

    found = run_together(*[send(number) for number in range(12)])
    assert all(isinstance(idea, StormIdea) for idea in found)
    assert sorted(storm.ideas.values_list("number", flat=True)) == list(range(1, 13))


def test_what_was_typed_when_the_group_moved_on_is_not_lost(world, storm, address) -> None:
    phone = taking_part.browser(address)
    phone.post(address, {"text": "One"})
    services.move_on(storm=storm, move="sort", by=world.lead)
    page = phone.post(address, {"text": "Too late but good"})
    assert "moved on meanwhile" in text_of(page)
    assert "Too late but good" in text_of(page)
    assert storm.ideas.count() == 1


# --- Joining -----------------------------------------------------------------------------------------------------


def test_the_same_ideas_are_joined_and_taken_apart(world) -> None:
    storm, (one, two, three, four) = taking_part.with_ideas(world.project, world.lead, "A", "B", "C", "D")
    services.join_ideas(storm=storm, ideas=[three.pk, two.pk], by=world.lead)
    services.join_ideas(storm=storm, ideas=[one.pk, two.pk], by=world.lead)
    views = idea_views(storm.ideas.all())
    assert [(view.idea.text, [idea.text for idea in view.joined]) for view in views] == [("A", ["B", "C"]), ("D", [])]
    services.take_apart(idea=StormIdea.objects.get(pk=two.pk), by=world.lead)
    assert [view.idea.text for view in idea_views(storm.ideas.all())] == ["A", "B", "D"]
    services.remove_idea(idea=StormIdea.objects.get(pk=one.pk), by=world.lead)
    assert [view.idea.text for view in idea_views(storm.ideas.all())] == ["B", "C", "D"]
    with pytest.raises(Refusal, match="Tick two"):
        services.join_ideas(storm=storm, ideas=[four.pk], by=world.lead)


def test_bars_are_as_long_as_the_votes_and_leave_room_for_words(world) -> None:
    storm, ideas = taking_part.with_ideas(world.project, world.lead, "A", "B", "C", "D")
    counted = dict(zip([idea.pk for idea in ideas], (6, 5, 3, 0), strict=True))
    assert [view.width for view in idea_views(storm.ideas.all(), counted)] == ["50%", "42%", "25%", "0%"]


def test_ideas_of_another_brainstorm_are_not_joined(world) -> None:
    storm, (one,) = taking_part.with_ideas(world.project, world.lead, "A")
    _, (foreign,) = taking_part.with_ideas(world.other_project, world.lead, "B")
    with pytest.raises(Refusal):
        services.join_ideas(storm=storm, ideas=[one.pk, foreign.pk], by=world.lead)
    foreign.refresh_from_db()
    assert foreign.joined_to is None


# --- Votes -------------------------------------------------------------------------------------------------------


def test_votes_are_replaced_and_shown_to_nobody_before_they_are_counted(sign_in, world) -> None:
    texts = ["Answer sooner", "Book online", "Call back", "Divert at noon"]
    storm, ideas, way_in = voting(world, *texts)
    address = path_of(way_in)
    phone = taking_part.browser(address)
    phone.post(address, {"ideas": [ideas[0].pk, ideas[1].pk]})
    page = phone.post(address, {"ideas": [ideas[1].pk, ideas[2].pk]}, follow=True)
    assert "Your votes are in" in text_of(page)
    assert page.content.decode().count("checked") == 2
    assert set(StormVote.objects.values_list("idea__text", flat=True)) == set(texts[1:3])
    team = sign_in(world.lead)
    for query in ("", "?tally", "?votes=1"):
        page = text_of(team.get(url("brainstorm-detail", world, storm.pk) + query)).split("<main")[-1]
        assert not re.search(r"\d votes?</span>", page)
        if not query:
            places = [page.index(text) for text in texts]
            assert places == sorted(places)


@pytest.mark.parametrize("how", ["too-many", "foreign", "joined", "twice-the-same", "made-up"])
def test_nobody_votes_for_more_than_there_is(world, how) -> None:
    _, ideas, way_in = voting(world, "A", "B", "C", "D")
    _, (foreign,) = taking_part.with_ideas(world.other_project, world.lead, "X", state="voting")
    StormIdea.objects.filter(pk=ideas[3].pk).update(joined_to=ideas[0])
    chosen = {
        "too-many": [idea.pk for idea in ideas[:3]],
        "foreign": [foreign.pk],
        "joined": [ideas[3].pk],
        "twice-the-same": [ideas[0].pk, ideas[0].pk],
        "made-up": ["nonsense"],
    }[how]
    address = path_of(way_in)
    phone = taking_part.browser(address)
    phone.post(address, {"ideas": chosen})
    assert StormVote.objects.count() == (1 if how == "twice-the-same" else 0)


def test_a_service_called_past_the_form_refuses_as_well(world) -> None:
    storm, ideas, way_in = voting(world, "A", "B", "C", "D")
    sent = {"way_in": way_in, "storm": storm, "browser": "a" * 64}
    with pytest.raises(Refusal, match="gave 3"):
        services.cast_votes(**sent, ideas=[idea.pk for idea in ideas[:3]])
    services.move_on(storm=storm, move="count", by=world.lead)
    with pytest.raises(Refusal, match="moved on"):
        services.cast_votes(**sent, ideas=[ideas[0].pk])


def test_a_fresh_code_gives_nobody_more_votes(world) -> None:
    storm, ideas, way_in = voting(world, "A", "B", "C")
    phone = taking_part.browser(path_of(way_in))
    phone.post(path_of(way_in), {"ideas": [ideas[0].pk]})
    fresh = path_of(services.give_code(storm=storm, by=world.lead))
    assert phone.post(path_of(way_in), {"ideas": [ideas[1].pk]}).status_code == 410
    phone.post(fresh, {"ideas": [ideas[1].pk]})
    assert [vote.idea.text for vote in StormVote.objects.all()] == ["B"]
    assert Seat.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_cast_no_more_votes_than_one_has(world) -> None:
    storm, ideas, way_in = voting(world, "A", "B", "C", "D", "E", "F")

    def send(first: int):
        chosen = [idea.pk for idea in ideas[first : first + 2]]
        return lambda: services.cast_votes(way_in=way_in, storm=storm, browser="a" * 64, ideas=chosen)

    assert run_together(send(0), send(2), send(4)) == [None] * 3
    assert StormVote.objects.count() == 2


# --- The code ----------------------------------------------------------------------------------------------------


def test_a_code_opens_for_twelve_hours_and_can_be_typed_as_it_is_read(world, storm) -> None:
    code = services.code_of(storm).code
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{6}", code)
    assert find_code(f" {code[:3].lower()}-{code[3:]} ").subject_id == storm.pk
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=13)):
        assert find_code(code) is None
        way_in = WayIn.objects.get()
        with pytest.raises(WayClosed):
            services.add_idea(way_in=way_in, storm=storm, browser="a" * 64, text="Late")


def test_a_code_that_another_screen_shows_is_not_given_twice(world, storm, monkeypatch) -> None:
    taken = services.code_of(storm).code
    letters = iter(taken + "ACDEFH")
    monkeypatch.setattr("toolkit.ways_in.services.secrets.choice", lambda alphabet: next(letters))
    other = taking_part.storm(world.other_project, world.lead)
    made = make_code(
        project=world.other_project, opens="brainstorm", subject_id=other.pk, name="Screen", by=world.lead
    )
    assert made.code == "ACDEFH"


def test_guessing_codes_ends_after_thirty(client, storm) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        found = [client.post(reverse("wayin-code"), {"code": f"AAA{number:03d}"}).status_code for number in range(31)]
        assert found[0] == 200
        assert found[-1] == 429
        right = client.post(reverse("wayin-code"), {"code": services.code_of(storm).code})
    assert right.status_code == 429


def test_a_wrong_code_is_said_beside_the_field_and_kept(client, storm) -> None:
    page = text_of(client.post(reverse("wayin-code"), {"code": "K7M 3FQ"}))
    assert "No screen shows this code now" in page
    assert "K7M 3FQ" in page


def test_once_counted_the_code_is_typed_no_more_and_phones_see_the_result(world) -> None:
    storm, _, way_in = voting(world, "A1", "B2")
    phone = taking_part.browser(path_of(way_in))
    services.move_on(storm=storm, move="count", by=world.lead)
    assert find_code(way_in.code) is None
    assert "Here is what most of you voted for" in text_of(phone.get(path_of(way_in)))


def test_a_phone_learns_that_the_group_moved_on_and_nothing_else(world, storm, address) -> None:
    phone = taking_part.browser(address)
    same, other = phone.get(address + "?at=adding"), phone.get(address + "?at=voting")
    assert (same.status_code, same.content, "HX-Refresh" in same.headers) == (204, b"", False)
    assert (other.status_code, other.content, other.headers["HX-Refresh"]) == (204, b"", "true")
    phone.post(address, {"text": "A second phone line"})
    services.move_on(storm=storm, move="sort", by=world.lead)
    told = phone.get(address + "?at=adding")  # what is being typed there stays
    assert (told.status_code, "HX-Refresh" in told.headers) == (200, False)
    assert "The group has moved on" in text_of(told)
    assert "second phone line" not in text_of(told)


def test_an_idea_of_another_brainstorm_is_not_there(sign_in, world) -> None:
    storm, _ = taking_part.with_ideas(world.project, world.lead, "A", state="done")
    _, (foreign,) = taking_part.with_ideas(world.other_project, world.lead, "B", state="done")
    team = sign_in(world.lead)
    assert team.post(url("brainstorm-idea", world, storm.pk, foreign.pk, "test")).status_code == 404
    assert team.post(url("brainstorm-idea", world, storm.pk, foreign.pk, "nonsense")).status_code == 404
    assert not ChangeIdea.objects.exists()
