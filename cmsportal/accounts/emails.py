from django.conf import settings
from django.urls import reverse

from cmsportal import mail

from . import scopes
from .models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    mail.send(
        "accounts/emails/invitation",
        invitation.email,
        {
            "invitation": invitation,
            "role": scopes.role_words(invitation.scope, invitation.role),
            "link": settings.SITE_URL + reverse("invitation-accept", kwargs={"token": token}),
        },
    )
