"""Two months before a training must be refreshed the coach gets one mail.

It is no reminder of a project: it belongs to the person, who may have no team at present.
"""

import logging
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from cmsportal import mail
from cmsportal.audit.services import record
from practices.models import ProgrammeMembership

from ..models import Training
from .presenters import SOON

logger = logging.getLogger(__name__)


def remind_of_refreshers(today: date) -> int:
    """Mail those whose refresher comes near; returns how many. Each training is claimed by one conditional update in
    the transaction of its mail: twice at once is one mail, and what the mail server refuses is tried the next day.
    """
    pool = ProgrammeMembership.objects.on(today).filter(role=ProgrammeMembership.Role.COACH)
    due = Training.objects.filter(
        Exists(pool.filter(user=OuterRef("user"))),
        reminded_at__isnull=True,
        refresh_on__range=(today, today + SOON),
        user__is_active=True,
    )
    sent = 0
    for training in due.select_related("user").order_by("refresh_on", "pk"):
        try:
            sent += _remind(training, pool.filter(user=training.user_id).order_by("starts_on").first())
        except OSError:
            logger.exception("The reminder of training %s could not be sent", training.pk)
    return sent


@transaction.atomic
def _remind(training: Training, membership: Any) -> int:
    claimed = Training.objects.filter(pk=training.pk, reminded_at__isnull=True).update(reminded_at=timezone.now())
    if not claimed or membership is None:
        return 0
    record("training.reminded", training, by=None, programme=membership.programme)
    keys = {"programme_id": membership.programme_id, "membership_id": membership.pk}
    link = settings.SITE_URL + reverse("coach-detail", kwargs=keys)
    context = {"user": training.user, "training": training, "link": link}
    mail.send("coaching/emails/refresher_due", training.user.email, context)
    return 1
