"""A whole meeting by two people at once, each with a browser: agenda, notes, what came of it, score, minutes."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery.contrib.testing.worker import start_worker
from docx import Document
from playwright.sync_api import Page, expect

from cmsportal.celery import app
from projects.models import AgendaItem, Meeting, MeetingNote
from tests.builders import make

from .looking import PHONE
from .steps import fill, follow, heading, press, wait_until
from .world import PASSWORD, team

Look = Callable[[Page, str], None]


def test_a_whole_meeting_by_two_people_at_once(
    sign_in: Callable[..., Page], look: Look, outbox: list[Any], link_in_mail: Any
) -> None:
    larkmead = team()
    for name in ("Mia Kerr", "Noor Aziz"):
        make.member(larkmead.project, None, name=name)
    make.action(larkmead.project, owner=larkmead.member, due_on=make.today())
    make.cycle(larkmead.project, stage="study")
    jo = sign_in(larkmead.lead.email, PASSWORD)
    set_the_day(jo, larkmead, look)
    prepare(jo, look)
    press(jo, "Start the meeting")
    expect(jo.get_by_role("heading", name="Lead team meeting", level=1)).to_be_visible()
    sam = sign_in(larkmead.member.email, PASSWORD)
    expect(sam.get_by_role("main")).to_contain_text("The meeting is under way")
    follow_or_press(sam, "Join the meeting")
    run_it(jo, sam, look)
    close_it(jo, sam, look)
    send_the_minutes(jo, larkmead, look, outbox)
    link = link_in_mail(larkmead.member.email)
    sam.goto(link)
    heading(sam, f"Lead team meeting, {day_of(Meeting.objects.get(state='closed'))}")
    follow(sam, "Meetings")
    look(sam, "meetings")


def day_of(meeting: Meeting) -> str:
    from cmsportal.nhsuk.formats import day

    return day(meeting.starts_at)


def set_the_day(page: Page, larkmead: Any, look: Look) -> None:
    page.goto(larkmead.url("meetings/"))
    look(page, "meetings-empty")
    follow_or_press(page, "Set day and time")
    heading(page, "When do we meet?")
    look(page, "meetings-set")
    page.get_by_label("On which day?").select_option(str((make.today() + timedelta(days=1)).weekday()))
    page.get_by_label("At what time?").fill("half past")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("time")
    expect(page.get_by_label("At what time?")).to_have_value("half past")
    fill(page, {"At what time?": "1pm", "Where?": "Meeting room"})
    press(page, "Save")
    heading(page, "Meetings")


def follow_or_press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def prepare(page: Page, look: Look) -> None:
    """The meeting of tomorrow is held today instead; a point comes on and moves up."""
    coming = Meeting.objects.order_by("starts_at").first()
    assert coming is not None
    page.goto(f"/projects/{coming.project_id}/meetings/{coming.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Sam Whitlock: Ask the phone company")
    expect(page.get_by_role("main")).to_contain_text("Study small test 1")
    follow(page, "Move this meeting")
    look(page, "meeting-move")
    page.get_by_label("At what time?").fill("1:30pm")
    press(page, "Move the meeting")
    expect(page.get_by_role("main")).to_contain_text("1:30pm")
    Meeting.objects.filter(pk=coming.pk).update(starts_at=make.now() + timedelta(minutes=1))
    page.reload()
    follow_or_press(page, "Add a point")
    fill(page, {"What do you want to talk about?": "<b>Flu clinics</b>", "For how long?": "6"})
    press(page, "Add the point")
    look(page, "meeting-agenda")
    follow(page, "Change the agenda")
    heading(page, "Change the agenda")
    press(page, "Up <b>Flu clinics</b>")
    expect(page.get_by_role("link", name="<b>Flu clinics</b>", exact=True)).to_be_focused()
    page.goto(f"/projects/{coming.project_id}/meetings/{coming.pk}/")
    follow(page, "Change the roles")
    look(page, "meeting-people")
    page.get_by_label("Recorder").select_option(label="Sam Whitlock")
    press(page, "Save")


def run_it(jo: Page, sam: Page, look: Look) -> None:
    press(jo, "Start this point")
    expect(jo.locator("#live-agenda")).to_contain_text("min left")
    expect(sam.locator("#live-agenda")).to_contain_text("min left")
    item = AgendaItem.objects.get(running_since__isnull=False)
    sam.goto(f"{sam.url.split('?')[0]}?item={item.pk}")
    notes = [page.get_by_label("Notes", exact=True) for page in (jo, sam)]
    notes[0].press_sequentially("Jo reports: 81% within five minutes. ", delay=15)
    notes[1].press_sequentially("Sam asks about Mondays. ", delay=15)
    notes[0].press_sequentially("Best week so far. ", delay=15)
    everything = ("Jo reports: 81% within five minutes.", "Sam asks about Mondays.", "Best week so far.")

    def kept() -> bool:
        text = AgendaItem.objects.get(pk=item.pk).notes
        return all(words in text for words in everything)

    wait_until(kept)
    for box in notes:
        for words in everything:
            wait_until(lambda box=box, words=words: words in box.input_value())
    wait_until(lambda: notes[0].input_value() == notes[1].input_value() == AgendaItem.objects.get(pk=item.pk).notes)
    say(jo, "Two people answer the phones at 8", "Decision")
    sam.get_by_label("What came of it?").fill("Sam: count the calls on Monday, by Friday")
    sam.keyboard.press("Enter")
    expect(sam.get_by_label("What came of it?")).to_be_focused()
    expect(sam.get_by_label("What came of it?")).to_have_value("")
    say(sam, "<script>alert(1)</script> A second line", "Park it for later")
    for page in (jo, sam):
        for words in ("Two people answer the phones at 8", "count the calls on Monday", "A second line"):
            expect(page.locator("#live-outcomes")).to_contain_text(words)
    look(jo, "meeting-live")
    sam.set_viewport_size(PHONE)
    sam.get_by_label("What came of it?").fill("Half a thought")
    press(sam, "Done: next point")
    expect(sam.get_by_role("alert")).to_contain_text("Say what this is first")
    expect(sam.get_by_label("What came of it?")).to_have_value("Half a thought")
    sam.get_by_label("What came of it?").fill("")
    press(sam, "Done: next point")
    expect(jo.locator("#live-agenda")).to_contain_text("Done, ")


def say(page: Page, words: str, what: str) -> None:
    page.get_by_label("What came of it?").fill(words)
    press(page, what)
    expect(page.get_by_label("What came of it?")).to_have_value("")


def close_it(jo: Page, sam: Page, look: Look) -> None:
    follow(jo, "Close the meeting")
    look(jo, "meeting-close")
    jo.get_by_label("8", exact=True).check()
    jo.get_by_label("Mia Kerr").uncheck()
    press(jo, "Close the meeting")
    expect(jo.get_by_role("main")).to_contain_text("8 out of 10")
    look(jo, "meeting-minutes")
    expect(sam.locator("#live-agenda")).to_contain_text("Somebody has closed this meeting")


def send_the_minutes(page: Page, larkmead: Any, look: Look, outbox: list[Any]) -> None:
    with page.expect_download() as download:
        follow(page, "Take the minutes as a Word file")
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Two people answer the phones at 8" in words
    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        press(page, "Send the minutes to the team")
        expect(page.get_by_role("main")).to_contain_text("sent the minutes to the team on")
        wait_until(lambda: len(outbox) == 2)
    assert sorted(message.to[0] for message in outbox) == sorted([larkmead.lead.email, larkmead.member.email])
    expect(page.get_by_role("button", name="Send the minutes to the team")).to_have_count(0)
    assert MeetingNote.objects.count() == 2
    mail = outbox[0]
    html = next(content for content, kind in mail.alternatives if kind == "text/html")
    for body in (mail.body, html):
        assert "Two people answer the phones at 8" in body
    assert "<script>" not in html
