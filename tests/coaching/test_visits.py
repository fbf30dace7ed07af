"""The coach's visits: planned, logged, corrected; and the note that only coach and mentor read."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cmsportal.audit.models import Event
from coaching.models import Visit
from coaching.permissions import can_read_private_note
from coaching.sealed import Unreadable, seal, unseal
from coaching.visits import services
from coaching.visits.forms import VisitForm
from projects.coaches.services import assign_coach, end_coaching
from projects.models import Action
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together

NHS_NUMBER = "943 476 5919"
HOSTILE = "<script>alert(1)</script>"
SECRET = "Wombat: the partners quarrel"
LONDON = ZoneInfo("Europe/London")


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def of(name: str, visit: Visit) -> str:
    return url(name, visit.project, visit_id=visit.pk)


def yesterday() -> date:
    return make.today() - timedelta(days=1)


def as_typed(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"


def logged(**more) -> dict[str, str]:
    return {"version": "0", "day": as_typed(yesterday()), "time": "13:30", "mode": "in_person", **more}


def planned(**more) -> dict[str, str]:
    return {
        "version": "0",
        "day": as_typed(make.today() + timedelta(days=7)),
        "time": "13:30",
        "mode": "video",
        **more,
    }


@pytest.fixture
def visit(world) -> Visit:
    return make.visit(world.project, world.coach)


@pytest.fixture
def done(world) -> Visit:
    """A visit that is logged, with a note."""
    return make.visit(
        world.project, world.coach, logged_at=make.now(), private_note_sealed=seal(SECRET), progress="The aim stands"
    )


# --- Planning -------------------------------------------------------------------------------------------------------


class TestAfterTheLastDay:
    """A hand-over is arranged for a later day: what is planned after it would be nobody's to move or to hold."""

    @pytest.fixture
    def last(self, world) -> date:
        day = make.today() + timedelta(days=5)
        world.project.coach_assignments.filter(user=world.coach).update(ends_on=day)
        return day

    def test_nothing_is_planned(self, world, sign_in, last) -> None:
        page = sign_in(world.coach).post(url("visit-plan", world.project), planned()).text
        assert f"You coach this team until {last.day} {last:%B %Y}." in page
        answer = sign_in(world.coach).post(url("visit-plan", world.project), planned(day=as_typed(last)))
        assert answer.status_code == 200
        assert not Visit.objects.exists()
        before = planned(day=as_typed(last - timedelta(days=1)))
        assert sign_in(world.coach).post(url("visit-plan", world.project), before).status_code == 302

    def test_nothing_is_moved_there(self, world, sign_in, visit, last) -> None:
        page = sign_in(world.coach).post(of("visit-move", visit), planned(version=visit.version)).text
        assert "You coach this team until" in page
        assert Visit.objects.get().at == visit.at

    def test_the_log_keeps_what_was_typed(self, world, sign_in, visit, last) -> None:
        next_visit = {"next_day": as_typed(last), "next_time": "13:30", "progress": "The aim stands", "note": SECRET}
        page = sign_in(world.coach).post(of("visit-log", visit), logged(version=visit.version, **next_visit)).text
        assert "You coach this team until" in page
        assert SECRET in page
        assert Visit.objects.get().logged_at is None

    def test_nor_by_a_coach_whose_coaching_ends_at_this_moment(self, world, last) -> None:
        world.project.coach_assignments.update(ends_on=make.today())
        with pytest.raises(Refusal, match="not coach this team any more"):
            services.plan_visit(project=world.project, at=make.now(), mode="video", by=world.coach)


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
    assert (visit.energy, visit.phase, visit.minutes, visit.private_note_sealed) == (None, "action", None, None)
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


# --- The private note -----------------------------------------------------------------------------------------------


