"""The coach's visits: planned, logged, corrected."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from cmsportal.audit.models import Event
from coaching.models import Visit
from coaching.sealed import unseal
from coaching.visits import services
from coaching.visits.forms import VisitForm
from projects.models import Action
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from tests.builders.visits import HOSTILE, LONDON, NHS_NUMBER, SECRET, as_typed, logged, of, planned, url

# --- Planning -------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_once(world, sign_in) -> None:
    for _ in range(2):
        assert sign_in(world.coach).post(url("visit-plan", world.project), planned()).status_code == 302
    visit = Visit.objects.get()
    assert (visit.coach, visit.mode, visit.logged_at) == (world.coach, "video", None)
    assert visit.at.astimezone(LONDON).strftime("%H:%M") == "13:30"
    assert Event.objects.get().action == "visit.planned"
    assert "13:30" in sign_in(world.lead).get(url("visit-list", world.project)).content.decode().replace(
        "1:30pm", "13:30"
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": ""}, "Answer"),
        ({"day": "32 March"}, "32 March"),
        ({"day": "1/1/2020"}, "This day is past"),
        ({"time": "25:00"}, "25:00"),
        ({"mode": "owl"}, "That choice is no longer there"),
    ],
)
@pytest.mark.parametrize("name", ["visit-plan", "visit-move"])
def test_a_plan_that_does_not_fit(world, sign_in, visit, name, wrong, words) -> None:
    target = url(name, world.project) if name == "visit-plan" else of(name, visit)
    page = sign_in(world.coach).post(target, planned(**wrong)).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert Visit.objects.count() == 1


def test_a_visit_moves(world, sign_in, visit) -> None:
    page = sign_in(world.coach).get(of("visit-move", visit)).content.decode()
    assert 'value="video"' in page
    assert f'value="{visit.at.astimezone(LONDON).day} ' in page or str(visit.at.astimezone(LONDON).year) in page
    for _ in range(2):
        assert sign_in(world.coach).post(of("visit-move", visit), planned(time="9:15")).status_code == 302
    visit.refresh_from_db()
    assert visit.at.astimezone(LONDON).strftime("%H:%M") == "09:15"


def test_a_stale_move_shows_both(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    client.post(of("visit-move", visit), planned(time="9:15"))
    page = client.post(of("visit-move", visit), planned(time="16:45")).content.decode()
    assert "9:15am" in page
    assert "16:45" in page
    visit.refresh_from_db()
    assert visit.at.astimezone(LONDON).hour == 9


def test_a_visit_is_taken_out_of_the_calendar(world, sign_in, visit) -> None:
    answer = sign_in(world.coach).post(of("visit-cancel", visit), follow=True)
    assert "out of the calendar" in answer.content.decode()
    assert not Visit.objects.exists()
    assert Visit.history.filter(history_type="-").count() == 1
    services.cancel_visit(visit=visit, by=world.coach)  # twice is harmless
    assert Event.objects.filter(action="visit.cancelled").count() == 1


def test_a_logged_visit_is_neither_moved_nor_taken_out(world, sign_in, done) -> None:
    client = sign_in(world.coach)
    assert "stays in the record" in client.post(of("visit-cancel", done), follow=True).content.decode()
    assert "logged already" in client.post(of("visit-move", done), planned(), follow=True).content.decode()
    assert Visit.objects.get().at == done.at


# --- Logging --------------------------------------------------------------------------------------------------------


def test_a_planned_visit_is_logged_with_what_was_agreed(world, sign_in, visit) -> None:
    following = make.today() + timedelta(days=14)
    values = logged(
        minutes="60", helped=["context", "technical"], tools_used=["fishbone"], energy="4", progress="The aim stands",
        barriers="Two away", note=SECRET, needs_help="on", people="Jo and Sam", phase="transition",
        step0="Sam: ring the phone company, by Friday", step3="Think about the leaflet",
        next_day=as_typed(following), next_time="14:00",
    )  # fmt: skip
    answer = sign_in(world.coach).post(of("visit-log", visit), values)
    assert answer.headers["Location"] == of("visit-detail", visit)
    visit.refresh_from_db()
    assert visit.logged_at is not None
    assert (visit.minutes, visit.energy, visit.helped, visit.tools_used) == (
        60,
        4,
        ["context", "technical"],
        ["fishbone"],
    )
    assert (visit.phase, visit.needs_help, visit.people) == ("transition", True, "Jo and Sam")
    first, second = Action.objects.filter(source="visit", source_id=visit.pk).order_by("created_at")
    assert (first.text, first.owner) == ("ring the phone company", world.member)
    assert first.due_on.weekday() == 4
    assert (second.text, second.owner, second.due_on) == ("Think about the leaflet", None, None)
    coming = Visit.objects.planned().get()
    assert (coming.at.astimezone(LONDON).date(), coming.mode) == (following, "in_person")
    page = sign_in(world.lead).get(of("visit-detail", visit)).content.decode()
    for words in ("ring the phone company", "Sam Whitlock", "The aim stands", "4 of 5", "Taught a tool"):
        assert words in page


def test_almost_everything_may_be_left_empty(world, sign_in, visit) -> None:
    assert sign_in(world.coach).post(of("visit-log", visit), logged()).status_code == 302
    visit.refresh_from_db()
    assert (visit.energy, visit.phase, visit.minutes, visit.private_note_sealed) == (None, "pre", None, None)
    assert not Action.objects.exists()


def test_a_log_sent_twice_is_one(world, sign_in, visit) -> None:
    values = logged(
        step0="Sam: ring",
        next_day=as_typed(make.today() + timedelta(days=9)),
        next_time="9:00",
        phase="action",
        energy="3",
        note="x",
    )
    answers = [sign_in(world.coach).post(of("visit-log", visit), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Action.objects.count() == 1
    assert Visit.objects.count() == 2


def test_a_visit_nobody_planned(world, sign_in) -> None:
    client = sign_in(world.coach)
    target = client.get(url("visit-create", world.project)).headers["Location"]
    assert client.get(target).status_code == 200
    answers = [client.post(target, logged(step0="Jo: draft the aim")) for _ in range(2)]
    visit = Visit.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {of("visit-detail", visit)}
    assert str(visit.pk) in target
    assert Action.objects.get().owner == world.lead


def test_a_new_visit_sent_again_with_changes_corrects_the_first(world, sign_in) -> None:
    """Back in the browser, a word more, and save: the word is kept, and there is one visit."""
    client = sign_in(world.coach)
    target = client.get(url("visit-create", world.project)).headers["Location"]
    client.post(target, logged(progress="They drew the fishbone", step0="Jo: draft the aim"))
    client.post(target, logged(progress="They drew the fishbone together", step0="Jo: draft the aim"))
    visit = Visit.objects.get()
    assert visit.progress == "They drew the fishbone together"
    assert Action.objects.count() == 1
    page = client.post(target, logged(progress="They voted", version="0"))
    assert page.status_code == 200
    assert "They voted" in page.content.decode(), "a stale page shows both texts"
    visit.refresh_from_db()
    assert visit.progress == "They drew the fishbone together"


def test_moving_a_visit_that_was_logged_meanwhile_keeps_what_was_typed(world, sign_in) -> None:
    visit = make.visit(world.project, world.coach, logged_at=make.now())
    day = make.today() + timedelta(days=9)
    page = sign_in(world.coach).post(
        of("visit-move", visit),
        {"day": as_typed(day), "time": "9:35", "mode": "video", "version": visit.version},
    )
    assert page.status_code == 200
    assert "This visit is logged already" in page.content.decode()
    assert "9:35" in page.content.decode()


def test_a_new_visit_begins_with_the_habits_of_the_last(world, sign_in) -> None:
    make.visit(
        world.project,
        world.coach,
        logged_at=make.now(),
        minutes=55,
        travel_minutes=25,
        mode="phone",
        phase="transition",
    )
    client = sign_in(world.coach)
    page = client.get(client.get(url("visit-create", world.project)).headers["Location"]).content.decode()
    assert 'value="55"' in page
    assert 'value="25"' in page
    assert 'value="phone"' in page.split(" checked")[0].rsplit("<input", 1)[1]
    coming = make.visit(world.project, world.coach, mode="video")
    page = client.get(of("visit-log", coming)).content.decode()
    assert 'value="55"' in page
    assert 'value="video"' in page.split(" checked")[0].rsplit("<input", 1)[1], "as it was planned"


class TestWhereTheCoachingIs:
    """A log begins with the phase of the team's last visit, whichever coach came."""

    def phase_shown(self, client, visit) -> str:
        boxes = re.findall(r'<input[^>]*name="phase"[^>]*>', client.get(of("visit-log", visit)).text)
        [ticked] = [box for box in boxes if " checked" in box]
        return re.findall(r'value="(\w+)"', ticked)[0]

    def test_getting_ready_before_the_first(self, world, sign_in, visit) -> None:
        assert self.phase_shown(sign_in(world.coach), visit) == "pre"

    def test_a_second_coach_goes_on_where_the_first_one_was(self, world, sign_in) -> None:
        before = {"at": make.now() - timedelta(days=9), "logged_at": make.now()}
        make.visit(world.project, world.coach, **before, phase="action", people="Jo Pritchard")
        make.coaches(world.project, world.other_coach, is_lead=False)
        coming = make.visit(world.project, world.other_coach)
        client = sign_in(world.other_coach)
        assert self.phase_shown(client, coming) == "action"
        assert "As last time" not in client.get(of("visit-log", coming)).text, "whom the other one met is not a habit"


