"""The mail of one reminder."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from cmsportal import mail
from projects.models import Reminder

from .kinds import Kind, Letter

OFF_SALT = "projects.reminders.off"


def build(reminder: Reminder, kind: Kind, letter: Letter) -> EmailMultiAlternatives:
    """The same reminder always has the same Message-ID: should it ever leave twice, mail programs can tell."""
    off_url = off_link(reminder.user_id, kind.name)
    context = {
        **_context(reminder, letter),
        "kind": kind,
        "off_url": off_url,
        "preferences_url": settings.SITE_URL + reverse("reminder-preferences"),
    }
    headers = {
        "Message-ID": f"<reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{off_url}>",
        "Auto-Submitted": "auto-generated",
    }
    message = mail.build(letter.template, reminder.user.email, context, headers)
    for name, content, mimetype in letter.attachments:
        message.attach(name, content, mimetype)
    return message


def subject_of(reminder: Reminder, letter: Letter) -> str:
    """What the mail would be called: how a digest names it."""
    return mail.subject_of(letter.template, _context(reminder, letter))


def _context(reminder: Reminder, letter: Letter) -> dict[str, Any]:
    project = reminder.project
    return {
        "user": reminder.user,
        "project": project,
        "practice": project.practice if project else None,
        **letter.context,
    }


def off_link(user_id: object, kind_name: str) -> str:
    """Where a person turns one kind of mail off without signing in. The page's button does it, not the link."""
    token = signing.dumps([str(user_id), kind_name], salt=OFF_SALT)
    return settings.SITE_URL + reverse("reminder-off", kwargs={"token": token})


def read_off_token(token: str) -> tuple[str, str] | None:
    """The id of the person and the kind of mail; None for a link that is not whole."""
    try:
        user_id, kind_name = signing.loads(token, salt=OFF_SALT)
    except signing.BadSignature:
        return None
    return user_id, kind_name
