"""Figures that no column holds and dates of long ago: each gets a sentence, and no page breaks or stands still."""

import threading
import time
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import connections, transaction
from django.urls import reverse

from tests.builders import make
from tests.toolkit.test_import import bring, save, text_of
from toolkit.measures import codes, schedule
from toolkit.measures.entering import Incoming, Moved, enter_figure, enter_figures
from toolkit.measures.figures import Entry
from toolkit.measures.links import make_figure_link
from toolkit.models import Figure, FigureLink, Measure

BEYOND = {"numerator": "9999999998", "denominator": "0.001"}  # each fits its column, what they come to does not


@pytest.fixture
def rate(world) -> Measure:
    return make.measure(
        world.project, value_kind="rate", per=1000, numerator="falls", denominator="bed days", unit="", goal=None
    )


# --- Figures that are too large or too old -------------------------------------------------------------------------


def test_two_counts_that_make_an_endless_figure_are_said_behind_the_code(client, world, rate) -> None:
    code = codes.code_for(measure=rate, by=world.member)
    page = text_of(client.post(reverse("code-entry", args=[codes.token_of(code)]), BEYOND))
    assert "make a figure that is too large" in page
    assert not Figure.objects.exists()


def test_two_counts_that_make_an_endless_figure_are_said_behind_the_link(client, world, rate) -> None:
    address = make_figure_link(measure=rate, user=world.member, due_on=make.today())
    page = text_of(client.post(urlsplit(address).path, BEYOND))
    assert "make a figure that is too large" in page
    assert FigureLink.objects.get().used_at is None


def test_two_counts_that_make_an_endless_figure_are_said_beside_their_row(world, sign_in, rate) -> None:
    client = sign_in(world.member)
    page = text_of(bring(client, rate, "Date\tNumber\tOut of\n3/3/2025\t9999999998\t0.001\n10/3/2025\t5\t6"))
    assert "C2: Together the counts make a figure that is too large." in page
    assert "1 new figure saved." in text_of(save(client, leave_out="on"))


@pytest.mark.parametrize("month", ["Mar 0000", "March 1066", "Jan 0001"])
def test_a_month_of_long_ago_is_said_beside_its_row(world, sign_in, month) -> None:
    measure = make.measure(world.project, schedule="monthly")
    page = bring(sign_in(world.member), measure, f"Month\tFigure\nApr 2025\t5\n{month}\t5\nMay 2025\t6")
    assert page.status_code == 200
    assert f"A3: ‘{month}’ is long ago. Check the year." in text_of(page)


def test_a_serial_number_of_long_ago_is_not_said_to_come(world, sign_in) -> None:
    page = text_of(bring(sign_in(world.member), make.measure(world.project), "Date\tFigure\n3/3/2025\t5\n20001\t5"))
    assert "is long ago. Check the year." in page
    assert "still to come" not in page


@pytest.mark.parametrize("way", ["page", "tally"])
def test_a_slip_of_the_year_makes_no_chart_of_centuries(world, sign_in, way) -> None:
    measure = make.measure(world.project, schedule="daily", value_kind="count", unit="calls")
    client = sign_in(world.member)
    if way == "page":
        url, sent = "figure-create", {"value": "5", "date": "1/1/0001"}
    else:
        url, sent = "figure-tally", {"taps": "ccc", "act": "save", "day": "0001-01-01"}
    page = text_of(client.post(reverse(url, args=[world.project.pk, measure.pk]), sent, follow=True))
    assert "That day is long ago. Check the year." in page
    assert not Figure.objects.exists()


def test_a_gap_of_years_is_looked_through_no_further_than_it_is_drawn(monkeypatch) -> None:
    asked: list[date] = []
    monkeypatch.setattr(schedule, "is_working_day", lambda day, nation: not asked.append(day))
    found = schedule.between(Measure(schedule="daily"), date(1990, 1, 1), date(2025, 1, 1))
    assert len(found) == len(asked) == 60


@pytest.mark.django_db(transaction=True)
def test_a_table_and_a_page_write_one_day_at_once(world) -> None:
    """The page is just being saved: the table finds its figure only once it is there."""
    measure, day = make.measure(world.project), make.today()
    begun, raised = threading.Event(), []

    def page() -> None:
        with transaction.atomic():
            enter_figure(measure=measure, entry=Entry(day, value=Decimal(5)), by=world.lead)
            begun.set()
            time.sleep(1)
        connections.close_all()

    def table() -> None:
        begun.wait(10)
        try:
            enter_figures(
                project=world.project,
                incoming=[Incoming(measure, Entry(day, value=Decimal(7)))],
                by=world.member,
                via=Figure.Via.PASTE,
            )
        except Exception as problem:
            raised.append(problem)
        connections.close_all()

    threads = [threading.Thread(target=page), threading.Thread(target=table)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [type(problem) for problem in raised] == [Moved]
    assert [figure.value for figure in Figure.objects.all()] == [5]
