"""Sends what is due: claim, look again, write the mail, hand it over, write down that it left."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.utils import timezone

from projects.models import Delivery, Reminder

from . import claiming, server
from .preparing import Drop, PutOff, Written, write
from .server import MailServer

BATCH = 200  # looked up together; a claimed batch is free again at once when its worker dies
RUN_SECONDS = 240  # then the next run goes on: a task must end well before the broker gives it to somebody else
NO_SERVER = "The mail server could not be reached."
REFUSED = "The mail server refused it."
REFUSED_ADDRESS = "The mail server refused the address."
NOT_WRITTEN = "The mail could not be written."
logger = logging.getLogger(__name__)
Outcome = Delivery.Outcome


@dataclass
class Run:
    """One run of a worker: its claim, its connection to the mail server, its clock, how many have left.

    ``accepted`` is the mail that the server took last and that is not written down yet.
    """

    claim: UUID
    server: MailServer
    clock: Callable[[], datetime]
    accepted: claiming.Accepted | None = None
    sent: int = 0

    def move_on(self, following: Reminder | None = None) -> bool:
        """Write down what was accepted; True when the following mail may leave."""
        marked, handed = claiming.move_on(self.claim, self.accepted, following, self.clock())
        self.accepted = None
        self.sent += marked
        return handed


def is_too_much_for_one() -> bool:
    return claiming.is_more_than(BATCH, timezone.now())


def send_due(now: datetime | None = None) -> int:
    """Send every reminder that is due; returns how many left.

    Safe to run twice, at once, in several workers, and to be killed at any moment: see docs/decisions.

    Args:
        now: for a look at another time; else the clock is read afresh for every step.
    """
    clock: Callable[[], datetime] = (lambda: now) if now else timezone.now
    claiming.settle(clock())
    ends = time.monotonic() + RUN_SECONDS
    with claiming.at_work() as claim:
        run = Run(claim, MailServer(), clock)
        try:
            while time.monotonic() < ends:
                _, reminders = claiming.claim_batch(clock(), BATCH, claim)
                if not reminders:
                    break
                _send_batch(reminders, run)
        except server.NoServer:
            logger.warning("The mail server cannot be reached; reminders wait")
        finally:
            run.server.close()
    return run.sent


def _send_batch(reminders: list[Reminder], run: Run) -> None:
    written = write(reminders, run.clock())
    try:
        for number, reminder in enumerate(reminders):
            try:
                _send_one(reminder, written[reminder.pk], run)
            except server.NoServer:
                for waiting in reminders[number:]:
                    claiming.retry_later(waiting, run.claim, NO_SERVER, run.clock(), Outcome.NO_SERVER)
                raise
    finally:
        if run.accepted:
            run.move_on()


def _send_one(reminder: Reminder, written: Written, run: Run) -> None:
    """Raises NoServer before anything was handed over."""
    now = run.clock()
    if isinstance(written, EmailMessage) and reminder.expires_at > now:
        _deliver(reminder, written, run)
    elif isinstance(written, PutOff):
        claiming.put_off(reminder, run.claim, written.until)
    elif isinstance(written, EmailMessage | Drop):
        claiming.drop(reminder, run.claim)
    else:
        claiming.retry_later(reminder, run.claim, NOT_WRITTEN, now, Outcome.NOT_WRITTEN)


def _deliver(reminder: Reminder, message: EmailMessage, run: Run) -> None:
    """A server that says no has not taken the mail; one that says nothing at its end may have."""
    try:
        code = run.server.send(message, lambda: run.move_on(reminder))
    except server.SaidNo as refusal:
        _refused(reminder, run, refusal)
    except server.MayHaveLeft:
        claiming.fail(reminder, run.claim, claiming.CUT_OFF, run.clock(), Outcome.CUT_OFF)
    except server.TakenAway:
        pass
    else:
        run.accepted = claiming.Accepted(reminder.pk, run.clock(), code)


def _refused(reminder: Reminder, run: Run, refusal: server.SaidNo) -> None:
    """5xx is for good, 4xx for now (RFC 5321, section 4.2.1)."""
    problem = REFUSED_ADDRESS if refusal.of_address else REFUSED
    if refusal.code >= 500:
        claiming.fail(reminder, run.claim, problem, run.clock(), Outcome.REFUSED, refusal.code)
    else:
        claiming.retry_later(reminder, run.claim, problem, run.clock(), Outcome.NOT_NOW, refusal.code)
