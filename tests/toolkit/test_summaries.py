"""One row a chart, as people outside see it; and charts drawn before somebody asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerDown

from tests.builders import make
from toolkit import tasks
from toolkit.charts import fingerprint
from toolkit.measures import ahead, entering, summaries
from toolkit.measures.entering import Entry
from toolkit.measures.images import kept_as
from toolkit.measures.series import Reader, chart_of, for_charts, marks_of
from toolkit.models import ChartSummary, Figure, Measure

Rank = ChartSummary.Rank
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
FLAT = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57]


def summary(measure: Measure) -> ChartSummary:
    summaries.refresh([measure.pk])
    return ChartSummary.objects.get(pk=measure.pk)


def whole(row: ChartSummary) -> ChartSummary:
    related = ("measure__collector", "measure__project__practice", "measure__project__programme")
    return ChartSummary.objects.select_related(*related).get(pk=row.pk)


@pytest.mark.parametrize(
    ("values", "direction", "rank"),
    [
        (RISEN, "up", Rank.BETTER),
        (RISEN, "down", Rank.WORSE),
        (FLAT, "up", Rank.NONE),
        (FLAT[:5], "up", Rank.EARLY),
        ([], "up", Rank.EMPTY),
    ],
    ids=["better", "worse", "none", "early", "empty"],
)
def test_a_summary_says_what_the_chart_says(world, values, direction, rank) -> None:
    measure = make.measure(world.project, value_kind="percentage", direction=direction)
    rows = make.figures(measure, values)
    row = summary(measure)
    assert row.rank == rank
    assert row.programme == world.programme
    if rows:
        assert (row.last_on, row.last_words) == (rows[-1].date, f"{values[-1]}%")
        chart = chart_of(
            for_charts(Measure.objects.filter(pk=measure.pk)).get(),
            marks_of(world.project),
            Reader(False, 7, make.today()),
        )
        assert row.picture == fingerprint(chart, "small")
    else:
        assert (row.last_on, row.picture) == (None, "")


def test_a_summary_is_made_from_the_copy_for_outside(world) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None)
    make.figures(measure, [14, 22, 31, 18, 12, 16, 23, 33, 29, 17, 41, 3])
    row = summary(measure)
    assert row.last_words == "*"
    Figure.objects.filter(measure=measure, value=3).update(value=7)
    before, after = row, summary(measure)
    for name in ("rank", "state", "signal", "brief", "last_words", "picture", "is_stale", "renew_on"):
        assert getattr(before, name) == getattr(after, name), name


def test_a_summary_hides_what_other_charts_tell(world) -> None:
    parts = [("Answered", 45), ("Rung off", 5), ("Missed", 50)]
    measures = [
        make.measure(world.project, name=name, value_kind="percentage", is_lead=not n, goal=None)
        for n, (name, _) in enumerate(parts)
    ]
    for measure, (_, counted) in zip(measures, parts, strict=True):
        Figure.objects.create(
            measure=measure, date=make.today(), numerator=counted, denominator=100, value=Decimal(counted)
        )
        row = summary(measures[0])
    assert row.last_words == "*"
    assert summaries.out_of_date([whole(row)]) == []
    measures[2].figures.all().delete()
    assert summaries.out_of_date([whole(row)]) == [measures[0].pk]
    assert summary(measures[0]).last_words == "45%"


def test_rare_events_are_named_without_figures(world) -> None:
    measure = make.measure(
        world.project, value_kind="days_between", schedule="event", unit="days", chart="t", goal=None
    )
    make.figures(measure, [3, 9, 12, 30])
    row = summary(measure)
    assert (row.rank, row.picture, row.brief, row.last_words, row.last_on) == (Rank.WITHHELD, "", "", "", None)


def test_a_row_knows_the_day_on_which_its_chart_goes_stale(world) -> None:
    measure = make.measure(world.project)
    rows = make.figures(measure, FLAT)
    row = summary(measure)
    reader = Reader(False, 7, row.renew_on - timedelta(days=1))
    fetched = for_charts(Measure.objects.filter(pk=measure.pk)).get()
    assert not chart_of(fetched, [], reader).stale
    assert chart_of(fetched, [], Reader(False, 7, row.renew_on)).stale
    assert rows[-1].date < row.renew_on


def test_a_change_that_was_planned_is_waited_for(world) -> None:
    measure = make.measure(world.project)
    make.figures(measure, FLAT)
    coming = make.today() + timedelta(days=2)
    make.chart_mark(world.project, date=coming)
    assert summary(measure).renew_on == coming


def test_what_was_written_meanwhile_puts_a_row_out_of_date(world) -> None:
    measure = make.measure(world.project)
    make.figures(measure, FLAT)
    row = summary(measure)
    assert summaries.out_of_date([whole(row)]) == []
    make.chart_mark(world.project)
    assert summaries.out_of_date([whole(row)]) == [measure.pk]
    row = summary(measure)
    assert summaries.out_of_date([whole(row)]) == []
    world.programme.small_number_threshold = 12
    world.programme.save()
    assert summaries.out_of_date([whole(row)]) == [measure.pk]


def test_the_nightly_look_makes_what_is_missing_or_old_and_nothing_else(world) -> None:
    measures = [make.measure(world.project, name=f"M {n}", is_lead=not n) for n in range(3)]
    for measure in measures:
        make.figures(measure, FLAT)
    summaries.refresh([measures[0].pk, measures[1].pk])
    make.figures(measures[1], [90], last=make.today() - timedelta(days=make.today().weekday() + 2))
    made = {row.pk: row.made_at for row in ChartSummary.objects.all()}
    tasks.refresh_summaries()
    rows = {row.pk: row for row in ChartSummary.objects.all()}
    assert rows[measures[0].pk].made_at == made[measures[0].pk]
    assert rows[measures[1].pk].made_at > made[measures[1].pk]
    assert measures[2].pk in rows
    assert summaries.refresh_all() == 0


def test_a_measure_that_is_gone_is_passed_over(world) -> None:
    measure = make.measure(world.project)
    key = measure.pk
    measure.delete()
    assert summaries.refresh([key]) == 0
    tasks.prepare_chart(str(key))


# --- Drawn ahead ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(monkeypatch) -> list[list[str]]:
    found: list[list[str]] = []
    monkeypatch.setattr(ahead.current_app, "send_task", lambda name, args, **more: found.append(args))
    return found


def test_a_figure_that_arrives_nudges_the_worker_once_it_is_committed(
    world, sent, django_capture_on_commit_callbacks
) -> None:
    measure = make.measure(world.project)
    connection.run_on_commit.clear()  # a committed transaction's are gone
    with django_capture_on_commit_callbacks(execute=True):
        entering.enter_figure(measure=measure, entry=Entry(make.today(), value=Decimal(50)), by=world.lead)
        make.chart_mark(world.project)
        assert sent == []
    assert sent == [[str(measure.pk)]], "once, though two things were written"


def test_what_was_rolled_back_nudges_nobody(world, sent, django_capture_on_commit_callbacks) -> None:
    measure = make.measure(world.project)
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                Figure.objects.create(measure=measure, date=make.today(), value=5)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert sent == []


def test_figures_from_a_file_nudge_the_worker_too(world, sent, django_capture_on_commit_callbacks) -> None:
    measure = make.measure(world.project)
    connection.run_on_commit.clear()
    days = [make.today() - timedelta(weeks=k) for k in range(3)]
    rows = [entering.Incoming(measure, Entry(day, value=Decimal(50))) for day in days]
    with django_capture_on_commit_callbacks(execute=True):
        entering.enter_figures(project=world.project, incoming=rows, by=world.lead, via="file")
    assert sent == [[str(measure.pk)]]


def test_a_mark_of_the_project_redraws_all_its_charts(world, sent, django_capture_on_commit_callbacks) -> None:
    measures = [make.measure(world.project, name=f"M {n}", is_lead=not n) for n in range(3)]
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        make.chart_mark(world.project)
    assert sorted(args[0] for args in sent) == sorted(str(measure.pk) for measure in measures)


def test_the_worker_draws_both_copies_and_twice_is_as_good_as_once(world) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None)
    make.figures(measure, [14, 22, 3, 31, 18, 12, 16, 23, 33, 29, 17, 41])
    cache.clear()
    for _ in range(2):
        tasks.prepare_chart(str(measure.pk))
    fetched = for_charts(Measure.objects.filter(pk=measure.pk)).get()
    for raw in (True, False):
        chart = chart_of(fetched, [], Reader(raw, 7, make.today()))
        for size in ("half", "phone", "small"):
            assert cache.get(kept_as(fingerprint(chart, size))), (raw, size)
    assert ChartSummary.objects.count() == 1


def test_without_a_broker_a_figure_is_entered_all_the_same(
    world, monkeypatch, caplog, django_capture_on_commit_callbacks
) -> None:
    def gone(*args, **kwargs):
        raise BrokerDown("redis://:secret@nowhere")

    monkeypatch.setattr(ahead.current_app, "send_task", gone)
    measure = make.measure(world.project, name="Secret name")
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        entering.enter_figure(measure=measure, entry=Entry(make.today(), value=Decimal(50)), by=world.lead)
    assert measure.figures.count() == 1
    assert "The broker cannot be reached" in caplog.text
    assert "secret" not in caplog.text.lower()
