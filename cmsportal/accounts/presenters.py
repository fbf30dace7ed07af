from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cmsportal.nhsuk.formats import day

from . import scopes
from .models import Invitation
from .scopes import Place


@dataclass(frozen=True)
class InvitationRow:
    name: str
    email: str
    role: str
    state: str
    needs_attention: bool
    resend_url: str
    withdraw_url: str


def invitation_row(invitation: Invitation) -> InvitationRow:
    """``invitation`` comes with its inviter and its scope fetched."""
    if not invitation.is_open:
        state, late = f"The link ran out on {day(invitation.expires_at)}.", True
    elif invitation.mailed_at is None:
        state, late = "The mail has not gone out yet. Send it again in a few minutes.", True
    else:
        state = f"Invited by {invitation.invited_by}. The link works until {day(invitation.expires_at)}."
        late = False
    return InvitationRow(
        name=invitation.name,
        email=invitation.email,
        role=scopes.role_words(invitation.scope, invitation.role),
        state=state,
        needs_attention=late,
        resend_url=reverse("invitation-resend", kwargs={"invitation_id": invitation.pk}),
        withdraw_url=reverse("invitation-withdraw", kwargs={"invitation_id": invitation.pk}),
    )


def invitation_rows(invitations: Iterable[Invitation]) -> list[InvitationRow]:
    return [invitation_row(invitation) for invitation in invitations]


def place_row(place: Place) -> dict[str, str]:
    """For the ``row_list`` component."""
    until = f" until {day(place.until)}" if place.until else ""
    return {"title": place.role, "aside": place.where, "text": f"Since {day(place.since)}{until}"}