@pytest.mark.parametrize("draft", ["", "nonsense"])
def test_a_draft_that_is_no_id(world, sign_in, draft) -> None:
    assert (
        sign_in(world.coach).post(f"{url('visit-create', world.project)}?draft={draft}", logged()).status_code == 404
    )


def test_the_id_of_somebody_elses_visit_is_not_taken_over(world, sign_in) -> None:
    theirs = make.visit(world.other_project, world.other_coach)
    target = f"{url('visit-create', world.project)}?draft={theirs.pk}"
    page = sign_in(world.coach).post(target, logged(), follow=True).content.decode()
    assert "Open ‘Log a visit’ again" in page
    theirs.refresh_from_db()
    assert (theirs.project, theirs.logged_at) == (world.other_project, None)


@pytest.mark.django_db(transaction=True)
def test_a_new_visit_sent_twice_at_once_is_one(world) -> None:
    draft = uuid4()

    def log() -> Visit:
        values = {"at": make.now() - timedelta(hours=3), "mode": "video", "phase": "action"}
        return services.log_visit(
            visit=services.new_visit(world.project, world.coach, draft=draft), values=values, note="", version=0,
            next_steps=["Sam: ring"], next_at=make.now() + timedelta(days=7), by=world.coach,
        )  # fmt: skip

    first, second = run_together(log, log)
    assert first.pk == second.pk == draft
    assert (Visit.objects.logged().count(), Visit.objects.planned().count(), Action.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "words", "kept"),
    [
        ({"day": "", "progress": "Kept"}, "Answer", "Kept"),
        ({"mode": "", "barriers": "Kept"}, "Answer", "Kept"),
        ({"minutes": "1441"}, "1440 at most", "1441"),
        ({"minutes": "an hour"}, "whole number", "an hour"),
        ({"energy": "9"}, "That choice is no longer there", ""),
        ({"helped": "magic"}, "That choice is no longer there", ""),
        ({"next_time": "9:00"}, "Which day is the next visit?", "9:00"),
        ({"next_day": "1/1/2020", "next_time": "9:00"}, "The next visit is after this one.", "1/1/2020"),
        ({"step0": ", by Friday"}, "Say what is to be done", ", by Friday"),
        ({"note": "x" * 4001}, "The most is 4000", "xxxx"),
    ],
)
def test_a_log_that_does_not_fit_keeps_what_was_typed(world, sign_in, visit, wrong, words, kept) -> None:
    page = sign_in(world.coach).post(of("visit-log", visit), logged(**wrong)).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert kept in page
    visit.refresh_from_db()
    assert visit.logged_at is None
    assert not Action.objects.exists()


