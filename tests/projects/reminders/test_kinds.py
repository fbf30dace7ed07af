"""What each kind tells to whom and when."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import NoReverseMatch
from django.utils import timezone

from practices.models import Closure
from projects.models import Meeting, Offer, Project, Reminder, TeamMember
from projects.reminders.kinds import Kind, Letter, kind_named, page_of
from tests.builders import keeping, make, meetings, playbook
from tests.projects.reminders.test_digest import SINCE, at, run
from toolkit.models import Wall


@pytest.fixture
def project(db):
    return make.project(make.programme(starts_on=SINCE), make.practice("Larkmead Surgery"))


@pytest.fixture
def jo(project):
    return make.member(project, make.user("Jo Pritchard"), is_champion=True, is_lead=True, starts_on=SINCE)


@pytest.fixture
def sam(project, jo):
    return make.member(project, make.user("Sam Whitlock"), starts_on=SINCE)


def told() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def both(*places: TeamMember) -> list[str]:
    return sorted(place.user.email for place in places)


def closed(project: Project, first: date, last: date) -> None:
    Closure.objects.create(
        practice=project.practice, first_day=first, last_day=last, added_by=project.team.first().user
    )


class TestHuddleAndFigure:
    def test_none_while_the_practice_is_closed(self, project, jo) -> None:
        make.huddle_schedule(project)
        closed(project, date(2026, 3, 2), date(2026, 3, 3))
        assert [len(run(at(2026, 3, day, 8, 20))) for day in (2, 3, 4)] == [0, 0, 1]

    def test_each_nation_has_its_own_bank_holidays(self, project, jo) -> None:
        make.huddle_schedule(project)
        days = [date(2026, 1, 2), date(2026, 3, 17), date(2026, 4, 6)]  # Scotland; Northern Ireland; not Scotland
        for nation, wanted in {"ENG": [1, 1, 0], "WLS": [1, 1, 0], "SCT": [0, 1, 1], "NIR": [1, 0, 0]}.items():
            Reminder.objects.all().delete()
            type(project.practice).objects.update(nation=nation)
            got = []
            for day in days:
                hour = 7 if day.month == 4 else 8
                got.append(len(run(at(day.year, day.month, day.day, hour, 20))))
            assert got == wanted, nation

    def test_they_start_again_on_the_day_a_pause_ends(self, project, jo) -> None:
        make.huddle_schedule(project, is_paused=True, paused_until=date(2026, 3, 9))
        assert [len(run(at(2026, 3, day, 8, 20))) for day in (6, 9)] == [0, 1]

    def test_a_closure_noted_after_planning_holds_the_mail(self, project, jo) -> None:
        from projects.reminders.planning import plan_reminders
        from projects.reminders.sending import send_due

        make.huddle_schedule(project)
        now = at(2026, 3, 2, 8, 20)
        with time_machine.travel(now, tick=False):
            plan_reminders(now)
            closed(project, date(2026, 3, 2), date(2026, 3, 2))
            assert send_due(now) == 0

    def test_a_figure_is_asked_for_when_the_practice_opens_again(self, project, jo) -> None:
        make.measure(project, created_at=at(2019, 1, 1, 0))
        closed(project, date(2026, 3, 2), date(2026, 3, 6))
        got = {day: len(run(at(2026, 3, day, 8))) for day in range(2, 10)}
        assert got[9] == 2, "last Monday's and this one's"
        assert sum(got.values()) == 2


class TestMeeting:
    AT = at(2026, 3, 2, 13)  # a Monday

    def test_its_agenda_comes_on_the_working_day_before(self, project, jo, sam) -> None:
        meeting = meetings.coming(project, self.AT, "Study small test 3", "Next week's figure", place="Meeting room")
        meetings.role(meeting, sam)
        assert run(at(2026, 2, 27, 7, 59)) == []
        run(at(2026, 2, 27, 8))
        assert told() == both(jo, sam)
        for message in mail.outbox:
            assert message.subject == "Lead team meeting on Monday 2 March at 1pm"
            html = message.alternatives[0].content
            for form in (message.body, html):
                assert form.index("Study small test 3") < form.index("Next week")
            assert ("timekeeper" in message.body) is (message.to == [sam.user.email])
        assert run(at(2026, 3, 2, 8)) == []

    @pytest.mark.parametrize("change", ["called off", "moved", "left"])
    def test_none_when_it_does_not_take_place_as_planned(self, project, jo, change) -> None:
        meeting = meetings.coming(project, self.AT)
        rows = Meeting.objects.filter(pk=meeting.pk)
        if change == "called off":
            rows.update(state="cancelled", cancelled_at=timezone.now(), cancelled_by=jo.user)
        elif change == "moved":
            rows.update(starts_at=self.AT + timedelta(days=7))
        else:
            TeamMember.objects.update(ends_on=date(2026, 1, 1))
        assert run(at(2026, 2, 27, 8)) == []

    def test_moved_it_is_told_again(self, project, jo) -> None:
        meeting = meetings.coming(project, self.AT)
        assert len(run(at(2026, 2, 27, 8))) == 1
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=self.AT + timedelta(days=1))
        assert run(at(2026, 3, 2, 8)) == ["Lead team meeting on Tuesday 3 March at 1pm"]

    def test_by_the_clock_on_the_wall_after_the_change(self, project, jo) -> None:
        meetings.coming(project, at(2026, 3, 30, 12))
        assert run(at(2026, 3, 27, 8)) == ["Lead team meeting on Monday 30 March at 1pm"]

    def test_after_easter_it_is_told_before_easter(self, project, jo) -> None:
        meetings.coming(project, at(2026, 4, 7, 12))
        assert [len(run(at(2026, 4, day, 7))) for day in range(2, 8)] == [1, 0, 0, 0, 0, 0]


class TestAction:
    @pytest.mark.parametrize(
        ("due_on", "told_at"),
        [
            (date(2026, 3, 4), at(2026, 3, 4, 8)),
            (date(2026, 3, 7), at(2026, 3, 6, 8)),  # a Saturday
            (date(2026, 4, 6), at(2026, 4, 2, 7)),  # Easter Monday
            (date(2024, 2, 29), at(2024, 2, 29, 8)),  # the leap day
        ],
    )
    def test_on_its_day_or_the_working_day_before(self, project, jo, due_on, told_at) -> None:
        make.action(project, text="Print the chart", owner=jo.user, due_on=due_on)
        assert run(told_at - timedelta(minutes=1)) == []
        (subject,) = run(told_at)
        assert subject.endswith(": Print the chart")

    @pytest.mark.parametrize("change", ["done", "another day", "another owner", "left"])
    def test_none_when_it_is_not_theirs_to_do(self, project, jo, sam, change) -> None:
        from projects.reminders.planning import plan_reminders
        from projects.reminders.sending import send_due

        action = make.action(project, owner=jo.user, due_on=date(2026, 3, 4))
        now = at(2026, 3, 4, 8)
        with time_machine.travel(now, tick=False):
            plan_reminders(now)
            rows = type(action).objects.filter(pk=action.pk)
            if change == "done":
                rows.update(done_at=now, done_by=jo.user)
            elif change == "another day":
                rows.update(due_on=date(2026, 3, 11))
            elif change == "another owner":
                rows.update(owner=sam.user)
            else:
                TeamMember.objects.filter(pk=jo.pk).update(ends_on=date(2026, 3, 1))
            assert send_due(now) == 0
        assert mail.outbox == []


class TestStudy:
    def test_to_the_leaders_with_what_they_predicted(self, project, jo, sam) -> None:
        cycle = make.cycle(project, stage="do", ends_on=date(2026, 2, 27), title="Two people on the phones")
        cycle.questions.all().delete()
        cycle.questions.create(question="Are calls answered sooner?", prediction="Eight in ten.")
        assert run(at(2026, 2, 28, 8)) == []
        assert run(at(2026, 3, 2, 8)) == [f"Small test {cycle.number} has run: what did it teach you?"]
        assert told() == both(jo)
        assert "Eight in ten." in mail.outbox[0].body
        assert run(at(2026, 3, 3, 8)) == []

    def test_a_programme_of_the_methods_words_reads_them_in_the_subject(self, project, jo) -> None:
        project.programme.method_words = True
        project.programme.save()
        cycle = make.cycle(project, stage="do", ends_on=date(2026, 2, 27))
        assert run(at(2026, 3, 2, 8)) == [f"PDSA cycle {cycle.number} has run: what did it teach you?"]

    @pytest.mark.parametrize("stage", ["plan", "act"])
    def test_none_unless_it_has_run(self, project, jo, stage) -> None:
        make.cycle(project, stage=stage, ends_on=date(2026, 2, 27))
        assert run(at(2026, 3, 2, 8)) == []


class TestStandard:
    def test_to_its_owner_on_its_day(self, project, jo, sam) -> None:
        playbook.edition(make.standard(project), sam.user, review_on=date(2026, 3, 7), agreed_at=at(2025, 3, 1, 8))
        assert run(at(2026, 3, 6, 8)) == []
        assert run(at(2026, 3, 9, 8)) == ["Look at it again: Opening the phones"]
        assert told() == both(sam)

    def test_to_the_champion_when_the_owner_has_left_also_of_a_completed_project(self, project, jo, sam) -> None:
        playbook.edition(make.standard(project), sam.user, review_on=date(2026, 3, 9), agreed_at=at(2025, 3, 1, 8))
        TeamMember.objects.filter(pk=sam.pk).update(ends_on=date(2026, 1, 1))
        Project.objects.update(status="completed")
        assert len(run(at(2026, 3, 9, 8))) == 1
        assert told() == both(jo)

    def test_none_of_an_edition_that_has_ended(self, project, jo) -> None:
        playbook.edition(
            make.standard(project),
            jo.user,
            review_on=date(2026, 3, 9),
            agreed_at=at(2025, 3, 1, 8),
            ended_at=at(2026, 1, 1, 8),
            ended_by=jo.user,
        )
        assert run(at(2026, 3, 9, 8)) == []


class TestCheck:
    def test_a_completed_project_is_asked_whether_it_holds(self, project, jo, sam) -> None:
        keeping.check(project, due_on=date(2026, 3, 9))
        Project.objects.update(status="completed")
        assert run(at(2026, 3, 9, 8)) == ["After 3 months: does it still hold?"]
        assert told() == both(jo)

    def test_none_when_it_was_answered(self, project, jo) -> None:
        row = keeping.check(project, due_on=date(2026, 3, 9))
        type(row).objects.update(done_at=timezone.now(), done_by=jo.user, holds="yes")
        assert run(at(2026, 3, 9, 8)) == []


class TestWall:
    @pytest.fixture
    def stale(self, project, jo, sam):
        measure = make.measure(project, created_at=at(2019, 1, 1, 0), due_weekday=3)
        make.figures(measure, [61], last=date(2026, 1, 5))
        Wall.objects.create(project=project, owner=sam, when_stale="Ask Wendy for the phone list.")
        return measure

    def test_once_a_week_to_its_owner_with_what_to_do(self, stale, sam) -> None:
        got = [run(at(2026, 3, day, 9)) for day in (2, 3)]
        assert got[0] == ["A chart on your wall is out of date"]
        assert "Ask Wendy for the phone list." in mail.outbox[0].body
        assert told() == both(sam)
        assert got[1] == []
        assert len(run(at(2026, 3, 9, 9))) == 1

    def test_none_when_the_figures_came(self, stale) -> None:
        make.figures(stale, [62], last=date(2026, 2, 26))
        assert run(at(2026, 3, 2, 9)) == []


class TestLeaving:
    def test_the_team_is_asked_for_a_champion_once(self, project, jo, sam) -> None:
        TeamMember.objects.filter(pk=jo.pk).update(ends_on=date(2026, 2, 27))
        assert run(at(2026, 2, 27, 9)) == []
        assert run(at(2026, 3, 2, 9)) == ["Larkmead Surgery needs a new champion"]
        assert told() == both(sam)
        assert run(at(2026, 3, 3, 9)) == []

    def test_not_while_the_practice_is_closed(self, project, jo, sam) -> None:
        TeamMember.objects.filter(pk=jo.pk).update(ends_on=date(2026, 2, 27))
        keeping.offer(project, jo, created_at=at(2026, 2, 27, 12))
        closed(project, date(2026, 3, 2), date(2026, 3, 6))
        assert [len(run(at(2026, 3, day, 9))) for day in range(2, 10)] == [0, 0, 0, 0, 0, 0, 0, 2]

    def test_none_when_somebody_follows(self, project, jo, sam) -> None:
        TeamMember.objects.filter(pk=jo.pk).update(ends_on=date(2026, 2, 27))
        TeamMember.objects.filter(pk=sam.pk).update(is_champion=True)
        assert run(at(2026, 3, 2, 9)) == []

    def test_what_waits_is_told_in_one_mail(self, project, jo, sam) -> None:
        TeamMember.objects.filter(pk=sam.pk).update(ends_on=date(2026, 2, 27))
        for _ in range(2):
            keeping.offer(project, sam, created_at=at(2026, 2, 27, 12))
        assert run(at(2026, 3, 2, 9)) == ["Who takes over from Sam Whitlock?"]
        assert "2 things wait" in mail.outbox[0].body
        assert told() == both(jo)

    def test_none_when_it_was_taken(self, project, jo, sam) -> None:
        keeping.offer(project, sam, created_at=at(2026, 2, 27, 12))
        Offer.objects.update(taken_at=timezone.now(), taken_by=jo.user)
        assert run(at(2026, 3, 2, 9)) == []


def test_a_letter_can_carry_a_file(project, jo, monkeypatch) -> None:
    from projects.reminders import kinds

    def compose(reminder, now) -> Letter:
        context = {"link": "https://example.org"}
        files = (("huddle.ics", "BEGIN:VCALENDAR", "text/calendar; method=REQUEST"),)
        return Letter("projects/emails/champion_missing", context, files)

    kind = Kind("invite", "Invitations", "When.", True, False, lambda now: [], compose, alone=True)
    monkeypatch.setitem(kinds._kinds, "invite", kind)
    make.reminder(project, jo.user, kind="invite")
    run(timezone.now())
    (attached,) = mail.outbox[0].attachments
    part = next(part for part in mail.outbox[0].message().walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert attached[0] == "huddle.ics"


@pytest.mark.parametrize("name", ["huddle", "figure", "action", "study", "standard", "wall", "champion", "check"])
def test_a_line_on_today_opens_a_page(project, jo, name) -> None:
    reminder = make.reminder(project, jo.user, kind=name, subject_id=project.pk)
    kind = kind_named(name)
    assert kind.page(reminder).startswith(f"/projects/{project.pk}/")
    with pytest.raises(NoReverseMatch):
        page_of("no-such-page", project_id=project.pk)