def test_the_note_is_sealed_and_stands_nowhere_else(world, sign_in, visit) -> None:
    sign_in(world.coach).post(of("visit-log", visit), logged(note=SECRET, step0="Sam: ring", needs_help="on"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "coaching_visit" in tables
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', ["%Wombat%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'private_note_sealed'")
        assert cursor.fetchall() == [("coaching_visit",)], "history keeps no copy, sealed or not"
    visit.refresh_from_db()
    assert unseal(visit.private_note_sealed) == SECRET


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("coach", True), ("mentor", True), ("lead", False), ("member", False), ("manager", False), ("admin", False),
        ("other_coach", False), ("colleague", False), ("partner", False), ("outsider", False),
        ("other_manager", False), ("other_practice_lead", False),
    ],
)  # fmt: skip
def test_who_reads_the_note(world, sign_in, done, who, reads) -> None:
    user = getattr(world, who)
    assert can_read_private_note(user, done) is reads
    client = sign_in(user)
    assert (SECRET in client.get(of("visit-detail", done)).content.decode()) is reads
    elsewhere = [
        url("visit-list", world.project), url("project-detail", world.project), url("steps-detail", world.project),
        url("action-list", world.project), reverse("today"), reverse("project-list"), reverse("event-list"),
        reverse("event-download"), reverse("programme-detail", args=[world.programme.pk]),
        reverse("programme-download", args=[world.programme.pk]),
    ]  # fmt: skip
    for target in elsewhere:
        answer = client.get(target)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Wombat" not in content, target


def test_a_former_coach_reads_it_no_longer_nor_does_the_next(world, sign_in, done) -> None:
    world.project.coach_assignments.update(ends_on=make.today())
    make.coaches(world.project, world.other_coach, starts_on=make.today())
    for who in (world.coach, world.mentor, world.other_coach):
        assert SECRET not in sign_in(who).get(of("visit-detail", done)).content.decode()
    assert "The aim stands" in sign_in(world.other_coach).get(of("visit-detail", done)).content.decode()
    assert sign_in(world.other_coach).get(of("visit-log", done)).status_code == 404, (
        "another's log is not for writing"
    )


def test_a_former_mentor_reads_it_no_longer(world, done) -> None:
    world.programme.memberships.filter(user=world.mentor).update(ends_on=make.today())
    assert not can_read_private_note(world.mentor, done)


def test_a_mentor_of_the_coach_beside_reads_only_that_ones(world, done) -> None:
    other_mentor = make.user("Tom Ashdown")
    place = make.pool_coach(world.programme, other_mentor)
    world.programme.memberships.filter(user=world.other_coach).update(mentor=place)
    make.coaches(world.project, world.other_coach, is_lead=False)
    assert not can_read_private_note(other_mentor, done)
    assert can_read_private_note(other_mentor, make.visit(world.project, world.other_coach))


def test_another_key_is_said_and_loses_nothing(world, sign_in, done, settings) -> None:
    before = bytes(done.private_note_sealed)
    settings.FIELD_ENCRYPTION_KEY = Fernet.generate_key().decode()
    with pytest.raises(Unreadable):
        unseal(before)
    client = sign_in(world.coach)
    for name in ("visit-detail", "visit-log"):
        page = client.get(of(name, done)).content.decode()
        assert "sealed with another key" in page
        assert 'name="note"' not in page
    client.post(of("visit-log", done), logged(progress="Corrected"))
    done.refresh_from_db()
    assert (done.progress, bytes(done.private_note_sealed)) == ("Corrected", before)


def test_a_note_that_cannot_be_read_keeps_the_key_it_has_got_meanwhile(world, done) -> None:
    """``reencrypt`` has put the note under the newest key between the reading of the page's visit and its saving."""
    renewed = seal(SECRET)
    Visit.objects.filter(pk=done.pk).update(private_note_sealed=renewed)
    values = {"progress": "Corrected"}
    services.log_visit(
        visit=done, values=values, note=None, next_steps=[], next_at=None, version=done.version, by=world.coach
    )
    done.refresh_from_db()
    assert (done.progress, bytes(done.private_note_sealed)) == ("Corrected", renewed)


def test_an_empty_note_is_no_note(world) -> None:
    assert seal("  ") is None
    assert unseal(None) == ""


# --- Hand-over ------------------------------------------------------------------------------------------------------


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
    with time_machine.travel(timezone.now() + timedelta(days=11)):
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


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_the_list_begins_empty(world, sign_in) -> None:
    assert "No visit yet" in sign_in(world.lead).get(url("visit-list", world.project)).content.decode()
    page = sign_in(world.coach).get(url("visit-list", world.project)).content.decode()
    assert url("visit-create", world.project) in page


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
