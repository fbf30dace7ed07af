"""What people do about reminders: turn a kind off or on; and the administrator, about one that could not be sent."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from projects.models import CoachAssignment, Reminder, ReminderPreference, TeamMember
from projects.refusal import Refusal

from .emails import read_off_token
from .kinds import Kind, all_kinds, kind_named

SECOND_CHANCE = timedelta(hours=1)


def kinds_for(user: Any) -> list[Kind]:
    """The kinds of mail that a person gets, from the places held today."""
    on_team = TeamMember.objects.current().filter(user=user).exists()
    coaches = CoachAssignment.objects.current().filter(user=user).exists()
    return [kind for kind in all_kinds() if (kind.for_team and on_team) or (kind.for_coaches and coaches)]


def kinds_on(user: Any, kinds: Collection[Kind]) -> set[str]:
    off = set(ReminderPreference.visible_to(user).filter(is_on=False).values_list("kind", flat=True))
    return {kind.name for kind in kinds} - off


@transaction.atomic
def set_preferences(*, user: Any, wanted: Collection[str], by: Any) -> None:
    """Turn the kinds in ``wanted`` on, and the others that concern the person off."""
    kinds = kinds_for(user)
    before = kinds_on(user, kinds)
    for kind in kinds:
        if (kind.name in wanted) != (kind.name in before):
            _set(user, kind, is_on=kind.name in wanted, by=by)


@transaction.atomic
def turn_off(*, user: User, kind: Kind, by: Any = None) -> None:
    """Stop one kind of mail to one person, as the link in it asks. Doing it again changes nothing."""
    if kind.name in kinds_on(user, [kind]):
        _set(user, kind, is_on=False, by=by)


def _set(user: Any, kind: Kind, *, is_on: bool, by: Any) -> None:
    ReminderPreference.objects.update_or_create(user=user, kind=kind.name, defaults={"is_on": is_on})
    record("reminders.turned_on" if is_on else "reminders.turned_off", user, by=by, kind=kind.name)


def person_and_kind(token: str) -> tuple[User, Kind] | None:
    """Whom and what a link in a mail turns off; None when the link is broken or names nothing any more."""
    found = read_off_token(token)
    user = User.objects.filter(pk=found[0]).first() if found else None
    kind = kind_named(found[1]) if found else None
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
    record("reminder.sent_again", row, by=by, project=row.project, kind=row.kind)


@transaction.atomic
def let_go(*, reminder: Reminder, by: Any) -> None:
    """Take a failed mail off the list: it is not needed any more. Raises Refusal as ``send_again``."""
    row = _failed(reminder)
    row.state, row.claim, row.claimed_at = Reminder.State.DROPPED, None, None
    row.full_clean()
    row.save()
    record("reminder.let_go", row, by=by, project=row.project, kind=row.kind)


def _failed(reminder: Reminder) -> Reminder:
    row = Reminder.objects.select_for_update(of=("self",)).select_related("project").get(pk=reminder.pk)
    if row.state != Reminder.State.FAILED:
        raise Refusal("This mail is not on the list any more. Somebody has seen to it.")
    return row


def sent_since(user: Any, since: Any) -> int:
    return Reminder.visible_to(user).filter(state=Reminder.State.SENT, sent_at__gte=since).count()
