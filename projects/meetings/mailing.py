"""The minutes by mail to the lead team: asked for once, and one mail to each."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cmsportal import mail
from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.models import current_on
from projects.models import Meeting
from projects.permissions import can_edit_project
from projects.refusal import Refusal

from .reading import read_minutes


def readers_of(meeting: Meeting) -> list[User]:
    """The lead team of today, as far as they have an account in use."""
    in_team = current_on(timezone.localdate(), "team_places__")
    rows = User.objects.filter(in_team, team_places__project=meeting.project_id, is_active=True)
    return list(rows.distinct().order_by("name"))


@transaction.atomic
def mail_minutes(*, meeting: Meeting, by: Any) -> bool:
    """Send the minutes to the lead team; False when that has been done.

    Claimed by one conditional update, so that two who press at once send one mail to each. The mails leave once the
    claim is kept, each as a task of its own: one that cannot be sent is tried again without the others.

    Raises:
        Refusal: the meeting is not over, or the person is not on the team.
    """
    if not can_edit_project(by, meeting.project):
        raise Refusal("Only the lead team can do this, while the project is open.")
    rows = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.CLOSED, minutes_mailed_at__isnull=True)
    now = timezone.now()
    if not rows.update(minutes_mailed_at=now, minutes_mailed_by=by):
        row = Meeting.objects.get(pk=meeting.pk)
        if row.minutes_mailed_at:
            return False
        raise Refusal("The minutes go out once the meeting is closed.")
    record("meeting.minutes_mailed", meeting, by=by, project=meeting.project)
    from .tasks import send_minutes  # the task calls back into this module

    for user in readers_of(meeting):
        transaction.on_commit(partial(send_minutes.delay, str(meeting.pk), str(user.pk), now.isoformat()))
    return True


def send_to(meeting_id: UUID | str, user_id: UUID | str, mailed_at: str) -> bool:
    """Send one mail, if it is still what was asked for: the meeting is closed, and the person is on the team."""
    meeting = Meeting.objects.select_related("project__practice", "project__programme").filter(pk=meeting_id).first()
    if meeting is None or not meeting.minutes_mailed_at or meeting.minutes_mailed_at.isoformat() != mailed_at:
        return False
    user = next((user for user in readers_of(meeting) if str(user.pk) == str(user_id)), None)
    if user is None:
        return False
    build_mail(meeting, user, mailed_at).send()
    return True


def build_mail(meeting: Meeting, user: User, mailed_at: str) -> Any:
    """The same mail always has the same Message-ID: should it ever leave twice, mail programs can tell."""
    address = reverse("meeting-detail", kwargs={"project_id": meeting.project_id, "meeting_id": meeting.pk})
    stamp = "".join(filter(str.isdigit, mailed_at))[:14]
    headers = {
        "Message-ID": f"<minutes-{meeting.pk}-{stamp}-{user.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    context = {
        "user": user,
        "project": meeting.project,
        "minutes": read_minutes(meeting),
        "link": settings.SITE_URL + address,
    }
    return mail.build("projects/emails/meeting_minutes", user.email, context, headers)
