"""Kept cards: nobody is shown an old one or one that was made for another reader, whatever is written and how."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDown

from practices.models import Practice
from tests.builders import make
from tests.builders.addresses import without_signatures
from toolkit.measures import entering, marks, phases, services, sources
from toolkit.measures.cards import card_of
from toolkit.measures.entering import Entry
from toolkit.measures.kept_cards import kept_cards
from toolkit.measures.series import Reader, for_charts, marks_of
from toolkit.models import ChartMark, Figure, Measure, Phase

RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def measure(world) -> Measure:
    keeper = world.project.team.get(user=world.member)
    row = make.measure(world.project, value_kind="count", unit="calls", goal=Decimal(60), collector=keeper)
    figures = make.figures(row, RISEN)
    make.chart_mark(world.project, date=figures[11].date)
    row.phases.create(starts_on=figures[12].date, label="After change 1")
    return row


def wall(client, world) -> str:
    page = client.get(reverse("wall-detail", args=[world.project.pk])).content.decode()
    return without_signatures(TOKEN.sub("", page))


def last(measure: Measure) -> Figure:
    return measure.figures.order_by("date").last()


def enter(world, measure) -> None:
    entry = Entry(last(measure).date - timedelta(days=1), value=Decimal(91))
    entering.enter_figure(measure=measure, entry=entry, by=world.lead)


def correct(world, measure) -> None:
    figure = last(measure)
    entry = Entry(figure.date, value=Decimal(12))
    entering.correct_figure(figure=figure, entry=entry, expected_version=figure.version, by=world.lead)


def remove(world, measure) -> None:
    entering.remove_figure(figure=last(measure), by=world.lead)


def move_between(world, measure) -> None:
    """One out and an equal one in: neither their number nor their sum changes."""
    figure = last(measure)
    entering.remove_figure(figure=figure, by=world.lead)
    entry = Entry(figure.date - timedelta(days=2), value=figure.value)
    entering.enter_figure(measure=measure, entry=entry, by=world.lead)


def write_past_everything(world, measure) -> None:
    Figure.objects.filter(pk=last(measure).pk).update(value=Decimal(5))


def bring_in_bulk(world, measure) -> None:
    Figure.objects.bulk_create([Figure(measure=measure, date=last(measure).date - timedelta(days=3), value=44)])


def mark(world, measure) -> None:
    marks.mark_change(project=world.project, date=last(measure).date, label="A third phone", by=world.lead)


def rename_mark(world, measure) -> None:
    row = ChartMark.objects.get()
    values = {"date": row.date, "label": "Another name", "measure": None}
    marks.change_mark(mark=row, version=row.version, by=world.lead, **values)


def move_mark_to_another_chart(world, measure) -> None:
    other = make.measure(world.project, name="Elsewhere", is_lead=False, on_wall=False)
    row = ChartMark.objects.get()
    marks.change_mark(mark=row, date=row.date, label=row.label, measure=other, version=row.version, by=world.lead)


def unmark(world, measure) -> None:
    marks.remove_mark(mark=ChartMark.objects.get(), by=world.lead)


def begin_phase(world, measure) -> None:
    start = last(measure).date - timedelta(weeks=3)
    phases.start_phase(measure=measure, starts_on=start, label="New", reason="Because", by=world.lead)


def end_phase(world, measure) -> None:
    phases.remove_phase(phase=Phase.objects.get(), by=world.lead)


def define(world, measure) -> None:
    fields = {name: getattr(measure, name) for name in services.DEFINITION}
    services.change_measure(
        measure=measure, values={**fields, "name": "Calls, counted anew"}, expected_version=0, by=world.lead
    )


def choose_rules(world, measure) -> None:
    Measure.objects.filter(pk=measure.pk).update(rules="none")


def rename_keeper(world, measure) -> None:
    world.project.team.filter(pk=measure.collector_id).update(name="Sam Whitlock-Jones")


WRITES = [
    enter, correct, remove, move_between, write_past_everything, bring_in_bulk, mark, rename_mark,
    move_mark_to_another_chart, unmark, begin_phase, end_phase, define, choose_rules, rename_keeper,
]  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=[write.__name__ for write in WRITES])
def test_whatever_is_written_shows_at_once(world, sign_in, measure, write: Callable) -> None:
    for who in (world.lead, world.partner):
        before = wall(sign_in(who), world)
    write(world, measure)
    for who in (world.lead, world.partner):
        kept = wall(sign_in(who), world)
        assert kept != before
        cache.clear()
        assert wall(sign_in(who), world) == kept, "what was kept is what would be made now"


def test_the_programmes_threshold_shows_at_once(world, sign_in, measure) -> None:
    Figure.objects.filter(pk=last(measure).pk).update(value=Decimal(9))
    before = wall(sign_in(world.partner), world)
    world.programme.small_number_threshold = 10
    world.programme.save()
    after = wall(sign_in(world.partner), world)
    assert "Hidden: small number" in after
    assert "Hidden: small number" not in before


def test_a_new_day_shows_at_once(world, sign_in, measure) -> None:
    reader = Reader(True, 7, make.today())
    assert not cards(world, reader)[0].chart.stale
    assert cards(world, replace(reader, today=make.today() + timedelta(days=40)))[0].chart.stale


def cards(world, reader: Reader, size: str = "half"):
    rows = list(world.project.measures.hanging().select_related("collector"))
    return kept_cards(rows, marks_of(world.project), reader, size)


def ratio(measure: Measure, day: date, numerator: int, denominator: int) -> Figure:
    value = round(Decimal(100 * numerator) / denominator, 3)
    return Figure.objects.create(
        measure=measure, date=day, numerator=numerator, denominator=denominator, value=value, via="page"
    )


def test_a_figure_of_another_chart_that_tells_a_small_number_hides_both_at_once(world) -> None:
    """Two charts of the same people: what the one gains the other must not give away (see toolkit.differences)."""
    answered, rung_off, missed = (
        make.measure(world.project, name=name, value_kind="percentage", is_lead=not n, position=n, goal=None)
        for n, name in enumerate(("Answered", "Rung off", "Missed"))
    )
    outside = Reader(False, 7, make.today())
    ratio(answered, make.today(), 45, 100)
    ratio(rung_off, make.today(), 5, 100)
    assert [card.chart.n_hidden for card in cards(world, outside)] == [0, 1, 0]
    told = ratio(missed, make.today(), 50, 100)  # now 100 less 45 and 50 would tell the 5
    kept = [card.chart.n_hidden for card in cards(world, outside)]
    assert sum(kept) > 1
    assert all(card.chart.n_hidden == 0 for card in cards(world, replace(outside, raw=True)))
    cache.clear()
    assert [card.chart.n_hidden for card in cards(world, outside)] == kept
    told.delete()
    assert [card.chart.n_hidden for card in cards(world, outside)] == [0, 1, 0]


def test_a_small_test_that_ends_on_another_day_shows_at_once(world) -> None:
    measure = make.measure(world.project, schedule="cycle")
    test = make.cycle(world.project, stage="do", ends_on=make.today() - timedelta(days=30))
    make.cycle(world.project, 2, stage="do", ends_on=make.today() - timedelta(days=2))
    make.figures(measure, [5, 6], last=make.today(), every=60)
    reader = Reader(True, 7, make.today())
    before = len(cards(world, reader)[0].chart.points)
    type(test).objects.filter(pk=test.pk).update(stage="plan")
    after = len(cards(world, reader)[0].chart.points)
    cache.clear()
    assert len(cards(world, reader)[0].chart.points) == after != before


def test_each_kind_of_reader_has_its_own(world, measure) -> None:
    Figure.objects.filter(pk=last(measure).pk).update(value=Decimal(3))
    inside, outside = Reader(True, 7, make.today()), Reader(False, 7, make.today())
    for _ in range(2):
        assert cards(world, inside)[0].chart.n_hidden == 0
        assert cards(world, outside)[0].chart.n_hidden == 1
    for reader in (inside, outside):
        row = for_charts(Measure.objects.filter(pk=measure.pk)).get()
        assert cards(world, reader)[0] == replace(
            card_of(row, marks_of(world.project), reader, "half"), measure=cards(world, reader)[0].measure
        )


def test_a_card_of_another_measure_with_equal_figures_is_not_taken_for_it(world, measure) -> None:
    other = make.measure(world.project, name="Visits", value_kind="count", unit="calls", is_lead=False)
    make.figures(other, RISEN)
    titles = [card.chart.title for card in cards(world, Reader(True, 7, make.today()))]
    assert titles == [measure.name, "Visits"]
    assert [card.link for card in cards(world, Reader(True, 7, make.today()))] == [
        reverse("measure-detail", args=[world.project.pk, row.pk]) for row in (measure, other)
    ]


def test_without_redis_the_wall_is_made_each_time(world, sign_in, measure, monkeypatch, caplog) -> None:
    client = sign_in(world.lead)
    before = wall(client, world)

    def down(*args, **kwargs):
        raise RedisDown

    monkeypatch.setattr(type(caches["default"]), "get_many", down)
    monkeypatch.setattr(type(caches["default"]), "set_many", down)
    assert wall(client, world) == before
    assert "cannot be reached" in caplog.text


@pytest.mark.parametrize("is_kept", [True, False], ids=["warm", "cold"])
def test_the_same_queries_for_two_charts_and_twelve(world, sign_in, is_kept) -> None:
    client, counts = sign_in(world.lead), []
    for number in (2, 12):
        for extra in range(number - (0 if number == 2 else 2)):
            row = make.measure(
                world.project, name=f"M {number} {extra}", is_lead=(number, extra) == (2, 0), position=number + extra
            )
            make.figures(row, RISEN)
        client.get(reverse("wall-detail", args=[world.project.pk]))
        if not is_kept:
            cards_only = caches["default"]._cache.get_client().keys("*card:*")
            caches["default"]._cache.get_client().delete(*cards_only)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wall-detail", args=[world.project.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_after_an_upgrade_nothing_old_is_found(world, measure, monkeypatch) -> None:
    reader = Reader(True, 7, make.today())
    rows = list(world.project.measures.hanging().select_related("collector"))
    before = sources.sources(rows, {})
    monkeypatch.setattr(sources, "program", lambda: "another")
    assert sources.sources(rows, {}) != before
    with time_machine.travel(datetime(2026, 3, 2, tzinfo=UTC)):
        assert cards(world, replace(reader, today=date(2026, 3, 2)))


def test_a_card_made_while_something_was_written_is_not_kept(world, measure, monkeypatch) -> None:
    """Else it would be taken for the chart as it was before, should that come back."""
    from toolkit.measures import kept_cards as module

    reader, figure = Reader(True, 7, make.today()), last(measure)
    real = module.with_figures

    def meanwhile(measures):
        Figure.objects.filter(pk=figure.pk).update(value=Decimal(5))
        real(measures)

    monkeypatch.setattr(module, "with_figures", meanwhile)
    assert cards(world, reader)[0].chart.points[-1].value == 5
    monkeypatch.setattr(module, "with_figures", real)
    Figure.objects.filter(pk=figure.pk).update(value=figure.value)
    assert cards(world, reader)[0].chart.points[-1].value == figure.value


def test_a_working_day_of_another_nation_shows_at_once(world) -> None:
    """1 December 2025 was a bank holiday in Scotland alone: there, no figure is missing on it."""
    daily = make.measure(world.project, schedule="daily", is_lead=False)
    weekly = make.measure(world.project, name="Weekly", schedule="weekly")
    days = [date(2025, 11, 17) + timedelta(days=number) for number in range(19)]
    wanted = [day for day in days if day.weekday() < 5 and day != date(2025, 12, 1)]
    for row in (daily, weekly):
        Figure.objects.bulk_create([Figure(measure=row, date=day, value=60 + day.day) for day in wanted])
    reader = Reader(True, 7, date(2025, 12, 5))

    def shown() -> list[str]:
        world.project.refresh_from_db()
        return [str(card.chart) for card in cards(world, reader)]

    before, sources_before = shown(), made_from(world)
    Practice.objects.filter(pk=world.practice.pk).update(nation="SCT")
    kept = shown()
    assert kept != before
    cache.clear()
    assert shown() == kept, "what was kept is what would be made now"
    assert {pk for pk, source in made_from(world).items() if source != sources_before[pk]} == {daily.pk}


def made_from(world) -> dict:
    rows = list(world.project.measures.hanging().select_related("collector"))
    return sources.sources(rows, {})
