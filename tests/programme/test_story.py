"""What this project has done so far: two minutes, from the record, for who may open it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cmsportal.programme.story import Part, decided_words, fit, shorten
from projects.models import TeamMember
from tests.builders import make
from tests.builders import toolkit as tools
from tests.builders.counting import count_queries

LONG = "and then the second receptionist takes the phone " * 12


def story(client, project) -> str:
    return client.get(reverse("story-detail", args=[project.pk])).content.decode()


def words_of(page: str) -> list[str]:
    return strip_tags(re.search(r"<article.*</article>", page, re.DOTALL)[0]).split()


def fill(project, many: int = 3) -> None:
    tools.specific_aim(project)
    bone = tools.fishbone(project)
    for number in range(many):
        tools.cause(bone, f"Cause {number}", votes=number)
        cycle = make.cycle(project, number=number + 1, title=f"Test of number {number}")
        type(cycle).objects.filter(pk=cycle.pk).update(stage="closed", decision="adapt", learned=LONG)
        make.standard(project, title=f"Standard {number}")
        make.action(project)
    make.figures(make.measure(project), [40, 42, 45, 50, 61])
    make.huddle_schedule(project)


@pytest.mark.parametrize("many", [0, 1, 3, 30])
def test_two_minutes_however_much_there_is(world, sign_in, many) -> None:
    if many:
        fill(world.project, many)
    words = words_of(story(sign_in(world.member), world.project))
    assert len(words) <= 400, len(words)
    assert len(words) > (150 if many else 20)


def test_something_of_every_part(world, sign_in) -> None:
    fill(world.project, 30)
    page = story(sign_in(world.member), world.project)
    for heading in (
        *("What we want", "Who we are", "What the problem is", "What our chart says", "What we have tried"),
        *("What we keep", "How we keep going", "What comes next"),
    ):
        assert heading in page
    assert "30 small tests so far" in page
    assert "Cause 29 (29 votes)" in page
    assert "Champion: Jo Pritchard." in page


@pytest.mark.parametrize(
    ("ended", "count", "words"),
    [
        *((0, 1, "not decided yet"), (0, 3, "none decided yet"), (1, 1, "decided"), (3, 3, "all decided")),
        (2, 3, "two of them decided"),
    ],
)
def test_how_many_tests_are_decided(ended, count, words) -> None:
    assert decided_words(ended, count) == words


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("aims", "What we want"),
        ("team", "Champion: Jo Pritchard"),
        ("fishbone", "Cause 2"),
        ("wall", "What our chart says"),
        ("cycles", "Test of number"),
        ("standards", "Standard 1"),
        ("huddles", "Ten-minute huddle"),
    ],
)
def test_what_the_coach_may_not_open_leaves_no_trace(world, sign_in, tool, words) -> None:
    fill(world.project)
    client = sign_in(world.coach)
    assert words in story(client, world.project)
    world.project.shares.filter(audience="coach", tool=tool).delete()
    assert words not in story(client, world.project)


def test_a_manager_is_told_no_small_number(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="falls")
    *_, last = make.figures(measure, [60, 61, 62, 63, 3])
    told: dict[str, list[list[str]]] = {"member": [], "manager": []}
    for value in (3, 5):
        last.value = value
        last.save()
        for who, pages in told.items():
            pages.append(words_of(story(sign_in(getattr(world, who)), world.project)))
    assert told["member"][0] != told["member"][1]
    assert told["manager"][0] == told["manager"][1], "two worlds that differ in a hidden figure look the same"


def test_words_typed_stay_words(world, sign_in) -> None:
    make.standard(world.project, title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in story(sign_in(world.member), world.project)


def test_today_offers_it_to_a_newcomer_until_it_is_put_away(world, sign_in) -> None:
    type(world.project).objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=100))
    new = make.user("Nia Bly")
    place = make.member(world.project, new, starts_on=make.today())
    client = sign_in(new)
    assert "New here?" in client.get(reverse("today")).content.decode()
    assert client.get(reverse("story-detail", args=[world.project.pk])).status_code == 200
    assert TeamMember.objects.get(pk=place.pk).welcomed_at is None, "reading puts nothing away"
    answer = client.post(reverse("story-done", args=[world.project.pk]), follow=True)
    assert "New here?" not in answer.content.decode()
    first = TeamMember.objects.get(pk=place.pk).welcomed_at
    client.post(reverse("story-done", args=[world.project.pk]))
    assert TeamMember.objects.get(pk=place.pk).welcomed_at == first
    assert "New here?" not in sign_in(world.lead).get(reverse("today")).content.decode(), (
        "who was there from the start"
    )


def test_the_same_queries_for_little_and_much(world, sign_in) -> None:
    client, counts = sign_in(world.member), []
    fill(world.project, 2)
    url = reverse("story-detail", args=[world.project.pk])
    counts.append(count_queries(client, url))
    for number in range(18):
        make.standard(world.project, title=f"More {number}")
        make.action(world.project)
        make.cycle(world.project, number=number + 3)
    counts.append(count_queries(client, url))
    assert counts[0] == counts[1]


def test_the_longest_list_gives_way_first() -> None:
    parts = [Part("One", "two three", ["four five", "six"]), Part("Seven", lines=["eight nine", "ten", "eleven"])]
    fit(parts, 9)
    assert [part.lines for part in parts] == [["four five"], ["eight nine", "ten"]]
    assert shorten("one two three.", 2) == "one two …"
