"""What people do about reminders: turn a kind off or on; and the administrator, about one that could not be sent."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from practices.models import Programme
from projects.models import CoachAssignment, Reminder, ReminderPreference, ReminderSettings, TeamMember
from projects.refusal import Refusal

from . import digest
from .emails import read_off_token
from .kinds import Kind, all_kinds, kind_named
from .settings import wants_digest

SECOND_CHANCE = timedelta(hours=1)


def kinds_for(user: Any) -> list[Kind]:
    """The kinds of mail that a person gets, from the places held today; without the digest, which holds them."""
    on_team = TeamMember.objects.current().filter(user=user).exists()
    coaches = CoachAssignment.objects.current().filter(user=user).exists()
    manages = Programme.objects.managed_by(user).exists()
    return [
        kind
        for kind in all_kinds()
        if (kind.for_team and on_team) or (kind.for_coaches and coaches) or (kind.for_managers and manages)
    ]


def kinds_on(user: Any, kinds: Collection[Kind]) -> set[str]:
    off = set(ReminderPreference.visible_to(user).filter(is_on=False).values_list("kind", flat=True))
    return {kind.name for kind in kinds} - off


@transaction.atomic
def set_preferences(
    *, user: Any, wanted: Collection[str], details: Mapping[str, Any], expected_version: int, by: Any
) -> None:
    """Turn the kinds in ``wanted`` on and the others that concern the person off, and keep how they want them.

    Args:
        details: the fields of ReminderSettings.

    Raises Stale when it was saved in another window meanwhile, and ValidationError.
    """
    User.objects.select_for_update().get(pk=user.pk)
    row = ReminderSettings.visible_to(user).first() or ReminderSettings(user=user)
    is_new = row._state.adding
    if is_new and expected_version:
        raise Stale(None)
    changed = sorted(name for name, value in details.items() if getattr(row, name) != value)
    for name, value in details.items():
        setattr(row, name, value)
    row.full_clean()
    if is_new and changed:
        row.version = 1
        row.save()
    elif changed:
        save_versioned(row, expected_version, changed)
    if changed:
        record("reminders.changed", user, by=by, changed=changed)
    kinds = kinds_for(user)
    before = kinds_on(user, kinds)
    for kind in kinds:
        if (kind.name in wanted) != (kind.name in before):
            _set(user, kind, is_on=kind.name in wanted, by=by)


@transaction.atomic
def turn_off(*, user: User, kind: Kind, by: Any = None) -> None:
    """Stop one kind of mail to one person, as the link in it asks. Doing it again changes nothing.

    Who stops the digest finds what was in it on the Today page.
    """
    if not is_on(user, kind):
        return
    if kind.name != Reminder.DIGEST:
        _set(user, kind, is_on=False, by=by)
        return
    row = ReminderSettings.objects.select_for_update().get(user=user)
    row.channel = Reminder.Channel.PORTAL
    save_versioned(row, row.version, ["channel"])
    record("reminders.changed", user, by=by, changed=["channel"])


def is_on(user: User, kind: Kind) -> bool:
    if kind.name == Reminder.DIGEST:
        return wants_digest(ReminderSettings.objects.filter(user=user).first())
    return kind.name in kinds_on(user, [kind])


def _set(user: Any, kind: Kind, *, is_on: bool, by: Any) -> None:
    ReminderPreference.objects.update_or_create(user=user, kind=kind.name, defaults={"is_on": is_on})
    record("reminders.turned_on" if is_on else "reminders.turned_off", user, by=by, kind=kind.name)


def person_and_kind(token: str) -> tuple[User, Kind] | None:
    """Whom and what a link in a mail turns off; None when the link is broken or names nothing any more."""
    found = read_off_token(token)
    user = User.objects.filter(pk=found[0]).first() if found else None
    kind = (digest.KIND if found[1] == Reminder.DIGEST else kind_named(found[1])) if found else None
    return (user, kind) if user and kind else None


@transaction.atomic
def send_again(*, reminder: Reminder, by: Any) -> None:
    """Try once more what could not be sent. It may arrive twice where the first try was cut off.

    Raises Refusal when it is no longer waiting for that.
    """
    row = _failed(reminder)
    now = timezone.now()
    row.state, row.problem, row.attempts = Reminder.State.DUE, "", 0
    row.claim = row.claimed_at = row.handed_at = None
    row.try_at, row.expires_at = now, max(row.expires_at, now + SECOND_CHANCE)
    row.full_clean()
    row.save()
    row.parts.filter(state=Reminder.State.FAILED).update(
        state=row.state, problem="", attempts=0, claim=None, claimed_at=None, handed_at=None,
        try_at=row.try_at, expires_at=row.expires_at,
    )  # fmt: skip
    record("reminder.sent_again", row, by=by, project=row.project, kind=row.kind)


@transaction.atomic
def let_go(*, reminder: Reminder, by: Any) -> None:
    """Take a failed mail off the list: it is not needed any more. Raises Refusal as ``send_again``."""
    row = _failed(reminder)
    row.state, row.claim, row.claimed_at = Reminder.State.DROPPED, None, None
    row.full_clean()
    row.save()
    row.parts.filter(state=Reminder.State.FAILED).update(state=row.state, claim=None, claimed_at=None)
    record("reminder.let_go", row, by=by, project=row.project, kind=row.kind)


def _failed(reminder: Reminder) -> Reminder:
    row = Reminder.objects.select_for_update(of=("self",)).select_related("project").get(pk=reminder.pk)
    if row.digest_id or row.state != Reminder.State.FAILED:
        raise Refusal("This mail is not on the list any more. Somebody has seen to it.")
    return row


def put_away(*, reminder: Reminder) -> None:
    """Take a line off the person's Today page. Doing it again changes nothing."""
    rows = Reminder.objects.filter(pk=reminder.pk, channel=Reminder.Channel.PORTAL, state=Reminder.State.SENT)
    rows.filter(seen_at__isnull=True).update(seen_at=timezone.now())


def sent_since(user: Any, since: Any) -> int:
    return Reminder.visible_to(user).filter(state=Reminder.State.SENT, sent_at__gte=since).count()
