"""The programme's agreements, for its managers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..views_base import OfProgramme
from .overview import Standing, Wanting, standings


class Overview(OfProgramme):
    """Which teams have none, which wait, which are to be looked at again."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = standings(self.target)
        groups = [(need, [_row(one) for one in found if one.need == need]) for need in Wanting]
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
