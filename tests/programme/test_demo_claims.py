"""The demo's claims: one in every state, of what the record shows, and adding up."""

from django.db.models import F

from cmsportal.programme.demo.build import build
from coaching.models import Claim
from coaching.payments.trail import reconcile


def test_claims_of_the_demo_are_in_every_state_and_add_up(db) -> None:
    programme = build()
    found = reconcile(programme)
    assert found.agrees, found.differing
    states = dict(
        Claim.objects.order_by().values_list("project__practice__name", "state").filter(milestone__position=1)
    )
    assert states["Larkmead Surgery"] == "approved", "what the team did with its own hands counts as done"
    assert set(Claim.objects.values_list("state", flat=True)) == set(Claim.State.values)
    assert Claim.objects.filter(state="approved", steps__act="sent_back").count() == 1
    assert Claim.objects.filter(state="approved").count() == 2
    assert Claim.objects.filter(evidence__contains=[{"need": "agreement"}]).exists(), (
        "the agreement is shown as evidence"
    )
    assert not Claim.objects.filter(drafted_at__date__lt=F("reached_on")).exists(), "claimed before it was reached"
