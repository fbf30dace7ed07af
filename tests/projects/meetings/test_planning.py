"""One meeting outside a series: planned once, invited, in the feed, called off."""

from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from projects.calendar import feeds
from projects.calendar.invites import plan_invites
from projects.models import Meeting
from projects.reminders.sending import send_due
from tests.builders import make, meetings

HOSTILE = "<script>alert('x')</script>"


def url(world) -> str:
    return reverse("meeting-create", args=[world.project.pk])


def typed(**extra) -> dict[str, str]:
    on = make.today() + timedelta(days=9)
    details = {"kind": "all_team", "on": f"{on:%d/%m/%Y}", "at": "1pm", "minutes": "45", "place": "Hall"}
    return {**details, "key": str(uuid4()), **extra}


def methods() -> list[str]:
    mail.outbox.clear()
    plan_invites(timezone.now())
    send_due()
    return [str(icalendar.Calendar.from_ical(message.attachments[0][1])["method"]) for message in mail.outbox]


def test_planned_once_it_is_on_the_list_in_the_feed_and_in_invitations_until_it_is_called_off(world, sign_in) -> None:
    action = make.action(world.project, due_on=make.today())
    client, sent = sign_in(world.member), typed(kind="lead_team", place=HOSTILE)
    for _ in range(2):
        answer = client.post(url(world), sent, follow=True)
    row = Meeting.objects.get()
    assert (row.series, row.kind, row.minutes, row.place) == (None, "lead_team", 45, HOSTILE)
    assert timezone.localtime(row.starts_at).hour == 13
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert "The meeting is planned." in answer.text
    assert row.agenda.filter(source="action", source_id=action.pk).exists()
    assert row.agenda.filter(source="template").count() == 6
    assert row.roles.exists()
    address = reverse("meeting-detail", args=[world.project.pk, row.pk])
    assert address in client.get(reverse("meeting-list", args=[world.project.pk])).text, "no series is set"
    assert methods() == ["REQUEST", "REQUEST"]
    feed = feeds.open_feed(user=world.lead)
    assert feeds.written(feed).count(b"BEGIN:VEVENT") == 1
    client.post(reverse("meeting-step", args=[world.project.pk, row.pk, "cancel"]))
    assert methods() == ["CANCEL", "CANCEL"]
    assert feeds.written(feed).count(b"BEGIN:VEVENT") == 0


def test_the_teams_own_points_stand_on_it(world, sign_in) -> None:
    series = meetings.series(world.project)
    series.template.create(title="Our phones", minutes=10)
    sign_in(world.lead).post(url(world), typed(kind="lead_team"))
    assert [item.title for item in Meeting.objects.get(series=None).agenda.filter(source="template")] == [
        "Our phones"
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "board"}, "kind"),
        ({"on": ""}, "on"),
        ({"on": "31 February"}, "on"),
        ({"at": "25:00"}, "at"),
        ({"minutes": "4"}, "minutes"),
        ({"minutes": "300"}, "minutes"),
        ({"place": "x" * 81}, "place"),
        ({"on": "01/03/2020"}, ""),
    ],
    ids=["kind", "no-day", "no-such-day", "time", "short", "long", "place", "past"],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(world, sign_in, wrong, field) -> None:
    answer = sign_in(world.lead).post(url(world), typed(**{"place": "Back room", **wrong}))
    assert answer.status_code in {200, 422}
    assert "There is a problem" in answer.text or "nhsuk-error-summary" in answer.text
    assert answer.context["form"].errors[field or "__all__"]
    assert ("Back room" in answer.text) is (field != "place")
    assert not Meeting.objects.exists()


def test_a_key_of_another_projects_meeting_meets_nothing_there(world, sign_in) -> None:
    other = meetings.meeting(world.other_project)
    sign_in(world.lead).post(url(world), typed(key=str(other.pk)))
    assert Meeting.objects.exclude(pk=other.pk).get().project == world.project
