"""From the scheduler's nudge to the figure: a real worker sends the mail, and its link asks for no sign-in."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from celery.contrib.testing.worker import start_worker
from playwright.sync_api import Page, expect

from cmsportal.celery import app
from cmsportal.workdays import is_bank_holiday
from projects.models import Reminder
from projects.tasks import plan_reminders
from tests.builders import make
from toolkit.models import Figure

from .steps import press, wait_until
from .world import team

LONDON = ZoneInfo("Europe/London")


def test_the_figure_comes_by_mail(
    open_page: Callable[..., Page], look: Callable[[Page, str], None], link_in_mail: Any, outbox: list[Any]
) -> None:
    larkmead = team()
    due_on = next_working_monday(larkmead.last)
    type(larkmead.measure).objects.update(due_weekday=0, created_at=datetime(2020, 1, 1, tzinfo=LONDON))
    app.control.purge()
    with time_machine.travel(datetime.combine(due_on, time(8, 5), tzinfo=LONDON)):
        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
            for _ in range(3):
                plan_reminders.delay()
            wait_until(lambda: Reminder.objects.filter(kind="figure", state=Reminder.State.SENT).exists())
        assert [message.to for message in outbox] == [[larkmead.lead.email]]
        link = link_in_mail(larkmead.lead.email)
        page = open_page(link)
        assert not Figure.objects.filter(date=due_on).exists(), "opening the link records nothing"
        look(page, "figure-link")
        page.get_by_label("This week").fill("61")
        press(page, "Save")
        expect(page.get_by_role("status").first).to_contain_text("Saved: 61%")
        look(page, "figure-link-saved")
        page.goto(link)
        look(page, "figure-link-spent")
    assert Figure.objects.filter(date=due_on, value=61).count() == 1


def next_working_monday(after: Any) -> Any:
    """A Monday later than today that is no bank holiday, so that nothing is asked for twice."""
    day = max(after, make.today()) + timedelta(days=1)
    while day.weekday() != 0 or is_bank_holiday(day):
        day += timedelta(days=1)
    return day
