"""Which mails one gets, the link that stops them, and the administrator's list."""

import os
import re
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.models import Reminder, ReminderPreference
from projects.reminders import digest, kinds
from projects.reminders.emails import build, off_link
from projects.reminders.kinds import Letter
from projects.reminders.sending import send_due
from tests.builders import keeping, make, meetings, playbook
from tests.builders.counting import count_queries

HOSTILE = "<script>alert(1)</script>"


def off_path(user, kind: str = "huddle") -> str:
    return "/" + off_link(user.pk, kind).split("/", 3)[3]


def typed(wanted: list[str]) -> dict:
    return {"channel": "mail", "bundle": "single", "time_of_day": "8am", "wanted": wanted, "version": "0"}


def choices(answer) -> list[str]:
    return [name for name, _ in answer.context["form"].fields["wanted"].choices]


class TestPreferences:
    URL = "/account/mails/"

    def test_each_sees_the_kinds_that_come_to_them(self, world, sign_in) -> None:
        team = [kind.name for kind in kinds.all_kinds() if kind.for_team]
        assert choices(sign_in(world.member).get(self.URL)) == team
        assert {"huddle", "figure", "visit-follow-up"} < set(team)
        assert "visit-unlogged" not in team
        visits = ["visit-follow-up", "visit-unlogged", "visit-help"]
        agreements = ["agreement-asked", "agreement-review", "agreement-settled"]
        coach = [
            "action",
            "mention",
            *visits,
            *agreements,
            "match-asked",
            "match-settled",
            "coach-introduced",
            "contact-due",
        ]
        assert choices(sign_in(world.coach).get(self.URL)) == coach
        assert "No reminders for you yet" in sign_in(world.outsider).get(self.URL).content.decode()

    def test_turns_off_and_on_again(self, world, sign_in) -> None:
        client = sign_in(world.member)
        answer = client.post(self.URL, typed(["figure"]), follow=True)
        assert "Your choice is saved." in answer.content.decode()
        assert answer.context["form"].initial["wanted"] == ["figure"]
        off = set(ReminderPreference.objects.filter(is_on=False).values_list("kind", flat=True))
        assert off == set(choices(answer)) - {"figure"}
        client.post(self.URL, typed(["figure", "huddle"]))
        assert ReminderPreference.objects.get(kind="huddle").is_on
        assert Event.objects.filter(action="reminders.turned_off").count() == len(off)
        assert Event.objects.filter(action="reminders.turned_on").count() == 1

    def test_saving_it_twice_is_recorded_once(self, world, sign_in) -> None:
        client = sign_in(world.member)
        for _ in range(2):
            answer = client.post(self.URL, typed([]), follow=True)
        assert Event.objects.filter(action="reminders.turned_off").count() == len(choices(answer))

    def test_a_kind_that_is_none_of_theirs_is_refused_and_the_rest_kept(self, world, sign_in) -> None:
        answer = sign_in(world.member).post(self.URL, typed(["figure", "visit-unlogged"]))
        assert answer.context["form"].errors["wanted"]
        assert 'value="figure" checked' in answer.content.decode()
        assert not ReminderPreference.objects.exists()

    def test_the_account_page_leads_here(self, world, sign_in) -> None:
        assert self.URL in sign_in(world.member).get(reverse("account-detail")).content.decode()


