"""Days and cases between rare events: the day is given, the days are worked out, and neighbours stay right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import make
from toolkit.measures.entering import Incoming, correct_figure, enter_figure, enter_figures, remove_figure
from toolkit.measures.figures import Entry, problems_with
from toolkit.measures.presenters import figure_words
from toolkit.models import Figure, Measure

FIRST = date(2026, 1, 5)


@pytest.fixture
def falls(world) -> Measure:
    return make.measure(
        world.project, name="Falls", value_kind="days_between", schedule="event", unit="days", goal=None, chart="t"
    )


def on(days: int) -> Entry:
    return Entry(FIRST + timedelta(days=days))


def enter(measure, by, *days) -> list[Figure]:
    return [enter_figure(measure=measure, entry=on(day), by=by) for day in days]


def values(measure) -> list[tuple[int, int | None, str]]:
    return [
        ((figure.date - FIRST).days, None if figure.value is None else int(figure.value), figure.status)
        for figure in measure.figures.order_by("date")
    ]


def test_each_event_counts_from_the_one_before(world, falls) -> None:
    enter(falls, world.lead, 0, 10, 12)
    assert values(falls) == [(0, None, "missing"), (10, 10, "figure"), (12, 2, "figure")]


def test_one_put_in_between_keeps_its_neighbour_right_and_its_old_days(world, falls) -> None:
    _first, second = enter(falls, world.lead, 0, 10)
    enter(falls, world.member, 4)
    assert values(falls) == [(0, None, "missing"), (4, 4, "figure"), (10, 6, "figure")]
    history = list(second.history.order_by("history_id"))
    assert [row.value for row in history] == [10, 6]
    assert history[-1].history_user == world.member
    second.refresh_from_db()
    assert second.version == 1
    assert second.entered_by == world.lead


def test_one_put_before_all_others_becomes_the_first(world, falls) -> None:
    enter(falls, world.lead, 3, 10)
    enter(falls, world.lead, 0)
    assert values(falls) == [(0, None, "missing"), (3, 3, "figure"), (10, 7, "figure")]


def test_moving_one_past_another_and_taking_one_out(world, falls) -> None:
    rows = enter(falls, world.lead, 0, 10, 20)
    moved = Figure.objects.get(pk=rows[1].pk)
    correct_figure(figure=moved, entry=on(25), expected_version=moved.version, by=world.member)
    assert values(falls) == [(0, None, "missing"), (20, 20, "figure"), (25, 5, "figure")]
    remove_figure(figure=Figure.objects.get(pk=rows[0].pk), by=world.member)
    assert values(falls) == [(20, None, "missing"), (25, 5, "figure")]


def test_many_at_once_count_from_each_other_and_from_those_that_are_there(world, falls) -> None:
    enter(falls, world.lead, 10)
    incoming = [Incoming(falls, on(days)) for days in (30, 0, 12)]
    enter_figures(project=world.project, incoming=incoming, by=world.lead, via="paste")
    assert values(falls) == [(0, None, "missing"), (10, 10, "figure"), (12, 2, "figure"), (30, 18, "figure")]
    assert falls.figures.get(date=FIRST + timedelta(days=12)).history.count() == 1


def test_the_page_says_what_the_day_means_before_it_is_saved(world, sign_in, falls) -> None:
    client, url = sign_in(world.lead), reverse("figure-create", args=[world.project.pk, falls.pk])
    page = client.get(url).content.decode()
    assert "When did it happen?" in page
    assert "This is the first one." in page
    assert "We were closed" not in page
    assert "Nobody counted" not in page
    enter(falls, world.lead, 0, 10)
    for answer in (client.get(url, {"date": "9 January 2026"}), client.post(url, {"date": "9/1/2026", "look": "1"})):
        page = answer.content.decode()
        assert "That is 4 days since the one before, on Monday 5 January" in page
        assert "then came 6 days later" in page
    assert falls.figures.count() == 2
    client.post(url, {"date": "9/1/2026"})
    assert figure_words(falls, falls.figures.get(date=date(2026, 1, 9))) == "4 days"
    assert figure_words(falls, falls.figures.first()) == "the first one"


def test_correcting_one_does_not_count_from_itself(world, sign_in, falls) -> None:
    _first, second = enter(falls, world.lead, 0, 10)
    url = reverse("figure-update", args=[world.project.pk, falls.pk, second.pk])
    page = sign_in(world.lead).get(url, {"date": "12 January 2026"}).content.decode()
    assert "That is 7 days since the one before" in page


def test_two_on_one_day_and_a_day_to_come_are_refused(world, sign_in, falls) -> None:
    enter(falls, world.lead, 0)
    client, url = sign_in(world.lead), reverse("figure-create", args=[world.project.pk, falls.pk])
    page = client.post(url, {"date": "5/1/2026", "note": "a second one"}).content.decode()
    assert "There is a figure for this day already." in page
    tomorrow = make.today() + timedelta(days=1)
    assert "still to come" in client.post(url, {"date": tomorrow.isoformat()}).content.decode()
    assert falls.figures.count() == 1


def test_the_same_day_sent_twice_is_one_event(world, falls) -> None:
    first, again = enter(falls, world.lead, 0, 0)
    assert first == again
    assert falls.figures.count() == 1


def test_cases_between_are_one_whole_number(world, sign_in) -> None:
    measure = make.measure(
        world.project, name="Cases", value_kind="cases_between", schedule="event", unit="", goal=None
    )
    client, url = sign_in(world.lead), reverse("figure-create", args=[world.project.pk, measure.pk])
    assert "How many cases since the last time?" in client.get(url).content.decode()
    page = client.post(url, {"value": "3.5", "date": str(make.today())}).content.decode()
    assert "Cases are whole numbers, 0 or more." in page
    client.post(url, {"value": "40", "date": str(make.today()), "closed": "on"})
    assert (measure.figures.get().value, measure.figures.get().status) == (40, "figure")


@pytest.mark.parametrize("status", ["closed", "missing"])
def test_cases_between_are_never_closed_or_missing(status) -> None:
    assert problems_with(Measure(value_kind="cases_between"), Entry(FIRST, status), FIRST)
    assert not problems_with(Measure(value_kind="cases_between"), Entry(FIRST, value=Decimal(0)), FIRST)
