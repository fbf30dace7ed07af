"""One meeting outside a series is planned, and its day turns out to be closed."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from cmsportal.workdays import is_bank_holiday
from practices.models import Closure
from projects.models import Meeting
from tests.builders import make

from .steps import fill, follow, heading, press
from .world import PASSWORD, team


def test_one_meeting_is_planned_and_its_day_is_closed(
    sign_in: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    larkmead = team()
    on = make.today() + timedelta(days=9)
    while is_bank_holiday(on):  # it is to be closed only later
        on += timedelta(days=1)
    page = sign_in(larkmead.lead.email, PASSWORD)
    page.goto(larkmead.url("meetings/"))
    follow(page, "Plan one meeting")
    heading(page, "Plan one meeting")
    page.get_by_label("All-team").check()
    fill(page, {"At what time?": "half past", "Where?": "Library"})
    press(page, "Plan the meeting")
    expect(page.get_by_label("At what time?")).to_have_value("half past")
    look(page, "meeting-plan")
    page.get_by_role("group", name="On which day?").or_(page.get_by_label("On which day?")).first.fill(
        f"{on:%d/%m/%Y}"
    )
    fill(page, {"At what time?": "1pm"})
    press(page, "Plan the meeting")
    expect(page.get_by_role("main")).to_contain_text("The meeting is planned.")
    expect(page.get_by_role("main")).to_contain_text("Library")
    Closure.objects.create(
        practice=larkmead.project.practice, first_day=on, last_day=on, added_by=larkmead.lead, reason="Training"
    )
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("The practice is closed on this day")
    look(page, "meeting-closed-day")
    page.goto(larkmead.url("meetings/"))
    expect(page.get_by_role("main")).to_contain_text("The practice is closed that day. Move it or call it off.")
    look(page, "meetings-closed-day")
    assert Meeting.objects.count() == 1
