"""Sends what is due: claim, write the mail, hand it over, write down that it left."""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.mail import get_connection
from django.utils import timezone

from projects.models import Reminder, ReminderPreference

from . import claiming
from .emails import build
from .kinds import kind_named

BATCH = 20
RUN_SECONDS = 240  # then the next run goes on: a task must end well before the broker gives it to somebody else
NO_SERVER = "The mail server could not be reached."
REFUSED = "The mail server refused it."
REFUSED_ADDRESS = "The mail server refused the address."
NOT_WRITTEN = "The mail could not be written."
logger = logging.getLogger(__name__)


class NoServer(Exception):
    """The mail server cannot be reached, so nothing has left."""


class MailServer:
    """One connection for a whole run, opened when it is first needed."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def ready(self) -> None:
        """Connected, and the server answers. Raises NoServer; nothing was handed over by then."""
        try:
            smtp = getattr(self.connection, "connection", None)
            if smtp is not None and not _answers(smtp):
                self.close()
            self.connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise NoServer from problem

    def close(self) -> None:
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            self.connection.connection = None


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def send_due(now: datetime | None = None) -> int:
    """Send every reminder that is due; returns how many left.

    Safe to run twice, at once, in several workers, and to be killed at any moment: see docs/decisions.

    Args:
        now: for a look at another time; else the clock is read afresh for every step.
    """
    clock: Callable[[], datetime] = (lambda: now) if now else timezone.now
    claiming.settle(clock())
    server = MailServer()
    ends, sent = time.monotonic() + RUN_SECONDS, 0
    try:
        while time.monotonic() < ends:
            claim, reminders = claiming.claim_batch(clock(), BATCH)
            if not reminders:
                break
            sent += _send_batch(reminders, claim, server, clock)
    except NoServer:
        logger.warning("The mail server cannot be reached; reminders wait")
    finally:
        server.close()
    return sent


def _send_batch(reminders: list[Reminder], claim: UUID, server: MailServer, clock: Callable[[], datetime]) -> int:
    off = _turned_off(reminders)
    sent = 0
    for number, reminder in enumerate(reminders):
        try:
            sent += _send_one(reminder, claim, server, clock, is_off=(reminder.user_id, reminder.kind) in off)
        except NoServer:
            for waiting in reminders[number:]:
                claiming.retry_later(waiting, claim, NO_SERVER, clock())
            raise
    return sent


def _turned_off(reminders: list[Reminder]) -> set[tuple[UUID, str]]:
    rows = ReminderPreference.objects.filter(is_on=False, user__in={reminder.user_id for reminder in reminders})
    return set(rows.values_list("user_id", "kind"))


def _send_one(
    reminder: Reminder, claim: UUID, server: MailServer, clock: Callable[[], datetime], *, is_off: bool
) -> bool:
    """True when the mail left. Raises NoServer before anything was handed over."""
    kind = kind_named(reminder.kind)
    is_wanted = kind and not is_off and reminder.user.is_active and reminder.project.status in kind.statuses
    if not is_wanted or reminder.expires_at <= clock():
        claiming.drop(reminder, claim)
        return False
    server.ready()
    try:
        letter = kind.compose(reminder, clock())
        message = build(reminder, kind, letter) if letter else None
    except Exception:
        # Whatever is wrong with one mail must not hold up the others; the log line says where.
        logger.exception("Reminder %s could not be written", reminder.pk)
        claiming.retry_later(reminder, claim, NOT_WRITTEN, clock())
        return False
    if message is None:
        claiming.drop(reminder, claim)
        return False
    if not claiming.hand_over(reminder, claim, clock()):
        return False
    return _deliver(reminder, claim, message, server, clock)


def _deliver(
    reminder: Reminder, claim: UUID, message: object, server: MailServer, clock: Callable[[], datetime]
) -> bool:
    """A server that says no has not taken the mail; one that says nothing may have."""
    try:
        server.connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as problem:
        code = max(code for code, _ in problem.recipients.values())
        _refused(reminder, claim, code, REFUSED_ADDRESS, clock())
    except smtplib.SMTPResponseException as problem:
        _refused(reminder, claim, problem.smtp_code, REFUSED, clock())
    except (OSError, smtplib.SMTPException):
        server.close()
        claiming.fail(reminder, claim, claiming.CUT_OFF)
    else:
        return claiming.mark_sent(reminder, claim, clock())
    return False


def _refused(reminder: Reminder, claim: UUID, code: int, problem: str, now: datetime) -> None:
    """5xx is for good, 4xx for now (RFC 5321, section 4.2.1)."""
    if code >= 500:
        claiming.fail(reminder, claim, problem)
    else:
        claiming.retry_later(reminder, claim, problem, now)
