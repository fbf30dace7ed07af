"""Counting on a phone: what the server does with taps. What the browser keeps is in the journeys."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import make
from toolkit.measures.tally import Tally
from toolkit.models import Figure, Measure


@pytest.fixture
def calls(world) -> Measure:
    return make.measure(world.project, value_kind="count", unit="calls", schedule="daily", goal=None)


@pytest.fixture
def share(world) -> Measure:
    return make.measure(world.project, value_kind="percentage", numerator="answered in time", is_lead=False)


def url(measure: Measure) -> str:
    return reverse("figure-tally", args=[measure.project_id, measure.pk])


def sent(taps: str, act: str, **more) -> dict[str, str]:
    return {"taps": taps, "act": act, **more}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("taps", "act", "after"),
    [("cc", "c", "ccc"), ("c", "n", "cn"), ("cnc", "undo", "cn"), ("", "undo", ""), ("c", "else", "c")],
)
def test_taps(taps, act, after) -> None:
    assert Tally(taps).then(act).taps == after


def test_what_was_wiped_comes_back_with_undo() -> None:
    wiped = Tally("ccn").then("wipe")
    assert (wiped.taps, wiped.total) == ("", 0)
    assert wiped.then("undo").taps == "ccn"


def test_only_taps_are_read_and_not_without_end() -> None:
    assert Tally.read("c<b>n", "x").taps == "cn"
    assert Tally.read("c" * 9000).total == 5000


def test_without_script_each_tap_comes_back_with_one_more(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    page = text_of(client.post(url(calls), sent("cc", "c")))
    assert 'name="taps" value="ccc"' in page
    assert not Figure.objects.exists()


def test_a_count_is_saved_to_the_day_once(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    day = make.today() - timedelta(days=1)
    answers = [client.post(url(calls), sent("c" * 12, "save", day=day.isoformat())) for _click in range(2)]
    figure = calls.figures.get()
    assert (figure.value, figure.date, figure.via, figure.entered_by) == (12, day, "tally", world.member)
    saved = reverse("figure-saved", args=[calls.project_id, calls.pk, figure.pk])
    assert [answer.headers["Location"] for answer in answers] == [f"{saved}?tally={day}"] * 2


def test_a_percentage_gets_both_counts(world, sign_in, share) -> None:
    client = sign_in(world.member)
    page = text_of(client.get(url(share)))
    assert "Answered in time" in page
    client.post(url(share), sent("ccnc", "save"))
    figure = share.figures.get()
    assert (figure.numerator, figure.denominator, figure.value) == (3, 4, 75)


def test_a_figure_that_is_there_is_added_to_or_replaced(world, sign_in, calls) -> None:
    client, day = sign_in(world.member), make.today().isoformat()
    client.post(url(calls), sent("cc", "save", day=day))
    page = text_of(client.post(url(calls), sent("ccc", "save", day=day)))
    assert "There is a figure for this day: <strong>2 calls</strong>" in page
    assert 'value="ccc"' in page
    assert calls.figures.get().value == 2, "not without being asked"
    client.post(url(calls), sent("ccc", "add", day=day, version="0"))
    assert calls.figures.get().value == 5
    client.post(url(calls), sent("c", "replace", day=day, version="1"))
    assert calls.figures.get().value == 1
    assert [int(row.value) for row in calls.figures.get().history.order_by("history_id")] == [2, 5, 1]


def test_a_second_click_adds_nothing_twice(world, sign_in, calls) -> None:
    client, day = sign_in(world.member), make.today().isoformat()
    client.post(url(calls), sent("cc", "save", day=day))
    for _click in range(2):
        answer = client.post(url(calls), sent("ccc", "add", day=day, version="0"))
        assert answer.status_code == 302
    assert calls.figures.get().value == 5


def test_somebody_elses_change_meanwhile_is_said_and_nothing_is_written(world, sign_in, calls) -> None:
    day = make.today().isoformat()
    sign_in(world.lead).post(url(calls), sent("cc", "save", day=day))
    sign_in(world.lead).post(url(calls), sent("c", "add", day=day, version="0"))
    page = text_of(sign_in(world.member).post(url(calls), sent("cccc", "add", day=day, version="0")))
    assert "Somebody changed this day’s figure meanwhile." in page
    assert "3 calls" in page
    assert 'value="cccc"' in page
    assert calls.figures.get().value == 3


@pytest.mark.parametrize("status", ["closed", "missing"])
def test_where_no_figure_is_nothing_can_be_added(world, sign_in, calls, status) -> None:
    Figure.objects.create(measure=calls, date=make.today(), status=status)
    client, day = sign_in(world.member), make.today().isoformat()
    page = text_of(client.post(url(calls), sent("ccc", "add", day=day, version="0")))
    assert "Add these to it" not in page
    client.post(url(calls), sent("ccc", "replace", day=day, version="0"))
    assert (calls.figures.get().value, calls.figures.get().status) == (3, "figure")


def test_a_percentage_without_counts_is_not_added_to(world, sign_in, share) -> None:
    figure = Figure.objects.create(measure=share, date=make.today(), value=80)
    page = text_of(sign_in(world.member).get(url(share), {"day": make.today().isoformat()}))
    assert "Add these to it" not in page
    assert "Put these in its place" in page
    assert Figure.objects.get().value == figure.value


@pytest.mark.parametrize("day", ["tomorrow", "2999-01-01", "x", ""])
def test_an_odd_day_becomes_that_of_this_period(world, sign_in, calls, day) -> None:
    sign_in(world.member).post(url(calls), sent("c", "save", day=day))
    assert calls.figures.get().date <= make.today()


@pytest.mark.parametrize("kind", ["value", "rate"])
def test_what_cannot_be_counted_by_taps_has_no_such_page(world, sign_in, kind) -> None:
    measure = make.measure(world.project, value_kind=kind)
    assert sign_in(world.member).get(url(measure)).status_code == 404
    page = sign_in(world.member).get(reverse("figure-create", args=[measure.project_id, measure.pk]))
    assert "Count by tally" not in text_of(page)


def test_two_people_who_counted_as_many_are_told_of_each_other(world, sign_in, calls) -> None:
    """Both opened the page before there was a figure: the second count is asked about, not taken for an echo."""
    sign_in(world.lead).post(url(calls), sent("ccc", "save"))
    client = sign_in(world.member)
    page = text_of(client.post(url(calls), sent("ccc", "save")))
    assert 'name="taps" value="ccc"' in page
    version = Figure.objects.get().version
    client.post(url(calls), sent("ccc", "add", version=str(version)))
    assert Figure.objects.get().value == 6


def test_a_version_without_end_is_none(world, sign_in, calls) -> None:
    sign_in(world.lead).post(url(calls), sent("ccc", "save"))
    answer = sign_in(world.lead).post(url(calls), sent("cc", "add", version="9" * 5000))
    assert answer.status_code == 200
    assert Figure.objects.get().value == 3