class TestOff:
    def test_opening_the_link_changes_nothing(self, world, client) -> None:
        answer = client.get(off_path(world.member))
        assert "Stop these mails?" in answer.content.decode()
        assert answer["Referrer-Policy"] == "strict-origin"
        assert not ReminderPreference.objects.exists()

    def test_the_button_stops_one_kind_for_one_person_without_signing_in(self, world, client) -> None:
        for _ in range(2):
            assert "These mails are stopped" in client.post(off_path(world.member)).content.decode()
        row = ReminderPreference.objects.get()
        assert (row.user, row.kind, row.is_on) == (world.member, "huddle", False)
        assert Event.objects.filter(action="reminders.turned_off").count() == 1

    def test_the_button_needs_its_token(self, world) -> None:
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        assert strict.post(off_path(world.member)).status_code == 403
        assert not ReminderPreference.objects.exists()

    def test_the_page_names_nobody(self, world, client) -> None:
        page = client.get(off_path(world.member)).content.decode()
        assert world.member.name not in page
        assert world.member.email not in page

    @pytest.mark.parametrize("kind", ["no-such-kind"])
    def test_a_kind_that_is_gone(self, world, client, kind) -> None:
        assert client.get(off_path(world.member, kind)).status_code == 404

    @pytest.mark.parametrize("post", [False, True])
    def test_a_broken_link_is_told(self, world, client, post) -> None:
        path = off_path(world.member)[:-3] + "x/"
        answer = client.post(path) if post else client.get(path)
        assert answer.status_code == 404
        assert "This link does not work" in answer.content.decode()
        assert not ReminderPreference.objects.exists()


class TestAdministrator:
    def failed(self, world, **extra) -> Reminder:
        return make.reminder(
            world.project, world.member, **{"state": "failed", "problem": "The mail server refused it.", **extra}
        )

    def test_the_list_shows_what_could_not_be_sent(self, world, sign_in) -> None:
        self.failed(world)
        make.reminder(world.project, world.lead)
        page = sign_in(world.admin).get(reverse("reminder-list")).content.decode()
        assert "The mail server refused it." in page
        assert world.member.email in page
        assert world.lead.email not in page

    def test_an_empty_list_says_so(self, world, sign_in) -> None:
        assert "Every mail has left" in sign_in(world.admin).get(reverse("reminder-list")).content.decode()

    def test_today_leads_to_it(self, world, sign_in) -> None:
        self.failed(world)
        page = sign_in(world.admin).get(reverse("today"), follow=True).content.decode()
        assert "1 could not be sent" in page
        assert reverse("reminder-list") in page

    def test_as_many_queries_for_two_as_for_twenty(self, world, sign_in) -> None:
        client = sign_in(world.admin)
        for _ in range(2):
            self.failed(world)
        few = count_queries(client, reverse("reminder-list"))
        for _ in range(18):
            self.failed(world)
        assert count_queries(client, reverse("reminder-list")) == few

    def test_send_again_sends_it_again(self, world, sign_in) -> None:
        measure = make.measure(world.project)
        long_ago = timezone.now() - timezone.timedelta(days=3)
        row = self.failed(
            world, kind="figure", subject_id=measure.pk, attempts=8, expires_at=long_ago, day=make.today()
        )
        client = sign_in(world.admin)
        for _ in range(2):  # a double click
            client.post(reverse("reminder-resend", args=[row.pk]))
        row.refresh_from_db()
        assert (row.state, row.attempts, row.problem) == ("due", 0, "")
        assert send_due() == 1
        assert mail.outbox[0].to == [world.member.email]
        assert Event.objects.filter(action="reminder.sent_again").count() == 1

    def test_not_needed_takes_it_off_the_list(self, world, sign_in) -> None:
        row = self.failed(world)
        sign_in(world.admin).post(reverse("reminder-drop", args=[row.pk]))
        row.refresh_from_db()
        assert row.state == "dropped"
        assert "Somebody has seen to it" in (
            sign_in(world.admin).post(reverse("reminder-drop", args=[row.pk]), follow=True).content.decode()
        )

    def test_what_was_sent_stays_sent(self, world, sign_in) -> None:
        row = make.reminder(world.project, world.member, state="sent", sent_at=timezone.now())
        sign_in(world.admin).post(reverse("reminder-resend", args=[row.pk]))
        row.refresh_from_db()
        assert row.state == "sent"


def show(name: str, message) -> None:
    """Keeps the mail for somebody to look at, where MAIL_PICTURES names a folder."""
    folder = os.environ.get("MAIL_PICTURES")
    if folder:
        Path(folder, f"{name}.html").write_text(message.alternatives[0].content)
        Path(folder, f"{name}.txt").write_text(f"{message.subject}\n\n{message.body}")


