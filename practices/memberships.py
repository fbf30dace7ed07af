"""Taking up and ending a role in a programme, a practice or a partner organisation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from cmsportal.audit.services import record

from .models import PartnerMembership, PracticeMembership, Programme, ProgrammeMembership

Membership = ProgrammeMembership | PracticeMembership | PartnerMembership


def take_up(model: type[models.Model], *, values: dict[str, Any], **key: Any) -> Any:
    """Give somebody a role from today; one that stands already, or starts later, is brought up to date instead."""
    today = timezone.localdate()
    standing = model.objects.not_over(today).filter(**key)
    row = standing.select_for_update().order_by("starts_on").first() or model(**key)
    row.starts_on = min(row.starts_on or today, today)
    for name, value in values.items():
        setattr(row, name, value)
    if values and not row._state.adding:
        row.version += 1  # a form drawn before must not undo what the new invitation says
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def end_membership(*, membership: Membership, by: Any) -> Membership:
    """End a role as of today: its holder loses the access that came with it at once.

    Raises ValidationError for the last manager of a programme. Ending it twice does no harm.
    """
    if isinstance(membership, ProgrammeMembership):
        Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
    membership = type(membership).objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    today = timezone.localdate()
    if not membership.covers(today):
        return membership
    if isinstance(membership, ProgrammeMembership):
        _keep_a_manager(membership)
    membership.ends_on = today
    membership.full_clean()
    membership.save()
    record(
        "membership.ended",
        membership,
        by=by,
        programme=getattr(membership, "programme", None),
        person=str(membership.user_id),
    )
    return membership


def _keep_a_manager(membership: ProgrammeMembership) -> None:
    if membership.role != ProgrammeMembership.Role.MANAGER:
        return
    others = ProgrammeMembership.objects.current().filter(
        programme=membership.programme_id, role=membership.role, user__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        raise ValidationError("A programme keeps at least one manager. Invite another one first.")
