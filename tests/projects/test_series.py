"""Days of huddles and meetings, with time moved: bank holidays, closures, pauses, leap day, both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Closure, Practice
from projects.models import HuddleSchedule, MeetingSeries
from projects.series import closed_ahead, closed_days, is_paused_on, meets_on, next_occurrence, occurrences
from tests.builders import make

WEEKDAYS = [0, 1, 2, 3, 4]


def huddle(**extra) -> HuddleSchedule:
    return HuddleSchedule(**{"weekdays": WEEKDAYS, "time": time(8, 50), **extra})


def meeting(rhythm="weekly", weekday=0, **extra) -> MeetingSeries:
    return MeetingSeries(
        **{"rhythm": rhythm, "weekday": weekday, "time": time(13), "starts_on": date(2024, 1, 1), **extra}
    )


def days_of(series, first, last, closed=frozenset()) -> list[date]:
    return [at.date() for at in occurrences(series, first, last, closed)]


def test_huddles_fall_on_their_weekdays() -> None:
    found = occurrences(huddle(weekdays=[0, 3]), date(2026, 3, 2), date(2026, 3, 12))
    assert [at.isoformat() for at in found] == [
        "2026-03-02T08:50:00+00:00",
        "2026-03-05T08:50:00+00:00",
        "2026-03-09T08:50:00+00:00",
        "2026-03-12T08:50:00+00:00",
    ]
    assert occurrences(huddle(weekdays=[]), date(2026, 3, 2), date(2026, 3, 12)) == []
    assert occurrences(huddle(), date(2026, 3, 3), date(2026, 3, 2)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The clocks go forward on Sunday 29 March 2026, and back on Sunday 25 October 2026.
        (datetime(2026, 3, 27, 8, 50, tzinfo=UTC), datetime(2026, 3, 30, 7, 50, tzinfo=UTC)),
        (datetime(2026, 10, 23, 7, 50, tzinfo=UTC), datetime(2026, 10, 26, 8, 50, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_ten_to_nine_stays_ten_to_nine_when_the_clocks_change(before, after) -> None:
    found = occurrences(huddle(), before.date(), after.date())
    assert [at.astimezone(UTC) for at in found] == [before, after]
    assert {at.time() for at in found} == {time(8, 50)}


def test_a_time_that_the_clock_leaves_out_or_shows_twice() -> None:
    night = huddle(weekdays=[6], time=time(1, 30))
    [spring] = occurrences(night, date(2026, 3, 29), date(2026, 3, 29))
    [autumn] = occurrences(night, date(2026, 10, 25), date(2026, 10, 25))
    assert spring.isoformat() == "2026-03-29T02:30:00+01:00"
    assert autumn.isoformat() == "2026-10-25T01:30:00+01:00"
    second_half_past_one = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert next_occurrence(night, second_half_past_one).date() == date(2026, 11, 1)


def test_a_leap_day_and_the_end_of_a_year_are_days_like_others() -> None:
    assert days_of(huddle(), date(2028, 2, 28), date(2028, 3, 1)) == [
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    ]
    assert days_of(meeting("monthly", 1, week=5), date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 29)]
    assert days_of(huddle(weekdays=[3, 4]), date(2026, 12, 31), date(2027, 1, 1)) == [
        date(2026, 12, 31),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (1, [date(2026, 1, 1), date(2026, 2, 5), date(2026, 3, 5)]),
        (2, [date(2026, 1, 8), date(2026, 2, 12), date(2026, 3, 12)]),
        (3, [date(2026, 1, 15), date(2026, 2, 19), date(2026, 3, 19)]),
        (4, [date(2026, 1, 22), date(2026, 2, 26), date(2026, 3, 26)]),
        (5, [date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26)]),
    ],
)
def test_the_nth_or_last_thursday_of_a_month(week, expected) -> None:
    assert days_of(meeting("monthly", 3, week=week), date(2026, 1, 1), date(2026, 3, 31)) == expected


def test_every_month_of_forty_years_has_one_and_only_one() -> None:
    """Against a slow second way: every day of a month in a list."""
    for week in MeetingSeries.Week:
        for weekday in range(7):
            found = days_of(meeting("monthly", weekday, week=week.value), date(2024, 1, 1), date(2063, 12, 31))
            assert len(found) == 480
            for at in found:
                first = at.replace(day=1)
                month = [first + timedelta(days=number) for number in range(31)]
                same = [day for day in month if day.month == at.month and day.weekday() == weekday]
                assert at == (same[-1] if week == 5 else same[week - 1])


def test_weekly_meetings_begin_on_their_first_day() -> None:
    series = meeting("weekly", 1, starts_on=date(2026, 3, 4))
    assert days_of(series, date(2026, 3, 1), date(2026, 3, 18)) == [date(2026, 3, 10), date(2026, 3, 17)]
    assert next_occurrence(series, datetime(2026, 1, 1, tzinfo=UTC)).date() == date(2026, 3, 10)


@pytest.mark.parametrize("series", [huddle(), meeting("weekly", 2)], ids=["huddle", "meeting"])
def test_a_pause_ends_by_itself_on_the_day_it_names(series) -> None:
    series.is_paused, series.paused_until = True, date(2026, 3, 11)
    assert days_of(series, date(2026, 3, 2), date(2026, 3, 11)) == [date(2026, 3, 11)]
    assert is_paused_on(series, date(2026, 3, 10))
    assert not is_paused_on(series, date(2026, 3, 11))
    assert next_occurrence(series, datetime(2026, 3, 2, tzinfo=UTC)).date() == date(2026, 3, 11)
    series.paused_until = None
    assert occurrences(series, date(2026, 3, 2), date(2027, 3, 2)) == []
    assert next_occurrence(series, datetime(2026, 3, 2, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("nation", "shut"),
    [
        ("ENG", {date(2026, 4, 3), date(2026, 4, 6)}),
        ("WLS", {date(2026, 4, 3), date(2026, 4, 6)}),
        ("SCT", {date(2026, 4, 3)}),
        ("NIR", {date(2026, 4, 3), date(2026, 4, 6), date(2026, 3, 17)}),
    ],
)
def test_bank_holidays_are_those_of_the_nation(nation, shut, db) -> None:
    """Easter 2026: Scotland works on Easter Monday; Northern Ireland keeps Saint Patrick's Day."""
    practice = make.practice(nation=nation)
    assert closed_days([practice], date(2026, 3, 16), date(2026, 4, 10)) == {practice.pk: shut}


