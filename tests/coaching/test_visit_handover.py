"""What becomes of planned visits when a coach leaves."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day_full
from coaching.models import Visit
from coaching.permissions import can_read_private_note
from coaching.sealed import seal
from coaching.visits import services
from projects.coaches.services import assign_coach, end_coaching
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.visits import SECRET, as_typed, logged, of, planned, url


@pytest.fixture
def calendar(world) -> dict[str, Visit]:
    """What Rachel has planned and logged, by the day seen from today."""
    midday = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    days = {"past": -1, "soon": 3, "last day": 9, "that day": 10, "later": 20}
    found = {
        name: make.visit(world.project, world.coach, at=midday + timedelta(days=days)) for name, days in days.items()
    }
    at = midday + timedelta(days=30)
    logged = make.visit(world.project, world.coach, at=at, logged_at=make.now(), private_note_sealed=seal(SECRET))
    return {**found, "logged": logged, "elsewhere": make.visit(world.other_project, world.coach, at=at)}


def whose(calendar: dict[str, Visit]) -> dict[str, str]:
    """Whose each visit is; those taken out are missing."""
    names = {visit.pk: visit.coach.name.split()[0] for visit in Visit.objects.select_related("coach")}
    return {name: names[visit.pk] for name, visit in calendar.items() if visit.pk in names}


def test_planned_visits_go_to_the_coach_who_takes_over(world, sign_in, calendar) -> None:
    """From the day of the hand-over on; Rachel still comes until then, and what she logged stays hers."""
    day = make.today() + timedelta(days=10)
    present = world.project.coach_assignments.get()
    assign_coach(
        project=world.project, user=world.other_coach, starts_on=day, instead_of=present.pk, by=world.manager
    )
    hers = dict.fromkeys(("past", "soon", "last day", "logged", "elsewhere"), "Rachel")
    assert whose(calendar) == {**hers, "that day": "Anita", "later": "Anita"}
    events = Event.objects.filter(action="visit.handed_over")
    assert {event.target_id for event in events} == {str(calendar[name].pk) for name in ("that day", "later")}
    assert {(event.actor, event.detail["before"]) for event in events} == {(world.manager, str(world.coach.pk))}
    assert sign_in(world.coach).get(of("visit-move", calendar["soon"])).status_code == 200
    with time_machine.travel(make.now() + timedelta(days=11)):
        client = sign_in(world.other_coach)
        assert client.post(of("visit-move", calendar["later"]), planned(version="1")).status_code == 302
        assert client.post(of("visit-cancel", calendar["later"])).status_code == 302
    assert not Visit.objects.filter(pk=calendar["later"].pk).exists()
    calendar["logged"].refresh_from_db()
    assert not can_read_private_note(world.other_coach, calendar["logged"])


def test_without_a_successor_planned_visits_leave_the_calendar(world, calendar) -> None:
    end_coaching(project=world.project, assignment_id=world.project.coach_assignments.get().pk, by=world.manager)
    assert whose(calendar) == dict.fromkeys(("past", "logged", "elsewhere"), "Rachel")
    events = Event.objects.filter(action="visit.cancelled")
    assert {event.target_id for event in events} == {
        str(calendar[name].pk) for name in ("soon", "last day", "that day", "later")
    }
    assert {event.actor for event in events} == {world.manager}


def test_a_visit_that_both_have_planned_stays_once(world, calendar) -> None:
    at = calendar["later"].at
    own = make.visit(world.project, world.other_coach, at=at)
    present = world.project.coach_assignments.get()
    assign_coach(
        project=world.project, user=world.other_coach, starts_on=make.today(), instead_of=present.pk, by=world.manager
    )
    assert list(Visit.objects.filter(project=world.project, at=at)) == [own]


class TestAfterTheLastDay:
    """A hand-over is arranged for a later day: what is planned after it would be nobody's to move or to hold."""

    @pytest.fixture
    def last(self, world) -> date:
        day = make.today() + timedelta(days=5)
        world.project.coach_assignments.filter(user=world.coach).update(ends_on=day)
        return day

    def test_nothing_is_planned(self, world, sign_in, last) -> None:
        form = sign_in(world.coach).post(url("visit-plan", world.project), planned()).context["form"]
        assert form.errors == {"day": [f"Your last day with this team is {day_full(last - timedelta(days=1))}."]}
        answer = sign_in(world.coach).post(url("visit-plan", world.project), planned(day=as_typed(last)))
        assert answer.status_code == 200
        assert not Visit.objects.exists()
        before = planned(day=as_typed(last - timedelta(days=1)))
        assert sign_in(world.coach).post(url("visit-plan", world.project), before).status_code == 302

    def test_nothing_is_moved_there(self, world, sign_in, visit, last) -> None:
        form = sign_in(world.coach).post(of("visit-move", visit), planned(version=visit.version)).context["form"]
        assert "Your last day with this team is" in str(form.errors["day"])
        assert Visit.objects.get().at == visit.at

    def test_the_log_keeps_what_was_typed(self, world, sign_in, visit, last) -> None:
        next_visit = {"next_day": as_typed(last), "next_time": "13:30", "progress": "The aim stands", "note": SECRET}
        page = sign_in(world.coach).post(of("visit-log", visit), logged(version=visit.version, **next_visit))
        assert "Your last day with this team is" in str(page.context["form"].errors["next_day"])
        assert SECRET in page.text
        weeks = sign_in(world.coach).post(of("visit-log", visit), logged(version=visit.version, next_in="2"))
        assert "Your last day with this team is" in str(weeks.context["form"].errors["next_in"])
        assert Visit.objects.get().logged_at is None

    def test_nor_by_a_coach_whose_coaching_ends_at_this_moment(self, world, last) -> None:
        world.project.coach_assignments.update(ends_on=make.today())
        with pytest.raises(Refusal, match="not coach this team any more"):
            services.plan_visit(project=world.project, at=make.now(), mode="video", by=world.coach)
