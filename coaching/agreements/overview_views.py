"""The programme's agreements, for its managers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cmsportal.accounts.access import Guarded, get_or_404
from practices.models import Programme
from practices.permissions import is_manager

from .overview import Need, Standing, standings


class Overview(Guarded):
    """Which teams have none, which wait, which are to be looked at again."""

    permission = is_manager
    target: Programme

    def find_target(self) -> Programme:
        return get_or_404(Programme.visible_to(self.request.user), pk=self.kwargs["programme_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = standings(self.target)
        groups = [(need, [_row(one) for one in found if one.need == need]) for need in Need]
        context = {
            "programme": self.target,
            "groups": [(need.label, rows) for need, rows in groups if rows],
            "who_sees": "The programme's managers can see this page",
        }
        return render(request, "coaching/agreement_overview.html", context)


def _row(one: Standing) -> dict[str, str]:
    keys = {"project_id": one.project.pk}
    return {
        "title": one.project.practice.name,
        "aside": one.coach,
        "text": one.words,
        "url": reverse("agreement-detail", kwargs={**keys, "agreement_id": one.agreement.pk})
        if one.agreement
        else reverse("project-detail", kwargs=keys),
        "link": "Read" if one.agreement else "See the project",
    }