@pytest.mark.parametrize(
    ("nation", "day"),
    [("SCT", date(2026, 8, 3)), ("SCT", date(2026, 11, 30)), ("NIR", date(2026, 7, 13)), ("ENG", date(2026, 8, 31))],
)
def test_no_huddle_on_a_holiday_that_only_some_keep(nation, day, db) -> None:
    closed = {
        practice.nation: shut
        for practice in (make.practice(nation=each) for each in Practice.Nation.values)
        for shut in closed_days([practice], day, day).values()
    }
    assert not meets_on(huddle(), day, closed[nation])
    other = "SCT" if nation == "ENG" else "ENG"
    assert meets_on(huddle(), day, closed[other])


def test_closures_are_whole_days_and_the_practices_own(world) -> None:
    other = make.practice()
    for first, last in [(date(2026, 3, 3), date(2026, 3, 4)), (date(2026, 2, 1), date(2026, 3, 2))]:
        Closure.objects.create(practice=world.practice, first_day=first, last_day=last, added_by=world.lead)
    found = closed_days([world.practice, other], date(2026, 3, 2), date(2026, 3, 3))
    assert found == {world.practice.pk: {date(2026, 3, 2), date(2026, 3, 3)}, other.pk: frozenset()}
    closed = closed_days([world.practice], date(2026, 3, 1), date(2026, 3, 31))[world.practice.pk]
    assert days_of(huddle(), date(2026, 3, 1), date(2026, 3, 6), closed) == [date(2026, 3, 5), date(2026, 3, 6)]
    assert closed_days([world.practice], date(2026, 3, 9), date(2026, 3, 8)) == {world.practice.pk: frozenset()}
    assert closed_days([], date(2026, 3, 1), date(2026, 3, 8)) == {}


def test_closed_days_cost_the_same_for_many_practices(world) -> None:
    practices = [make.practice() for _ in range(20)]
    for practice in practices:
        Closure.objects.create(
            practice=practice, first_day=date(2026, 3, 3), last_day=date(2026, 3, 3), added_by=world.lead
        )
    with CaptureQueriesContext(connection) as few:
        closed_days(practices[:2], date(2026, 1, 1), date(2026, 12, 31))
    with CaptureQueriesContext(connection) as many:
        closed_days(practices, date(2026, 1, 1), date(2026, 12, 31))
    assert (len(few), len(many)) == (1, 1)


def test_the_next_one_is_past_christmas_and_past_a_pause(db) -> None:
    practice = make.practice()
    weekly = huddle(weekdays=[4])
    now = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    closed = closed_ahead(weekly, practice, now.date())
    assert next_occurrence(weekly, now, closed).date() == date(2027, 1, 8)  # Christmas and New Year's Day are Fridays
    long_pause = huddle(is_paused=True, paused_until=date(2027, 12, 27))  # the days after Christmas 2027 are shut
    closed = closed_ahead(long_pause, practice, now.date())
    assert next_occurrence(long_pause, now, closed).date() == date(2027, 12, 29)


@pytest.mark.parametrize(
    "series",
    [
        huddle(is_paused=True, paused_until=date(9999, 12, 31)),
        meeting(starts_on=date(9999, 12, 30)),
        huddle(is_paused=True, paused_until=date(2250, 1, 3)),
    ],
    ids=["paused-for-ever", "never-begun", "a-typing-slip"],
)
def test_a_day_as_far_off_as_the_calendar_goes(series, monkeypatch) -> None:
    """Nobody's page breaks on it, and the years in between are not gone through."""
    years = []
    monkeypatch.setattr("projects.series.bank_holidays", lambda year, nation: years.append(year) or frozenset())
    monkeypatch.setattr(Closure.objects, "touching", lambda first, last: Closure.objects.none())
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    closed = closed_ahead(series, Practice(), now.date())
    found = next_occurrence(series, now, closed)
    assert (found is None) is (series.paused_until != date(2250, 1, 3))
    assert len(years) <= 3
