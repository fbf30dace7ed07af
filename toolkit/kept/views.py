"""The page of earlier versions: who wrote what when, and a button that brings one back as the newest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cmsportal.versions import Stale
from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.views_base import ProjectView

from .forms import RestoreForm
from .versions import lines_of


class EarlierVersions(ProjectView, abstract=True):
    """Subclasses say which row, what a version says, how it comes back, and where the page leads back to."""

    permission = can_edit_project
    heading = ""

    def row(self) -> Any:
        raise TypeError("a subclass names the row")

    def say(self, old: Any) -> tuple[str, str]:
        raise TypeError("a subclass says what a version holds")

    def restore(self, *, version: int, over: int) -> None:
        raise TypeError("a subclass brings a version back")

    def back(self) -> tuple[str, str]:
        """Name and address of the page that shows the newest version."""
        raise TypeError("a subclass leads back")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RestoreForm(request.POST)
        if not form.is_valid():
            return self.page(422)
        try:
            self.restore(**form.cleaned_data)
        except Stale:
            messages.warning(request, "Somebody wrote a newer version meanwhile. Look at it first.")
            return redirect(request.path)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect(request.path)
        messages.success(request, "The earlier version is back. The one before stays in this list.")
        return redirect(self.back()[1])

    def page(self, status: int = 200) -> HttpResponse:
        label, url = self.back()
        context = self.get_context_data(
            heading=self.heading, lines=lines_of(self.row(), self.say), over=self.row().version, label=label, url=url
        )
        return render(self.request, "toolkit/kept/versions.html", context, status=status)
