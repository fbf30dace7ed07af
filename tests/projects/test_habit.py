"""The habit calendar: kept, missed, nobody meant to meet; judged by the schedule of the day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from projects.huddles.habit import Edition, Kept, habit_days, habit_of, longest, streak
from projects.huddles.reading import habit_for
from projects.huddles.services import set_schedule
from projects.models import HuddleSchedule
from tests.builders import huddles, make
from tests.builders.counting import count_queries

MONDAY = date(2026, 3, 2)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def schedule(**extra) -> HuddleSchedule:
    return HuddleSchedule(**{"weekdays": [0, 1, 2, 3, 4], "time": time(8, 50), **extra})


def judged(held=(), *, editions=None, closed=(), today=date(2026, 3, 16), first=MONDAY, last=date(2026, 3, 15)):
    held = [MONDAY + timedelta(days=number) for number in held]
    return habit_days(
        first,
        last,
        editions=editions if editions is not None else [Edition(LONG_AGO, schedule())],
        held=held,
        closed=closed,
        today=today,
    )


def test_a_day_is_kept_missed_or_off() -> None:
    days = judged([0, 2], closed={date(2026, 3, 5)})
    assert [day.words for day in days[:7]] == ["kept", "missed", "kept", "closed", "missed", "", ""]


def test_the_streak_is_not_broken_by_days_off_nor_by_today() -> None:
    held = [0, 1, 2, 3, 7, 8]
    days = judged(held, closed={date(2026, 3, 6)}, today=date(2026, 3, 11))
    assert streak(days) == 6
    assert next(day for day in days if day.day == date(2026, 3, 11)).kept is Kept.DUE
    assert streak(judged(held, today=date(2026, 3, 11))) == 2, "the Friday was missed"
    assert longest(judged(held, today=date(2026, 3, 11))) == 4
    assert streak(judged([])) == 0


def test_a_huddle_that_nobody_planned_is_kept_all_the_same() -> None:
    days = judged([5], last=date(2026, 3, 8), today=date(2026, 3, 8))
    assert days[5].kept is Kept.KEPT


def test_a_pause_is_judged_by_what_held_then() -> None:
    """Paused on Wednesday 4 March after the huddle, up to Tuesday 10 March; started again by itself."""
    paused = schedule(is_paused=True, paused_until=date(2026, 3, 10))
    editions = [Edition(LONG_AGO, schedule()), Edition(datetime(2026, 3, 4, 12, 0, tzinfo=UTC), paused)]
    words = [day.words for day in judged([0, 1, 2, 8], editions=editions)]
    assert words == ["kept", "kept", "kept", "paused", "paused", "", "", "paused", "kept", *["missed"] * 3, "", ""]


def test_another_rhythm_counts_from_the_next_one_on() -> None:
    """From daily to Mondays only, set at ten on Tuesday 3 March: that Tuesday's was still meant."""
    editions = [
        Edition(LONG_AGO, schedule()),
        Edition(datetime(2026, 3, 3, 10, 0, tzinfo=UTC), schedule(weekdays=[0])),
    ]
    words = [day.words for day in judged(editions=editions)]
    assert words == ["missed", "missed", *[""] * 5, "missed", *[""] * 6]
    assert {day.kept for day in judged(editions=[])} == {Kept.OFF}, "before there was a schedule nobody was meant to"


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (date(2026, 3, 23), date(2026, 4, 5), 10),  # the clocks go forward on the 29th
        (date(2026, 10, 19), date(2026, 11, 1), 10),  # and back on 25 October
        (date(2028, 2, 28), date(2028, 3, 5), 5),  # a leap day
        (date(2026, 12, 28), date(2027, 1, 3), 5),
    ],
    ids=["spring", "autumn", "leap", "new-year"],
)
def test_every_planned_day_is_judged_once(first, last, meant) -> None:
    days = judged(first=first, last=last, today=last + timedelta(days=1))
    assert sum(day.kept is Kept.MISSED for day in days) == meant
    assert len({day.day for day in days}) == len(days)


def test_the_calendar_has_weekends_only_where_somebody_met() -> None:
    habit = habit_of(judged([0, 1]), 2)
    assert habit.weekdays == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert [(week.label, week.words) for week in habit.weeks] == [("9 Mar", "0 of 5"), ("2 Mar", "2 of 5")]
    assert habit_of(judged([12]), 2).weekdays[-1] == "Saturday"
    closed = habit_of(judged(closed={MONDAY + timedelta(days=n) for n in range(14)}), 2)
    assert (closed.weeks[0].words, closed.any) == ("closed", False)


def test_the_words_of_the_streak() -> None:
    assert habit_of(judged([*range(5), *range(7, 12)]), 2).sentence == "Ten huddles in a row"
    broken = habit_of(judged([0, 1]), 2)
    assert broken.sentence == "A new row begins with the next huddle"
    assert broken.best_words == "The longest row of the last year: 2."


def test_what_held_then_is_read_from_the_kept_history(world) -> None:
    def change(version, until=None):
        return set_schedule(
            project=world.project,
            weekdays=[0, 1, 2, 3, 4],
            time=time(8, 50),
            place="",
            is_paused=until is not None,
            paused_until=until,
            expected_version=version,
            by=world.lead,
        )

    with time_machine.travel(datetime(2026, 3, 2, 7, 0, tzinfo=UTC), tick=False):
        row = change(0)
    with time_machine.travel(datetime(2026, 3, 3, 12, 0, tzinfo=UTC), tick=False):
        row = change(row.version, date(2026, 3, 6))
    huddles.huddle(world.project, date(2026, 3, 2), finished=True, begun_at=LONG_AGO)
    huddles.closure(world.practice, date(2026, 3, 6))
    with time_machine.travel(datetime(2026, 3, 9, 12, 0, tzinfo=UTC), tick=False):
        habit = habit_for(world.project, row, 2)
    assert [cell.words for cell in habit.weeks[1].cells] == ["kept", "missed", "paused", "paused", "closed"]
    assert [cell.words for cell in habit.weeks[0].cells] == ["today", "", "", "", ""]


def test_a_schedule_from_before_there_was_a_history_counts_as_it_stands(world) -> None:
    row = make.huddle_schedule(world.project)
    row.history.all().delete()
    type(row).objects.filter(pk=row.pk).update(created_at=LONG_AGO)
    row.refresh_from_db()
    assert habit_for(world.project, row, 2).any


def test_the_page_says_it_in_words_and_costs_the_same_for_many(world, sign_in) -> None:
    row = make.huddle_schedule(world.project, weekdays=list(range(7)))
    row.history.update(history_date=make.now() - timedelta(days=60))
    for back in (1, 2):
        huddles.huddle(world.project, make.today() - timedelta(days=back), finished=True)
    client = sign_in(world.lead)
    address = reverse("huddle-detail", args=[world.project.pk])
    page = client.get(address).text
    assert "Two huddles in a row</h2>" in page
    assert "missed" in page
    few = count_queries(client, address)
    today = count_queries(client, reverse("today"))
    assert "Our habits" in client.get(reverse("today")).text
    for back in range(3, 40):
        huddles.huddle(world.project, make.today() - timedelta(days=back), finished=True)
    assert count_queries(client, address) == few
    assert count_queries(client, reverse("today")) == today