def test_the_next_visit_needs_a_time(world, sign_in, visit) -> None:
    values = logged(next_day=as_typed(make.today() + timedelta(days=3)))
    assert (
        "What time is the next visit?" in sign_in(world.coach).post(of("visit-log", visit), values).content.decode()
    )


def test_what_has_not_happened_cannot_be_logged(world, sign_in, visit) -> None:
    values = logged(day=as_typed(make.today() + timedelta(days=1)), progress="Kept")
    page = sign_in(world.coach).post(of("visit-log", visit), values).content.decode()
    assert "has not happened yet" in page
    assert "Kept" in page


@pytest.mark.parametrize("name", ["people", "progress", "barriers", "note", "step0", "step4"])
def test_no_field_takes_an_nhs_number(world, sign_in, visit, name) -> None:
    values = logged(**{name: f"Kept words {NHS_NUMBER}"})
    page = sign_in(world.coach).post(of("visit-log", visit), values).content.decode()
    assert "looks like an NHS number" in page
    assert f"Kept words {NHS_NUMBER}" in page
    assert f'href="#id_{name}"' in page
    visit.refresh_from_db()
    assert visit.logged_at is None


# --- Correcting -----------------------------------------------------------------------------------------------------


def test_a_correction_shows_and_changes_what_is_saved(world, sign_in, done) -> None:
    last = make.visit(world.project, world.coach, logged_at=make.now(), minutes=99)
    client = sign_in(world.coach)
    page = client.get(of("visit-log", done)).content.decode()
    assert "The aim stands" in page
    assert SECRET in page
    assert 'value="99"' not in page, f"of {last}, not of this one"
    assert 'name="step0"' not in page
    client.post(of("visit-log", done), logged(progress="The aim is written", note=SECRET, minutes="40"))
    done.refresh_from_db()
    assert (done.progress, done.minutes) == ("The aim is written", 40)
    assert list(Event.objects.values_list("action", flat=True)) == ["visit.corrected"]


