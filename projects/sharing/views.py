from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from projects.pages import ProjectFormPage
from projects.permissions import can_read_sharing, can_share
from projects.presenters import inside_sees
from projects.tools import Audience, Tool

from .forms import SharingForm
from .presenters import AUDIENCE_WORDS, change_sentence, past_shares, sharing_table
from .services import change_shares, key_of, partners_of, shareable_keys


class SharingDetail(ProjectFormPage):
    """Who sees what: the team and its coach read it, the team's leader changes it."""

    permission = can_read_sharing
    tool = Tool.STEPS
    template_name = "projects/sharing_detail.html"
    next_url = "sharing-detail"

    def get_form(self, data: Any = None) -> SharingForm:
        self.partners = partners_of(self.project)
        self.shares = list(self.project.shares.select_related("partner", "ended_by").order_by("-ended_at"))
        self.keys = shareable_keys(self.partners)
        standing = {str(key_of(share)) for share in self.shares if share.ended_at is None}
        asked = [str(key) for key in self.keys if str(key) in standing]
        return SharingForm(data, keys=self.keys, initial={"shares": asked, "seen": " ".join(asked)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can_share(request.user, self.project):
            raise PermissionDenied
        return super().post(request, **kwargs)

    def save(self, form: Any) -> str:
        changes = change_shares(project=self.project, opened=form.opened(), ended=form.ended(), by=self.request.user)
        return change_sentence(changes, self.partners)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        ticked = set(form.data.getlist("shares")) if form.is_bound else None
        open_shares = [share for share in self.shares if share.ended_at is None]
        return super().get_context_data(
            rows=sharing_table(open_shares, self.partners, ticked),
            columns=_columns(self.partners),
            past=past_shares(self.shares),
            can_share=can_share(self.request.user, self.project),
            **kwargs,
        ) | {"who_sees": inside_sees(self.access)}


def _columns(partners: list[Any]) -> list[str]:
    """The table's heads, in the order of the audiences."""
    heads = []
    for audience in Audience:
        heads += (
            [partner.name for partner in partners] if audience is Audience.PARTNER else [AUDIENCE_WORDS[audience]]
        )
    return heads
