"""What is due when: in the practice's time, across the clock change, bank holidays and the leap day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.models import Visit
from projects.models import Project, Reminder
from projects.reminders.kinds import all_kinds
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import huddles, make

WINTER_MORNING = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)  # a Monday


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def run(now: datetime) -> list[str]:
    """Plan and send as the worker does at a time; whom the mails went to."""
    before = len(mail.outbox)
    with time_machine.travel(now, tick=False):
        plan_reminders(now)
        send_due(now)
    return sorted(message.to[0] for message in mail.outbox[before:])


@pytest.fixture
def team(db, monkeypatch):
    """A team of three with an account, one without, and one who has left. Long there at any time of these tests."""
    since = date(2019, 1, 1)
    project = make.project(make.programme(starts_on=since), make.practice("Larkmead Surgery"))
    for name, extra in {
        "Jo Pritchard": {"is_lead": True, "is_champion": True},
        "Sam Whitlock": {},
        "Closed Account": {},
        "Left Early": {"ends_on": date(2020, 1, 1)},
    }.items():
        make.member(project, make.user(name, is_active=name != "Closed Account"), starts_on=since, **extra)
    make.member(project, None, starts_on=since)
    return project


def address(project: Project, name: str) -> str:
    return project.team.get(name=name).user.email


def both(project: Project) -> list[str]:
    return sorted(address(project, name) for name in ("Jo Pritchard", "Sam Whitlock"))


class TestHuddle:
    def test_goes_to_everybody_on_the_team_half_an_hour_before(self, team) -> None:
        make.huddle_schedule(team)
        assert run(at(2026, 3, 2, 8, 19)) == []
        assert run(at(2026, 3, 2, 8, 20)) == both(team)
        assert mail.outbox[0].subject == "Huddle at 8:50am, Reception desk"
        assert run(at(2026, 3, 2, 8, 21)) == []
        assert Reminder.objects.filter(state="sent").count() == 2

    @pytest.mark.parametrize(
        ("before", "due"),
        [
            (at(2026, 3, 27, 8, 20), at(2026, 3, 30, 7, 20)),  # clocks went forward on Sunday 29 March
            (at(2026, 10, 23, 7, 20), at(2026, 10, 26, 8, 20)),  # and back on Sunday 25 October
        ],
    )
    def test_stays_at_the_time_on_the_wall_across_the_clock_change(self, team, before, due) -> None:
        make.huddle_schedule(team)
        assert run(before) == both(team)
        assert run(due - timedelta(minutes=1)) == []
        assert run(due) == both(team)

    @pytest.mark.parametrize(
        ("clock", "due"),
        [
            (time(2, 15), at(2026, 3, 29, 0, 45)),  # 2:15 summer time is 1:15 in UTC
            (time(1, 15), at(2026, 10, 24, 23, 45)),  # 1:15 comes twice: before the first
        ],
    )
    def test_half_an_hour_is_a_real_one_in_the_night_of_the_change(self, team, clock, due) -> None:
        make.huddle_schedule(team, weekdays=[6], time=clock)
        assert run(due - timedelta(minutes=1)) == []
        assert run(due) == both(team)

    @pytest.mark.parametrize(
        "day", [date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 28), date(2026, 8, 31), date(2026, 3, 7)]
    )
    def test_none_on_a_bank_holiday_or_another_weekday(self, team, day) -> None:
        make.huddle_schedule(team)
        local = datetime.combine(day, time(8, 25), tzinfo=UTC)
        assert run(local) == []
        assert run(local - timedelta(hours=1)) == []

    def test_the_leap_day_is_a_day(self, team) -> None:
        make.huddle_schedule(team)
        assert run(at(2024, 2, 29, 8, 20)) == both(team)  # a Thursday
        assert Reminder.objects.first().day == date(2024, 2, 29)

    def test_another_time_zone(self, team) -> None:
        team.practice.time_zone = "Europe/Paris"
        team.practice.save()
        make.huddle_schedule(team)
        assert run(at(2026, 3, 2, 7, 20)) == both(team)

    def test_none_while_the_huddles_are_paused(self, team) -> None:
        make.huddle_schedule(team, is_paused=True)
        assert run(WINTER_MORNING) == []

    @pytest.mark.parametrize("status", ["invited", "paused", "declined", "withdrawn", "completed"])
    def test_none_unless_the_project_is_under_way(self, team, status) -> None:
        make.huddle_schedule(team)
        Project.objects.filter(pk=team.pk).update(status=status)
        assert run(WINTER_MORNING) == []
        Project.objects.filter(pk=team.pk).update(status="active")
        assert run(WINTER_MORNING) == both(team)

    def test_never_late(self, team) -> None:
        make.huddle_schedule(team)
        assert run(at(2026, 3, 2, 8, 50)) == []

    def test_a_scheduler_that_stood_still_for_a_while_catches_up(self, team) -> None:
        make.huddle_schedule(team)
        assert run(at(2026, 3, 2, 8, 40)) == both(team)


class TestFigure:
    MONDAY = at(2026, 3, 2, 8)

    @pytest.fixture
    def measure(self, team):
        return make.measure(team, created_at=at(2019, 1, 1, 0))

    def test_goes_to_the_champion_at_eight(self, team, measure) -> None:
        assert run(self.MONDAY - timedelta(minutes=1)) == []
        assert run(self.MONDAY) == [address(team, "Jo Pritchard")]
        assert mail.outbox[0].subject == "This week's figure: Calls answered within 5 minutes"
        assert "/figure/" in mail.outbox[0].body
        assert run(self.MONDAY + timedelta(minutes=1)) == []

    def test_goes_to_whoever_collects_it(self, team, measure) -> None:
        measure.collector = team.team.get(name="Sam Whitlock")
        measure.save()
        assert run(self.MONDAY) == [address(team, "Sam Whitlock")]

    @pytest.mark.parametrize("name", ["Left Early", "Closed Account", "Wendy Hale"])
    def test_goes_to_the_champion_when_the_collector_cannot_be_reached(self, team, measure, name) -> None:
        measure.collector = team.team.get(name=name)
        measure.save()
        assert run(self.MONDAY) == [address(team, "Jo Pritchard")]

    @pytest.mark.parametrize("entered", [date(2026, 3, 2), date(2026, 2, 27), date(2026, 3, 3)])
    def test_none_when_the_figure_is_there(self, measure, entered) -> None:
        make.figures(measure, [61], last=entered)
        assert run(self.MONDAY) == []

    def test_we_were_closed_is_an_answer(self, measure) -> None:
        make.figures(measure, [None], last=date(2026, 3, 2))
        assert run(self.MONDAY) == []

    def test_last_weeks_figure_is_not_this_weeks(self, team, measure) -> None:
        make.figures(measure, [61], last=date(2026, 2, 23))
        assert run(self.MONDAY) == [address(team, "Jo Pritchard")]

    def test_on_a_bank_holiday_it_waits_for_the_working_day_after(self, team, measure) -> None:
        assert run(at(2026, 5, 4, 7)) == []  # early May bank holiday
        assert run(at(2026, 5, 5, 7)) == [address(team, "Jo Pritchard")]
        assert Reminder.objects.get().day == date(2026, 5, 4), "the link enters the figure of the day it was due"

    def test_christmas_on_a_friday(self, team, measure) -> None:
        measure.due_weekday = 4
        measure.save()
        for day in (25, 26, 27, 28):
            assert run(at(2026, 12, day, 9)) == []
        assert run(at(2026, 12, 29, 8)) == [address(team, "Jo Pritchard")]
        named = "Figure for the week of Monday 21 December: Calls answered within 5 minutes"
        assert mail.outbox[-1].subject == named, "it is next week by now"

    def test_with_every_small_test_on_the_day_it_ends(self, team, measure) -> None:
        type(measure).objects.update(schedule="cycle")
        assert run(self.MONDAY) == []
        make.cycle(team, stage="plan", ends_on=date(2026, 3, 2))
        assert run(self.MONDAY) == [], "not begun"
        team.ramps.get().cycles.update(stage="do")
        assert run(self.MONDAY) == [address(team, "Jo Pritchard")]
        assert mail.outbox[-1].subject.startswith("Figure for the small test that ended today: ")
        assert run(at(2026, 3, 9, 8)) == []

    def test_a_test_moved_after_planning_takes_its_mail_along(self, team, measure) -> None:
        type(measure).objects.update(schedule="cycle")
        make.cycle(team, stage="do", ends_on=date(2026, 3, 2))
        with time_machine.travel(self.MONDAY, tick=False):
            plan_reminders(self.MONDAY)
            team.ramps.get().cycles.update(ends_on=date(2026, 3, 16))
            send_due(self.MONDAY)
        assert mail.outbox == []

    def test_rare_events_are_never_asked_for(self, measure) -> None:
        type(measure).objects.update(schedule="event", value_kind="days_between")
        assert [run(at(2026, 3, day, 8)) for day in range(1, 15)] == [[]] * 14

    def test_a_daily_figure_has_no_weekend(self, measure) -> None:
        measure.schedule = "daily"
        measure.save()
        assert [len(run(at(2026, 3, day, 8))) for day in range(2, 9)] == [1, 1, 1, 1, 1, 0, 0]

    def test_summer_time(self, team, measure) -> None:
        assert run(at(2026, 3, 30, 7)) == [address(team, "Jo Pritchard")]
        assert run(at(2026, 10, 26, 7)) == []
        assert run(at(2026, 10, 26, 8)) == [address(team, "Jo Pritchard")]

    def test_not_in_the_evening(self, measure) -> None:
        assert run(at(2026, 3, 2, 20)) == []

    def test_a_measure_of_this_afternoon_is_not_late(self, measure) -> None:
        type(measure).objects.update(created_at=at(2026, 3, 2, 12))
        assert run(at(2026, 3, 2, 13)) == []

    def test_the_leap_day(self, measure) -> None:
        measure.schedule, measure.due_weekday = "weekly", 3
        measure.save()
        assert len(run(at(2024, 2, 29, 8))) == 1


class TestVisit:
    @pytest.fixture
    def coach(self, team):
        coach = make.user("Rachel Osei")
        make.coaches(team, coach, starts_on=date(2019, 1, 1))
        return coach

    def visit(self, team, coach, when, **extra) -> Visit:
        return Visit.objects.create(project=team, coach=coach, at=when, mode="in_person", **extra)

    def test_what_was_agreed_goes_out_at_nine_on_the_next_working_day(self, team, coach) -> None:
        friday = at(2026, 2, 27, 13)
        visit = self.visit(team, coach, friday, logged_at=friday, private_note_sealed=b"sealed")
        sam = team.team.get(name="Sam Whitlock").user
        make.action(team, text="Count the calls", owner=sam, source="visit", source_id=visit.pk)
        make.action(team, text="Print the chart", owner_name="Wendy", source="visit", source_id=visit.pk)
        assert run(at(2026, 2, 28, 9)) == []
        assert run(at(2026, 3, 2, 8, 59)) == []
        assert run(at(2026, 3, 2, 9)) == both(team)
        for message in mail.outbox:
            assert message.subject == "What was agreed on Friday 27 February"
            assert "Count the calls" in message.body
            assert "Wendy: Print the chart" in message.body
            assert ("you said you would" in message.body) is (message.to == [sam.email])

    def test_a_coach_who_took_on_a_step_gets_it_too(self, team, coach) -> None:
        monday = at(2026, 3, 2, 13)
        visit = self.visit(team, coach, monday, logged_at=monday)
        make.action(team, owner=coach, source="visit", source_id=visit.pk)
        assert run(at(2026, 3, 3, 9)) == sorted([address(team, "Jo Pritchard"), coach.email])

    def test_over_easter(self, team, coach) -> None:
        thursday = at(2026, 4, 2, 13)
        self.visit(team, coach, thursday, logged_at=thursday)
        assert [len(run(at(2026, 4, day, 8))) for day in range(3, 9)] == [0, 0, 0, 0, 1, 0]

    @pytest.mark.parametrize(("nation", "sent"), [("ENG", [1, 0]), ("SCT", [0, 1])])
    def test_what_was_agreed_keeps_the_days_off_of_the_practice(self, team, coach, nation, sent) -> None:
        type(team.practice).objects.update(nation=nation)
        sunday = at(2026, 11, 29, 13)  # before St Andrew's Day
        self.visit(team, coach, sunday, logged_at=sunday)
        assert [len(run(at(2026, 11, 30, 9))) and 1, len(run(at(2026, 12, 1, 9))) and 1] == sent

    def test_nothing_of_a_visit_while_the_practice_is_closed(self, team, coach) -> None:
        friday = at(2026, 2, 27, 13)
        self.visit(team, coach, friday, logged_at=friday)
        huddles.closure(team.practice, date(2026, 3, 2), last_day=date(2026, 3, 13))
        assert [bool(run(at(2026, 3, day, 9))) for day in (2, 13, 16)] == [False, False, True]

    def test_the_coach_is_asked_to_log_at_five(self, team, coach) -> None:
        self.visit(team, coach, at(2026, 3, 2, 13))
        assert run(at(2026, 3, 2, 16, 59)) == []
        assert run(at(2026, 3, 2, 17)) == [coach.email]
        assert mail.outbox[0].subject == "Log your visit to Larkmead Surgery"
        assert run(at(2026, 3, 2, 17, 1)) == []

    def test_an_evening_visit_is_asked_for_when_it_is_over(self, team, coach) -> None:
        self.visit(team, coach, at(2026, 3, 2, 18, 30))
        assert run(at(2026, 3, 2, 17)) == []
        assert run(at(2026, 3, 2, 19, 30)) == [coach.email]

    def test_not_for_a_logged_visit_nor_to_a_coach_who_has_left(self, team, coach) -> None:
        self.visit(team, coach, at(2026, 3, 2, 13), logged_at=at(2026, 3, 2, 14))
        self.visit(team, make.user("Gone Coach"), at(2026, 3, 2, 13))
        assert run(at(2026, 3, 2, 17)) == []


@pytest.mark.parametrize("hour", [7, 8, 9, 17])
def test_planning_takes_as_many_queries_for_one_project_as_for_many(team, hour) -> None:
    def world(project: Project) -> None:
        coach = make.user()
        make.coaches(project, coach, starts_on=date(2019, 1, 1))
        make.huddle_schedule(project, time=time(hour, 20))
        make.measure(project, created_at=at(2019, 1, 1, 0))
        visit = Visit.objects.create(
            project=project, coach=coach, at=at(2026, 2, 27, 13), mode="video", logged_at=at(2026, 2, 27, 14)
        )
        make.action(project, owner=coach, source="visit", source_id=visit.pk)
        Visit.objects.create(project=project, coach=coach, at=at(2026, 3, 2, 13), mode="video")

    def queries() -> int:
        now = at(2026, 3, 2, hour)
        with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as captured:
            plan_reminders(now)
        return len(captured)

    world(team)
    few = queries()
    for _ in range(24):
        project = make.project(team.programme, make.practice())
        make.member(project, make.user(), is_lead=True, starts_on=date(2019, 1, 1))
        world(project)
    assert queries() == few
    assert few <= 3 * len(all_kinds()) + 6
    assert Reminder.objects.exists()
