"""Entering, correcting and taking out figures."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import close_old_connections
from django.urls import reverse

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit.measures.entering import FigureExists, correct_figure, enter_figure
from toolkit.measures.figures import Entry, problems_with
from toolkit.models import Figure, Measure

TODAY = date(2026, 3, 4)
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def calls(world) -> Measure:
    return make.measure(world.project, value_kind="percentage", unit="%", denominator="all calls")


@pytest.fixture
def thursday(world) -> Iterator[None]:
    """Thursday 12 March 2026, with a team that was there already."""
    world.project.team.update(starts_on=date(2020, 1, 1))
    with time_machine.travel(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        yield


def url(name: str, measure: Measure, *more) -> str:
    return reverse(name, args=[measure.project_id, measure.pk, *more])


def typed(**more) -> dict[str, str]:
    return {"value": "81", "date": str(make.today()), "note": "", "way": "value", **more}


@pytest.mark.parametrize(
    ("kind", "entry", "field"),
    [
        ("percentage", {"value": Decimal(101)}, "value"),
        ("percentage", {"value": Decimal(-1)}, "value"),
        ("percentage", {"numerator": Decimal(9), "denominator": Decimal(8)}, "numerator"),
        ("percentage", {"numerator": Decimal(9)}, "denominator"),
        ("percentage", {"numerator": Decimal(1), "denominator": Decimal(0)}, "denominator"),
        ("percentage", {}, "value"),
        ("count", {"value": Decimal(-2)}, "value"),
        ("count", {"numerator": Decimal(1), "denominator": Decimal(2)}, "numerator"),
        ("rate", {"value": Decimal(2)}, "value"),
        ("rate", {"numerator": Decimal(-1), "denominator": Decimal(2)}, "numerator"),
        ("value", {"value": Decimal(10) ** 10}, "value"),
        ("value", {"date": TODAY + timedelta(days=1), "value": Decimal(1)}, "date"),
    ],
)
def test_figures_that_do_not_fit(kind, entry, field) -> None:
    found = problems_with(Measure(value_kind=kind), Entry(**{"date": TODAY, **entry}), TODAY)
    assert list(found) == [field]


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("percentage", {"value": Decimal("81.5")}),
        ("percentage", {"numerator": Decimal(0), "denominator": Decimal(0)}),
        ("rate", {"numerator": Decimal(30), "denominator": Decimal(20)}),
        ("value", {"value": Decimal(-3)}),
        ("count", {"status": "closed"}),
    ],
)
def test_figures_that_fit(kind, entry) -> None:
    assert problems_with(Measure(value_kind=kind), Entry(**{"date": TODAY, **entry}), TODAY) == {}


@pytest.mark.parametrize(("text", "value"), [("81", 81), ("81%", 81), ("81.5", Decimal("81.5")), (" 81 ", 81)])
def test_a_figure_is_read_as_people_type_it(world, sign_in, calls, text, value) -> None:
    answer = sign_in(world.member).post(url("figure-create", calls), typed(value=text))
    figure = calls.figures.get()
    assert answer.headers["Location"] == url("figure-saved", calls, figure.pk)
    assert figure.value == value
    assert figure.entered_by == world.member
    event = Event.objects.get(action="figure.entered")
    assert (event.actor, event.detail) == (world.member, {"via": "page"})


def test_thousands_with_commas(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="calls", goal=None)
    sign_in(world.lead).post(url("figure-create", measure), typed(value="1,204"))
    assert measure.figures.get().value == 1204


def test_the_page_shows_the_last_figure_and_the_date_due(world, sign_in, calls) -> None:
    make.figures(calls, [76, 78], last=make.monday(weeks=1))
    page = sign_in(world.lead).get(url("figure-create", calls)).content.decode()
    assert "78%" in page
    monday = make.monday()
    assert f"Monday {monday.day} {monday:%B} {monday.year}" in page
    assert "I have the counts instead" in page


@pytest.mark.usefixtures("thursday")
def test_a_figure_a_day_early_or_late_is_in(world, sign_in, calls) -> None:
    """Then the page asks for no older Monday, as the reminder and Today do not."""
    make.figures(calls, [70, 72, 71, 73], last=date(2026, 3, 10))  # Tuesdays, due on Mondays
    client = sign_in(world.lead)
    assert "Monday 9 March 2026" in client.get(url("figure-create", calls)).content.decode()
    calls.figures.filter(date=date(2026, 2, 24)).delete()
    page = client.get(url("figure-create", calls)).content.decode()
    assert "Monday 23 February 2026" in page
    assert "Week of Monday 23 February" in page


@pytest.mark.usefixtures("thursday")
def test_an_old_figure_is_named_by_its_own_week(world, sign_in, calls) -> None:
    old, new = make.figures(calls, [70, 72], last=date(2026, 3, 9))
    client, correcting = sign_in(world.lead), url("figure-update", calls, old.pk)
    assert "Week of Monday 2 March" in client.get(correcting).content.decode()
    assert "This week" in client.get(url("figure-update", calls, new.pk)).content.decode()
    page = client.post(correcting, typed(value="x", date="27 February 2026", version="0")).content.decode()
    assert "Week of Monday 23 February" in page, "by the day that the page shows now"
    assert "This week" in client.post(correcting, typed(value="x", date="when?", version="0")).content.decode()
    link = reverse("figure-link", args=[make.figure_link_token(calls, world.member, date(2026, 2, 23))])
    client.logout()
    assert "Week of Monday 23 February" in client.get(link).content.decode()


def test_the_saved_page_shows_the_point_and_its_sentence(world, sign_in, calls) -> None:
    make.figures(calls, [52, 55, 49, 61, 58, 63, 66, 70, 71, 74, 76, 78])
    figure = calls.figures.last()
    page = sign_in(world.lead).get(url("figure-saved", calls, figure.pk)).content.decode()
    assert "Saved: 78% for Monday" in page
    assert "Change this figure" in page
    assert "Data table" in page


def test_counts_make_the_percentage(world, sign_in, calls) -> None:
    answer = typed(way="counts", numerator="156", denominator="200")
    sign_in(world.lead).post(url("figure-create", calls), answer)
    assert calls.figures.get().value == 78


def test_nothing_to_count_is_a_gap_and_said_so(world, sign_in, calls) -> None:
    client = sign_in(world.lead)
    answer = client.post(
        url("figure-create", calls), typed(way="counts", numerator="0", denominator="0"), follow=True
    )
    assert calls.figures.get().value is None
    assert "the chart has a gap there" in answer.content.decode()


def test_closed_needs_no_figure_and_drops_what_was_typed(world, sign_in, calls) -> None:
    sign_in(world.lead).post(url("figure-create", calls), typed(value="eighty", closed="on"))
    figure = calls.figures.get()
    assert (figure.status, figure.value) == ("closed", None)


def test_an_estimate_is_kept_as_one(world, sign_in, calls) -> None:
    sign_in(world.lead).post(url("figure-create", calls), typed(estimate="on"))
    assert calls.figures.get().status == "estimate"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "eighty"}, "must be a number"),
        ({"value": ""}, "Enter the figure"),
        ({"value": "140"}, "between 0 and 100"),
        ({"date": "31 February"}, "no such day"),
        ({"date": "2099-01-01"}, "still to come"),
        ({"note": f"Rang {NHS_NUMBER}"}, "NHS number"),
        ({"way": "counts", "numerator": "9", "denominator": "8"}, "larger than the one it is part of"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_kept(world, sign_in, calls, changed, words) -> None:
    answer = sign_in(world.lead).post(
        url("figure-create", calls), typed(**{"note": "Half the line was down", **changed})
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "nhsuk-error-summary" in page
    assert changed.get("note", "Half the line was down") in page
    assert not calls.figures.exists()


def test_what_does_not_fit_is_called_by_the_name_beside_its_box(world, sign_in, calls) -> None:
    sent = {"way": "counts", "numerator": "lots", "denominator": "lots", "date": str(make.today()), "note": ""}
    page = sign_in(world.member).post(url("figure-create", calls) + "?way=counts", sent).content.decode()
    assert "All calls&#x27; must be a number" in page
    assert "Numerator" not in page
    assert "Denominator" not in page


def test_a_second_figure_on_a_date_is_refused_with_a_way_to_correct_the_first(world, sign_in, calls) -> None:
    standing = make.figures(calls, [78])[0]
    answer = sign_in(world.lead).post(url("figure-create", calls), typed(date=str(standing.date)))
    page = answer.content.decode()
    assert "There is a figure for this day already" in page
    assert url("figure-update", calls, standing.pk) in page
    assert calls.figures.get().value == 78


def test_the_same_entry_twice_is_one_figure(world, sign_in, calls) -> None:
    client = sign_in(world.lead)
    first = client.post(url("figure-create", calls), typed())
    second = client.post(url("figure-create", calls), typed())
    assert first.headers["Location"] == second.headers["Location"]
    assert Event.objects.filter(action="figure.entered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_entering_at_once_leave_one_figure(world, calls) -> None:
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def enter(value: int) -> None:
        barrier.wait(timeout=10)
        try:
            enter_figure(measure=calls, entry=Entry(make.today(), value=Decimal(value)), by=world.lead)
            outcomes.append("in")
        except FigureExists:
            outcomes.append("refused")
        finally:
            close_old_connections()

    threads = [threading.Thread(target=enter, args=(value,)) for value in (80, 81)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["in", "refused"]
    assert calls.figures.count() == 1


def test_a_correction_keeps_the_old_figure_and_shows_it(world, sign_in, calls) -> None:
    figure = make.figures(calls, [78])[0]
    figure.save()  # the builder writes no history
    client = sign_in(world.member)
    page = client.get(url("figure-update", calls, figure.pk)).content.decode()
    assert 'value="78"' in page
    client.post(url("figure-update", calls, figure.pk), typed(value="87", date=str(figure.date), version="0"))
    figure.refresh_from_db()
    assert (figure.value, figure.version, figure.entered_by) == (87, 1, world.member)
    detail = client.get(url("measure-detail", calls)).content.decode()
    assert "<del>78%</del> <ins>87%</ins>" in detail
    assert "Sam Whitlock" in detail
    assert "<del>" not in sign_in(world.manager).get(url("measure-detail", calls)).content.decode()


def test_a_correction_from_an_old_page_shows_both_figures(world, sign_in, calls) -> None:
    figure = make.figures(calls, [78])[0]
    correct_figure(figure=figure, entry=Entry(figure.date, value=Decimal(80)), expected_version=0, by=world.lead)
    answer = sign_in(world.member).post(
        url("figure-update", calls, figure.pk), typed(value="87", date=str(figure.date), version="0")
    )
    page = answer.content.decode()
    assert "Nothing is lost" in page
    assert 'value="87"' in page
    assert calls.figures.get().value == 80


def test_a_correction_cannot_land_on_another_figures_date(world, calls) -> None:
    first, second = make.figures(calls, [70, 72])
    with pytest.raises(FigureExists) as refused:
        correct_figure(figure=second, entry=Entry(first.date, value=Decimal(72)), expected_version=0, by=world.lead)
    assert refused.value.figure == first


def test_a_figure_taken_out_stays_in_the_history(world, sign_in, calls) -> None:
    figure = make.figures(calls, [78])[0]
    figure.save()
    client = sign_in(world.lead)
    client.post(url("figure-delete", calls, figure.pk))
    assert not calls.figures.exists()
    assert Event.objects.get(action="figure.removed").target_id == str(figure.pk)
    assert "taken out" in client.get(url("measure-detail", calls)).content.decode() or calls.figures.count() == 0
    assert Figure.history.filter(id=figure.pk, history_type="-", history_user=world.lead).exists()


def test_the_service_refuses_what_the_form_refuses(world, calls) -> None:
    with pytest.raises(ValidationError):
        enter_figure(measure=calls, entry=Entry(make.today(), value=Decimal(140)), by=world.lead)
    assert not Event.objects.filter(action="figure.entered").exists()


def test_rows_of_another_project_are_not_found_here(world, sign_in, calls) -> None:
    foreign = make.measure(world.other_project)
    figure = make.figures(foreign, [50])[0]
    own_figure = make.figures(calls, [50])[0]
    client = sign_in(world.lead)
    for args in ([world.project.pk, foreign.pk, figure.pk], [world.project.pk, calls.pk, figure.pk]):
        for name in ("figure-saved", "figure-update", "figure-delete"):
            assert client.get(reverse(name, args=args)).status_code == 404
    assert client.get(reverse("measure-detail", args=[world.project.pk, foreign.pk])).status_code == 404
    assert client.get(url("figure-saved", calls, own_figure.pk)).status_code == 200


def test_a_closed_project_takes_no_figures(world, sign_in, calls) -> None:
    type(world.project).objects.filter(pk=world.project.pk).update(status="withdrawn")
    assert sign_in(world.lead).get(url("figure-create", calls)).status_code == 403
