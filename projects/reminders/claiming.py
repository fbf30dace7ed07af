"""Who works on which row: every step is one conditional update, so that two workers never do the same."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet

from projects.models import Delivery, Reminder

from . import log

State = Reminder.State
LEASE = timedelta(minutes=5)  # a claim that was not finished by then is nobody's any more
MAX_ATTEMPTS = 8
BACK_OFF = timedelta(minutes=1)  # doubled after each try
CUT_OFF = "Sending was cut off half-way. The mail may have arrived."
STOPPED = "The worker stopped again and again while it got this mail ready."
TOO_LATE = "It was too late to be of use."

# Once for each mail, so without the ORM (docs/decisions/0044-ten-thousand-in-a-minute.md): what the mail server has
# accepted is written down, and that the next mail is about to leave. A digest takes its parts along.
MOVE_ON = """
    WITH sent AS (
        UPDATE projects_reminder SET state = 'sent', sent_at = %(sent_at)s, problem = ''
        WHERE (id = %(sent)s OR digest_id = %(sent)s) AND claim = %(claim)s AND handed_at IS NOT NULL
            AND state <> 'sent'
        RETURNING id
    ), logged AS (
        INSERT INTO projects_delivery (id, created_at, at, reminder_id, outcome, code)
        SELECT %(delivery)s, %(sent_at)s, %(sent_at)s, id, 'accepted', %(code)s FROM sent WHERE id = %(sent)s
    ), handed AS (
        UPDATE projects_reminder SET handed_at = %(now)s
        WHERE (id = %(next)s OR digest_id = %(next)s) AND claim = %(claim)s AND state = 'claimed'
            AND handed_at IS NULL
        RETURNING id
    )
    SELECT (SELECT count(*) FROM sent WHERE id = %(sent)s), (SELECT count(*) FROM handed)
