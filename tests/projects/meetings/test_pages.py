"""The pages of meetings: hostile text, wrong input, wrong people, second clicks, news for the other browser."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from projects.meetings.reading import read_minutes
from projects.meetings.word import word_file
from projects.models import AgendaItem, Meeting, MeetingNote, MeetingSeries
from tests.builders import make, meetings
from tests.builders.counting import count_queries
from tests.builders.meetings import HOSTILE, full

SHOWN = "&lt;script&gt;"
NHS_NUMBER = "943 476 5919"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, row, *more):
    return reverse(name, args=[row.project_id, row.pk, *more])


SERIES = {
    "rhythm": "weekly",
    "weekday": "3",
    "time": "1pm",
    "minutes": "60",
    "place": HOSTILE[:80],
    "starts_on": "1 March 2026",
    "points": f"{HOSTILE}, 10\nOur numbers, 20",
    "version": "0",
}


def series_url(world, kind="lead_team") -> str:
    return reverse("meetingseries-update", args=[world.project.pk, kind])


def test_setting_the_day_makes_the_meetings_and_twice_is_once(world, sign_in) -> None:
    client = sign_in(world.member)
    assert "No day is set yet" in client.get(reverse("meeting-list", args=[world.project.pk])).text
    for _ in range(2):
        shown = client.post(series_url(world), SERIES, follow=True).text
    assert SHOWN in shown
    assert "<script>alert" not in shown
    series = MeetingSeries.objects.get()
    assert [(item.title, item.minutes) for item in series.template.all()] == [(HOSTILE, 10), ("Our numbers", 20)]
    assert series.version == 1
    assert series.meetings.count() in {2, 3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"rhythm": "yearly"},
        {"rhythm": "monthly", "week": ""},
        {"weekday": "7"},
        {"time": "half past"},
        {"minutes": "4"},
        {"minutes": "lots"},
        {"points": "No minutes here"},
        {"points": "x" * 130 + ", 5"},
        {"points": "\n".join(["Point, 5"] * 21)},
        {"place": NHS_NUMBER},
        {"starts_on": "31 February"},
        {"is_paused": "on", "paused_until": "1 January 2020"},
    ],
    ids=str,
)
def test_wrong_input_is_said_and_kept(world, sign_in, wrong) -> None:
    answer = sign_in(world.member).post(series_url(world), {**SERIES, **wrong})
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert answer.context["form"]["time"].value() == wrong.get("time", "1pm")
    assert not MeetingSeries.objects.exists()


def test_the_second_of_two_writers_sees_both_texts(world, sign_in) -> None:
    client = sign_in(world.member)
    client.post(series_url(world), SERIES)
    first = {**SERIES, "version": "1", "place": "Kitchen"}
    client.post(series_url(world), first)
    answer = client.post(series_url(world), {**first, "place": "Garden"})
    assert answer.status_code == 200
    assert "Kitchen" in answer.text
    assert "Garden" in answer.text
    assert MeetingSeries.objects.get().place == "Kitchen"


def test_there_are_two_kinds_and_no_more(world, sign_in) -> None:
    assert sign_in(world.lead).get(series_url(world, "board")).status_code == 404
    assert sign_in(world.lead).get(series_url(world, "all_team")).status_code == 200


@pytest.fixture
def running(world):
    meeting = meetings.running(world.project, world.lead)
    meetings.point(meeting, title=HOSTILE)
    return meeting


def screen(meeting, **extra):
    item = meeting.agenda.first()
    return {"item": str(item.pk), "base": item.notes, "notes": item.notes, "text": "", "key": str(uuid4()), **extra}


@pytest.mark.parametrize("act", ["decision", "action", "parked"])
def test_what_came_of_it_is_a_row_once_and_shown_as_text(world, sign_in, running, act) -> None:
    client = sign_in(world.member)
    sent = screen(running, act=act, text=f"Sam: {HOSTILE}, by Friday", notes=HOSTILE)
    for _ in range(2):
        shown = client.post(url("meeting-live", running), sent, follow=True).text
    assert SHOWN in shown
    assert "<script>alert" not in shown
    assert running.agenda.get().notes == HOSTILE
    if act == "action":
        action = world.project.actions.get()
        assert (action.owner, action.source, action.source_id) == (world.member, "meeting", running.pk)
        assert action.due_on
    else:
        note = MeetingNote.objects.get()
        assert (note.kind, note.written_by) == (act, world.member)


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "decision", "text": " "},
        {"act": "decision", "text": f"Patient {NHS_NUMBER}"},
        {"act": "decision", "text": "x" * 401},
        {"act": "action", "text": "y" * 350},
        {"act": "action", "text": ", by Friday"},
        {"act": "next", "text": "Half a thought"},
        {"act": "save", "notes": f"Patient {NHS_NUMBER}"},
        {"act": "save", "notes": "x" * 5001},
        {"act": "explode"},
        {},
    ],
    ids=lambda wrong: f"{wrong.get('act')}-{len(str(wrong))}",
)
def test_what_cannot_be_written_is_said_and_kept_and_nothing_is_half_written(world, sign_in, running, wrong) -> None:
    sent = screen(running, **{"notes": "What I typed", **wrong})
    answer = sign_in(world.member).post(url("meeting-live", running), sent)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert answer.context["form"]["notes"].value() == sent["notes"]
    assert answer.context["form"]["text"].value() == sent["text"]
    assert running.agenda.get().notes == ""
    assert not MeetingNote.objects.exists()
    assert not world.project.actions.exists()


def test_a_parked_idea_is_settled_where_it_is_talked_about(world, sign_in, running) -> None:
    parked = meetings.note(meetings.closed(world.project, world.lead), world.lead, kind="parked")
    item = meetings.point(running, source="parked", source_id=parked.pk)
    client = sign_in(world.member)
    assert "Settled: no more talk" in client.get(url("meeting-detail", running), {"item": item.pk}).text
    for _ in range(2):
        client.post(url("meeting-live", running), screen(running, item=str(item.pk), act="settle"))
    parked.refresh_from_db()
    assert parked.settled_by == world.member
    refused = client.post(url("meeting-live", running), screen(running, act="settle"))
    assert "nothing to settle" in refused.text


def test_without_javascript_the_second_of_two_writers_keeps_both_texts(world, sign_in, running) -> None:
    first = screen(running, act="save", notes="Jo was here.")
    second = screen(running, act="save", notes="Sam was here.")
    sign_in(world.lead).post(url("meeting-live", running), first)
    sign_in(world.member).post(url("meeting-live", running), second)
    assert running.agenda.get().notes == "Jo was here. Sam was here."


def test_notes_that_save_themselves_bring_back_what_stands_there(world, sign_in, running) -> None:
    item = running.agenda.get()
    AgendaItem.objects.filter(pk=item.pk).update(notes="Theirs", notes_version=1)
    client = sign_in(world.member)
    there = url("agendaitem-notes", running, item.pk)
    assert client.post(there, {"base": "", "notes": "Mine"}).json()["notes"] == "Theirs Mine"
    refused = client.post(there, {"base": "", "notes": NHS_NUMBER})
    assert refused.status_code == 422
    assert "NHS number" in refused.json()["refused"]
    full = client.post(there, {"base": "", "notes": "y" * 4999})
    assert full.status_code == 409
    assert "The most is 5,000" in full.json()["refused"]
    Meeting.objects.filter(pk=running.pk).update(state="closed", closed_at=timezone.now(), closed_by=world.lead)
    over = client.post(there, {"base": "", "notes": "Late"})
    assert over.status_code == 409
    assert "over" in over.json()["refused"]


def test_the_other_browser_hears_what_changed_and_nothing_else(world, sign_in, running) -> None:
    client = sign_in(world.lead)
    stamp = client.get(url("meeting-detail", running)).context["stamp"]
    news = url("meeting-live", running)
    assert client.get(news, {"seen": stamp}, **HTMX).status_code == 204
    meetings.note(running, world.member, text=HOSTILE)
    answer = client.get(news, {"seen": stamp}, **HTMX)
    assert answer.status_code == 200
    assert SHOWN in answer.text
    assert "<html" not in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert client.get(news).status_code == 302, "without htmx it is the page itself"


def test_a_screen_that_nobody_looks_at_asks_no_more(world, sign_in, running) -> None:
    client = sign_in(world.lead)
    assert "every 3s" in client.get(url("meeting-detail", running)).text
    Meeting.objects.filter(pk=running.pk).update(begun_at=timezone.now() - timedelta(minutes=95))
    assert "every 3s" not in client.get(url("meeting-detail", running)).text


def test_the_coach_reads_along_and_does_not_write(world, sign_in, running) -> None:
    client = sign_in(world.coach)
    shown = client.get(url("meeting-detail", running))
    assert shown.status_code == 200
    assert "<textarea" not in shown.text
    assert client.post(url("meeting-live", running), screen(running, act="save", notes="x")).status_code == 403
    world.project.shares.filter(tool="meetings", audience="coach").delete()
    assert client.get(url("meeting-detail", running)).status_code == 403
    assert client.get(reverse("meeting-list", args=[world.project.pk])).status_code == 403


def test_the_manager_reads_minutes_once_the_team_shares_them(world, sign_in, running) -> None:
    client = sign_in(world.manager)
    pages = [url("meeting-detail", running), reverse("meeting-list", args=[world.project.pk])]
    assert [client.get(page).status_code for page in pages] == [403, 403]
    project_page = client.get(reverse("project-detail", args=[world.project.pk])).text
    assert pages[0] not in project_page
    world.project.shares.create(tool="meetings", audience="programme")
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_what_is_of_another_meeting_or_project_is_not_there(world, sign_in, running) -> None:
    other = meetings.running(world.other_project, world.other_practice_lead)
    item, note = meetings.point(other), meetings.note(other, world.lead)
    client = sign_in(world.lead)
    assert client.get(url("meeting-detail", running), {"item": item.pk}).status_code == 404
    assert client.get(url("meeting-detail", running), {"item": "x"}).status_code == 404
    for name, row in (("agendaitem-update", item), ("meetingnote-update", note)):
        assert client.get(url(name, running, row.pk)).status_code == 404
    for name, row in (
        ("agendaitem-delete", item),
        ("agendaitem-shift", item),
        ("agendaitem-notes", item),
        ("meetingnote-delete", note),
        ("meetingnote-settle", note),
    ):
        assert client.post(url(name, running, row.pk)).status_code == 404
    there = reverse("meeting-detail", args=[world.project.pk, other.pk])
    assert client.get(there).status_code == 404
    sent = screen(running, act="save", item=str(item.pk))
    assert client.post(url("meeting-live", running), sent).status_code == 404


def test_points_are_added_moved_reworded_and_taken_off_once(world, sign_in) -> None:
    meeting = meetings.meeting(world.project)
    first = meetings.point(meeting)
    client = sign_in(world.member)
    new = {"title": HOSTILE, "minutes": "7", "key": str(uuid4())}
    for _ in range(2):
        shown = client.post(url("agendaitem-create", meeting), new, follow=True).text
    assert SHOWN in shown
    assert meeting.agenda.count() == 2
    second = meeting.agenda.last()
    up = {"to": "up", "at": "1"}
    for _ in range(2):
        client.post(url("agendaitem-shift", meeting, second.pk), up)
    assert [item.pk for item in meeting.agenda.all()] == [second.pk, first.pk]
    wrong = client.post(url("agendaitem-update", meeting, second.pk), {"title": "", "minutes": "0", "version": "0"})
    assert "There is a problem" in wrong.text
    client.post(url("agendaitem-update", meeting, second.pk), {"title": "Flu", "minutes": "9", "version": "0"})
    stale = client.post(
        url("agendaitem-update", meeting, second.pk), {"title": "Mine", "minutes": "9", "version": "0"}
    )
    assert "Flu" in stale.text
    assert "Mine" in stale.text
    for _ in range(2):
        assert client.post(url("agendaitem-delete", meeting, second.pk)).status_code == 302
    assert [item.pk for item in meeting.agenda.all()] == [first.pk]


def test_moving_one_meeting_leaves_its_series_alone(world, sign_in) -> None:
    series = meetings.series(world.project)
    meeting = meetings.meeting(world.project, series=series)
    client = sign_in(world.member)
    to = make.today() + timedelta(days=3)
    sent = {"on": f"{to:%d/%m/%Y}", "at": "2.30pm", "minutes": "45", "place": HOSTILE[:80], "version": "0"}
    for _ in range(2):
        shown = client.post(url("meeting-move", meeting), sent, follow=True).text
    assert SHOWN in shown
    moved = Meeting.objects.get()
    assert (timezone.localtime(moved.starts_at).hour, moved.minutes, moved.day) == (14, 45, meeting.day)
    series.refresh_from_db()
    assert series.place == "Meeting room"
    past = client.post(url("meeting-move", meeting), {**sent, "on": "1 January 2020", "version": moved.version})
    assert "has passed" in past.text
    stale = client.post(url("meeting-move", meeting), {**sent, "place": "Garden", "version": "0"})
    assert "Nothing is lost" in stale.text
    assert Meeting.objects.get().version == moved.version


def test_people_and_roles(world, sign_in) -> None:
    meeting = meetings.meeting(world.project)
    jo, sam = world.project.team.order_by("name")
    sent = {"leader": sam.pk, "recorder": jo.pk, "present": [jo.pk], "guests": HOSTILE, "version": "0"}
    client = sign_in(world.member)
    client.post(url("meeting-people", meeting), sent)
    meeting.refresh_from_db()
    assert set(meeting.roles.values_list("role", flat=True)) == {"leader", "recorder", "timekeeper", "facilitator"}
    assert meeting.roles.get(role="leader").is_chosen
    assert not meeting.roles.get(role="facilitator").is_chosen
    assert meeting.guests == HOSTILE
    foreign = world.other_project.team.get()
    wrong = client.post(url("meeting-people", meeting), {**sent, "leader": foreign.pk, "version": meeting.version})
    assert "There is a problem" in wrong.text


def test_the_word_file_holds_the_minutes_as_they_were_typed(world, sign_in) -> None:
    meeting = full(world)
    answer = sign_in(world.coach).get(url("minutes-word", meeting))
    assert answer["Content-Disposition"].startswith('attachment; filename="minutes-')
    document = Document(io.BytesIO(answer.content))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert document.paragraphs[0].style.name == "Heading 1"
    for wanted in (f"Decided {HOSTILE}", f"Parked {HOSTILE}", HOSTILE, "Second line", "Never reached"):
        assert wanted in words
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[:6] == ["Who", "What", "By when", "Colin & Co", HOSTILE, ""]
    assert document.core_properties.language == "en-GB"


def test_the_word_file_drops_what_no_file_can_hold(world) -> None:
    meeting = full(world)
    AgendaItem.objects.filter(notes__contains="Second").update(notes="bell \x07 and \ufffe mark")
    data = word_file(read_minutes(meeting), meeting.closed_at)
    assert "bell  and  mark" in [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_no_word_file_of_a_meeting_that_is_not_over(world, sign_in, running) -> None:
    assert sign_in(world.lead).get(url("minutes-word", running)).status_code == 404


def test_today_says_that_a_meeting_is_due_and_then_that_it_runs(world, sign_in) -> None:
    meeting = meetings.meeting(world.project, starts_at=timezone.now() + timedelta(minutes=1))
    client = sign_in(world.lead)
    there = url("meeting-detail", meeting)
    due = client.get(reverse("project-detail", args=[world.project.pk])).text
    assert there in due + client.get("/").text
    client.post(url("meeting-step", meeting, "start"))
    shown = client.get("/").text
    assert "The meeting is under way" in shown
    assert there in shown


def test_pages_ask_the_same_for_2_rows_and_20(world, sign_in) -> None:
    client = sign_in(world.lead)
    listed = reverse("meeting-list", args=[world.project.pk])
    running = meetings.running(world.project, world.lead)
    over = meetings.closed(world.project, world.lead)
    pages = [listed, url("meeting-detail", running), url("meeting-detail", over)]

    def add(number):
        for meeting in (running, over):
            for _ in range(number):
                item = meetings.point(meeting)
                meetings.note(meeting, world.lead, item=item)
                meetings.note(meeting, world.lead, kind="parked")
                make.action(world.project, source="meeting", source_id=meeting.pk, owner=world.member)
        for _ in range(number):
            meetings.closed(world.project, world.lead)

    add(2)
    few = [count_queries(client, page) for page in pages]
    add(18)
    assert [count_queries(client, page) for page in pages] == few


def test_an_agenda_leads_nobody_to_a_page_that_refuses_them(world, sign_in) -> None:
    action = make.action(world.project)
    meeting = meetings.meeting(world.project)
    point = meetings.point(meeting, title="Ring the phone company", source="action", source_id=action.pk)
    to_change = reverse("action-update", args=[world.project.pk, action.pk])
    for person, may_change in ((world.lead, True), (world.coach, False), (world.mentor, False)):
        page = sign_in(person).get(url("meeting-detail", meeting)).text
        assert point.title in page
        assert (f'href="{to_change}"' in page) is may_change
        assert (sign_in(person).get(to_change).status_code == 200) is may_change
