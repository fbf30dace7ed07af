"""Rating together: alone first, no names, nothing before it is closed, nothing from too few."""

import pytest
from django.urls import reverse

from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.models import Rating, RatingRound
from toolkit.ratings import services
from toolkit.ratings.presenters import sentence_of, too_few_words
from toolkit.ratings.spread import Given, Spread, change_words, spreads_of
from toolkit.ratings.things import SUBJECTS, Kind

PHONES = "processes.phones"
THINGS = [("a", "Phones"), ("b", "Letters")]


def spreads(*values: int | None, least: int = 3) -> Spread:
    return spreads_of(THINGS, [Given("a", value) for value in values], least=least, top=4)[0]


@pytest.mark.parametrize(
    ("values", "middle", "apart"),
    [
        ((1, 1, 4, 4), 2.5, True),
        ((1, 4, 4, 4), 4, True),
        ((3, 3, 4, 4), 3.5, False),
        ((1, 2, 2, 3), 2, False),
        ((2, 4, 4, 4, 4), 4, False),
        ((1, None, 4, 4), 4, True),
        ((1, None, None, 4), None, False),
    ],
)
def test_middle_and_far_apart(values, middle, apart) -> None:
    found = spreads(*values)
    assert (found.middle, found.is_far_apart) == (middle, apart)


def test_ticks_of_too_few_are_not_told_either() -> None:
    given = [Given("a", 1, True, True), Given("a", 1, True, True), Given("a", None, True, True)]
    found = spreads_of(THINGS, given, least=3, top=4)[0]
    assert (found.values, found.working_on_it, found.patients_complain) == ((), 0, 0)


def test_what_to_talk_about_first() -> None:
    subject = SUBJECTS[Kind.PROCESSES]
    assert "far apart on ‘Phones’. Talk about that first" in sentence_of([spreads(1, 1, 4, 4)], subject)
    assert "hurts most: Phones (broken)" in sentence_of([spreads(1, 1, 1)], subject)
    assert sentence_of([spreads(3, 3, 4)], subject).startswith("You see it much alike")
    assert sentence_of([spreads(3, 3, 4), spreads(1, 3, 3)], subject).startswith("Most of you see it much alike")
    assert sentence_of([spreads(1)], subject) == ""
    assert subject.words(2.5) == "between real problem and small problem"
    assert [change_words(*pair) for pair in ((3, 2), (2, 3), (2, 2), (None, 2))] == [
        "better",
        "worse",
        "as before",
        "",
    ]


@pytest.fixture
def team(world) -> list:
    """Six people of the team."""
    more = [make.user(f"Person {number}") for number in range(4)]
    for person in more:
        make.member(world.project, person)
    return [world.lead, world.member, *more]


def rate(row: RatingRound, people: list, *values: int | None, thing: str = PHONES) -> None:
    for person, value in zip(people, values, strict=False):
        services.give_ratings(round=row, given=[Given(thing, value)], by=person)


def url(name: str, row: RatingRound, *more: str) -> str:
    return reverse(name, args=[row.project_id, row.pk, *more])


def test_each_rates_alone_and_then_all_look(world, sign_in, team) -> None:
    client = sign_in(world.lead)
    client.post(reverse("rating-begin", args=[world.project.pk, "processes"]))
    row = world.project.rating_rounds.get()
    form = client.get(url("rating-give", row)).context["form"]
    place = [key for key, _ in form.things].index(PHONES)
    typed = {f"v{place}": "1", f"c{place}": "on", "v1": "none"}
    client.post(url("rating-give", row), typed)
    assert client.get(url("rating-give", row)).context["form"][f"v{place}"].value() == "1"
    rate(row, team[1:], 1, 4, 4)
    waiting = client.get(url("rating-detail", row)).text
    assert "4 people have rated" in waiting
    assert "Broken" not in waiting, "nothing of it before the round is closed"
    assert b"Answering the phones" not in client.get(url("rating-picture", row)).content
    client.post(url("rating-close", row))
    page = client.get(url("rating-detail", row)).text
    assert "far apart on ‘Answering the phones’" in page
    assert "Works well 2, Broken 2, patients complain 1" in page
    assert "Between real problem and small problem" in page
    assert b"far apart" in client.get(url("rating-picture", row)).content


@pytest.mark.parametrize(
    ("kind", "thing", "people", "shown"),
    [
        ("processes", PHONES, 2, False),
        ("processes", PHONES, 3, True),
        ("skills", "phone", 4, False),
        ("skills", "phone", 5, True),
    ],
)
def test_too_few_show_nothing(world, sign_in, team, kind, thing, people, shown) -> None:
    row = build.rating_round(world.project, world.lead, kind)
    rate(row, team, *[1] * people, thing=thing)
    services.close_round(round=row, by=world.lead)
    client = sign_in(world.coach)
    page = client.get(url("rating-detail", row)).text
    worst = SUBJECTS[Kind(kind)].scale[0]
    assert (f"{worst} {people}" in page) == shown
    assert (worst.lower() in page.lower()) == shown
    picture = client.get(url("rating-picture", row)).text
    assert ("<circle" in picture or "hurts most" in picture) == shown


