"""An agenda is read in peace on the meeting's page; a page of its own has the buttons that change it."""

import pytest
from django.urls import reverse

from projects.models import AgendaItem
from tests.builders import meetings

POINTS = 13


@pytest.fixture
def planned(world):
    meeting = meetings.meeting(world.project)
    for number in range(POINTS):
        meetings.point(meeting, title=f"Point {number}", position=number)
    return meeting


def page(name, meeting, *more) -> str:
    return reverse(name, args=[meeting.project_id, meeting.pk, *more])


def test_a_long_agenda_is_read_without_a_button_for_each_point(world, sign_in, planned) -> None:
    shown = sign_in(world.member).get(page("meeting-detail", planned)).text
    for item in planned.agenda.all():
        assert item.title in shown
        for name in ("agendaitem-update", "agendaitem-shift", "agendaitem-delete"):
            assert page(name, planned, item.pk) not in shown
    assert page("agenda-update", planned) in shown
    assert page("agendaitem-create", planned) in shown


def test_who_only_reads_is_offered_no_change(world, sign_in, planned) -> None:
    client = sign_in(world.coach)
    assert page("agenda-update", planned) not in client.get(page("meeting-detail", planned)).text
    assert client.get(page("agenda-update", planned)).status_code == 403


def test_every_point_can_be_changed_on_the_page_for_it(world, sign_in, planned) -> None:
    shown = sign_in(world.member).get(page("agenda-update", planned)).text
    for item in planned.agenda.all():
        assert f'id="point-{item.pk}"' in shown
        for name in ("agendaitem-update", "agendaitem-shift", "agendaitem-delete"):
            assert page(name, planned, item.pk) in shown
    assert shown.count('value="up"') == shown.count('value="down"') == POINTS - 1


def test_a_moved_point_keeps_the_focus_and_others_lead_back_to_the_agenda(world, sign_in, planned) -> None:
    client, item = sign_in(world.member), planned.agenda.last()
    there = page("agenda-update", planned)
    moved = client.post(page("agendaitem-shift", planned, item.pk), {"to": "up", "at": POINTS - 1})
    assert moved["Location"] == f"{there}#point-{item.pk}"
    said = {"title": "Flu", "minutes": "9", "version": "0"}
    assert client.post(page("agendaitem-update", planned, item.pk), said)["Location"] == there
    off = client.post(page("agendaitem-delete", planned, item.pk))
    assert off["Location"] == f"{there}#agenda"
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("state", ["running", "closed"])
def test_once_it_has_begun_the_page_leads_to_the_meeting(world, sign_in, state) -> None:
    meeting = getattr(meetings, state)(world.project, world.lead)
    answer = sign_in(world.member).get(page("agenda-update", meeting))
    assert answer.status_code == 302
    assert answer["Location"] == page("meeting-detail", meeting)


def test_an_empty_agenda_can_be_looked_at(world, sign_in) -> None:
    meeting = meetings.meeting(world.project)
    assert "Nothing stands on this agenda" in sign_in(world.member).get(page("agenda-update", meeting)).text
