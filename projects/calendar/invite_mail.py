"""The mail that carries an invitation. It says what the file says as it stands when the mail is written."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from projects.models import CalendarInvite, Project, Reminder
from projects.presenters import listed
from projects.reminders.kinds import Kind, Letter

from . import itip
from .events import titled, uid
from .invites import KIND, edition_of
from .occasions import WEEKDAYS, Occasion, occasions_of

DAYS = dict(
    zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
TITLES = {
    CalendarInvite.Subject.HUDDLES: "Huddle",
    CalendarInvite.Subject.SERIES: "Team meetings",
    CalendarInvite.Subject.MEETING: "Team meeting",
}


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """None when a later edition has taken its place, or what it told has changed back before it left."""
    row = CalendarInvite.objects.select_related("user", "project").filter(pk=reminder.subject_id).first()
    if row is None or row.sequence != edition_of(reminder):
        return None
    told = {"sequence": row.sequence, "to": row.user, "stamp": now}
    if row.is_cancelled:
        title = titled(TITLES[CalendarInvite.Subject(row.subject)], row.project)
        content = itip.cancellation(uid(row.subject, row.subject_id), title, **told)
        link = settings.SITE_URL + reverse("today")  # who has left sees the project no more
        return _letter("calendar_cancelled", {"title": title, "link": link}, content, "CANCEL")
    occasion = _occasion(row, now)
    if occasion is None:
        return None  # the planner sees the same, and the cancellation follows
    content = itip.request(occasion, **told)
    context = {
        "title": occasion.title,
        "occasion": occasion,
        "when": when_words(occasion),
        "is_new": row.sequence == 0,
        "coming": [moved for moved in occasion.moved if moved.starts > now],
        "link": occasion.url,
    }
    return _letter("calendar_invite", context, content, "REQUEST")


def _occasion(row: CalendarInvite, now: datetime) -> Occasion | None:
    projects = Project.objects.filter(pk=row.project_id).select_related("practice")
    found = {(item.subject, item.subject_id): item for item in occasions_of(projects, now.date())}
    return found.get((row.subject, row.subject_id))


def _letter(template: str, context: dict[str, Any], content: bytes, method: str) -> Letter:
    kind = f"text/calendar; method={method}"
    return Letter(f"projects/emails/{template}", context, (("invite.ics", content.decode(), kind),))


def when_words(occasion: Occasion) -> str:
    """'Every Monday and Thursday', 'The last Tuesday of each month'; empty of a single one."""
    rule = dict(occasion.rule)
    if not rule:
        return ""
    days = rule["byday"]
    if rule["freq"] == "MONTHLY":
        return f"The {PLACES[days[0][:-2]]} {DAYS[days[0][-2:]]} of each month"
    return "Every weekday" if days == WEEKDAYS[:5] else f"Every {listed([DAYS[day] for day in days])}"


INVITE = Kind(
    name=KIND,
    label="Invitations to your calendar",
    hint="When huddles or meetings are set, moved or called off.",
    for_team=True,
    for_coaches=False,
    find=lambda now: (),  # written by plan_invites, which knows what each person was told last
    compose=compose,
    statuses=frozenset(Project.Status),  # a cancellation comes when the project is paused or over
    alone=True,
)