def test_one_sees_ones_own_and_nobody_elses(world, sign_in, team) -> None:
    row = build.rating_round(world.project, world.lead, "skills")
    rate(row, team, 1, 4, 4, 4, 4, 4, thing="phone")
    services.close_round(round=row, by=world.lead)
    own = {
        person: [r.cells[2] for r in sign_in(person).get(url("rating-detail", row)).context["rows"] if r.cells[2]]
        for person in (world.lead, world.member, world.coach)
    }
    assert own == {world.lead: ["I want help"], world.member: ["I could teach it"], world.coach: []}
    for name in ("Person 0", "Person 3"):
        assert name not in sign_in(world.lead).get(url("rating-detail", row)).text


def test_a_closed_round_takes_nothing_more(world, sign_in, team) -> None:
    row = build.rating_round(world.project, world.lead, closed=True)
    with pytest.raises(Refusal, match="closed"):
        services.give_ratings(round=row, given=[Given(PHONES, 1)], by=world.member)
    page = sign_in(world.member).post(url("rating-give", row), {"v0": "1"}).text
    assert "This round is closed" in page
    assert not Rating.objects.exists()


def test_an_answer_taken_out_is_gone_and_foreign_ones_are_not_kept(world) -> None:
    row = build.rating_round(world.project, world.lead)
    services.give_ratings(
        round=row, given=[Given(PHONES, 1), Given("made.up", 1), Given("processes.rota", 9)], by=world.lead
    )
    assert list(Rating.objects.values_list("thing", flat=True)) == [PHONES]
    services.give_ratings(round=row, given=[], by=world.lead)
    assert not Rating.objects.exists()


def test_meetings_against_the_round_before(world, sign_in, team) -> None:
    for values in ((1, 2, 2), (3, 3, 4)):
        row = build.rating_round(world.project, world.lead, "meetings")
        rate(row, team, *values, thing="time")
        services.close_round(round=row, by=world.lead)
    rows = sign_in(world.lead).get(url("rating-detail", row)).context["rows"]
    assert [r.cells[3] for r in rows if r.thing == "time"] == ["better"]


@pytest.mark.django_db(transaction=True)
def test_two_begin_one_round_and_rate_at_once(world) -> None:
    begin = lambda by: services.begin_round(project=world.project, kind="skills", by=by)  # noqa: E731
    first, second = run_together(lambda: begin(world.lead), lambda: begin(world.member))
    assert first == second
    calls = [
        lambda n=n: services.give_ratings(round=first, given=[Given("phone", n)], by=world.lead) for n in (1, 2, 3, 4)
    ]
    assert run_together(*calls) == [None] * 4
    assert Rating.objects.count() == 1


def test_the_same_queries_for_few_and_many(world, sign_in, team) -> None:
    client = sign_in(world.lead)
    row = build.rating_round(world.project, world.lead)
    rate(row, team, 1, 2, 3)
    services.close_round(round=row, by=world.lead)
    few = (
        count_queries(client, url("rating-detail", row)),
        count_queries(client, reverse("rating-list", args=[world.project.pk])),
    )
    other = build.rating_round(world.project, world.lead)
    rate(other, team, 1, 2, 3, 4, 1, 2)
    services.close_round(round=other, by=world.lead)
    many = (
        count_queries(client, url("rating-detail", row)),
        count_queries(client, reverse("rating-list", args=[world.project.pk])),
    )
    assert many == few


def test_lines_that_too_few_rated_stand_apart_and_are_not_drawn(world, sign_in, team) -> None:
    row = build.rating_round(world.project, world.lead)
    rate(row, team[1:3], 1, 2)
    services.give_ratings(round=row, given=[Given(PHONES, 2), Given("processes.letters", 3)], by=world.lead)
    services.close_round(round=row, by=world.lead)
    page = sign_in(world.lead).get(url("rating-detail", row))
    assert [line.thing for line in page.context["rows"]] == [PHONES]
    few = page.context["few"]
    assert len(few) == len(SUBJECTS[Kind.PROCESSES].things) - 1
    assert f"Too few people rated these {len(few)}" in page.text
    assert "(you: small problem)" in page.text
    assert too_few_words(few[:1]) == "Too few people rated this one"
    picture = sign_in(world.lead).get(url("rating-picture", row)).text
    assert "Answering the phones" in picture
    assert "Referrals" not in picture
