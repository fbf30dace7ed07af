"""A person chooses how to be reminded, gets one mail a day, stops it by its link, and finds the rest on Today."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from projects.models import Reminder, ReminderSettings
from projects.reminders.sending import send_due
from tests.builders import make

from .steps import fill, follow, heading, press
from .world import person, team


def test_one_mail_a_day_and_its_way_out(
    sign_in: Callable[..., Page], look: Callable[[Page, str], None], outbox: list[Any]
) -> None:
    larkmead = team()
    page = sign_in(larkmead.lead.email)
    page.goto("/account/mails/")
    look(page, "preferences")
    page.get_by_label("All in one mail a day").check()
    fill(page, {"At what time of day?": "7:30am", "No mail from": "7pm", "No mail until": "8am"})
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("7:30am lies in your quiet hours")
    look(page, "preferences-refused")
    fill(page, {"No mail until": "7am"})
    press(page, "Save")
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    look(page, "preferences-saved")

    ReminderSettings.objects.update(quiet_from=None, quiet_until=None)  # whatever the hour of this test
    action = make.action(larkmead.project, text="Print the chart", owner=larkmead.lead, due_on=make.today())
    whole = make.reminder(None, larkmead.lead, kind=Reminder.DIGEST)
    about = {"kind": "action", "subject_id": action.pk, "day": make.today()}
    make.reminder(larkmead.project, larkmead.lead, digest=whole, due_at=whole.due_at, **about)
    assert send_due() == 1
    assert outbox[-1].subject == "Your day: one thing to look at"
    off = next(line for line in outbox[-1].body.splitlines() if line.startswith("Stop mails like this: "))
    page.goto(off.partition(": ")[2])
    look(page, "digest-off")
    press(page, "Stop these mails")
    heading(page, "These mails are stopped")
    look(page, "digest-stopped")

    shown = {"channel": "portal", "state": "sent", "sent_at": make.now()}
    make.reminder(larkmead.project, larkmead.lead, kind="figure", subject_id=larkmead.measure.pk, **shown)
    page.goto("/")
    expect(page.get_by_role("heading", name="Reminders")).to_be_visible()
    look(page, "today-reminders")
    press(page, "Put away")
    expect(page.get_by_role("heading", name="Reminders")).to_have_count(0)
    page.goto("/account/mails/")
    follow(page, "Mails sent to you")
    expect(page.get_by_role("row").nth(1)).to_contain_text("The mail server took it")
    look(page, "own-mails")

    keeper = person("Ada Keeper")
    type(keeper).objects.filter(pk=keeper.pk).update(is_superuser=True)
    desk = sign_in(keeper.email)
    desk.goto("/reminders/")
    look(desk, "failed-mails")
    follow(desk, "Delivery log")
    look(desk, "delivery-log")
