"""Which commissioner and network a practice belongs to, and who works there or looks at walls."""

from django.conf import settings
from django.db import models

from cmsportal.models import Dated, Row, date_order, no_overlap

from .. import querysets
from .organisations import PCN, Commissioner, PartnerOrganisation, Practice


class PracticeCommissioner(Row, Dated):
    """Which commissioner a practice belongs to, and since when."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="commissioner_relations")
    commissioner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="practice_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("practicecommissioner_date_order"),
            no_overlap("practicecommissioner_no_overlap", "practice"),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.commissioner}"


class PracticePCN(Row, Dated):
    """Which primary care network a practice belongs to, and since when."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="pcn_relations")
    pcn = models.ForeignKey(PCN, on_delete=models.PROTECT, related_name="practice_relations")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [date_order("practicepcn_date_order"), no_overlap("practicepcn_no_overlap", "practice")]

    def __str__(self) -> str:
        return f"{self.practice}: {self.pcn}"


class PracticeMembership(Row, Dated):
    """Somebody who works in a practice, outside any lead team."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_memberships")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("practicemembership_date_order"),
            no_overlap("practicemembership_no_overlap", "practice", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.practice}"


class PartnerMembership(Row, Dated):
    """Somebody who looks at walls for a partner organisation."""

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partner_memberships")
    objects = querysets.DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            date_order("partnermembership_date_order"),
            no_overlap("partnermembership_no_overlap", "partner", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.partner}"