def letters(world) -> dict[str, Letter]:
    """One letter of each kind, filled in as its kind would, with text that would like to be a script."""
    action = make.action(world.project, text=HOSTILE, owner_name=HOSTILE)
    day, link = timezone.localdate(), "https://improve.example.org/x"
    return {
        "huddle": Letter(
            "projects/emails/huddle_reminder",
            {"schedule": make.huddle_schedule(world.project, place=HOSTILE), "day": day, "link": link},
        ),
        "figure": Letter(
            "toolkit/emails/figure_due",
            {"measure": make.measure(world.project, name=HOSTILE), "due_on": day, "link": link},
        ),
        "visit-follow-up": Letter(
            "coaching/emails/visit_follow_up",
            {"visit_on": day, "own_steps": [action], "other_steps": [action], "link": link},
        ),
        "visit-unlogged": Letter("coaching/emails/visit_unlogged", {"visit_on": day, "link": link}),
        "digest": Letter(
            "projects/emails/digest",
            {
                "parts": [{"words": HOSTILE, "link": link + "/1", "project": world.project}],
                "late": [action],
                "count": 2,
                "several": True,
                "link": link,
            },
        ),
        **letters_of_what_is_kept(world, day, link),
    }


def letters_of_what_is_kept(world, day, link) -> dict[str, Letter]:
    now = timezone.now()
    meeting = meetings.coming(world.project, now, HOSTILE, place=HOSTILE)
    measure = make.measure(world.project, name=HOSTILE, is_lead=False)
    measure.last = day
    leaver = make.member(world.project, None, name=HOSTILE)
    cycle = make.cycle(world.project, title=HOSTILE, ends_on=day)
    found = {
        "meeting": (
            "projects/emails/meeting_coming",
            {"meeting": meeting, "starts": now, "agenda": list(meeting.agenda.all()), "own_roles": [HOSTILE]},
        ),
        "action": ("projects/emails/action_due", {"action": make.action(world.project, text=HOSTILE, due_on=day)}),
        "check": ("projects/emails/check_due", {"check": keeping.check(world.project, due_on=day)}),
        "champion": ("projects/emails/champion_missing", {"leaver": leaver}),
        "offer": ("projects/emails/offers_waiting", {"leaver": leaver, "waiting": 2}),
        "study": ("toolkit/emails/study_due", {"cycle": cycle, "predicted": list(cycle.questions.all())}),
        "standard": (
            "toolkit/emails/standard_review",
            {"entry": playbook.edition(make.standard(world.project), world.member, review_on=day, title=HOSTILE)},
        ),
        "wall": ("toolkit/emails/wall_stale", {"measures": [measure, measure], "when_stale": HOSTILE}),
    }
    return {name: Letter(template, {**context, "link": link}) for name, (template, context) in found.items()}


NAMES = [
    *("huddle", "figure", "visit-follow-up", "visit-unlogged", "digest"),
    *("meeting", "action", "check", "champion", "offer", "study", "standard", "wall"),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_has_one_button_a_way_out_and_two_forms(name, world) -> None:
    world.practice.name = HOSTILE
    world.project.title = HOSTILE
    is_digest = name == "digest"
    reminder = make.reminder(None if is_digest else world.project, world.member, kind=name)
    kind = digest.KIND if is_digest else kinds.kind_named(name)
    with time_machine.travel(timezone.now(), tick=False):  # the link carries the second in which it was signed
        message = build(reminder, kind, letters(world)[name])
        off = off_link(world.member.pk, name)
    show(name, message)
    html = message.alternatives[0].content
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "This mail is about " in message.body, "not that its reader works on the project: a coach is asked, too"
    if name == "meeting":
        assert " min)" in message.body
    assert "&lt;" not in message.body, "plain text is no HTML"
    assert html.count('"https://improve.example.org/x"') == 1
    assert re.findall(r"^https://improve.example.org/x$", message.body, re.M) == ["https://improve.example.org/x"]
    assert html.count("background:#007f3b") == 1, "one button"
    assert off in html
    assert off in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{off}>"
    assert "\n" not in message.subject
    assert len(message.subject) > 5


def test_all_kinds_are_registered() -> None:
    assert {kind.name for kind in kinds.all_kinds()} >= set(NAMES) - {"digest"}
