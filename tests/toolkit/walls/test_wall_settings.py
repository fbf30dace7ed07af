"""Who looks after the wall, what to do with a stale chart, and the order that the team sets."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from tests.builders import make
from toolkit.measures.cards import card_of
from toolkit.measures.series import Reader, for_charts
from toolkit.models import Measure, Wall
from toolkit.walls import services
from toolkit.walls.cards import age_words, hang
from toolkit.walls.facts import facts_of


def url(world) -> str:
    return reverse("wall-settings", args=[world.project.pk])


def place_of(world, user):
    return world.project.team.get(user=user)


def names(world) -> list[str]:
    return [measure.name for measure in world.project.measures.hanging()]


@pytest.fixture
def three(world) -> list[Measure]:
    return [make.measure(world.project, name=name, is_lead=name == "A", position=n) for n, name in enumerate("ABC")]


def test_the_owner_stands_at_the_top_of_the_wall_with_the_last_update(world, sign_in) -> None:
    make.figures(make.measure(world.project), [5, 6])
    wall = reverse("wall-detail", args=[world.project.pk])
    assert (
        "Jo Pritchard looks after this wall" not in sign_in(world.lead).get(wall).content.decode()
    )  # one chart: 'it'
    make.figures(make.measure(world.project, name="Another", is_lead=False), [5, 6])
    assert "Jo Pritchard looks after this wall" in sign_in(world.lead).get(wall).content.decode()
    values = {"owner": place_of(world, world.member).pk, "when_stale": "Ask on Monday.", "version": ""}
    sign_in(world.lead).post(url(world), values)
    page = sign_in(world.partner).get(wall).content.decode()
    assert "Sam Whitlock looks after this wall" in page
    assert "Last figure " in page
    event = Event.objects.get(action="wall.changed")
    assert (event.actor, event.project_id) == (world.lead, world.project.pk)


@pytest.mark.parametrize(("who", "says"), [("lead", True), ("coach", True), ("partner", False)])
def test_what_to_do_stands_on_a_stale_chart_for_those_inside(world, sign_in, who, says) -> None:
    measure = make.measure(world.project, collector=place_of(world, world.member))
    make.figures(measure, [5, 6], last=make.today() - timedelta(days=40))
    wall = reverse("wall-detail", args=[world.project.pk])
    page = sign_in(getattr(world, who)).get(wall).content.decode()
    assert ("or say that you were closed" in page) is says
    services.save_wall(
        project=world.project,
        values={"owner": None, "when_stale": "Ask on Monday."},
        expected_version=0,
        by=world.lead,
    )
    page = sign_in(getattr(world, who)).get(wall).content.decode()
    assert ("Ask on Monday." in page) is says
    assert "Five weeks old" in page
    assert "Sam Whitlock can refresh it" in page


def test_somebody_of_another_team_cannot_own_the_wall(world, sign_in) -> None:
    stranger = world.other_project.team.first()
    values = {"owner": stranger, "when_stale": ""}
    with pytest.raises(ValidationError):
        services.save_wall(project=world.project, values=values, expected_version=0, by=world.lead)
    page = sign_in(world.lead).post(url(world), {"owner": stranger.pk, "when_stale": "Kept words"}).content.decode()
    assert "error-summary" in page
    assert "Kept words" in page
    assert not Wall.objects.exists()


def test_two_writers_see_both_texts(world, sign_in) -> None:
    client = sign_in(world.lead)
    client.post(url(world), {"owner": "", "when_stale": "First", "version": ""})
    wall = Wall.objects.get()
    with pytest.raises(Stale):
        services.save_wall(
            project=world.project, values={"owner": None, "when_stale": "Late"}, expected_version=7, by=world.member
        )
    client.post(url(world), {"owner": "", "when_stale": "Second", "version": wall.version})
    page = client.post(url(world), {"owner": "", "when_stale": "Third", "version": wall.version}).content.decode()
    assert "Second" in page
    assert "Third" in page
    assert Wall.objects.get().when_stale == "Second"
    assert Wall.history.count() == 2


def test_text_with_an_nhs_number_is_refused(world, sign_in) -> None:
    page = sign_in(world.lead).post(url(world), {"owner": "", "when_stale": "Ask 943 476 5919"}).content.decode()
    assert "NHS number" in page
    assert not Wall.objects.exists()


@pytest.mark.parametrize(
    ("moved", "way", "order"),
    [
        ("B", "up", "BAC"),
        ("B", "down", "ACB"),
        ("A", "down", "BAC"),
        ("A", "up", "ABC"),
        ("C", "down", "ABC"),
        ("C", "up", "ACB"),
    ],
)
def test_charts_move_and_the_first_one_leads(world, sign_in, three, moved, way, order) -> None:
    measure = next(row for row in three if row.name == moved)
    answer = sign_in(world.member).post(reverse("wall-move", args=[world.project.pk, measure.pk]), {"way": way})
    assert answer.headers["Location"] == f"{url(world)}#chart-{measure.pk}"
    assert names(world) == list(order)
    assert world.project.measures.get(is_lead=True).name == order[0]


@pytest.mark.parametrize("name", ["wall-move", "measure-move"])
def test_what_does_not_hang_keeps_out_of_the_way(world, sign_in, three, name) -> None:
    make.measure(world.project, name="Down", is_lead=False, on_wall=False, position=1)
    sign_in(world.lead).post(reverse(name, args=[world.project.pk, three[2].pk]), {"way": "up"})
    assert names(world) == list("ACB")
    measures = [(row.name, row.position) for row in world.project.measures.all()]
    assert measures == [("A", 1), ("C", 2), ("Down", 3), ("B", 4)], "one order of all, whichever page it was set on"


def test_the_list_of_measures_offers_the_moves_that_the_wall_does(world, sign_in, three) -> None:
    down = make.measure(world.project, name="Down", is_lead=False, on_wall=False, position=9)
    pages = {
        name: sign_in(world.lead).get(reverse(page, args=[world.project.pk])).content.decode()
        for name, page in (("wall-move", "wall-settings"), ("measure-move", "measure-list"))
    }
    for measure, moves in zip([*three, down], (1, 2, 1, 0), strict=True):
        for name, page in pages.items():
            assert page.count(reverse(name, args=[world.project.pk, measure.pk])) == moves, (name, measure.name)


def test_a_chart_of_another_project_is_not_found(world, sign_in) -> None:
    foreign = make.measure(world.other_project)
    answer = sign_in(world.lead).post(reverse("wall-move", args=[world.project.pk, foreign.pk]), {"way": "up"})
    assert answer.status_code == 404


def test_the_same_queries_for_three_charts_and_for_twelve(world, sign_in, three) -> None:
    client = sign_in(world.lead)
    addresses = (url(world), reverse("wall-detail", args=[world.project.pk]))
    counts = []
    for number in (0, 9):
        for place in range(number):
            make.figures(make.measure(world.project, name=f"More {place}", is_lead=False, position=place), [5, 6, 7])
        for address in addresses:
            client.get(address)  # what is kept is made
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    ("more", "values", "figure", "after"),
    [
        ({"value_kind": "percentage"}, [52, 78], "78", "%"),
        ({"value_kind": "value", "unit": "days"}, [9, 8.5], "8.5", "days"),
        ({"value_kind": "count", "unit": "visits"}, [14, 3], "3", "visits"),
        ({"value_kind": "value", "unit": "days"}, [9, None], "9", "days"),
        ({"value_kind": "value", "unit": "days"}, [], "", ""),
    ],
    ids=["per cent", "decimals", "count", "closed since", "none"],
)
def test_the_last_figure_stands_large(world, more, values, figure, after) -> None:
    hung = hung_of(world, more, values, raw=True)
    assert (hung.figure, hung.after) == (figure, after)


def test_a_hidden_last_figure_is_a_star(world) -> None:
    assert hung_of(world, {"value_kind": "count", "unit": "visits"}, [14, 3], raw=False).figure == "*"


def hung_of(world, more, values, raw):
    measure = make.measure(world.project, goal=None, **more)
    make.figures(measure, values)
    row = for_charts(Measure.objects.filter(pk=measure.pk)).get()
    reader = Reader(raw, 7, make.today())
    return hang([card_of(row, [], reader)], reader)[0]


RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


@pytest.mark.parametrize(
    ("values", "direction", "kind", "arrow"),
    [
        (RISEN, "up", "better", "up"),
        (RISEN, "down", "worse", "up"),
        ([130 - value for value in RISEN], "down", "better", "down"),
    ],
)
def test_a_signal_has_an_arrow_and_the_short_sentence_its_chance(world, values, direction, kind, arrow) -> None:
    hung = hung_of(world, {"value_kind": "value", "unit": "minutes", "direction": direction}, values, raw=True)
    assert (hung.kind, hung.arrow) == (kind, arrow)
    assert "Chance does this in about" in hung.said
    assert "something has changed" not in hung.said


@pytest.mark.parametrize(
    ("days", "words"), [(9, "Nine days old"), (42, "Six weeks old"), (100, "14 weeks old"), (150, "Five months old")]
)
def test_how_old(days, words) -> None:
    assert age_words(days) == words


def test_without_an_owner_the_leader_keeps_the_wall(world) -> None:
    assert facts_of(world.project).keepers == ("Jo Pritchard",)