def test_a_stale_correction_shows_both_texts_also_of_the_note(world, sign_in, done) -> None:
    client = sign_in(world.coach)
    client.post(of("visit-log", done), logged(progress="First", note="First note"))
    page = client.post(of("visit-log", done), logged(progress="Second", note="Second note")).content.decode()
    for words in ("First", "Second", "First note", "Second note"):
        assert words in page
    done.refresh_from_db()
    assert (done.progress, unseal(done.private_note_sealed)) == ("First", "First note")


@pytest.mark.parametrize(
    ("again", "left"), [(("9", "14:00"), [(9, 14)]), (("11", "10:00"), [(11, 10)]), (None, [])], ids=str
)
def test_a_correction_moves_the_next_visit(world, sign_in, visit, again, left) -> None:
    def day(days: str) -> str:
        return as_typed(make.today() + timedelta(days=int(days)))

    client = sign_in(world.coach)
    client.post(of("visit-log", visit), logged(next_day=day("9"), next_time="14:00"))
    more = {"next_day": day(again[0]), "next_time": again[1]} if again else {}
    client.post(of("visit-log", visit), logged(version="1", progress="More", **more))
    coming = [row.at.astimezone(LONDON) for row in Visit.objects.planned()]
    assert [((at.date() - make.today()).days, at.hour) for at in coming] == left


def test_a_next_visit_moved_by_itself_is_not_planned_again(world, sign_in, visit) -> None:
    client = sign_in(world.coach)
    values = logged(next_day=as_typed(make.today() + timedelta(days=9)), next_time="14:00")
    client.post(of("visit-log", visit), values)
    client.post(of("visit-move", Visit.objects.planned().get()), planned())
    client.post(of("visit-log", visit), {**values, "version": "1", "progress": "More"})
    assert Visit.objects.planned().count() == 1


