"""What the pages of huddles and meetings say about when, where and how long: as one would say it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cmsportal.nhsuk.formats import place_within
from projects.meetings.minutes import _time
from projects.models import AgendaItem
from tests.builders import make, meetings

START = "Start the meeting"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("By the reception desk", "by the reception desk"),
        ("In Dr Okafor's room", "in Dr Okafor's room"),
        ("Meeting room", "Meeting room"),
        ("Bytown Hall", "Bytown Hall"),
        ("", ""),
    ],
)
def test_a_place_reads_inside_its_sentence(typed: str, said: str) -> None:
    assert place_within(typed) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (20, "1 minute, 10 planned"), (60, "1 minute, 10 planned"), (840, "14 minutes, 10 planned")],
)
def test_the_time_of_a_point_says_which_of_the_two_was_planned(seconds: int, said: str) -> None:
    assert _time(AgendaItem(minutes=10, seconds_spent=seconds)) == said


@pytest.mark.parametrize(("days", "offered"), [(0, True), (3, False)])
def test_no_page_offers_to_start_a_meeting_before_its_day(world: Any, sign_in: Any, days: int, offered: bool) -> None:
    """A green button that only refuses sends people looking for what they did wrong."""
    meeting = meetings.meeting(world.project, starts_at=make.now() + timedelta(days=days))
    page = sign_in(world.lead).get(reverse("meeting-detail", args=[world.project.pk, meeting.pk])).text
    assert (START in page) is offered
    assert ("The button to start it comes on the day." in page) is not offered