"""


@dataclass(frozen=True)
class Accepted:
    """A mail that the mail server has taken. ``code`` is its reply code (RFC 5321, section 4.2), where it has one."""

    reminder_id: UUID
    at: datetime
    code: int | None = None


@contextmanager
def at_work() -> Iterator[UUID]:
    """The claim of one run. While its connection to the database lives, others can tell that somebody works on it."""
    claim = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_lock_number(claim)])
    try:
        yield claim
    finally:
        # Where the connection is broken, the lock has gone with it.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_lock_number(claim)])


def _lock_number(claim: UUID) -> int:
    """64 bits of the claim, as PostgreSQL counts them: from -2**63 on."""
    return (claim.int & (2**64 - 1)) - 2**63


def _claims_at_work() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return {number for (number,) in cursor.fetchall()}


def _free(now: datetime) -> QuerySet[Reminder]:
    free = Q(state=State.DUE, try_at__lte=now) | Q(
        state=State.CLAIMED, claimed_at__lt=now - LEASE, handed_at__isnull=True
    )
    return Reminder.objects.filter(free, expires_at__gt=now, attempts__lt=MAX_ATTEMPTS)


def is_more_than(size: int, now: datetime) -> bool:
    """Whether more mails than that may be claimed."""
    return _free(now).filter(digest__isnull=True)[size : size + 1].exists()


def claim_batch(now: datetime, size: int, claim: UUID | None = None) -> tuple[UUID, list[Reminder]]:
    """Take up to ``size`` rows that are due, or whose claim has run out before their mail left.

    A digest is taken with its parts, which are never taken alone and not among the rows returned.
    """
    claim = claim or uuid4()
    rows = _free(now)
    with transaction.atomic():
        # Rows that another worker is taking at this moment are passed over, so that workers do not queue up.
        near = rows.filter(digest__isnull=True).order_by("try_at", "pk").select_for_update(skip_locked=True)
        chosen = list(near.values_list("pk", flat=True)[:size])
        rows.filter(Q(pk__in=chosen) | Q(digest__in=chosen)).update(
            state=State.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
        )
    own = Reminder.objects.filter(pk__in=chosen, claim=claim, state=State.CLAIMED).order_by("try_at", "pk")
    return claim, list(own.select_related("user", "project__practice", "project__programme"))


def move_on(claim: UUID, accepted: Accepted | None, following: Reminder | None, now: datetime) -> tuple[bool, bool]:
    """Write down what was accepted, and that the following mail is about to leave: one round trip for both.

    Returns whether the one was marked as sent (also from FAILED: a slow mail server may answer after the claim was
    given up), and whether the other may leave: not where its claim has run out and somebody else has it.
    """
    values = {
        "claim": claim,
        "sent": accepted.reminder_id if accepted else None,
        "sent_at": accepted.at if accepted else None,
        "code": accepted.code if accepted else None,
        "delivery": uuid4(),
        "next": following.pk if following else None,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ON, values)
        sent, handed = cursor.fetchone()
    return sent > 0, handed > 0


def drop(reminder: Reminder, claim: UUID) -> None:
    _own(reminder, claim).update(state=State.DROPPED, claim=None, claimed_at=None)


def put_off(reminder: Reminder, claim: UUID, until: datetime) -> None:
    """For whoever wants no mail at this hour. It was no try."""
    _own(reminder, claim).update(
        state=State.DUE, claim=None, claimed_at=None, try_at=until, attempts=F("attempts") - 1
    )


@transaction.atomic
def retry_later(
    reminder: Reminder,
    claim: UUID,
    problem: str,
    now: datetime,
    outcome: str = Delivery.Outcome.NOT_NOW,
    code: int | None = None,
) -> None:
    """For what surely did not leave. The last try fails for good."""
    if reminder.attempts >= MAX_ATTEMPTS:
        fail(reminder, claim, problem, now, outcome, code)
        return
    held = _own(reminder, claim).update(
        state=State.DUE,
        claim=None,
        claimed_at=None,
        handed_at=None,
        problem=problem,
        try_at=now + BACK_OFF * 2 ** (reminder.attempts - 1),
    )
    if held:
        log.note([reminder.pk], outcome, now, code)


@transaction.atomic
def fail(reminder: Reminder, claim: UUID, problem: str, now: datetime, outcome: str, code: int | None = None) -> None:
    if _own(reminder, claim).update(state=State.FAILED, problem=problem):
        log.note([reminder.pk], outcome, now, code)


def _own(reminder: Reminder, claim: UUID) -> QuerySet[Reminder]:
    return Reminder.objects.filter(Q(pk=reminder.pk) | Q(digest=reminder.pk), claim=claim, state=State.CLAIMED)


def settle(now: datetime) -> None:
    """Free what a worker that died had claimed; close what nobody will work on.

    That is what was cut off while the mail left, was tried too often, or is past its time.
    """
    given_up = _given_up(now)
    unsent = given_up.filter(handed_at__isnull=True)
    past = Q(expires_at__lte=now)
    with transaction.atomic():
        cut_off = given_up.filter(handed_at__isnull=False).select_for_update()
        _fail_cut_off(list(cut_off.values_list("pk", "digest_id")), now)
        unsent.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED, problem=STOPPED)
        unsent.filter(past).update(state=State.DROPPED, problem=TOO_LATE, claim=None, claimed_at=None)
        unsent.update(state=State.DUE, claim=None, claimed_at=None)
        # Planned by somebody else while its digest was leaving: it goes by itself, sooner than not at all.
        Reminder.objects.filter(state=State.DUE, digest__state__in=[State.SENT, State.DROPPED]).update(digest=None)
    waiting = Reminder.objects.filter(past, state=State.DUE)
    waiting.exclude(problem="").update(state=State.FAILED)
    waiting.filter(problem="").update(state=State.DROPPED, problem=TOO_LATE)


def _given_up(now: datetime) -> QuerySet[Reminder]:
    """Claimed by somebody who is not there any more, or who has taken too long."""
    claimed = Reminder.objects.filter(state=State.CLAIMED)
    # The claims first, the locks after: who has claimed something held the lock before.
    claims = set(claimed.values_list("claim", flat=True).distinct())
    there = _claims_at_work() if claims else set()
    dead = [claim for claim in claims if claim and _lock_number(claim) not in there]
    return claimed.filter(Q(claim__in=dead) | Q(claimed_at__lt=now - LEASE))


def _fail_cut_off(rows: Iterable[tuple[UUID, UUID | None]], now: datetime) -> None:
    rows = list(rows)
    Reminder.objects.filter(pk__in=[pk for pk, _ in rows], state=State.CLAIMED).update(
        state=State.FAILED, problem=CUT_OFF
    )
    log.note([pk for pk, digest in rows if digest is None], Delivery.Outcome.CUT_OFF, now)
