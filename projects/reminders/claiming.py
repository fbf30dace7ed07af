"""Who works on which row: every step is one conditional update, so that two workers never do the same."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from projects.models import Reminder

State = Reminder.State
LEASE = timedelta(minutes=5)  # a claim that was not finished by then is nobody's any more
MAX_ATTEMPTS = 8
BACK_OFF = timedelta(minutes=1)  # doubled after each try
CUT_OFF = "Sending was cut off half-way. The mail may have arrived."
STOPPED = "The worker stopped again and again while it got this mail ready."
TOO_LATE = "It was too late to be of use."


def claim_batch(now: datetime, size: int) -> tuple[UUID, list[Reminder]]:
    """Take up to ``size`` rows that are due, or whose claim has run out before their mail left."""
    claim = uuid4()
    free = Q(state=State.DUE, try_at__lte=now) | Q(
        state=State.CLAIMED, claimed_at__lt=now - LEASE, handed_at__isnull=True
    )
    rows = Reminder.objects.filter(free, expires_at__gt=now, attempts__lt=MAX_ATTEMPTS)
    with transaction.atomic():
        # Rows that another worker is taking at this moment are passed over, so that workers do not queue up.
        near = rows.order_by("try_at", "pk").select_for_update(skip_locked=True)
        chosen = list(near.values_list("pk", flat=True)[:size])
        rows.filter(pk__in=chosen).update(
            state=State.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
        )
    own = Reminder.objects.filter(claim=claim).order_by("try_at", "pk")
    return claim, list(own.select_related("user", "project__practice", "project__programme"))


def hand_over(reminder: Reminder, claim: UUID, now: datetime) -> bool:
    """Write down that the mail is about to leave; False when the claim has run out and somebody else has it."""
    return _own(reminder, claim).filter(handed_at__isnull=True).update(handed_at=now) == 1


def mark_sent(reminder: Reminder, claim: UUID, now: datetime) -> bool:
    """Also from FAILED: a slow mail server may answer after the claim was given up."""
    own = Reminder.objects.filter(pk=reminder.pk, claim=claim, handed_at__isnull=False)
    return own.update(state=State.SENT, sent_at=now, problem="") == 1


def drop(reminder: Reminder, claim: UUID) -> None:
    _own(reminder, claim).update(state=State.DROPPED, claim=None, claimed_at=None)


def retry_later(reminder: Reminder, claim: UUID, problem: str, now: datetime) -> None:
    """For what surely did not leave. The last try fails for good."""
    if reminder.attempts >= MAX_ATTEMPTS:
        fail(reminder, claim, problem)
        return
    _own(reminder, claim).update(
        state=State.DUE,
        claim=None,
        claimed_at=None,
        handed_at=None,
        problem=problem,
        try_at=now + BACK_OFF * 2 ** (reminder.attempts - 1),
    )


def fail(reminder: Reminder, claim: UUID, problem: str) -> None:
    _own(reminder, claim).update(state=State.FAILED, problem=problem)


def _own(reminder: Reminder, claim: UUID) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk=reminder.pk, claim=claim, state=State.CLAIMED)


def settle(now: datetime) -> None:
    """Close what nobody will work on: cut off while the mail left, tried too often, or past its time."""
    given_up = Reminder.objects.filter(state=State.CLAIMED, claimed_at__lt=now - LEASE)
    given_up.filter(handed_at__lt=now - LEASE).update(state=State.FAILED, problem=CUT_OFF)
    unsent = given_up.filter(handed_at__isnull=True)
    unsent.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED, problem=STOPPED)
    past = Q(expires_at__lte=now)
    unsent.filter(past).update(state=State.DROPPED, problem=TOO_LATE, claim=None, claimed_at=None)
    waiting = Reminder.objects.filter(past, state=State.DUE)
    waiting.exclude(problem="").update(state=State.FAILED)
    waiting.filter(problem="").update(state=State.DROPPED, problem=TOO_LATE)
