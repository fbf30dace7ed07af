"""What every page about payments does first."""

from typing import Any

from cmsportal.accounts.access import get_or_404
from projects.permissions import find_project
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Claim

FOR_MANAGERS = "The programme’s managers can see this page"
FOR_CLAIM = "Whoever leads the team, and the programme’s managers, can see this page"
FOR_LADDER = (
    "The lead team, its coach and the programme’s managers can see this page. "
    "Sums are shown to whoever leads the team, and to the managers"
)


class PaymentsOfProject(ProjectView, abstract=True):
    tool = Tool.STEPS
    sees = FOR_CLAIM

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"who_sees": self.sees}


class ClaimView(PaymentsOfProject, abstract=True):
    """The permission's target is the claim, with its project and its steps."""

    target: Claim

    def find_target(self) -> Claim:  # type: ignore[override]
        user = self.request.user
        self.project = find_project(user, self.kwargs["project_id"])
        self.request.project_access = self.access  # type: ignore[attr-defined]
        rows = Claim.visible_to(user).filter(project=self.project).with_names().prefetch_related("steps__by")
        claim = get_or_404(rows, pk=self.kwargs["claim_id"])
        claim.project = self.project
        return claim

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(claim=self.target, **kwargs)