# --- Time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "typed", "utc"),
    [
        (date(2026, 3, 28), "13:30", datetime(2026, 3, 28, 13, 30, tzinfo=UTC)),
        (date(2026, 3, 29), "13:30", datetime(2026, 3, 29, 12, 30, tzinfo=UTC)),
        (date(2026, 10, 24), "13:30", datetime(2026, 10, 24, 12, 30, tzinfo=UTC)),
        (date(2026, 10, 25), "13:30", datetime(2026, 10, 25, 13, 30, tzinfo=UTC)),
        (date(2026, 10, 25), "1:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # there are two: the first
        (date(2026, 3, 29), "1:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # there is none: shown as 2:30
    ],
)
def test_half_past_one_stays_half_past_one(world, visit, day, typed, utc) -> None:
    form = VisitForm(
        logged(day=as_typed(day), time=typed), instance=visit, zone=LONDON, read_note=lambda visit: "",
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC)):
        assert form.is_valid(), form.errors
        assert form.visit_values()["at"].astimezone(UTC) == utc


def test_the_form_shows_the_practices_own_time(world, visit) -> None:
    visit.at = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    form = VisitForm(instance=visit, zone=LONDON, read_note=lambda visit: "")
    assert (str(form.initial["day"]), str(form.initial["time"])) == ("2026-07-01", "13:30:00")


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_the_list_begins_empty(world, sign_in) -> None:
    assert "No visit yet" in sign_in(world.lead).get(url("visit-list", world.project)).content.decode()
    page = sign_in(world.coach).get(url("visit-list", world.project)).content.decode()
    assert page.index(url("visit-plan", world.project)) < page.index(url("visit-create", world.project))


def test_a_day_that_is_past_is_in_the_calendar_of_the_coach_alone(world, sign_in) -> None:
    """One who has left does not come to write it down."""
    make.visit(world.project, world.coach, at=make.now() - timedelta(days=3))
    page = url("visit-list", world.project)
    assert "In the calendar" in sign_in(world.coach).get(page).text
    assert "In the calendar" not in sign_in(world.lead).get(page).text
    make.visit(world.project, world.coach, at=make.now() + timedelta(minutes=1))
    assert "In the calendar" in sign_in(world.lead).get(page).text


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(world, sign_in) -> None:
    client, counts = sign_in(world.coach), []
    for number in (2, 20):
        for _ in range(number):
            make.visit(world.project, world.coach)
            make.visit(world.project, world.coach, logged_at=make.now())
        counts.append(count_queries(client, url("visit-list", world.project)))
    assert counts[0] == counts[1]


def test_another_projects_visit_is_not_found(world, sign_in) -> None:
    make.coaches(world.other_project, world.coach, is_lead=False)
    theirs = make.visit(world.other_project, world.coach)
    client = sign_in(world.coach)
    for name in ("visit-detail", "visit-log", "visit-move"):
        assert client.get(url(name, world.project, visit_id=theirs.pk)).status_code == 404
    assert client.post(url("visit-cancel", world.project, visit_id=theirs.pk)).status_code == 404
    assert Visit.objects.exists()


def test_hostile_words_stay_words(world, sign_in, visit) -> None:
    values = logged(people=HOSTILE, progress=HOSTILE, barriers=HOSTILE, note=HOSTILE, step0=f"Sam: {HOSTILE}")
    client = sign_in(world.coach)
    client.post(of("visit-log", visit), values)
    for target in (of("visit-detail", visit), of("visit-log", visit), url("visit-list", world.project)):
        page = client.get(target).content.decode()
        assert HOSTILE not in page
        assert escape(HOSTILE) in page


def test_only_the_coach_who_planned_it_may_write(world, sign_in, visit) -> None:
    make.coaches(world.project, world.other_coach, is_lead=False)
    for name in ("visit-log", "visit-move"):
        assert sign_in(world.other_coach).get(of(name, visit)).status_code == 404
    assert sign_in(world.other_coach).post(of("visit-cancel", visit)).status_code == 404
    with pytest.raises(Refusal):
        services.move_visit(
            visit=make.visit(world.project, world.coach, logged_at=timezone.now()), at=make.now(), mode="video",
            version=0, by=world.coach,
        )  # fmt: skip
